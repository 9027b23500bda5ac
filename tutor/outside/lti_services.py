"""Asks an LMS by LTI Advantage: grades (AGS 2.0) and rosters (NRPS 2.0).

On pylti1p3's connector, which makes the signed request for a token. What it leaves open is closed here: it
keeps one token for all registrations of an issuer, and finds the next page only where its header is written
in one way (RFC 8288 allows several).
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import requests
from django.core.cache import cache
from pylti1p3.exception import LtiServiceException
from pylti1p3.registration import Registration
from pylti1p3.service_connector import ServiceConnector
from requests.utils import parse_header_links

from tutor.outside.lti_http import BoundedSession
from tutor.outside.lti_http import Refused as NotAsked
from tutor.outside.replies import asked_wait_s, is_same_server

AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
SCORE, COLUMNS, READ_COLUMNS = f"{AGS}score", f"{AGS}lineitem", f"{AGS}lineitem.readonly"
MEMBERS = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
LINE_ITEM = "application/vnd.ims.lis.v2.lineitem+json"
LINE_ITEMS = "application/vnd.ims.lis.v2.lineitemcontainer+json"
SCORE_BODY = "application/vnd.ims.lis.v1.score+json"
MEMBER_LIST = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"

MOST_PAGES = 200
# Why `lti_http` did not ask, where that may pass.
PASSING = {"too slow", "no such host"}
# A token that is about to expire is not used any more.
MARGIN_S = 60
LONGEST_WAIT_S = 6 * 60 * 60


class ServiceError(Exception):
    """An LMS did not do what it was asked; the message is for the log and quotes nothing."""

    # Whether everything else that waits for this platform would fare no better now.
    concerns_all = False
    # In how many seconds the platform wants to be asked again, where it says so.
    again_in_s: float | None = None


class Away(ServiceError):
    """It cannot be reached, does not answer in time, or has an error of its own (5xx)."""

    concerns_all = True


class Busy(ServiceError):
    """It wants to be asked less often (429, or 503 with Retry-After)."""

    concerns_all = True


class NoToken(ServiceError):
    """It gives us no token: it does not know us, our key, or what we ask for."""

    concerns_all = True


class Forbidden(ServiceError):
    """It knows us, and does not let us do this (403, or 401 to a new token)."""


class NotThere(ServiceError):
    """What was asked about is gone (404, 410)."""


class Outdated(ServiceError):
    """It has a score of this time or a later one (409; Open edX says it with 400)."""


class Refused(ServiceError):
    """It does not take what was sent (any other 4xx)."""


class Garbled(ServiceError):
    """What it answered makes no sense, or leads elsewhere."""


class _Connector(ServiceConnector):
    """Keeps a token for one registration, and not for all of an issuer."""

    def _scope_key(self, scopes: Any) -> str:
        about = self._registration
        whose = f"{about.get_client_id()}|{about.get_auth_token_url()}"
        return f"lti-token-{super()._scope_key([*scopes, whose])}"

    def _get_cached_access_token(self, scope_key: str) -> str | None:
        token: str | None = cache.get(scope_key)
        return token

    def _cache_access_token(self, scope_key: str, access_token: str, expires_in: float) -> None:
        try:
            kept_s = int(float(expires_in)) - MARGIN_S
        except (TypeError, ValueError, OverflowError):
            kept_s = 0
        if kept_s > 0:
            cache.set(scope_key, access_token, kept_s)

    def forget_token(self, scopes: list[str]) -> None:
        """Let the next request ask for a new token."""
        cache.delete(self._scope_key(sorted(scopes)))


@dataclass(frozen=True)
class Page:
    """One page of an answer: what it holds, and where the next is."""

    body: Any
    next_url: str


class Platform:
    """One registration's services. Not to be used in a transaction: it waits for the network."""

    def __init__(self, registration: Registration) -> None:
        self._connector = _Connector(registration, BoundedSession())

    def read_column(self, url: str, *, scope: str = READ_COLUMNS) -> dict[str, Any]:
        """Return a line item."""
        return _as_object(self._ask(scope, url, accept=LINE_ITEM).body)

    def find_columns(
        self, url: str, *, about: Mapping[str, str], scope: str = READ_COLUMNS
    ) -> Iterator[dict[str, Any]]:
        """Yield the line items of a class; `about` is a filter, which not every platform heeds."""
        for body in self._pages(scope, with_query(url, about), accept=LINE_ITEMS):
            if not isinstance(body, list):
                raise Garbled("a list of columns is none")
            yield from (item for item in body if isinstance(item, dict))

    def make_column(self, url: str, column: Mapping[str, object]) -> dict[str, Any]:
        """Make a line item, and return it as the platform has it."""
        return _as_object(self._ask(COLUMNS, url, send=column, sent_as=LINE_ITEM, accept=LINE_ITEM).body)

    def send_score(self, column_url: str, score: Mapping[str, object]) -> None:
        """Tell a score."""
        self._ask(SCORE, scores_url(column_url), send=score, sent_as=SCORE_BODY, reads=False)

    def members(self, url: str) -> Iterator[list[dict[str, Any]]]:
        """Yield the members of a class, page by page.

        Raises:
            ServiceError: before the last page as well; whoever was not read then has not left.
        """
        for body in self._pages(MEMBERS, url, accept=MEMBER_LIST):
            found = _as_object(body).get("members")
            if not isinstance(found, list):
                raise Garbled("a list of members is none")
            yield [member for member in found if isinstance(member, dict)]

    def _pages(self, scope: str, url: str, *, accept: str) -> Iterator[Any]:
        seen: set[str] = set()
        while url:
            if url in seen or len(seen) >= MOST_PAGES:
                raise Garbled("pages lead in a circle")
            seen.add(url)
            page = self._ask(scope, url, accept=accept)
            yield page.body
            url = page.next_url

    def _ask(
        self,
        scope: str,
        url: str,
        *,
        send: Mapping[str, object] | None = None,
        sent_as: str = "",
        accept: str = "application/json",
        reads: bool = True,
    ) -> Page:
        """Ask once, and once more with a new token where the one that was kept counts no more."""
        try:
            return self._ask_once(scope, url, send, sent_as, accept, reads)
        except _TokenExpired:
            self._connector.forget_token([scope])
        try:
            return self._ask_once(scope, url, send, sent_as, accept, reads)
        except _TokenExpired:
            raise Forbidden("401 to a new token") from None

    def _ask_once(
        self,
        scope: str,
        url: str,
        send: Mapping[str, object] | None,
        sent_as: str,
        accept: str,
        reads: bool,
    ) -> Page:
        self._get_token(scope)
        try:
            reply = self._connector.make_service_request(
                [scope],
                url,
                is_post=send is not None,
                data=None if send is None else json.dumps(send),
                content_type=sent_as,
                accept=accept,
                case_insensitive_headers=True,
            )
        except LtiServiceException as error:
            _raise_for(error.response)
        except requests.RequestException as error:
            _raise_for_network(error, reads=reads)
            return Page(None, "")
        return Page(reply["body"], _next_url(url, reply["headers"].get("link", "")))

    def _get_token(self, scope: str) -> None:
        """Have a token ready, so that its refusal is not taken for one of what is asked."""
        try:
            self._connector.get_access_token([scope])
        except LtiServiceException as error:
            status = error.response.status_code
            if status < 400:
                raise Garbled("an answer holds no token") from None
            if status >= 500 or status == 429:
                _raise_for(error.response)
            raise NoToken(f"token refused: {status}") from None
        except requests.RequestException as error:
            _raise_for_network(error, reads=True)
        except (KeyError, TypeError, AttributeError) as error:
            raise Garbled("an answer holds no token") from error


class _TokenExpired(Exception):
    """401: the token counts no more."""


def _raise_for_network(error: requests.RequestException, *, reads: bool) -> None:
    if isinstance(error, requests.exceptions.JSONDecodeError):
        # A score that was taken is often answered with a page or a word.
        if reads:
            raise Garbled("an answer is no JSON") from None
        return
    if isinstance(error, NotAsked) and str(error) not in PASSING:
        raise Garbled(str(error)) from None
    # As a type alone: messages quote addresses.
    raise Away(type(error).__name__) from None


def _raise_for(reply: requests.Response) -> NoReturn:
    status = reply.status_code
    if status == 401:
        raise _TokenExpired
    error = _error_of(status, reply.text[:2000])
    wait_s = asked_wait_s(reply.headers.get("Retry-After", ""))
    error.again_in_s = None if wait_s is None else min(max(wait_s, 1.0), LONGEST_WAIT_S)
    if status == 503 and error.again_in_s is not None:
        busy = Busy("503")
        busy.again_in_s = error.again_in_s
        raise busy from None
    raise error from None


def _error_of(status: int, text: str) -> ServiceError:
    kinds: dict[int, type[ServiceError]] = {
        403: Forbidden,
        404: NotThere,
        408: Away,
        409: Outdated,
        410: NotThere,
        429: Busy,
    }
    if status >= 500:
        return Away(str(status))
    if status == 400 and "timestamp" in text.lower():
        return Outdated("400")
    return kinds.get(status, Refused)(str(status))


def _next_url(url: str, header: str) -> str:
    """Return where the next page is, which must be at the same place: our token goes there.

    Raises:
        Garbled: it is elsewhere.
    """
    for found in parse_header_links(header):
        link = {name.lower(): value for name, value in found.items()}
        if "next" in link.get("rel", "").lower().split():
            try:
                target = urljoin(url, link.get("url", ""))
            except ValueError:
                raise Garbled("the next page has no address") from None
            if not is_same_server(url, target):
                raise Garbled("the next page is at another place")
            return target
    return ""


def with_query(url: str, values: Mapping[str, str]) -> str:
    """Return an address with more values in its query; what is there stays."""
    parts = urlsplit(url)
    query = [*parse_qsl(parts.query, keep_blank_values=True), *values.items()]
    return parts._replace(query=urlencode(query), fragment="").geturl()


def scores_url(column_url: str) -> str:
    """Return where scores of a column go: its address with `/scores` at the end of its path."""
    parts = urlsplit(column_url)
    return parts._replace(path=f"{parts.path.rstrip('/')}/scores").geturl()


def _as_object(body: Any) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise Garbled("an answer is no object")
    return body
