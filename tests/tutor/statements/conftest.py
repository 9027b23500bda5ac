"""What tests of statements share: an outbox that is on, and LRSs that say what a test wants."""

import json
from uuid import uuid4

import httpx
import pytest

from tests.tutor.statements.running import run_ralph
from tutor.models import Statement
from tutor.outside import xapi
from tutor.services.answers import record_answer


@pytest.fixture
def switched_on(settings):
    """The outbox is on; nothing listens at its address."""
    settings.XAPI_ENDPOINT = "http://localhost:9/xapi/"
    settings.XAPI_SITE = "https://attune.example"
    settings.XAPI_KEY, settings.XAPI_SECRET = "school", "secret"
    return settings


@pytest.fixture(scope="module")
def ralph(tmp_path_factory):
    with run_ralph(tmp_path_factory.mktemp("ralph")) as running:
        yield running


class Told:
    """What an LRS was sent, and the replies that it will give: (status, body, headers), else 200.

    `refuses` is the id of a statement that it never takes.
    """

    def __init__(self):
        self.requests, self.replies, self.refuses = [], [], ""

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if self.refuses and self.refuses.encode() in request.content:
            return httpx.Response(400, json={"detail": "no\0 such  verb"})
        status, body, headers = self.replies.pop(0) if self.replies else (200, [], {})
        return httpx.Response(status, json=body, headers=headers)

    @property
    def batches(self) -> list[list[dict]]:
        return [json.loads(request.content) for request in self.requests]


@pytest.fixture
def lrs(switched_on, monkeypatch):
    """An LRS in this process, which takes all that it is sent unless told otherwise."""
    told = Told()

    class Near(xapi.Lrs):
        def __init__(self, endpoint, **more):
            super().__init__(endpoint, **more, transport=httpx.MockTransport(told))

    monkeypatch.setattr(xapi, "Lrs", Near)
    return told


@pytest.fixture
def answer(question):
    """Answer the question of the lesson, as a student at it."""

    def give(sitting, number="4"):
        return record_answer(
            sitting=sitting, question=question, submission_id=uuid4(), response={"number": [number]}
        )

    return give


@pytest.fixture
def put_down(amira, question):
    """Put down so many answered questions that wait."""

    def put(count):
        return Statement.objects.bulk_create(
            Statement(
                student=amira, kind="answered", about=10_000 + number, question=question, is_correct=True
            )
            for number in range(count)
        )

    return put
