"""Sockets as a browser opens them, and the frames that it sends."""

import cv2
import numpy as np
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator

from tests.people import cookie_of
from tutor.asgi import application

ORIGIN = (b"origin", b"http://localhost")


def jpeg(width: int = 320, height: int = 240) -> bytes:
    noise = np.random.default_rng(0).integers(0, 255, (height // 16, width // 16, 3), dtype=np.uint8)
    ok, data = cv2.imencode(".jpg", cv2.resize(noise, (width, height)))
    assert ok
    return data.tobytes()


def flat_jpeg(width: int, height: int) -> bytes:
    ok, data = cv2.imencode(".jpg", np.full((height, width, 3), 90, np.uint8))
    assert ok
    return data.tobytes()


def png() -> bytes:
    ok, data = cv2.imencode(".png", np.zeros((240, 320, 3), np.uint8))
    assert ok
    return data.tobytes()


def knock(path: str, cookie: str = "", origin=ORIGIN) -> WebsocketCommunicator:
    headers = [origin, (b"host", b"localhost"), (b"cookie", cookie.encode())]
    return WebsocketCommunicator(application, path, headers=headers)


async def open_socket(path: str, user=None, origin=ORIGIN) -> WebsocketCommunicator:
    cookie = "" if user is None else await database_sync_to_async(cookie_of)(user)
    return knock(path, cookie, origin)


async def connected(user, sitting) -> WebsocketCommunicator:
    socket = await open_socket(f"/ws/sittings/{sitting.pk}/", user)
    assert (await socket.connect())[0]
    assert (await socket.receive_json_from())["type"] == "consent"
    assert (await socket.receive_json_from())["type"] == "pace"
    return socket


async def refusal_of(socket: WebsocketCommunicator) -> int:
    """Return the code with which a socket is turned away, and leave as a browser does.

    What is left open at the end of a test is cancelled, and a read from Redis may swallow that.
    """
    await socket.connect()
    code = (await socket.receive_output())["code"]
    await socket.disconnect()
    return code


async def all_is_handled(socket: WebsocketCommunicator) -> None:
    """Wait until the socket has handled what was sent to it: it takes one message after the other.

    It has not complained yet, or may complain at any time.
    """
    await socket.send_to(text_data="no json")
    assert await socket.receive_json_from() == {"type": "error", "code": "bad_message"}
