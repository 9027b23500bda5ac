"""An LMS asks a teacher for content (deep linking), and gets one signed answer.

What it asks stays in the teacher's session until it is answered, an hour at most: an answer goes to nobody
but the platform whose launch was verified, for the person who came by it, and once.

Source: 1EdTech, LTI Deep Linking 2.0.
"""

import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.contrib.sessions.backends.base import SessionBase
from django.core.cache import cache

from content.language import gettext
from tutor.models import User
from tutor.services.lti.content_items import ContentItem
from tutor.services.lti.platforms import registration_of

CLAIM = "https://purl.imsglobal.org/spec/lti-dl/claim/"
LASTS_S = 3600
# A teacher may have several open, in several tabs; a session keeps no more.
MOST_OPEN = 5
IN_SESSION = "lti_asked"
# What is signed holds for ten minutes.
SENT_S = 300


class NotServed(ValueError):
    """An LMS asks for what it cannot get here; the text says so to the teacher."""


class Over(LookupError):
    """It was answered, is too old, came to somebody else, or never was."""


@dataclass(frozen=True)
class Asked:
    """What an LMS asks for.

    Attributes:
        deployment: key of the platform's deployment.
        platform: what the administrator calls the platform.
        takes_line_items: whether a column for scores is made of an item: None where the LMS does not say.
        opens_windows: whether it can open a link in a window of its own.
        data: what it wants back untouched; None where it sent nothing.
        asked_at: seconds since 1970.
    """

    key: str
    person: int
    deployment: int
    platform: str
    return_url: str
    takes_several: bool
    takes_line_items: bool | None
    opens_windows: bool
    saves_at_once: bool
    data: str | None
    asked_at: float


def remember_asked(
    session: SessionBase, *, person: User, deployment: Any, claim: Mapping[str, object]
) -> str:
    """Keep what a verified launch asks for, by its `deep_linking_settings`, and return the key of its page.

    `deployment` is the `LtiDeployment` of that launch.

    Raises:
        NotServed: it takes no links to a tool, or does not say where the answer goes.
    """
    asked = _read(claim, person=person, deployment=deployment)
    session[IN_SESSION] = [*session.get(IN_SESSION, [])[1 - MOST_OPEN :], asdict(asked)]
    return asked.key


def find_asked(session: SessionBase, *, key: str, person: User) -> Asked:
    """Return what is still to be answered.

    Raises:
        Over: nothing of this key is, for this person.
    """
    for entry in session.get(IN_SESSION, []):
        asked = Asked(**entry)
        if asked.key == key and asked.person == person.pk and asked.asked_at > time.time() - LASTS_S:
            return asked
    raise Over


def answer_asked(session: SessionBase, *, asked: Asked, items: Sequence[ContentItem]) -> str:
    """Return the signed answer, a JWT, and let there be no other; without items nothing is chosen.

    Raises:
        Over: it was answered meanwhile, or the platform is switched off.
    """
    from lti_tool.models import LtiDeployment

    active = LtiDeployment.objects.filter(is_active=True, registration__is_active=True)
    deployment = active.select_related("registration").filter(pk=asked.deployment).first()
    # Of two at once, in two tabs, the cache lets one pass.
    if deployment is None or not cache.add(f"lti-answered-{asked.key}", True, LASTS_S):
        raise Over
    session[IN_SESSION] = [entry for entry in session.get(IN_SESSION, []) if entry["key"] != asked.key]
    return _sign(asked, deployment, items)


@dataclass(frozen=True)
class Sent:
    """A signed answer on its way."""

    platform: str
    return_url: str
    signed: str


def keep_sent(sent: Sent) -> str:
    """Keep an answer for some minutes, and return the key by which a frame without a session finds it."""
    key = secrets.token_urlsafe(24)
    cache.set(f"lti-sent-{key}", asdict(sent), SENT_S)
    return key


def find_sent(key: str) -> Sent:
    """Return an answer that was kept.

    Raises:
        Over: there is none of this key, or it was minutes ago.
    """
    kept = cache.get(f"lti-sent-{key}")
    if kept is None:
        raise Over
    return Sent(**kept)


def _read(claim: Mapping[str, object], *, person: User, deployment: Any) -> Asked:
    if "ltiResourceLink" not in _listed(claim.get("accept_types")):
        raise NotServed(
            gettext(
                "Your LMS asked for something other than a link to a tool, and Attune has nothing else to "
                "give. Nothing was changed. Go back to your LMS and choose to add an activity or a link."
            )
        )
    address = claim.get("deep_link_return_url")
    if not isinstance(address, str) or not _is_web_address(address):
        raise NotServed(
            gettext(
                "Your LMS did not say where your choice is to go. Nothing was changed. Tell whoever looks "
                "after the LMS."
            )
        )
    data = claim.get("data")
    takes_line_items = claim.get("accept_lineitem")
    return Asked(
        key=str(uuid4()),
        person=person.pk,
        deployment=deployment.pk,
        platform=deployment.registration.name,
        return_url=address,
        takes_several=_is_true(claim.get("accept_multiple")),
        takes_line_items=None if takes_line_items is None else _is_true(takes_line_items),
        opens_windows="window" in _listed(claim.get("accept_presentation_document_targets")),
        saves_at_once=_is_true(claim.get("auto_create")),
        data=data if isinstance(data, str) else None,
        asked_at=time.time(),
    )


def _is_true(value: object) -> bool:
    # Some platforms write booleans as words.
    return value is True or value == "true"


def _listed(value: object) -> list[object]:
    # And some a list as one text.
    if isinstance(value, str):
        return [*value.split(",")]
    return value if isinstance(value, list) else []


def host_of(address: str) -> str:
    """Return the host of an address in the letters that names are looked up by.

    Raises:
        ValueError: it can be no name.
    """
    return (urlsplit(address).hostname or "").encode("idna").decode("ascii")


def _is_web_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        # The last one refuses a name that is none, with an error.
        return parts.scheme in {"http", "https"} and parts.port != 0 and bool(host_of(address))
    except ValueError:
        return False


def _sign(asked: Asked, deployment: Any, items: Sequence[ContentItem]) -> str:
    from pylti1p3.deep_link import DeepLink

    link = DeepLink(registration_of(deployment.registration), deployment.deployment_id, {})
    message = link.get_message_jwt([])
    message[f"{CLAIM}content_items"] = [item.as_claim() for item in items]
    # The library would send back a null that nobody sent.
    message.pop(f"{CLAIM}data")
    if asked.data is not None:
        message[f"{CLAIM}data"] = asked.data
    return str(link.encode_jwt(message))  # type: ignore[no-untyped-call]
