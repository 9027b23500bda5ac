"""Algebra as an answer: how it is read, compared and shown.

`reading` checks what an author specifies, `marking` an answer. Between them `notation` makes trees of what is
typed, `algebra` decides what is equal, and `forms` looks at how it is written.
"""
