"""Who acts at the moment: whoever asks for the page that is being made, where it is a member of staff."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.http import HttpRequest

from tutor.models import User
from tutor.services.audit.openings import is_staff

# A request's thread runs in a context of its own (tutor/ops/one_thread.py); tasks have no request.
_REQUEST: ContextVar[HttpRequest | None] = ContextVar("acting", default=None)


@contextmanager
def acting_for(request: HttpRequest) -> Iterator[None]:
    """Let what is changed meanwhile be changed by who asks."""
    before = _REQUEST.set(request)
    try:
        yield
    finally:
        _REQUEST.reset(before)


def acting_staff() -> User | None:
    """Return the member of staff who acts; None for students, tasks, commands and nobody."""
    request = _REQUEST.get()
    user = getattr(request, "user", None)
    return user if user is not None and is_staff(user) else None
