"""Keys of rows as browsers send them: never longer than what a database can hold and compare."""

from django.urls.converters import IntConverter

from content.keys import MOST_DIGITS


class KeyConverter(IntConverter):
    """The key of a row in an address; the address of a longer number is none."""

    regex = f"[0-9]{{1,{MOST_DIGITS}}}"
