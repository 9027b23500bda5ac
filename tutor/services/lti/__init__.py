"""What an LMS may do here: platforms, keys, launches, and whose account a launch signs in to."""
