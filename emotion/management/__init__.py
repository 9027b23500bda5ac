"""Commands of the emotion app."""
