"""Commands that bring courses and rules in and out."""
