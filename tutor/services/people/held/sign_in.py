"""What is held of how a person signs in, in words a student knows."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tutor.models import AccountMerge, AccountNotice, AccountState, PictureSecret, SignInCard, User
from tutor.services.people.held.holding import Holding

_FACTORS: dict[str, str | Promise] = {
    Authenticator.Type.TOTP: _("Codes of an app"),
    Authenticator.Type.WEBAUTHN: _("A passkey"),
    Authenticator.Type.RECOVERY_CODES: _("Recovery codes"),
}


def _tell_services(person: User) -> list[dict[str, Any]]:
    names = {provider.key: provider.name for provider in settings.SIGN_ON_PROVIDERS}
    return [
        {
            "service": names.get(account.provider, account.provider),
            "number_there": account.uid,
            "since": account.date_joined,
            "last_used": account.last_login,
        }
        for account in SocialAccount.objects.filter(user=person).order_by("pk")
    ]


def _tell_factors(person: User) -> list[dict[str, Any]]:
    return [
        {
            "what": str(_FACTORS.get(factor.type, factor.type)),
            "since": factor.created_at,
            "last_used": factor.last_used_at,
        }
        for factor in Authenticator.objects.filter(user=person).order_by("pk")
    ]


SIGN_IN_HOLDINGS = (
    Holding(
        "account_notices",
        _("What was done to how you sign in"),
        _("So that you know when somebody gave you a password, a card or pictures, or you changed it."),
        AccountNotice,
        "person",
        {"what": "kind", "by": "by_name", "at": "at"},
        stays_with_account=True,
    ),
    Holding(
        "account_state",
        _("How your account stands"),
        _("To ask you for a password of your own after you were given one."),
        AccountState,
        "person",
        {name: name for name in ("must_change_password", "affect_hidden_before")},
        stays_with_account=True,
    ),
    Holding(
        "cards",
        _("Your sign-in cards"),
        _("So that a card works, and only the newest. What is printed on it is kept only scrambled."),
        SignInCard,
        "student",
        {name: name for name in ("printed_at", "expires_at", "revoked_at", "used_at")},
        stays_with_account=True,
    ),
    Holding(
        "pictures",
        _("Your three pictures"),
        _("So that they sign you in. They are kept only scrambled."),
        PictureSecret,
        "student",
        {"set_at": "set_at"},
        stays_with_account=True,
    ),
    Holding(
        "merges",
        _("Accounts of yours that became one"),
        _("So that nobody loses what they learned under another name."),
        AccountMerge,
        "kept",
        {"made_at": "made_at"},
        stays_with_account=True,
    ),
    Holding(
        "addresses",
        _("E-mail addresses that you gave"),
        _("So that a link for a new password reaches you, and nobody else."),
        EmailAddress,
        "user",
        {"address": "email", "confirmed": "verified"},
        stays_with_account=True,
    ),
    Holding(
        "services",
        _("Other services by which you sign in"),
        _("So that your account there opens this one. What they call you is a number of theirs."),
        SocialAccount,
        "user",
        {name: name for name in ("service", "number_there", "since", "last_used")},
        stays_with_account=True,
        tell=_tell_services,
    ),
    Holding(
        "second_steps",
        _("Your second steps at sign-in"),
        _("So that your password alone lets nobody in. The secrets in them are kept only scrambled."),
        Authenticator,
        "user",
        {name: name for name in ("what", "since", "last_used")},
        stays_with_account=True,
        tell=_tell_factors,
    ),
)
