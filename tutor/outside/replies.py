"""What headers of other systems' replies say, whichever client read them."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit


def asked_wait_s(header: str) -> float | None:
    """Return how many seconds `Retry-After` asks to wait, without an upper end; `None` where it says nothing.

    It is a number of seconds, or a date (RFC 9110, 10.2.3); a date in the past is no wait.
    """
    if header.isdecimal():
        return float(header)
    try:
        at = parsedate_to_datetime(header)
    except (ValueError, OverflowError):
        return None
    # A date whose zone is "-0000" comes without one.
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (at - datetime.now(UTC)).total_seconds())


def is_same_server(url: str, other: str) -> bool:
    """Say whether two addresses are of one server, and the other is no less protected.

    Asked before a link in a reply is followed: our token goes with the request.
    """
    try:
        here, there = urlsplit(url), urlsplit(other)
        same = (here.hostname, here.port) == (there.hostname, there.port)
    except ValueError:
        return False
    return same and there.scheme in ("https", here.scheme)
