"""Letters about an account: a link that sets a new password, a link that confirms an address."""

from smtplib import SMTPException

from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.socialaccount.models import SocialAccount
from celery import shared_task
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import int_to_base36

from content.language import gettext
from tutor.models import User
from tutor.services.locks import lock_person
from tutor.services.people.languages import speaking_to

# A family may share an address; more than that is somebody else's list.
MOST_ACCOUNTS = 10


@shared_task(
    name="tutor.send_letter",
    ignore_result=True,
    autoretry_for=(OSError, SMTPException),
    retry_backoff=True,
    max_retries=5,
)
def send_letter(subject: str, text: str, address: str) -> None:
    """Send one letter. At least once: a second one says the same."""
    send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [address])


@shared_task(
    name="tutor.send_reset_links",
    ignore_result=True,
    autoretry_for=(OSError, SMTPException),
    retry_backoff=True,
    max_retries=5,
)
def send_reset_links(address: str, site: str) -> None:
    """Send to an address a link for each account that it belongs to, if there is any.

    A worker looks, and not the page: whoever asks for a stranger's address waits no longer where there is an
    account. At least once: of two letters each link works, until one of them is used.
    """
    for known, people in _accounts_at(address).items():
        links = [(person, f"{site}{_reset_path(person)}") for person in people]
        context = {"links": links, "minutes": settings.PASSWORD_RESET_TIMEOUT // 60}
        with speaking_to(people[0]):
            text = render_to_string("account/email/password_reset.txt", context)
            send_mail(gettext("A new password for Attune"), text, settings.DEFAULT_FROM_EMAIL, [known])


def _accounts_at(address: str) -> dict[str, list[User]]:
    """Return the accounts of an address by that address as the account has it, never as it was typed.

    Whoever comes by another service alone gets no password beside it: the school closes the account there.
    """
    found: dict[str, list[User]] = {}
    linked = SocialAccount.objects.filter(user=OuterRef("pk"))
    people = User.objects.filter(email__iexact=address, is_active=True).annotate(is_linked=Exists(linked))
    for person in people.order_by("pk")[:MOST_ACCOUNTS]:
        if person.has_usable_password() or not person.is_linked:
            found.setdefault(person.email, []).append(person)
    return found


def _reset_path(person: User) -> str:
    from allauth.account.forms import default_token_generator

    key = default_token_generator.make_token(person)
    return reverse("account_reset_password_from_key", args=[int_to_base36(person.pk), key])


@transaction.atomic
def ask_to_confirm(*, user: User, address: str, site: str) -> None:
    """Note an address that somebody gave as theirs, and send the link that makes it count.

    Until then `User.email` stays as it is, and no new password is sent there.
    """
    lock_person(user)
    given, _ = EmailAddress.objects.get_or_create(user=user, email=address.lower())
    if given.verified:
        return
    # A slip of the finger is not kept: the newest address is the one that is asked about.
    EmailAddress.objects.filter(user=user, verified=False).exclude(pk=given.pk).delete()
    path = reverse("account_confirm_email", args=[EmailConfirmationHMAC(given).key])
    text = render_to_string("account/email/email_confirmation_message.txt", {"activate_url": f"{site}{path}"})
    transaction.on_commit(
        lambda: send_letter.delay(gettext("Is this your e-mail address?"), text, given.email)
    )
