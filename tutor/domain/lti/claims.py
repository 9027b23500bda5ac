"""The claims of a launch that are used here, taken out of a token that was checked.

Source: LTI 1.3 core, section 5.3 and 5.4; AGS 2.0, section 3.1; NRPS 2.0, section 3.6.1.1. What is optional
may be missing, null or of the wrong kind: such a claim counts as missing, and never fails a launch.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
LINE_ITEMS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
MEMBERS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
RESOURCE_LINK_REQUEST = "LtiResourceLinkRequest"
DEEP_LINKING_REQUEST = "LtiDeepLinkingRequest"
VERSION = "1.3.0"
# LTI allows ids 255 characters; titles are cut to what the tables hold.
LONGEST_ID = 255
LONGEST_TITLE = 255
LONGEST_ADDRESS = 2000


class WrongClaim(ValueError):
    """A claim without which there is no launch is missing, or of the wrong kind; says which, not what."""


@dataclass(frozen=True)
class Context:
    """A course or group of the LMS."""

    id: str
    title: str
    label: str


@dataclass(frozen=True)
class Launch:
    """What a launch says. Texts are empty where nothing was said."""

    subject: str
    message_type: str
    roles: tuple[str, ...]
    deployment: str
    target: str
    given_name: str = ""
    family_name: str = ""
    context: Context | None = None
    link_id: str = ""
    link_title: str = ""
    custom: Mapping[str, str] = field(default_factory=dict)
    members_url: str = ""
    line_items_url: str = ""
    # The one line item of the link, where the platform made one.
    line_item_url: str = ""
    scopes: tuple[str, ...] = ()
    return_url: str = ""
    # As the platform writes it: "pt-BR", "de_DE".
    locale: str = ""
    # As it came, for the answer to a request for links; empty otherwise.
    deep_linking: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_deep_linking(self) -> bool:
        """Whether a teacher is to choose what links lead to."""
        return self.message_type == DEEP_LINKING_REQUEST


def read_launch(token: Mapping[str, Any]) -> Launch:
    """Return what a token's claims say.

    Raises:
        WrongClaim: an id is missing or too long, or there are no roles.
    """
    services, members = _part(token, LINE_ITEMS), _part(token, MEMBERS)
    shown = _part(token, f"{CLAIM}launch_presentation")
    link = _part(token, f"{CLAIM}resource_link")
    given_name, family_name = _names(token)
    return Launch(
        subject=_id(token.get("sub"), "sub"),
        message_type=_text(token.get(f"{CLAIM}message_type")),
        roles=_texts(token.get(f"{CLAIM}roles")),
        deployment=_id(token.get(f"{CLAIM}deployment_id"), "deployment_id"),
        target=_text(token.get(f"{CLAIM}target_link_uri")),
        given_name=given_name,
        family_name=family_name,
        context=_context(_part(token, f"{CLAIM}context")),
        link_id=_id(link["id"], "resource_link") if link.get("id") else "",
        link_title=_text(link.get("title"), LONGEST_TITLE),
        custom=_custom(_part(token, f"{CLAIM}custom")),
        members_url=_address(members.get("context_memberships_url")),
        line_items_url=_address(services.get("lineitems")),
        line_item_url=_address(services.get("lineitem")),
        scopes=_texts(services.get("scope")),
        return_url=_address(shown.get("return_url")),
        locale=_text(shown.get("locale"), 35),
        deep_linking=_part(token, DEEP_LINKING),
    )


def _names(token: Mapping[str, Any]) -> tuple[str, str]:
    """Return given and family name; some platforms send the whole name alone."""
    given, family = _text(token.get("given_name"), 150), _text(token.get("family_name"), 150)
    if given or family:
        return given, family
    first, _, others = _text(token.get("name"), 300).partition(" ")
    return first[:150], others.strip()[:150]


def _context(part: Mapping[str, Any]) -> Context | None:
    if not part.get("id"):
        return None
    title, label = _text(part.get("title"), LONGEST_TITLE), _text(part.get("label"), LONGEST_TITLE)
    return Context(id=_id(part["id"], "context"), title=title, label=label)


def _custom(part: Mapping[str, Any]) -> dict[str, str]:
    return {str(key): _text(value, LONGEST_TITLE) for key, value in part.items()}


def _part(token: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = token.get(name)
    return found if isinstance(found, Mapping) else {}


def _text(value: object, longest: int = LONGEST_ADDRESS) -> str:
    """Return a text, cut; ids and numbers of a custom claim may be numbers."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    return value.replace("\x00", "").strip()[:longest] if isinstance(value, str) else ""


def _texts(value: object) -> tuple[str, ...]:
    return tuple(_text(part) for part in value if _text(part)) if isinstance(value, list) else ()


def _id(value: object, name: str) -> str:
    """Return an id as it is written: a space more is somebody else."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not 1 <= len(text) <= LONGEST_ID or not text.strip() or "\x00" in text:
        raise WrongClaim(name)
    return text


def _address(value: object) -> str:
    """Return an address of the platform; one that is too long to be kept is none."""
    text = _text(value, LONGEST_ADDRESS + 1)
    return text if len(text) <= LONGEST_ADDRESS and text.startswith(("https://", "http://")) else ""
