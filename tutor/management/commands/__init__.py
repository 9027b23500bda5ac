"""Commands of the running product."""
