"""Telling an LRS (learning record store) what was learned, where the operator asked for that."""
