"""Dynamic registration: a platform that registers tools by itself asks us to, and somebody here allows it.

Whoever allows it is an administrator who is signed in, or holds a link that one made, which works once.
Addresses come from outside: only https is asked, with bounds on time and size, and no private network unless
the settings say that the LMS is there (`tutor/outside/lti_http.py`). Nothing of a reply is shown.

Source: LTI Dynamic Registration 1.0.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone
from lti_tool.models import LtiRegistration

from tutor.domain.lti.tool import PLATFORM, TOOL, Tool
from tutor.models import LtiRegistrationLink, User
from tutor.services.audit.acts import Act, note_act
from tutor.services.lti.platforms import register_platform

LINK_DAYS = 7


class CannotRegister(ValueError):
    """A registration that did not come about; the text is one of a few words for the log."""


@dataclass(frozen=True)
class _Offer:
    """What a platform says of itself."""

    issuer: str
    auth_url: str
    token_url: str
    keyset_url: str
    registration_url: str
    audience: str
    product: str


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_link(*, by: User) -> str:
    """Make a link that registers one platform, and return its secret, which is kept nowhere here."""
    token = secrets.token_urlsafe(32)
    until = timezone.now() + timedelta(days=LINK_DAYS)
    LtiRegistrationLink.objects.create(token_hash=_hash(token), made_by=by, expires_at=until)
    return token


def find_link(token: str) -> LtiRegistrationLink | None:
    """Return a link that still works."""
    links = LtiRegistrationLink.objects.filter(used_at=None, expires_at__gt=timezone.now())
    return links.filter(token_hash=_hash(token)).first()


def register(
    *,
    configuration_url: str,
    bearer: str,
    tool: Tool,
    by: User | None,
    link: LtiRegistrationLink | None = None,
) -> LtiRegistration:
    """Register this tool with a platform, and the platform here. Asks the network, twice.

    Raises:
        CannotRegister: the platform could not be asked, said no, or is known here already.
    """
    from requests import RequestException

    from tutor.outside.lti_http import BoundedSession, get_json

    session = BoundedSession()
    try:
        offer = _read_offer(get_json(session, configuration_url))
        if LtiRegistrationLink.objects.filter(pk=link.pk if link else 0, used_at__isnull=False).exists():
            raise CannotRegister("the link was used")
        headers = {"Accept": "application/json", **({"Authorization": f"Bearer {bearer}"} if bearer else {})}
        reply = session.post(offer.registration_url, json=tool.registration(), headers=headers)
        reply.raise_for_status()
        made = reply.json()
    except (RequestException, ValueError) as error:
        if isinstance(error, CannotRegister):
            raise
        raise CannotRegister("the platform could not be asked") from error
    return _keep(offer, made, by=by, link=link)


def _read_offer(said: Any) -> _Offer:
    if not isinstance(said, Mapping):
        raise CannotRegister("no configuration")
    platform = said.get(PLATFORM)
    product = platform.get("product_family_code") if isinstance(platform, Mapping) else ""
    audience = said.get("authorization_server")
    return _Offer(
        issuer=_address(said, "issuer"),
        auth_url=_address(said, "authorization_endpoint"),
        token_url=_address(said, "token_endpoint"),
        keyset_url=_address(said, "jwks_uri"),
        registration_url=_address(said, "registration_endpoint"),
        audience=audience[:255] if isinstance(audience, str) else "",
        product=product[:100] if isinstance(product, str) else "",
    )


def _address(said: Mapping[str, Any], name: str) -> str:
    """Return one of the platform's addresses; 200 letters are what the table of platforms holds."""
    value = said.get(name)
    if not isinstance(value, str) or len(value) > 200 or not urlsplit(value).netloc:
        raise CannotRegister(f"no {name}")
    if urlsplit(value).scheme not in ("https", "http"):
        raise CannotRegister(f"no {name}")
    return value


@transaction.atomic
def _keep(offer: _Offer, made: Any, *, by: User | None, link: LtiRegistrationLink | None) -> LtiRegistration:
    client_id = made.get("client_id") if isinstance(made, Mapping) else None
    if not isinstance(client_id, str | int) or not 1 <= len(str(client_id)) <= 255:
        raise CannotRegister("no client id")
    tool = made.get(TOOL)
    deployment_id = tool.get("deployment_id") if isinstance(tool, Mapping) else None
    known = (str(deployment_id),) if isinstance(deployment_id, str | int) and deployment_id != "" else ()
    if link is not None and not _use(link):
        raise CannotRegister("the link was used")
    try:
        platform = register_platform(
            name=f"{urlsplit(offer.issuer).hostname} {offer.product}".strip(),
            issuer=offer.issuer,
            client_id=str(client_id),
            auth_url=offer.auth_url,
            token_url=offer.token_url,
            keyset_url=offer.keyset_url,
            audience=offer.audience,
            deployment_ids=known,
            by=by or (link.made_by if link else None),
        )
    except ValueError as error:
        raise CannotRegister("known here already") from error
    if link is not None:
        LtiRegistrationLink.objects.filter(pk=link.pk).update(registration=platform)
    note_act(actor=by, action=Act.LTI_REGISTERED, what=str(platform.pk))
    return platform


def _use(link: LtiRegistrationLink) -> bool:
    """Use a link up; of two at once, one does."""
    unused = LtiRegistrationLink.objects.filter(pk=link.pk, used_at=None)
    return unused.update(used_at=timezone.now()) == 1
