"""Writes of those who teach: classes, sessions, suggestions, group prompts."""
