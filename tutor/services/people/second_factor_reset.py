"""The way back for whoever lost a second factor and the recovery codes."""

from functools import partial

from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from tutor.messages import events
from tutor.models import User
from tutor.services.audit.acts import Act, note_act
from tutor.services.locks import lock_person


@transaction.atomic
def reset_second_factor(*, person: User, actor: User | None) -> bool:
    """Take every second factor off an account, and say whether there was one.

    The password stays as it is. The person's sessions end: each says that a second factor was given, and the
    one that was may be in other hands. Where staff must have one, the next sign-in leads to its set-up.

    Args:
        person: whose factors go.
        actor: the administrator who does it; None where it is done at the machine itself.
    """
    lock_person(person)
    removed, _ = Authenticator.objects.filter(user=person).delete()
    if removed:
        note_act(actor=actor, action=Act.MFA_RESET, whose=person)
        transaction.on_commit(partial(end_sessions, person.pk))
    return bool(removed)


def end_sessions(person_id: int) -> None:
    """End every session of a person, and what is open in it. Reads all sessions: for rare acts."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get(SESSION_KEY) == str(person_id):
            events.send_signed_out(person_id=person_id, session_key=session.session_key)
            session.delete()
