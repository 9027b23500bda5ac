"""From what happened at a step to the numbers that rules ask for: one computation for lesson and lab. Pure.

It takes levels of a face that somebody else has compared with how this person looks at rest.
"""
