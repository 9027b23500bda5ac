"""Texts of courses in further languages: where they stand, what they were made from, which one is said. Pure.

Each text of a part has a path: `title`, `body`, `choices.0.text`. What is kept of a language is a text by its
path, and in `made_from` by the same path a digest of the original that it was made from.
"""
