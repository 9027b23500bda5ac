"""A OneRoster server, read: who is there, which classes, who is in them.

Of a person four fields are taken, and whether the person may sign in; everything else that a server sends is
dropped with the page it came on. Nothing is yielded until a list was read to its end and is complete.

Sources: 1EdTech, "OneRoster v1.1 Final Specification" (2017), chapters 3 and 4; "OneRoster 1.2
Rostering Service REST/JSON Binding" (2022).
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, urljoin

import httpx

from tutor.domain.rosters.listing import (
    Access,
    Listing,
    ServerClass,
    ServerPerson,
    ServerPlace,
    ServerTerm,
    base_address,
    is_safe_address,
)
from tutor.outside.replies import asked_wait_s, is_same_server

PAGE = 500
MOST_PAGES = 2_000
MOST_BYTES = 30 * 1024 * 1024
MOST_TRIES = 5
# Of a `sourcedId`, as the standard says.
LONGEST_ID = 255
# A server that asks for more patience than this is tried again another time.
LONGEST_WAIT_S = 60.0
MOST_S = 30 * 60
# Clocks differ, and a server may store a change a moment after the time that it writes on it.
OVERLAP = timedelta(minutes=10)
_SCOPES = {
    "1.1": "https://purl.imsglobal.org/spec/or/v1p1/scope/roster-core.readonly",
    "1.2": "https://purl.imsglobal.org/spec/or/v1p2/scope/roster-core.readonly",
}


# Reduces a thing that a server sends to what is taken of it.
Take = Callable[[Mapping[str, Any]], Any]


class RosterServerError(Exception):
    """A server could not be read; `.code` is what is told to the administrator."""

    code = "faulty"


class ServerAway(RosterServerError):
    """It does not answer, answers with an error of its own, or asks for too much patience."""

    code = "away"


class ServerRefused(RosterServerError):
    """It does not accept the client id and the secret, or lets them read no lists."""

    code = "refused"


class ServerFaulty(RosterServerError):
    """What it sends is no OneRoster, or not all of a list."""

    code = "faulty"


class UnsafeAddress(RosterServerError):
    """The address is not HTTPS, or a page leads to another server."""

    code = "unsafe"


def read_server(
    access: Access,
    *,
    since: datetime | None = None,
    tell: Callable[[str, int], None] = lambda what, count: None,
    sleep: Callable[[float], None] | None = None,
) -> Listing:
    """Read a server, all of it or what changed since a moment.

    Args:
        access: where and with which secret.
        since: by the server's clock; terms are read whole all the same.
        tell: called with the name of a list and how many of it have been read.
        sleep: waits so many seconds; tests only count.

    Raises:
        RosterServerError: it could not be read to the end.
    """
    with _Session(access, tell=tell, sleep=sleep or time.sleep) as session:
        terms = session.read("academicSessions", _term)
        people = session.read("users", _person, since=since)
        classes = session.read("classes", _class, since=since)
        places = session.read("enrollments", _place, since=since)
        began = session.began or datetime.now(UTC)
        return Listing(people, classes, places, terms, began - OVERLAP, is_whole=since is None)


class _Session:
    """One reading of a server."""

    def __init__(
        self, access: Access, *, tell: Callable[[str, int], None], sleep: Callable[[float], None]
    ) -> None:
        self._access, self._tell, self._sleep = access, tell, sleep
        self._base = base_address(access.address, access.version)
        if not is_safe_address(self._base) or not is_safe_address(access.token_address):
            raise UnsafeAddress("not HTTPS")
        # Redirects are not followed: they would carry the secret to wherever they lead.
        self._client = httpx.Client(timeout=httpx.Timeout(30, connect=5), follow_redirects=False)
        self._token, self._waited = "", 0.0
        self._until = time.monotonic() + MOST_S
        self.began: datetime | None = None

    def __enter__(self) -> "_Session":
        return self

    def __exit__(self, *error: object) -> None:
        self._client.close()

    def read(self, name: str, take: Take, *, since: datetime | None = None) -> Any:
        """Return one list, each of its things reduced to what is taken."""
        found: dict[str, Any] = {}
        for path in self._paths(name):
            found |= self._read_pages(path, name, take, since)
        return tuple(found.values())

    def _paths(self, name: str) -> list[str]:
        # Terms are the district's.
        if not self._access.school or name == "academicSessions":
            return [name]
        school = f"schools/{quote(self._access.school, safe='')}"
        parts = ("students", "teachers") if name == "users" else (name,)
        return [f"{school}/{part}" for part in parts]

    def _read_pages(self, path: str, name: str, take: Take, since: datetime | None) -> dict[str, Any]:
        asked: dict[str, str | int] = {"limit": PAGE, "offset": 0}
        if fields := _FIELDS.get((name, self._access.version)) or _FIELDS.get((name, "")):
            asked["fields"] = fields
        if since is not None:
            moment = since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
            asked["filter"] = f"dateLastModified>='{moment}'"
        found: dict[str, Any] = {}
        address, total, taken = f"{self._base}/{path}", None, 0
        for _ in range(MOST_PAGES):
            reply = self._ask(address, asked)
            things = _things(reply)
            before = len(found)
            for thing in things:
                found[_id(thing)] = take(thing)
            taken += len(things)
            self._tell(name, len(found))
            total = _number(reply.headers.get("X-Total-Count"), total)
            following = reply.links.get("next", {}).get("url")
            if following:
                address, asked = self._same_server(reply, following), {}
            elif not things or (total is not None and taken >= total) or len(found) == before:
                # A server without pages sends the same again and again.
                break
            else:
                asked = {**asked, "offset": taken}
        else:
            raise ServerFaulty(f"{name}: more than {MOST_PAGES} pages")
        if total is not None and len(found) < total:
            # Somebody changed the list while it was read: who slipped from one page to another is missing.
            raise ServerFaulty(f"{name}: {len(found)} of {total}")
        return found

    def _same_server(self, reply: httpx.Response, following: str) -> str:
        try:
            address = urljoin(str(reply.url), following)
        except ValueError:
            raise UnsafeAddress("a page leads to no address") from None
        if not is_same_server(self._base, address):
            raise UnsafeAddress("a page leads to another server")
        return address

    def _ask(self, address: str, asked: Mapping[str, str | int]) -> httpx.Response:
        refreshed = False
        for turn in range(MOST_TRIES):
            if time.monotonic() > self._until:
                raise ServerAway("it takes too long")
            if not self._token:
                self._token = self._fetch_token()
            headers = {"Authorization": f"Bearer {self._token}", "Accept": "application/json"}
            reply = self._send("GET", address, params=asked or None, headers=headers)
            if reply is None or reply.status_code in (429, 500, 502, 503, 504):
                self._wait(reply, turn)
            elif reply.status_code == 401 and not refreshed:
                self._token, refreshed = "", True
            elif reply.status_code in (401, 403):
                raise ServerRefused(f"status {reply.status_code}")
            elif reply.status_code != 200:
                raise ServerFaulty(f"status {reply.status_code}")
            else:
                self.began = self.began or _server_time(reply)
                return reply
        raise ServerAway("it did not answer")

    def _fetch_token(self) -> str:
        data = {"grant_type": "client_credentials", "scope": _SCOPES[self._access.version]}
        for turn in range(MOST_TRIES):
            reply = self._send(
                "POST",
                self._access.token_address,
                data=data,
                auth=(self._access.client_id, self._access.secret),
            )
            if reply is None or reply.status_code in (429, 500, 502, 503, 504):
                self._wait(reply, turn)
                continue
            if reply.status_code != 200:
                raise ServerRefused(f"token: status {reply.status_code}")
            token = _parse(reply).get("access_token")
            if not isinstance(token, str) or not token:
                raise ServerFaulty("token: there is none in the reply")
            return token
        raise ServerAway("token: no answer")

    def _send(self, method: str, address: str, **options: Any) -> httpx.Response | None:
        """Return a reply of bounded size; `None` where none came."""
        try:
            with self._client.stream(method, address, **options) as reply:
                content = bytearray()
                for part in reply.iter_bytes():
                    content += part
                    if len(content) > MOST_BYTES:
                        raise ServerFaulty("a page is too large")
                    # The client's own limit is for each part: a reply in drops would never meet it.
                    if time.monotonic() > self._until:
                        raise ServerAway("it takes too long")
                whole = httpx.Response(
                    reply.status_code,
                    # What it was packed in was taken off already.
                    headers={key: value for key, value in reply.headers.items() if key != "content-encoding"},
                    content=bytes(content),
                    request=reply.request,
                )
        except httpx.InvalidURL as error:
            raise UnsafeAddress("no address") from error
        except httpx.HTTPError:
            return None
        return whole

    def _wait(self, reply: httpx.Response | None, turn: int) -> None:
        asked = asked_wait_s(reply.headers.get("Retry-After", "")) if reply is not None else None
        pause = 2.0**turn if asked is None else asked
        if self._waited + pause > LONGEST_WAIT_S * 2 or pause > LONGEST_WAIT_S:
            raise ServerAway("it asks to wait too long")
        self._waited += pause
        self._sleep(pause)


# What is asked for, so that a server that can sends nothing else.
_FIELDS = {
    ("users", "1.1"): "sourcedId,status,enabledUser,givenName,familyName,role",
    ("users", "1.2"): "sourcedId,status,enabledUser,givenName,familyName,roles",
    ("classes", ""): "sourcedId,status,title,terms",
    ("enrollments", ""): "sourcedId,status,role,user,class,beginDate,endDate",
    ("academicSessions", ""): "sourcedId,status,startDate,endDate",
}


@contextmanager
def _shaped(what: str) -> Iterator[None]:
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        # Without the value: it may be of a person.
        raise ServerFaulty(f"{what}: {type(error).__name__}") from None


def _parse(reply: httpx.Response) -> dict[str, Any]:
    with _shaped("no JSON"):
        held = reply.json()
        return {**held}


def _things(reply: httpx.Response) -> list[Mapping[str, Any]]:
    """Return the things of a page, under whatever name: `users`, and `user` where a server follows 1.0."""
    lists = [value for value in _parse(reply).values() if isinstance(value, list)]
    if not lists:
        raise ServerFaulty("a page has no list")
    # Beside the list there may be one of warnings.
    return max(lists, key=_has_ids)


def _has_ids(things: list[Any]) -> bool:
    return bool(things) and isinstance(things[0], dict) and "sourcedId" in things[0]


def _id(thing: Mapping[str, Any]) -> str:
    with _shaped("no id"):
        return _text(thing["sourcedId"])


def _text(value: Any) -> str:
    if not isinstance(value, str | int) or not 0 < len(str(value)) <= LONGEST_ID:
        raise ValueError("no id")
    return str(value)


def _is_gone(thing: Mapping[str, Any]) -> bool:
    # 1.0 had `inactive` as well.
    return str(thing.get("status", "active")).lower() in ("tobedeleted", "inactive")


def _person(thing: Mapping[str, Any]) -> ServerPerson:
    with _shaped("person"):
        # One role in 1.1, several with their schools in 1.2.
        several = thing.get("roles") or [{"role": thing.get("role", "")}]
        return ServerPerson(
            id=_text(thing["sourcedId"]),
            given_name=str(thing.get("givenName") or ""),
            family_name=str(thing.get("familyName") or ""),
            roles=tuple(str(one.get("role", "")).lower() for one in several),
            # A text in 1.1, and whatever a server makes of it.
            is_enabled=str(thing.get("enabledUser", True)).lower() != "false",
            is_gone=_is_gone(thing),
        )


def _class(thing: Mapping[str, Any]) -> ServerClass:
    with _shaped("class"):
        terms = tuple(_text(term["sourcedId"]) for term in thing.get("terms") or ())
        return ServerClass(_text(thing["sourcedId"]), str(thing.get("title") or ""), terms, _is_gone(thing))


def _place(thing: Mapping[str, Any]) -> ServerPlace:
    with _shaped("enrolment"):
        return ServerPlace(
            person=_text(thing["user"]["sourcedId"]),
            classroom=_text(thing["class"]["sourcedId"]),
            role=str(thing.get("role", "")).lower(),
            begins=_day(thing.get("beginDate")),
            ends=_day(thing.get("endDate")),
            is_gone=_is_gone(thing),
        )


def _term(thing: Mapping[str, Any]) -> ServerTerm:
    with _shaped("term"):
        days = _day(thing.get("startDate")), _day(thing.get("endDate"))
        return ServerTerm(_text(thing["sourcedId"]), *days, _is_gone(thing))


def _day(value: Any) -> str:
    """Return an ISO date, or nothing where none is said."""
    return datetime.fromisoformat(str(value)[:10]).date().isoformat() if value else ""


def _server_time(reply: httpx.Response) -> datetime:
    try:
        return parsedate_to_datetime(reply.headers["Date"]).astimezone(UTC)
    except (KeyError, ValueError):
        return datetime.now(UTC)


def _number(text: str | None, otherwise: int | None) -> int | None:
    return int(text) if text and text.isdecimal() else otherwise
