"""Exact values: normal forms of expressions, and their values within bounds."""
