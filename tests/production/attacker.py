"""A student who attacks a running site in every way at once, as a program: `attacker WHO HOW`, both JSON."""

import asyncio
import json
import sys
import time

from websockets import ConnectionClosed
from websockets.asyncio.client import connect

from emotion.runtime.playback import read_camera_frames
from tutor.simulation.student import Plan, Student, Tally


class Attacker:
    """A signed-in student who means harm."""

    def __init__(self, url: str, lesson: str, username: str, password: str) -> None:
        self.url, self.socket_url = url, url.replace("http", "ws")
        frames = read_camera_frames(None)
        self.frame = frames[0]
        self.student = Student(username, password, Plan(url, lesson, 4, frames), Tally(), seed=1)
        self.closed_with: dict[int, int] = {}
        self.sent = 0

    async def attack(self, *, seconds: float, sockets: int, slow: int) -> dict[str, object]:
        """Attack in every way at once; return what came of it."""
        await self.student.arrive()
        assert self.student.sitting, self.student.tally.complaints
        session = {"Cookie": self.student.cookies}
        self.until = time.monotonic() + seconds
        open_at_once = await asyncio.gather(
            self._hold_many(sockets, session),
            self._hold_many(sockets // 4, {}),
            self._flood(session),
            *(self._send_slowly() for _ in range(slow)),
        )
        closed = {str(code): count for code, count in self.closed_with.items()}
        return {"open_at_once": open_at_once[0], "closed_with": closed, "messages_sent": self.sent}

    def _connect(self, headers: dict[str, str]) -> connect:
        address = f"{self.socket_url}/ws/sittings/{self.student.sitting}/"
        return connect(
            address, additional_headers=headers, origin=self.url, compression=None, ping_interval=None
        )

    async def _hold_many(self, count: int, headers: dict[str, str]) -> int:
        """Keep so many sockets open, opening anew whatever is closed; return how many ever were at once."""
        held, most = 0, 0

        async def hold(number: int) -> None:
            nonlocal held, most
            await asyncio.sleep(number * 0.005)
            while time.monotonic() < self.until:
                try:
                    async with self._connect(headers) as socket:
                        message = await asyncio.wait_for(socket.recv(), timeout=30)
                        held += 1
                        most = max(most, held)
                        try:
                            assert message
                            await asyncio.sleep(max(0.0, self.until - time.monotonic()))
                        finally:
                            held -= 1
                except ConnectionClosed as error:
                    code = error.rcvd.code if error.rcvd else 0
                    self.closed_with[code] = self.closed_with.get(code, 0) + 1
                except (OSError, TimeoutError):
                    pass
                await asyncio.sleep(1)

        await asyncio.gather(*(hold(number) for number in range(count)))
        return most

    async def _flood(self, headers: dict[str, str]) -> None:
        """Send frames, giant frames, giant words and nonsense as fast as the socket takes them."""
        harm = [self.frame, self.frame, b"\xff" * 900_000, "x" * 900_000, "[" * 5000, '{"type": "here"}', b""]
        while time.monotonic() < self.until:
            try:
                async with self._connect(headers) as socket:
                    while time.monotonic() < self.until:
                        await socket.send(harm[self.sent % len(harm)])
                        self.sent += 1
                        await asyncio.sleep(0.002)
            except (OSError, ConnectionClosed):
                await asyncio.sleep(0.2)

    async def _send_slowly(self) -> None:
        """Begin a request and never end it, a byte at a time."""
        host, port = self.url.removeprefix("http://").split(":")
        try:
            _, writer = await asyncio.open_connection(host, int(port))
            writer.write(
                b"POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9000\r\nX-A: "
            )
            while time.monotonic() < self.until:
                writer.write(b"a")
                await writer.drain()
                await asyncio.sleep(0.5)
            writer.close()
        except OSError:
            return


if __name__ == "__main__":
    who, how = map(json.loads, sys.argv[1:])
    print(json.dumps(asyncio.run(Attacker(**who).attack(**how))))  # noqa: T201
