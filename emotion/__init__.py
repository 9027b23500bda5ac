"""What a face says, and how sure we are of it."""
