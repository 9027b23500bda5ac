"""Texts and pictures on their way to a page."""
