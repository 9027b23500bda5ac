"""What is held about a person, told kind by kind."""
