"""Signing out closes the sockets of that session."""

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from tutor.messages import events
from tutor.models import User


@receiver(user_logged_out)
def close_sockets(sender: object, request: HttpRequest, user: User | None, **kwargs: object) -> None:
    """Tell the sockets of the session that ends. An account that was closed has told its own already."""
    if user is not None and user.pk and request.session.session_key:
        events.send_signed_out(person_id=user.pk, session_key=request.session.session_key)
