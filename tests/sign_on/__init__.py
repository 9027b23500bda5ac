"""Signing in by a second factor, by letters and by other services."""
