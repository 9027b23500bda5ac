"""A browser for tests that need none: it keeps cookies, follows, and sends the forms that send themselves."""

import re
from html import unescape

import requests

FORM = re.compile(r"<form[^>]*\baction=\"(?P<action>[^\"]+)\"[^>]*>(?P<inside>.*?)</form>", re.DOTALL)
INPUT = re.compile(r"<input[^>]*\bname=\"(?P<name>[^\"]+)\"[^>]*\bvalue=\"(?P<value>[^\"]*)\"")
SENDS_ITSELF = ('id="lti-launch"', "data-send-at-once")


class Walker:
    """Somebody on their way through two sites. `steps` are the addresses, without queries, in order."""

    def __init__(self) -> None:
        self.session = requests.Session()
        self.steps: list[str] = []

    def get(self, address: str) -> requests.Response:
        return self._go_on(self.session.get(address, timeout=20))

    def post(self, address: str, sent: object) -> requests.Response:
        return self._go_on(self.session.post(address, sent, timeout=20))

    def send(self, page: requests.Response, sent: list[tuple[str, str]]) -> requests.Response:
        """Send a page of ours to its own address, as one of its forms would."""
        token = self.session.cookies.get("csrftoken") or ""
        return self.post(page.url, [("csrfmiddlewaretoken", token), *sent])

    def _go_on(self, page: requests.Response) -> requests.Response:
        self.steps += [reply.url.partition("?")[0] for reply in (*page.history, page)]
        if not any(mark in page.text for mark in SENDS_ITSELF):
            return page
        form = FORM.search(page.text)
        sent = {found["name"]: unescape(found["value"]) for found in INPUT.finditer(form["inside"])}
        return self.post(unescape(form["action"]), sent)
