"""A OneRoster server on this machine: 1.1 or 1.2, in pages, with more of people than anybody should take."""

import base64
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

SECRET, CLIENT = "s3cret-of-the-server", "attune"
# In every field that is none of ours.
MARK = "must-not-be-kept"
PATHS = {"1.1": "/ims/oneroster/v1p1", "1.2": "/ims/oneroster/rostering/v1p2"}


@dataclass
class RosterServer:
    """What the server holds, and how it behaves.

    Attributes:
        paging: `link` and `total` tell of the next page by a header, `none` by nothing; `all` has no pages.
        faults: called with a request's last word and number; returns a status, headers and a body instead.
    """

    version: str = "1.1"
    page: int = 100
    paging: str = "link"
    held: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    faults: Callable[[str, int], tuple[int, dict[str, str], bytes] | None] = lambda path, number: None
    asked: list[str] = field(default_factory=list)
    tokens: int = 0
    address: str = ""

    def fill(self, students: int, classes: int, *, skip: int = 0) -> None:
        """Hold a school: students from `skip` on, and one teacher a class."""
        everybody = [("student", n) for n in range(skip, students)] + [("teacher", n) for n in range(classes)]
        self.held = {
            "academicSessions": [term("now", "2020-01-01", "2099-01-01")],
            "users": [self.person(f"{role}-{n}", role) for role, n in everybody],
            "classes": [course(f"c{n}", f"Class {n}") for n in range(classes)],
            "enrollments": [place(f"{role}-{n}", f"c{n % classes}", role) for role, n in everybody],
        }

    def person(self, key: str, role: str, **more: Any) -> dict[str, Any]:
        """Return a person as this version sends one, with much that is nobody's business."""
        said = (
            {"role": role}
            if self.version == "1.1"
            else {
                "roles": [
                    {"roleType": "primary", "role": role, "org": {"sourcedId": "org", "type": "school"}}
                ],
                "preferredFirstName": MARK,
                "userProfiles": [{"profileId": MARK}],
            }
        )
        return {
            "sourcedId": key,
            "status": "active",
            "dateLastModified": "2026-01-01T00:00:00.000Z",
            "enabledUser": "true" if self.version == "1.1" else True,
            "givenName": f"Given {key}",
            "familyName": f"Family {key}",
            **dict.fromkeys(("username", "middleName", "identifier", "sms", "phone", "password"), MARK),
            "email": f"{MARK}@example.org",
            "userIds": [{"type": MARK, "identifier": MARK}],
            "metadata": {"birthDate": MARK},
            "orgs": [{"sourcedId": "org", "type": "org", "href": MARK}],
            **said,
            **more,
        }

    @contextmanager
    def running(self) -> Iterator["RosterServer"]:
        """Serve on a port of this machine."""
        handler = type("Handler", (_Handler,), {"roster": self})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.address = f"http://127.0.0.1:{server.server_address[1]}"
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()


def term(key: str, begins: str, ends: str) -> dict[str, Any]:
    return {"sourcedId": key, "status": "active", "title": "T", "startDate": begins, "endDate": ends}


def course(key: str, title: str, *terms: str) -> dict[str, Any]:
    own = [{"sourcedId": one, "type": "academicSession"} for one in terms or ("now",)]
    return {
        "sourcedId": key,
        "status": "active",
        "title": title,
        "terms": own,
        "dateLastModified": "2026-01-01T",
    }


def place(person: str, key: str, role: str, **more: Any) -> dict[str, Any]:
    refers = {"user": {"sourcedId": person}, "class": {"sourcedId": key}, "school": {"sourcedId": "org"}}
    made = {"sourcedId": f"{key}-{person}", "status": "active", "role": role}
    return {**made, **refers, "dateLastModified": "2026-01-01T00:00:00.000Z", **more}


class _Handler(BaseHTTPRequestHandler):
    roster: RosterServer
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.roster.tokens += 1
        known = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if fault := self.roster.faults("token", self.roster.tokens):
            self._send(*fault)
        elif self.headers["Authorization"] != known or body["grant_type"] != ["client_credentials"]:
            self._send(401, {}, b"{}")
        else:
            token = {
                "access_token": f"token-{self.roster.tokens}",
                "expires_in": 3600,
                "token_type": "bearer",
            }
            self._send(200, {}, json.dumps(token).encode())

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = {key: values[0] for key, values in parse_qs(parts.query).items()}
        name = parts.path.rsplit("/", 1)[-1]
        self.roster.asked.append(self.path)
        if fault := self.roster.faults(name, len(self.roster.asked)):
            self._send(*fault)
        elif not parts.path.startswith(PATHS[self.roster.version]):
            self._send(404, {}, b"{}")
        elif self.headers["Authorization"] != f"Bearer token-{self.roster.tokens}":
            self._send(401, {}, b"{}")
        else:
            self._send_page(parts.path, name, asked)

    def _send_page(self, path: str, name: str, asked: dict[str, str]) -> None:
        roster = self.roster
        roles = {"students": "student", "teachers": "teacher"}
        rows = roster.held["users" if name in roles else name]
        if name in roles:
            rows = [row for row in rows if roles[name] in json.dumps(row)]
        if "filter" in asked:
            since = asked["filter"].split("'")[1]
            rows = [row for row in rows if row.get("dateLastModified", "") >= since]
        limit = min(int(asked.get("limit", 100)), roster.page)
        offset = int(asked.get("offset", 0))
        page, headers = rows[offset : offset + limit], {}
        if roster.paging == "all":
            page = rows
        if roster.paging in ("link", "total"):
            headers["X-Total-Count"] = str(len(rows))
        if roster.paging == "link" and offset + limit < len(rows):
            query = urlencode({**asked, "offset": offset + limit})
            headers["Link"] = f'<{path}?{query}>; rel="next", <{path}>; rel="first"'
        self._send(200, headers, json.dumps({name: page, "statusInfoSet": []}).encode())

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


def slow(path: str, number: int) -> None:
    time.sleep(0.3)
