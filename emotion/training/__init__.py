"""Training and evaluation of the emotion networks. Needs the `train` extra; serving never imports it."""
