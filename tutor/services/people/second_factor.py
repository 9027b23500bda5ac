"""Who owes a second factor before anything else opens."""

from typing import Any, Literal

from django.conf import settings

from tutor.models import User

SESSION_KEY = "second_factor"
Standing = Literal["given", "elsewhere"]


def is_staff(user: Any) -> bool:
    """Say whether somebody's account reaches more than their own learning."""
    return bool(user.is_superuser or user.is_staff or user.role != User.Role.STUDENT)


def is_owed(user: Any, session: Any) -> bool:
    """Say whether this session of a teacher, author or administrator still lacks a second factor.

    `given` is one that was asked here; `elsewhere`, that another service vouched for the person, as an LMS
    does (`signed_in_by`): asking for more is its part. Costs no query.
    """
    if settings.SECOND_FACTOR != "staff-must" or not user.is_authenticated or not is_staff(user):
        return False
    return session.get(SESSION_KEY) not in ("given", "elsewhere") and session.get("signed_in_by") != "lti"
