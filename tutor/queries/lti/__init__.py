"""Reads for an LMS."""
