"""Clients of other systems: what an LMS, a roster server or a record store is asked and told."""
