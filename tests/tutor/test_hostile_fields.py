"""Whatever stands in an address or a field, no page falls over: every address, every field that it reads."""

from collections.abc import Callable, Iterator
from copy import copy
from functools import partial

import pytest
from channels.testing import WebsocketCommunicator
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from django.utils.datastructures import MultiValueDict

from tests.tutor.permission_matrix import PEOPLE, ROWS, Row
from tests.tutor.permission_world import address
from tutor.asgi import application

HOSTILE = {
    "nul": "a\0b",
    "huge": "9" * 40,
    "endless": "-" + "5" * 5000,
    "other letters": "\ud83d٣²" + '{"a": [1e999, null]}' * 500,
}
# One request of each kind is enough to see which fields are read; the token is Django's own to read.
NOT_OURS = {"csrfmiddlewaretoken"}
# What was seen of an address holds for every value.
FIELDS: dict[str, set[str]] = {}


def send(client: Client, row: Row, target: str, data: dict[str, str]) -> int:
    # Each in a list: the client takes bytes by themselves for one value a byte.
    sent = {name: [value.encode("utf-8", "surrogatepass")] for name, value in data.items()}
    # Some of them sign out.
    cookies = copy(client.cookies)
    with transaction.atomic():
        reply = (client.post if row.method == "POST" else client.get)(target, sent)
        transaction.set_rollback(True)
    client.cookies = cookies
    return reply.status_code


def client_for(row: Row, clients: dict[str, Client]) -> Client:
    """Return somebody whom the address answers, signed in if that can be."""
    answered = [name for letter, name in zip(row.outcome, PEOPLE, strict=True) if letter == "Y"]
    return clients[answered[1] if len(answered) > 1 else (answered or ["noor"])[0]]


def fields_read(monkeypatch, act) -> set[str]:
    """Return the names of the fields that a request reads."""
    names: set[str] = set()
    real = {name: getattr(MultiValueDict, name) for name in ("__getitem__", "_getlist")}

    def spy(method):
        def read(self, key, *args, **kwargs):
            if isinstance(self, QueryDict):
                names.add(key)
            return method(self, key, *args, **kwargs)

        return read

    with monkeypatch.context() as patched:
        for name, method in real.items():
            patched.setattr(MultiValueDict, name, spy(method))
        act()
    return names - NOT_OURS


def own_parts(row: Row, world) -> set[str]:
    return {world.args[name] for name in row.args}


def requests_to_try(
    world, clients, monkeypatch, value: str, *, turn: int
) -> Iterator[tuple[str, Callable[[], int]]]:
    """Yield every address with each field that it reads, and in turn one of its parts, replaced by a value.

    Over all turns each part meets one of the values: most are numbers, and one pattern of ours reads those.
    """
    quoted = "".join(f"%{letter:02x}" for letter in value.encode("utf-8", "surrogatepass")[:1500])
    for number, (key, row) in enumerate(ROWS.items()):
        target, try_it = address(key, row, world), partial(send, client_for(row, clients), row)
        parts = target.split("/")
        own = [place for place, part in enumerate(parts) if part in own_parts(row, world)]
        for place in own if number % len(HOSTILE) == turn else ():
            hostile = "/".join([*parts[:place], quoted, *parts[place + 1 :]])
            yield f"{row.method} {key}, part {place} of its address", partial(try_it, hostile, row.data)
        if key not in FIELDS:
            FIELDS[key] = fields_read(monkeypatch, partial(try_it, target, row.data))
        for name in FIELDS[key]:
            yield f"{row.method} {key}, {name}", partial(try_it, target, {**row.data, name: value})


@pytest.mark.slow
@pytest.mark.timeout(400)
@pytest.mark.parametrize(("turn", "value"), [*enumerate(HOSTILE.values())], ids=HOSTILE)
def test_no_address_and_no_field_makes_a_page_fall_over(world, sessions, monkeypatch, turn, value):
    clients = {name: Client(raise_request_exception=False) for name in PEOPLE}
    for client, session in zip(clients.values(), sessions, strict=True):
        client.cookies["sessionid"] = session
    answers = {what: ask() for what, ask in requests_to_try(world, clients, monkeypatch, value, turn=turn)}
    assert [what for what, status in answers.items() if status >= 500] == []
    assert len(answers) > 150


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", ["/ws/", "/ws/nothing/", "/ws/sittings/x/", "/ws/sittings/%00/", "/"])
async def test_an_unknown_socket_is_refused(path):
    socket = WebsocketCommunicator(application, path, headers=[(b"origin", b"http://localhost")])
    assert await socket.connect() == (False, 1000)
