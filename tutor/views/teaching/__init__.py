"""The teachers' pages."""
