"""Keys of rows as browsers send them: never longer than what a database can hold and compare."""

from django.urls import register_converter
from django.urls.converters import IntConverter

from content.keys import MOST_DIGITS


class KeyConverter(IntConverter):
    """The key of a row in an address; the address of a longer number is none."""

    regex = f"[0-9]{{1,{MOST_DIGITS}}}"


# Here, because an address is compiled where it is written: each list of addresses imports this module.
register_converter(KeyConverter, "key")
