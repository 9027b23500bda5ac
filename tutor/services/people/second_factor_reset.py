"""The way back for whoever lost a second factor and the recovery codes."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from tutor.models import User
from tutor.services.audit.acts import Act, note_act
from tutor.services.locks import lock_person


@transaction.atomic
def reset_second_factor(*, person: User, actor: User | None) -> bool:
    """Take every second factor off an account, and say whether there was one.

    The password stays as it is. Where staff must have a second factor, the next sign-in leads to its set-up.

    Args:
        person: whose factors go.
        actor: the administrator who does it; None where it is done at the machine itself.
    """
    lock_person(person)
    removed, _ = Authenticator.objects.filter(user=person).delete()
    if removed:
        note_act(actor=actor, action=Act.MFA_RESET, whose=person)
    return bool(removed)
