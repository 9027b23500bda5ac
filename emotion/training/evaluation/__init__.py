"""Measures the networks that serve."""
