"""A small LMS for tests: it launches, and answers on a real address for keys, tokens, grades and members.

    platform = Platform()                      # a thread with an HTTP server; .close() when done
    platform.register()                        # known here, with deployment "1"
    reply = platform.launch(client, "amira")   # login, form, launch: the reply to the launch
    platform.line_items, platform.scores, platform.members, platform.calls

Fixtures in tests/lti/conftest.py: `platform_server` (one a session), `platform` (fresh state, registered).
"""

from __future__ import annotations

import json
import threading
import time
from functools import cache
from http.server import ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.cache import cache as django_cache
from django.http import HttpResponse
from django.test import Client
from lti_tool.models import Key, LtiDeployment, LtiRegistration

from tests.lti.platform_server import Answering
from tutor.services.lti import keys
from tutor.services.lti.platforms import register_platform

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
AGS = "https://purl.imsglobal.org/spec/lti-ags/"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/"
DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
SCOPES = [f"{AGS}scope/{name}" for name in ("lineitem", "score", "result.readonly")]
MEMBERS_SCOPE = f"{NRPS}scope/contextmembership.readonly"
LAUNCH = "http://testserver/lti/launch/"


@cache
def make_key(name: str = "one") -> rsa.RSAPrivateKey:
    """Return a key pair, the same for the same name: making one takes a tenth of a second."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Platform:
    """One LMS with one context, "maths-6"."""

    issuer = "https://lms.example"
    client_id = "attune-here"
    _tool_key: dict[str, str] | None = None

    def __init__(self) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self.server.platform = self  # type: ignore[attr-defined]
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()
        self.reset()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def reset(self) -> None:
        """Forget everything that was sent, and what the site kept of our keys and tokens."""
        self.kid, self.key = "one", make_key()
        self.keys = {"one": self.key}
        # By path: what the platform keeps. `scores` by line item, in the order in which they came.
        self.line_items: dict[str, dict[str, Any]] = {}
        self.scores: dict[str, list[dict[str, Any]]] = {}
        self.members: list[dict[str, Any]] = []
        self.page_size = 100
        # Each request as (method, path, body); the tokens that were given out, with their scopes.
        self.calls: list[tuple[str, str, Any]] = []
        self.tokens: dict[str, set[str]] = {}
        # Paths that answer with a status instead: {"/members": [503, 503]} fails twice.
        self.failing: dict[str, list[int]] = {}
        self.registrations: list[dict[str, Any]] = []
        self.registration_client_id = f"made-{uuid4().hex[:8]}"
        django_cache.clear()

    def register(self, **changes: Any) -> LtiRegistration:
        """Let the site know this platform, with deployment "1"."""
        facts = {
            "name": "Example LMS",
            "issuer": self.issuer,
            "client_id": self.client_id,
            "auth_url": f"{self.url}/auth",
            "token_url": f"{self.url}/token",
            "keyset_url": f"{self.url}/jwks",
            "deployment_ids": ("1",),
        }
        self.registration = register_platform(**facts | changes)
        self.published = self._publish()
        return self.registration

    def _publish(self) -> dict[str, Any]:
        """Return the site's public keys, which the thread that serves cannot ask the database for.

        The site has one key for all tests: making one takes a while.
        """
        if self._tool_key is None:
            keys.signing_key()
            self._tool_key = Key.objects.values("private_key", "public_key").get()
        elif not Key.objects.exists():
            Key.objects.create(**self._tool_key)
        return keys.published_keys()

    @property
    def deployment(self) -> LtiDeployment:
        return self.registration.deployments.get(deployment_id="1")

    # --- launches

    def begin(self, client: Client, *, target: str = LAUNCH, **more: Any) -> HttpResponse:
        """Begin a way in, as a click in the LMS does."""
        said = {
            "iss": self.issuer,
            "client_id": self.client_id,
            "login_hint": "somebody",
            "target_link_uri": target,
            "lti_message_hint": "42",
        }
        return client.get("/lti/login/", {**said, **more})

    @staticmethod
    def asked(reply: HttpResponse) -> dict[str, str]:
        """Return what the site asked the platform: state, nonce, redirect_uri and more."""
        return {name: values[0] for name, values in parse_qs(urlsplit(reply["Location"]).query).items()}

    def launch(self, client: Client, subject: str = "amira", **said: Any) -> HttpResponse:
        """Go the whole way in, and return the reply to the launch. `said` as for `claims`."""
        asked = self.asked(self.begin(client))
        token = self.sign(self.claims(subject, nonce=asked["nonce"], **said))
        return self.post(client, state=asked["state"], id_token=token)

    @staticmethod
    def post(client: Client, **form: str) -> HttpResponse:
        """Send the platform's form, as the browser does from another origin."""
        return client.post("/lti/launch/", form, headers={"Origin": "https://lms.example"})

    def claims(
        self,
        subject: str = "amira",
        *,
        nonce: str,
        roles: tuple[str, ...] = ("Learner",),
        given_name: str | None = None,
        family_name: str = "Khan",
        context: str | None = "maths-6",
        title: str = "Maths 6",
        link: str = "link-1",
        custom: dict[str, str] | None = None,
        target: str = LAUNCH,
        message: str = "LtiResourceLinkRequest",
        line_item: str = "",
        **more: Any,
    ) -> dict[str, Any]:
        """Return the claims of a launch; `more` are added or, with None, taken away (names as in a token)."""
        now = int(time.time())
        token: dict[str, Any] = {
            "iss": self.issuer,
            "aud": self.client_id,
            "sub": subject,
            "iat": now,
            "exp": now + 300,
            "nonce": nonce,
            "given_name": given_name if given_name is not None else subject.title(),
            "family_name": family_name,
            "email": f"{subject}@school.example",
            f"{CLAIM}version": "1.3.0",
            f"{CLAIM}message_type": message,
            f"{CLAIM}deployment_id": "1",
            f"{CLAIM}target_link_uri": target,
            f"{CLAIM}roles": [role if ":" in role else f"{MEMBERSHIP}{role}" for role in roles],
            f"{CLAIM}custom": custom or {},
        }
        if context is not None:
            token[f"{CLAIM}context"] = {"id": context, "title": title, "label": "M6"}
            token[f"{AGS}claim/endpoint"] = {
                "scope": SCOPES,
                "lineitems": f"{self.url}/contexts/{context}/line_items",
                **({"lineitem": line_item} if line_item else {}),
            }
            token[f"{NRPS}claim/namesroleservice"] = {
                "context_memberships_url": f"{self.url}/contexts/{context}/members",
                "service_versions": ["2.0"],
            }
        if message == "LtiResourceLinkRequest":
            token[f"{CLAIM}resource_link"] = {"id": link, "title": "A half", "description": None}
        else:
            token[f"{DEEP_LINKING}deep_linking_settings"] = {
                "deep_link_return_url": f"{self.url}/deep_links",
                "accept_types": ["ltiResourceLink"],
                "accept_presentation_document_targets": ["iframe", "window"],
                "accept_multiple": True,
                "data": "kept-by-the-platform",
            }
        token |= more
        return {name: value for name, value in token.items() if value is not None}

    def sign(self, claims: dict[str, Any], *, key: Any = None, kid: str | None = None) -> str:
        """Return a signed token."""
        return jwt.encode(claims, key or self.key, algorithm="RS256", headers={"kid": kid or self.kid})

    def change_key(self, kid: str) -> None:
        """Sign with a new key from now on, and publish it alone."""
        self.kid, self.key = kid, make_key(kid)
        self.keys = {kid: self.key}

    # --- what the site sends back

    def read(self, token: str) -> dict[str, Any]:
        """Return what a token of the site says, checked against its published keys."""
        kid = jwt.get_unverified_header(token)["kid"]
        is_serving = threading.current_thread() is not threading.main_thread()
        found = self.published if is_serving else keys.published_keys()
        published = {key["kid"]: key for key in found["keys"]}
        key = jwt.PyJWK(published[kid]).key
        return jwt.decode(token, key, algorithms=["RS256"], options={"verify_aud": False})

    def jwks(self) -> dict[str, Any]:
        """Return the platform's public keys."""
        made = []
        for kid, key in self.keys.items():
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
            made.append({**public, "kid": kid, "alg": "RS256", "use": "sig"})
        return {"keys": made}

    def configuration(self) -> dict[str, Any]:
        """Return the OpenID configuration for dynamic registration."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.url}/auth",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
            "registration_endpoint": f"{self.url}/register",
            "https://purl.imsglobal.org/spec/lti-platform-configuration": {
                "product_family_code": "example",
                "version": "1.0",
                "messages_supported": [{"type": "LtiResourceLinkRequest"}, {"type": "LtiDeepLinkingRequest"}],
            },
        }
