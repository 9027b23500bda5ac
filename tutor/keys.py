"""Keys of rows as browsers send them: never longer than what a database can hold and compare."""

from django.urls.converters import IntConverter

# Every number of so many digits fits into 64 bits.
MOST_DIGITS = 18
LARGEST_KEY = 10**MOST_DIGITS - 1


class KeyConverter(IntConverter):
    """The key of a row in an address; the address of a longer number is none."""

    regex = f"[0-9]{{1,{MOST_DIGITS}}}"
