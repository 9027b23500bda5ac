"""Pages about rules beside their form: the lab, the rule read back, what it has learnt."""
