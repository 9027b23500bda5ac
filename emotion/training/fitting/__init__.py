"""Fits networks and their calibration to data."""
