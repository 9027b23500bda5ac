"""Settings by deployment: dev, test, prod."""
