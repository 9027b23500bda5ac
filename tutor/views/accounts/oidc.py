"""OpenID Connect: what allauth leaves open is closed here.

It takes an identity token unread where it came straight from the issuer, ties it to no request (`nonce`), and
believes the answer about a person without asking whether it is about the one in the token.
"""

import hashlib
import json
import secrets
from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.core.cache import cache
from django.http import HttpRequest

# Those with a public key: with a shared one whoever knows the key can sign as the issuer.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
CLOCK_OFF_S = 60
CONFIGURATION_KEPT_S = 3600


class OidcAdapter(OpenIDConnectOAuth2Adapter):
    """The conversation with one issuer."""

    nonce = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        """Return what the issuer says of itself, asked once an hour."""
        issuer = self.get_provider().app.settings["server_url"]
        key = f"oidc:{hashlib.sha256(issuer.encode()).hexdigest()}"
        found: dict[str, Any] | None = cache.get(key)
        if found is None:
            found = super().openid_config
            # Google's ends without, others' with a slash.
            if str(found.get("issuer", "")).rstrip("/") != issuer:
                raise OAuth2Error("another issuer answers")
            cache.set(key, found, CONFIGURATION_KEPT_S)
        return found

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        """Return who the identity token says it is.

        Raises:
            OAuth2Error: the token is not about this sign-in.
        """
        said = self._read(app, kwargs["response"].get("id_token"))
        about = self._fetch_user_info(token.token) if self.openid_config.get("userinfo_endpoint") else {}
        if about and about.get("sub") != said["sub"]:
            raise OAuth2Error("the answer is about somebody else")
        return self.get_provider().sociallogin_from_response(request, {**about, **said})

    def _read(self, app: Any, id_token: Any) -> dict[str, Any]:
        if not isinstance(id_token, str):
            raise OAuth2Error("no identity token")
        try:
            said: dict[str, Any] = jwt.decode(
                id_token,
                self._key_of(id_token),
                algorithms=ALGORITHMS,
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                leeway=CLOCK_OFF_S,
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
            )
        except jwt.PyJWTError as error:
            raise OAuth2Error(type(error).__name__) from error
        if not self.nonce or not secrets.compare_digest(str(said.get("nonce", "")), self.nonce):
            raise OAuth2Error("the token answers another request")
        if isinstance(said["aud"], list) and len(said["aud"]) > 1 and said.get("azp") != app.client_id:
            raise OAuth2Error("the token is for others as well")
        return said

    def _key_of(self, id_token: str) -> Any:
        with get_adapter().get_requests_session() as session:
            reply = session.get(self.openid_config["jwks_uri"])
            reply.raise_for_status()
        keys = jwt.PyJWKSet.from_json(json.dumps(reply.json())).keys
        kid = jwt.get_unverified_header(id_token).get("kid")
        fitting = [key for key in keys if key.key_id == kid and key.public_key_use in (None, "sig")]
        if not fitting:
            raise OAuth2Error("the token is signed by an unknown key")
        return fitting[0].key


class OidcProvider(OpenIDConnectProvider):
    """One issuer."""

    oauth2_adapter_class = OidcAdapter

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, str]:
        """Take no parameters from whoever asks: they could name another address to come back to."""
        return {}

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        """Ask for a person's name and address, and for nothing that whoever asks adds."""
        return ["openid", "profile", "email"]

    def redirect(self, request: HttpRequest, process: str, next_url: Any = None, **kwargs: Any) -> Any:
        """Send a person to the issuer, with a number that the token has to bring back."""
        nonce = secrets.token_urlsafe(16)
        params = {**kwargs.pop("auth_params", {}), "nonce": nonce}
        return super().redirect(request, process, next_url, auth_params=params, nonce=nonce, **kwargs)

    def sociallogin_from_response(self, request: HttpRequest, response: dict[str, Any]) -> Any:
        """Add what was said, for the role of a new person; it is not kept."""
        login = super().sociallogin_from_response(request, response)
        login.claims = response
        return login

    def extract_uid(self, data: dict[str, Any]) -> str:
        """Return what the issuer calls a person, tied to the issuer: its numbers mean nothing at another."""
        return bound_uid(self.app.settings["server_url"], str(data["sub"]))

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Keep nothing of what was said."""
        return {}


def bound_uid(authority: str, subject: str) -> str:
    """Return a name for a subject of an authority that fits the column of 191 letters."""
    where = hashlib.sha256(authority.encode()).hexdigest()[:16]
    if len(subject) > 128:
        subject = hashlib.sha256(subject.encode()).hexdigest()
    return f"{where}:{subject}"


class CallbackView(OAuth2CallbackView):
    """The way back, which knows what was sent along."""

    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        state, reply = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce", "")
        return state, reply


def login_view(request: HttpRequest, key: str) -> Any:
    """Send a person to the issuer."""
    return OAuth2LoginView.adapter_view(OidcAdapter(request, key))(request)


def callback_view(request: HttpRequest, key: str) -> Any:
    """Take a person who comes back."""
    return CallbackView.adapter_view(OidcAdapter(request, key))(request)
