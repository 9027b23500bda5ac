"""What the small LMS of the tests answers over HTTP: keys, tokens, line items, scores, results, members.

It keeps to AGS 2.0 and NRPS 2.0, and is as strict as platforms are: no token, no answer; a scope that was not
asked for, no answer; a score that is not newer than the last, refused with 409.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

if TYPE_CHECKING:
    from tests.lti.platform import Platform

AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
MEMBERS_SCOPE = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
LINE_ITEM = "application/vnd.ims.lis.v2.lineitem+json"
LINE_ITEMS = "application/vnd.ims.lis.v2.lineitemcontainer+json"
SCORE = "application/vnd.ims.lis.v1.score+json"
RESULTS = "application/vnd.ims.lis.v2.resultcontainer+json"
MEMBERS = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"


class Wrong(Exception):
    """A request that is answered with a status alone."""


class Answering(BaseHTTPRequestHandler):
    """One request to the platform."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    @property
    def platform(self) -> Platform:
        return self.server.platform  # type: ignore[attr-defined,no-any-return]

    def log_message(self, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_PUT(self) -> None:
        self._answer()

    def do_DELETE(self) -> None:
        self._answer()

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        path = urlsplit(self.path).path
        self.platform.calls.append((self.command, self.path, body))
        failing = self.platform.failing.get(path)
        try:
            if failing:
                raise Wrong(failing.pop(0))
            self._send(*self._find(path)(path, body))
        except Wrong as error:
            self._send(error.args[0], {"error": "refused"})

    def _find(self, path: str) -> Callable[[str, str], tuple[Any, ...]]:
        plain = {
            "/jwks": lambda *_: (200, self.platform.jwks()),
            "/token": self._token,
            "/openid": lambda *_: (200, self.platform.configuration()),
            "/register": self._register,
        }
        if path in plain:
            return plain[path]
        for end, found in (
            ("/members", self._members),
            ("/line_items", self._line_items),
            ("/scores", self._scores),
            ("/results", self._results),
        ):
            if path.endswith(end):
                return found
        if path in self.platform.line_items:
            return self._line_item
        raise Wrong(404)

    def _send(
        self, status: int, body: Any, kind: str = "application/json", headers: dict[str, str] | None = None
    ) -> None:
        content = json.dumps(body).encode() if body is not None else b""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        for name, value in (headers or {}).items():
            # In small letters, as many platforms send it.
            self.send_header(name.lower(), value)
        self.end_headers()
        self.wfile.write(content)

    def _token(self, path: str, body: str) -> tuple[Any, ...]:
        form = {name: values[0] for name, values in parse_qs(body).items()}
        said = self.platform.read(form["client_assertion"])
        known = {self.platform.client_id, self.platform.registration_client_id}
        if said["iss"] not in known or said["aud"] != f"{self.platform.url}/token":
            raise Wrong(401)
        token = uuid4().hex
        self.platform.tokens[token] = set(form["scope"].split())
        return 200, {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": 3600,
            "scope": form["scope"],
        }

    def _need(self, *scopes: str) -> None:
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if token not in self.platform.tokens:
            raise Wrong(401)
        if not self.platform.tokens[token] & set(scopes):
            raise Wrong(403)

    def _page(self, rows: list[Any]) -> tuple[list[Any], dict[str, str]]:
        """Return one page of some rows, and where the next one is."""
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        size = min(int(query.get("limit", self.platform.page_size)), self.platform.page_size)
        first = int(query.get("page", 0)) * size
        if first + size >= len(rows):
            return rows[first:], {}
        following = f"{self.platform.url}{parts.path}?page={first // size + 1}&limit={size}"
        return rows[first : first + size], {"Link": f'<{following}>; rel="next"'}

    def _members(self, path: str, body: str) -> tuple[Any, ...]:
        self._need(MEMBERS_SCOPE)
        rows, headers = self._page(self.platform.members)
        context = {"id": path.split("/")[2], "title": "Maths 6"}
        return 200, {"id": self.path, "context": context, "members": rows}, MEMBERS, headers

    def _line_items(self, path: str, body: str) -> tuple[Any, ...]:
        if self.command == "POST":
            self._need(f"{AGS}lineitem")
            made = json.loads(body)
            made["id"] = f"{self.platform.url}{path}/{len(self.platform.line_items) + 1}"
            self.platform.line_items[urlsplit(made["id"]).path] = made
            return 201, made, LINE_ITEM
        self._need(f"{AGS}lineitem", f"{AGS}lineitem.readonly")
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        asked = {
            "resourceId": query.get("resource_id"),
            "tag": query.get("tag"),
            "resourceLinkId": query.get("resource_link_id"),
        }
        rows = [
            item
            for item in self.platform.line_items.values()
            if all(value is None or item.get(name) == value for name, value in asked.items())
        ]
        rows, headers = self._page(rows)
        return 200, rows, LINE_ITEMS, headers

    def _line_item(self, path: str, body: str) -> tuple[Any, ...]:
        if self.command == "GET":
            self._need(f"{AGS}lineitem", f"{AGS}lineitem.readonly")
            return 200, self.platform.line_items[path], LINE_ITEM
        self._need(f"{AGS}lineitem")
        if self.command == "DELETE":
            del self.platform.line_items[path]
            return 204, None
        self.platform.line_items[path] |= json.loads(body)
        return 200, self.platform.line_items[path], LINE_ITEM

    def _scores(self, path: str, body: str) -> tuple[Any, ...]:
        self._need(f"{AGS}score")
        item = path.removesuffix("/scores")
        if item not in self.platform.line_items:
            raise Wrong(404)
        if self.headers.get("Content-Type") != SCORE:
            raise Wrong(415)
        score = json.loads(body)
        before = [
            other
            for other in self.platform.scores.get(item, [])
            if other["userId"] == score["userId"] and other["timestamp"] >= score["timestamp"]
        ]
        if before:
            raise Wrong(409)
        self.platform.scores.setdefault(item, []).append(score)
        return 200, None

    def _results(self, path: str, body: str) -> tuple[Any, ...]:
        self._need(f"{AGS}result.readonly")
        item = path.removesuffix("/results")
        last = {score["userId"]: score for score in self.platform.scores.get(item, [])}
        rows = [
            {
                "id": f"{self.platform.url}{path}/{user}",
                "userId": user,
                "scoreOf": f"{self.platform.url}{item}",
                "resultScore": score.get("scoreGiven"),
                "resultMaximum": score.get("scoreMaximum"),
            }
            for user, score in last.items()
        ]
        rows, headers = self._page(rows)
        return 200, rows, RESULTS, headers

    def _register(self, path: str, body: str) -> tuple[Any, ...]:
        said = json.loads(body)
        self.platform.registrations.append({**said, "bearer": self.headers.get("Authorization", "")})
        tool = "https://purl.imsglobal.org/spec/lti-tool-configuration"
        said["client_id"] = self.platform.registration_client_id
        said[tool] = {**said[tool], "deployment_id": "7"}
        return 200, said
