"""Whole runs by name, and the comparisons that are made of them."""
