"""The door for an LMS: the way in, what an administrator pastes, and linking accounts."""
