"""Open sockets: learners with their cameras, classes with their teachers."""
