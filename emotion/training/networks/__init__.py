"""The networks: the served ones, and the designs that they are compared with."""
