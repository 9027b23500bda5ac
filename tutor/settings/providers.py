"""Reads by which other services' accounts people may come, and refuses what makes no sense, by name."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from tutor.settings.environment import env, read_switch

# Whose accounts anybody in the world may have.
OPEN_TO_ALL = {"https://accounts.google.com"}


@dataclass(frozen=True)
class Provider:
    """One service that says who somebody is.

    Attributes:
        key: its name in addresses and in the database; accounts stay with it, so it is never given anew.
        address: an OpenID issuer, or where SAML metadata lies: an address or a file.
        entity: which of several in the metadata.
        secret: of this site at an OpenID issuer.
        trusts_email: an address that the service verified finds an account that has it.
        takes_new: people without an account here get one.
        domains: of the addresses of new people; empty for any.
        role_claim: which claim or attribute holds a person's groups.
        roles: by role, the groups that give it to new people.
        names: SAML attributes for `email`, `first_name`, `last_name`, and for `uid` where a name identifier
            does not stay.
    """

    kind: Literal["oidc", "saml"]
    key: str
    name: str
    address: str
    entity: str = ""
    client_id: str = ""
    secret: str = field(default="", repr=False)
    trusts_email: bool = False
    takes_new: bool = True
    domains: tuple[str, ...] = ()
    role_claim: str = ""
    roles: dict[str, tuple[str, ...]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


def read_providers() -> list[Provider]:
    """Return the providers that `OIDC` and `SAML` list, in that order.

    Raises:
        ImproperlyConfigured: a variable is missing or malformed.
    """
    found = [_read_oidc(key) for key in _keys("OIDC")] + [_read_saml(key) for key in _keys("SAML")]
    keys = [provider.key for provider in found]
    if len(set(keys)) != len(keys):
        raise ImproperlyConfigured("OIDC and SAML list one name twice: accounts are kept by it")
    return found


def _keys(kind: str) -> list[str]:
    keys = [key.strip() for key in env.list(kind, default=[]) if key.strip()]
    for key in keys:
        if not re.fullmatch("[a-z][a-z0-9-]{0,29}", key):
            raise ImproperlyConfigured(
                f"{kind} lists names like 'google' or 'my-school': small letters, digits and '-', got {key!r}"
            )
    return keys


def _read_oidc(key: str) -> Provider:
    stem = _stem("OIDC", key)
    issuer = _required(f"{stem}_ISSUER", "the address that the service calls its issuer").rstrip("/")
    _check_https(f"{stem}_ISSUER", issuer)
    if issuer.startswith("https://login.microsoftonline.com/") and issuer.split("/")[3] in {
        "common",
        "consumers",
        "organizations",
    }:
        raise ImproperlyConfigured(f"{stem}_ISSUER must name your own tenant, not everybody's at Microsoft")
    provider = Provider(
        kind="oidc",
        address=issuer,
        client_id=_required(f"{stem}_CLIENT_ID", "what the service calls this site"),
        secret=_required(f"{stem}_SECRET", "the secret that the service gave for this site"),
        role_claim=env.str(f"{stem}_ROLE_CLAIM", default=""),
        **_read_common(stem, key),
    )
    if issuer in OPEN_TO_ALL and provider.takes_new and not provider.domains:
        raise ImproperlyConfigured(
            f"Anybody may have an account at {issuer}: set {stem}_DOMAINS to your own, "
            f"or {stem}_NEW_PEOPLE=off"
        )
    return provider


def _read_saml(key: str) -> Provider:
    stem = _stem("SAML", key)
    metadata = _required(f"{stem}_METADATA", "the address or the file of the service's metadata")
    if "://" in metadata:
        _check_https(f"{stem}_METADATA", metadata)
    elif not Path(metadata).is_file():
        raise ImproperlyConfigured(f"{stem}_METADATA must be an address or a file that is there")
    parts = ("UID", "EMAIL", "FIRST_NAME", "LAST_NAME")
    names = {part.lower(): env.str(f"{stem}_{part}_ATTRIBUTE", default="") for part in parts}
    return Provider(
        kind="saml",
        address=metadata,
        entity=env.str(f"{stem}_ENTITY_ID", default=""),
        role_claim=env.str(f"{stem}_ROLE_ATTRIBUTE", default=""),
        names={part: name for part, name in names.items() if name},
        **_read_common(stem, key),
    )


def _read_common(stem: str, key: str) -> dict[str, Any]:
    roles = {
        "teacher": tuple(_words(f"{stem}_TEACHERS")),
        "author": tuple(_words(f"{stem}_AUTHORS")),
    }
    claim = "ROLE_CLAIM" if stem.startswith("OIDC") else "ROLE_ATTRIBUTE"
    if any(roles.values()) and not env.str(f"{stem}_{claim}", default=""):
        raise ImproperlyConfigured(f"{stem}_{claim} must say where {stem}_TEACHERS and _AUTHORS are found")
    return {
        "key": key,
        "name": env.str(f"{stem}_NAME", default="")[:40] or key.replace("-", " ").title(),
        "trusts_email": read_switch(f"{stem}_TRUST_EMAIL", default=False),
        "takes_new": read_switch(f"{stem}_NEW_PEOPLE", default=True),
        "domains": tuple(word.lower().lstrip("@") for word in _words(f"{stem}_DOMAINS")),
        "roles": roles,
    }


def _stem(kind: str, key: str) -> str:
    return f"{kind}_{key.upper().replace('-', '_')}"


def _words(name: str) -> list[str]:
    return [word.strip() for word in env.list(name, default=[]) if word.strip()]


def _required(name: str, why: str) -> str:
    value: str = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"{name} must be set: {why}")
    return value


def _check_https(name: str, address: str) -> None:
    parts = urlsplit(address)
    is_own = parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if not parts.hostname or not (parts.scheme == "https" or is_own):
        raise ImproperlyConfigured(f"{name} must be an address like https://login.example.org")
