"""A way in from an LMS: asked for at the platform, come back as a signed token, checked, and used once.

pylti1p3 finds keys, verifies and validates. What it leaves open is closed here: a nonce works once, a token
has an end and is for us alone, keys are looked up anew when the platform has changed them, requests are
bounded, and a launch is refused that did not begin in the same browser a few minutes ago.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import jwt
from django.core.cache import cache
from django.core.signing import BadSignature, TimestampSigner
from jwcrypto.common import JWException
from lti_tool.models import LtiDeployment, LtiRegistration
from pylti1p3.cookie import CookieService
from pylti1p3.deployment import Deployment
from pylti1p3.exception import LtiException, OIDCException
from pylti1p3.message_launch import MessageLaunch
from pylti1p3.oidc_login import OIDCLogin
from pylti1p3.redirect import Redirect
from pylti1p3.registration import TKeySet
from pylti1p3.request import Request
from pylti1p3.session import SessionService
from pylti1p3.tool_config.abstract import ToolConfAbstract
from requests import RequestException, Session

from tutor.domain.lti.claims import (
    CLAIM,
    DEEP_LINKING_REQUEST,
    RESOURCE_LINK_REQUEST,
    VERSION,
    Launch,
    WrongClaim,
    read_launch,
)
from tutor.outside.lti_http import BoundedSession, get_json
from tutor.services.lti.platforms import find_deployment, find_platform, registration_of
from tutor.services.lti.refusals import Reason, Refused

# From the platform's first request to its answer; some ask for a password in between.
STATE_S = 10 * 60
STATE_SALT = "tutor.lti.state"
# What platforms sent to begin is kept in so many places, to offer it once more where a cookie is missing;
# whoever begins thousands of ways in takes no more room than that.
MOST_LOGINS, LONGEST_LOGIN = 2048, 4000
KEYS_S = 60 * 60
# A token that names an unknown key may have the keys asked for anew so often, and no oftener.
KEYS_AGAIN_S = 30
LEEWAY_S = 60
ALGORITHMS = {"RS256", "RS384", "RS512", "PS256", "ES256", "ES384"}
LOGIN = ("iss", "client_id", "login_hint", "target_link_uri", "lti_message_hint", "lti_deployment_id")


@dataclass(frozen=True)
class Start:
    """A way in that began: where the platform is asked, and the state that the browser keeps."""

    platform: LtiRegistration
    ask_at: str
    state: str


@dataclass(frozen=True)
class Checked:
    """A token that held, and where it came from."""

    launch: Launch
    platform: LtiRegistration
    deployment: LtiDeployment


class _Request(Request):
    """The parameters of a request, for pylti1p3."""

    def __init__(self, params: Mapping[str, str]) -> None:
        self._params = params

    def is_secure(self) -> bool:
        return True

    def get_param(self, key: str) -> str:
        return self._params.get(key, "")


class _Kept(SessionService, CookieService):
    """Takes what pylti1p3 would put into a session and a cookie; we keep both under the state."""

    def __init__(self) -> None:
        self.state = self.nonce = ""

    def get_cookie(self, name: str) -> str | None:
        return None

    def set_cookie(self, name: str, value: str | int, exp: int | None = 3600) -> None:
        self.state = str(value)

    def save_nonce(self, nonce: str) -> None:
        self.nonce = nonce


class _Platforms(ToolConfAbstract[Request]):
    """Our platforms, for pylti1p3."""

    def __init__(self, platform: LtiRegistration | None = None) -> None:
        self.platform = platform
        self.deployment: LtiDeployment | None = None

    def check_iss_has_one_client(self, iss: str) -> bool:
        return False

    def check_iss_has_many_clients(self, iss: str) -> bool:
        return True

    def find_registration_by_issuer(self, iss: str, *args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError

    def find_deployment(self, iss: str, deployment_id: str) -> Deployment | None:
        raise NotImplementedError

    def find_registration_by_params(self, iss: str, client_id: str, *args: Any, **kwargs: Any) -> Any:
        self.platform = self.platform or find_platform(issuer=iss, client_id=client_id)
        return registration_of(self.platform) if self.platform is not None else None

    def find_deployment_by_params(
        self, iss: str, deployment_id: str, client_id: str, *args: Any, **kwargs: Any
    ) -> Deployment | None:
        assert self.platform is not None
        self.deployment = find_deployment(platform=self.platform, deployment_id=deployment_id)
        return Deployment().set_deployment_id(deployment_id) if self.deployment is not None else None


class _Login(OIDCLogin[_Request, _Platforms, _Kept, _Kept, str]):
    """Makes the address at which a platform is asked who its user is."""

    _nonce = ""

    def get_redirect(self, url: str) -> Redirect[str]:
        return cast("Redirect[str]", url)

    def _get_uuid(self) -> str:
        platform = self._tool_config.platform
        assert platform is not None
        self._nonce = secrets.token_urlsafe(24)
        return _signer().sign(f"{platform.pk}.{self._nonce}")

    def _generate_nonce(self) -> str:
        return self._nonce


def begin(params: Mapping[str, str], *, redirect_uri: str) -> Start:
    """Begin a way in that a platform asked for.

    Raises:
        Refused: the platform is not known here.
    """
    kept, platforms = _Kept(), _Platforms()
    login = _Login(_Request(params), platforms, session_service=kept, cookie_service=kept)
    try:
        ask_at = str(login.get_redirect_object(redirect_uri))
    except OIDCException:
        raise Refused(Reason.UNKNOWN_PLATFORM) from None
    assert platforms.platform is not None
    _keep_login(kept.state, {name: params[name] for name in LOGIN if params.get(name)})
    return Start(platform=platforms.platform, ask_at=ask_at, state=kept.state)


def _signer() -> TimestampSigner:
    """Return what signs a state: anybody may begin, so what a beginning needs is kept nowhere here."""
    return TimestampSigner(salt=STATE_SALT, sep=".")


def _read_state(state: str) -> tuple[int, str] | None:
    """Return the platform's key and the nonce of a state; `None` of one that is not ours, or expired."""
    try:
        platform, _, nonce = _signer().unsign(state.removeprefix("state-"), max_age=STATE_S).partition(".")
    except BadSignature:
        return None
    return int(platform), nonce


def _digest(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()


def _login_key(state: str) -> str:
    return f"lti:login:{int(_digest(state), 16) % MOST_LOGINS}"


def _keep_login(state: str, said: dict[str, str]) -> None:
    if sum(map(len, said.values())) <= LONGEST_LOGIN:
        cache.set(_login_key(state), (_digest(state), said), STATE_S)


def login_of(state: str) -> dict[str, str]:
    """Return what the platform sent when a way in began, to begin it again; empty where it is not kept."""
    digest, said = cache.get(_login_key(state)) or ("", {})
    return dict(said) if digest == _digest(state) else {}


class _Message(MessageLaunch[_Request, _Platforms, _Kept, _Kept]):
    """One token, checked."""

    def __init__(self, params: Mapping[str, str], platform: LtiRegistration, nonce: str) -> None:
        kept = _Kept()
        super().__init__(
            _Request(params),
            _Platforms(platform),
            session_service=kept,
            cookie_service=kept,
            requests_session=BoundedSession(),
        )
        self.platform, self._nonce = platform, nonce

    def _get_request_param(self, key: str) -> str:
        return self._request.get_param(key)

    def check(self) -> Checked:
        """Return what the token says.

        Raises:
            Refused: it does not hold.
        """
        self._validated = True
        try:
            self.validate_jwt_format()
        except (LtiException, ValueError, AttributeError):
            self.refuse(Reason.TAMPERED)
        token = self._jwt["body"]
        if not isinstance(token, dict) or not isinstance(self._jwt["header"], dict):
            self.refuse(Reason.TAMPERED)
        self.check_addressee(cast("dict[str, Any]", token))
        self.validate_registration()
        self.check_signature()
        if not secrets.compare_digest(str(token.get("nonce", "")).encode(), self._nonce.encode()):
            self.refuse(Reason.REPLAYED)
        return self.check_message(cast("dict[str, Any]", token))

    def refuse(self, reason: Reason) -> None:
        raise Refused(reason, self.platform) from None

    def get_client_id(self) -> str:
        """Return the client id that `check_addressee` found: not always the first of the audience."""
        return str(self.platform.client_id)

    def check_addressee(self, token: Mapping[str, Any]) -> None:
        """See that the token is from the platform that was asked, and for us.

        Source: OpenID Connect Core 1.0, section 3.1.3.7.
        """
        ours, said = self.platform.client_id, token.get("aud")
        audience = said if isinstance(said, list) else [said]
        if token.get("iss") != self.platform.issuer:
            self.refuse(Reason.WRONG_ISSUER)
        if ours not in audience or token.get("azp", None if len(audience) > 1 else ours) != ours:
            self.refuse(Reason.WRONG_AUDIENCE)

    def check_signature(self) -> None:
        """See that the platform signed the token, and that it holds now."""
        try:
            key, algorithm = self.get_public_key()
        except RequestException:
            self.refuse(Reason.NO_KEYS)
        except (LtiException, JWException, LookupError, TypeError, ValueError):
            self.refuse(Reason.WRONG_KEY)
        if algorithm not in ALGORITHMS:
            self.refuse(Reason.WRONG_KEY)
        try:
            jwt.decode(
                self._get_id_token(),
                key,
                algorithms=[algorithm],
                leeway=LEEWAY_S,
                options={"verify_aud": False, "require": ["exp", "iat", "iss", "aud"]},
            )
        except jwt.ExpiredSignatureError:
            self.refuse(Reason.EXPIRED)
        except (jwt.ImmatureSignatureError, jwt.InvalidIssuedAtError):
            self.refuse(Reason.NOT_YET)
        except jwt.MissingRequiredClaimError:
            self.refuse(Reason.MALFORMED)
        except jwt.InvalidTokenError:
            self.refuse(Reason.TAMPERED)

    def fetch_public_key(self, key_set_url: str) -> TKeySet:
        """Return the platform's keys: as kept, unless the token names one that is not among them."""
        name = f"lti:keys:{hashlib.sha256(key_set_url.encode()).hexdigest()}"
        kid, kept = self._jwt["header"].get("kid"), cache.get(name)
        if kept is not None and (_has_key(kept, kid) or not cache.add(f"{name}:again", 1, KEYS_AGAIN_S)):
            return cast("TKeySet", kept)
        found = cast("TKeySet", get_json(self._requests_session, key_set_url))
        if not isinstance(found, dict) or not isinstance(found.get("keys"), list):
            raise ValueError("no key set")
        cache.set(name, found, KEYS_S)
        return found

    def check_message(self, token: dict[str, Any]) -> Checked:
        """See that the token is a launch that is done here, of a deployment that may."""
        if token.get(f"{CLAIM}version") != VERSION:
            self.refuse(Reason.WRONG_VERSION)
        if token.get(f"{CLAIM}message_type") not in (RESOURCE_LINK_REQUEST, DEEP_LINKING_REQUEST):
            self.refuse(Reason.WRONG_MESSAGE)
        try:
            launch = read_launch(token)
            self.validate_message()
        except (WrongClaim, LtiException, AttributeError):
            self.refuse(Reason.MALFORMED)
        try:
            self.validate_deployment()
        except LtiException:
            self.refuse(Reason.UNKNOWN_DEPLOYMENT)
        deployment = self._tool_config.deployment
        assert deployment is not None
        return Checked(launch=launch, platform=self.platform, deployment=deployment)


def _has_key(keys: Any, kid: object) -> bool:
    return any(isinstance(key, dict) and key.get("kid") == kid for key in keys["keys"])


def check(params: Mapping[str, str], *, cookie_state: str | None) -> Checked:
    """Check what came back from a platform; it works once.

    Args:
        params: what was posted.
        cookie_state: what the browser kept of the state, where it kept anything.

    Raises:
        Refused: it does not hold.
    """
    state = params.get("state", "")
    found = _read_state(state)
    if found is None:
        raise Refused(Reason.NO_STATE if params.get("id_token") else Reason.NO_LAUNCH)
    platform = LtiRegistration.objects.active().filter(pk=found[0]).first()
    if platform is None:
        raise Refused(Reason.UNKNOWN_PLATFORM)
    if cookie_state is None or not secrets.compare_digest(cookie_state.encode(), state.encode()):
        raise Refused(Reason.NO_COOKIE, platform)
    if params.get("error") or not params.get("id_token"):
        raise Refused(Reason.PLATFORM_SAID_NO, platform)
    checked = _Message(params, platform, nonce=found[1]).check()
    # Only a token that holds uses up the way in, and of two at once one gets it.
    if not cache.add(f"lti:used:{_digest(state)}", 1, STATE_S + LEEWAY_S):
        raise Refused(Reason.REPLAYED, platform)
    return checked


def requests_to(platform: LtiRegistration) -> tuple[Any, Session]:
    """Return a platform as pylti1p3 knows it, and a session for requests to its services."""
    return registration_of(platform), BoundedSession()
