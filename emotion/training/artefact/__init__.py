"""From checkpoints to the files that serve, and back."""
