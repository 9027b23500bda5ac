"""People whom another service vouches for and who have no account here yet."""

from collections.abc import Mapping
from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from tutor.models import User
from tutor.services.people.accounts import make_person
from tutor.settings.providers import Provider


def find_by_address(address: str) -> User | None:
    """Return the one open account of an address; an administrator's is never found so."""
    people = list(User.objects.filter(email__iexact=address)[:2])
    if len(people) != 1 or people[0].is_superuser or not people[0].is_active:
        return None
    return people[0]


def is_taken(address: str) -> bool:
    """Say whether an account has this address already."""
    return (
        User.objects.filter(email__iexact=address).exists()
        or EmailAddress.objects.filter(email__iexact=address, verified=True).exists()
    )


def is_welcome(provider: Provider, address: str) -> bool:
    """Say whether somebody without an account may get one, by a verified address or without any."""
    if not provider.takes_new:
        return False
    return not provider.domains or address.rpartition("@")[2].lower() in provider.domains


def role_for(provider: Provider, claims: Mapping[str, Any]) -> str:
    """Return the role of a new person: student, unless the operator named a group of theirs."""
    said = claims.get(provider.role_claim) if provider.role_claim else None
    groups = {str(group) for group in (said if isinstance(said, list | tuple) else [said])}
    for role in (User.Role.TEACHER, User.Role.AUTHOR):
        if groups & set(provider.roles.get(role, ())):
            return role
    return User.Role.STUDENT


@transaction.atomic
def welcome(*, given_name: str, family_name: str, email: str, role: str, provider_key: str, uid: str) -> User:
    """Make an account that its owner opens by another service, and keep nothing else of what that said."""
    person = make_person(given_name=given_name, family_name=family_name, role=role, email=email)
    if role == User.Role.AUTHOR:
        person.is_staff = True
        person.save(update_fields=["is_staff"])
    SocialAccount.objects.create(user=person, provider=provider_key, uid=uid)
    return person
