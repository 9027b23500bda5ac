"""What a student knows, and when practice is due."""
