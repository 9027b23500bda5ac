"""Where something comes from and under which licence, as authors write it: an address, a name, or both."""

import re
from typing import NamedTuple

_WRITTEN = re.compile(r"(https?://[^\s<>]+)\s*(?:<([^<>]+)>)?")


class Credit(NamedTuple):
    """What a page shows: a name, and the address that it leads to if there is one."""

    name: str
    url: str = ""


def read_credit(text: str) -> Credit:
    """Return a credit: `https://example.org <A Book>` is a link called A Book; an address names itself."""
    written = _WRITTEN.fullmatch(text.strip())
    if written is None:
        return Credit(text.strip())
    url, name = written.groups()
    return Credit((name or url).strip(), url)
