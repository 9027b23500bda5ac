"""What an app for codes does, and a way through its set-up."""

import base64
import hmac
import re
import struct
import time
from typing import Any

from django.test import Client
from django.urls import reverse


def code_of(key: str, *, at_s: float | None = None) -> str:
    """Return the code of a key (RFC 6238): six digits for half a minute."""
    period = int((time.time() if at_s is None else at_s) // 30)
    digest = hmac.digest(base64.b32decode(key), struct.pack(">Q", period), "sha1")
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def sign_in(client: Client, name: str = "tariq", **data: str) -> Any:
    """Type a name and the password that all people of tests have."""
    return client.post(reverse("login"), {"username": name, "password": "pass-for-tests", **data})


def set_up_app(client: Client) -> str:
    """Set up an app for codes for whoever has just signed in, and return its key."""
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    found = re.search(r"<code>([A-Z2-7]+)</code>", page)
    assert found
    reply = client.post(reverse("mfa_activate_totp"), {"code": code_of(found[1])})
    assert reply.url == reverse("mfa_view_recovery_codes")
    return found[1]


def recovery_codes(client: Client) -> list[str]:
    """Return what the page of recovery codes shows."""
    page = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    return re.findall(r"<code>(\d{8})</code>", page)


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session
