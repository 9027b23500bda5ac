"""Reports, gathered and stored."""
