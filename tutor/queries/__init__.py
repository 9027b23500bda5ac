"""Reads that more than one edge needs."""
