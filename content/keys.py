"""Keys of rows as browsers send them: never longer than what a database can hold and compare."""

# Every number of so many digits fits into 64 bits.
MOST_DIGITS = 18
LARGEST_KEY = 10**MOST_DIGITS - 1


def read_key(text: str) -> int | None:
    """Return the key that a field holds; `None` for what can be none."""
    # Not isdigit, which takes “²” for a digit: int does not.
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None
