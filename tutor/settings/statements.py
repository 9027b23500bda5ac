"""Where statements about learning (xAPI) go, if anywhere: nothing leaves unless XAPI_ENDPOINT is set."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from tutor.settings.environment import env, read_address, read_choice


def _read_web_address(name: str) -> str:
    """Return an address with a slash at its end, without a query; an empty one where it is not set."""
    value = read_address(name, "", like=["https://lrs.example.org/xapi/", "http://localhost:8100/xAPI/"])
    parts = urlsplit(value)
    if value and (not parts.hostname or parts.query or parts.fragment or parts.username):
        raise ImproperlyConfigured(f"{name} must be an address like https://lrs.example.org/xapi/")
    return value.rstrip("/") + "/" if value else ""


def _is_near(host: str) -> bool:
    """Say whether a host is this machine, a container beside it, or in a private network."""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host


XAPI_ENDPOINT = _read_web_address("XAPI_ENDPOINT")
# This site's own address, by which statements name lessons, and which is the home of its pseudonyms.
XAPI_SITE = _read_web_address("XAPI_SITE").rstrip("/")
XAPI_KEY = env.str("XAPI_KEY", default="")
XAPI_SECRET = env.str("XAPI_SECRET", default="")
# What an LRS is told of who learned: a pseudonym alone, unless the operator says otherwise.
XAPI_NAMES = read_choice("XAPI_NAMES", "off", choices=("off", "names", "emails"))
# Without one pseudonyms hang on SECRET_KEY, and change with it.
XAPI_PSEUDONYM_KEY = env.str("XAPI_PSEUDONYM_KEY", default="")

if XAPI_ENDPOINT:
    for _name, _value in (("XAPI_SITE", XAPI_SITE), ("XAPI_KEY", XAPI_KEY), ("XAPI_SECRET", XAPI_SECRET)):
        if not _value:
            raise ImproperlyConfigured(f"{_name} must be set where XAPI_ENDPOINT is")
    if XAPI_ENDPOINT.startswith("http:") and not _is_near(urlsplit(XAPI_ENDPOINT).hostname or ""):
        raise ImproperlyConfigured("XAPI_ENDPOINT must begin with https: outside of your own network")
if XAPI_PSEUDONYM_KEY and len(XAPI_PSEUDONYM_KEY) < 32:
    raise ImproperlyConfigured("XAPI_PSEUDONYM_KEY must have 32 characters or more")
