"""The cast: users with a role, what they agreed to, and the cookie of one who is signed in."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from tutor.models import Consent, User
from tutor.models.wordings import wording_of


def agree(user: User, purpose: str) -> Consent:
    """Let a user have said yes a day ago, in today's words."""
    wording = wording_of(purpose)
    return Consent.objects.create(
        student=user,
        purpose=purpose,
        version=wording.version,
        words=wording.words,
        given_at=timezone.now() - timedelta(days=1),
    )


def make_user(username: str, role: str = "student", *, counts: bool = True, **fields: object) -> User:
    """Make a user; students count in figures about groups unless the test is about those who do not."""
    user = User.objects.create_user(username, password="pass-for-tests", role=role, **fields)
    if role == "student" and counts:
        agree(user, "figures")
    return user


def cookie_of(user: User) -> str:
    """Return the cookie of a new session."""
    client = Client()
    client.force_login(user)
    return f"sessionid={client.cookies['sessionid'].value}"
