"""What an LMS says in a launch, and what its roles mean here: plain Python."""
