"""Writes, one subject a file, each in one transaction."""
