"""Behind a proxy everybody has an address of their own; nobody else may say what it is."""

import asyncio

import pytest

from tutor.management.commands.serve import server_config

AMIRA = "203.0.113.5"


def address_seen(peer: str) -> str:
    """Return from which address a request comes, as the site sees it, when this peer says it is Amira's."""
    seen = []

    async def note_address(scope, receive, send):
        seen.append(scope["client"][0])

    config = server_config("127.0.0.1", 8000)
    config.app = note_address
    config.load()
    headers = [(b"x-forwarded-for", AMIRA.encode()), (b"x-forwarded-proto", b"https")]
    scope = {"type": "http", "client": (peer, 1), "scheme": "http", "headers": headers}
    asyncio.run(config.loaded_app(scope, None, None))
    return seen[0]


@pytest.mark.parametrize(
    ("trusted", "peer", "seen"),
    [
        (["127.0.0.1", "::1"], "127.0.0.1", AMIRA),
        (["127.0.0.1", "::1"], "172.18.0.6", "172.18.0.6"),
        (["172.18.0.0/16"], "172.18.0.6", AMIRA),
        (["172.18.0.0/16"], "172.19.0.6", "172.19.0.6"),
        (["*"], "172.18.0.6", AMIRA),
    ],
)
def test_only_the_proxy_says_from_where_somebody_asks(settings, trusted, peer, seen):
    settings.FORWARDED_ALLOW_IPS = trusted
    assert address_seen(peer) == seen
