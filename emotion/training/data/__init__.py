"""The collections, read and cut into what networks learn from."""
