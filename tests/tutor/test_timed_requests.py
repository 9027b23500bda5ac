"""Requests that do not end are ended, by a real server on real sockets; slow ones that move are served."""

import socket
import threading
import time
from contextlib import ExitStack

import pytest
import uvicorn

from tutor.management.commands.serve import server_config
from tutor.ops import timed_requests

HOST = b"Host: localhost\r\n"


@pytest.fixture(scope="module")
def port():
    """Serve the site, on a port of the system's choice."""
    config = server_config("127.0.0.1", 0)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join(timeout=20)


@pytest.fixture
def limits(monkeypatch):
    def set_limits(**values):
        for name, value in values.items():
            monkeypatch.setattr(timed_requests, name, value)

    return set_limits


@pytest.fixture
def connect(port):
    with ExitStack() as stack:

        def open_connection(start: bytes = b"") -> socket.socket:
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30))
            connection.sendall(start)
            return connection

        yield open_connection


def rest_of(connection: socket.socket) -> bytes:
    """Return all that comes until the server closes."""
    received = b""
    try:
        while chunk := connection.recv(65536):
            received += chunk
    except ConnectionResetError:
        pass
    return received


def is_cut_off(connection: socket.socket, piece: bytes, *, every_s: float, times: int) -> bool:
    """Say whether the server closes while one piece after the other is sent."""
    try:
        for _ in range(times):
            connection.sendall(piece)
            time.sleep(every_s)
    except (BrokenPipeError, ConnectionResetError):
        return True
    return False


STARTS = {
    "nothing at all": b"",
    "half a line": b"GET /heal",
    "half a head": b"GET /healthz HTTP/1.1\r\n" + HOST,
    "half a body": b"POST /accounts/login/ HTTP/1.1\r\n" + HOST + b"Content-Length: 100\r\n\r\nhalf",
    "half a chunk": b"POST /join/ HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n20\r\nhalf",
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", STARTS)
def test_thirty_half_open_requests_are_closed(connect, limits, kind):
    limits(HEAD_S=1.0, PAUSE_S=1.0)
    opened = [connect(STARTS[kind]) for _ in range(30)]
    started = time.monotonic()
    said = [rest_of(connection) for connection in opened]
    assert time.monotonic() - started < 20
    assert all(b"408" in words for words in said) or "body" in kind or "chunk" in kind
    assert rest_of(connect(b"GET /healthz HTTP/1.1\r\nConnection: close\r\n" + HOST + b"\r\n")).startswith(
        b"HTTP/1.1 200"
    )


def test_the_limits_of_the_site_are_shorter_than_half_a_minute():
    assert max(timed_requests.HEAD_S, timed_requests.PAUSE_S, timed_requests.GRACE_S) <= 20


@pytest.mark.slow
def test_a_head_that_comes_line_by_line_has_to_end_all_the_same(connect, limits):
    limits(HEAD_S=1.0)
    assert is_cut_off(connect(b"GET /healthz HTTP/1.1\r\n"), b"X: y\r\n", every_s=0.2, times=100)


def test_a_head_without_end_is_refused(connect):
    line = b"X: " + b"y" * 1000 + b"\r\n"
    assert is_cut_off(connect(b"GET /healthz HTTP/1.1\r\n"), line, every_s=0.001, times=2000)


@pytest.mark.slow
def test_a_body_that_drips_is_ended(connect, limits):
    limits(GRACE_S=1.0)
    start = b"POST /join/ HTTP/1.1\r\n" + HOST + b"Content-Length: 1000\r\n\r\n"
    assert is_cut_off(connect(start), b"x", every_s=0.2, times=100)


@pytest.mark.slow
def test_a_slow_upload_that_moves_is_taken(connect, limits):
    limits(HEAD_S=2.0, PAUSE_S=2.0, GRACE_S=2.0)
    size, piece = 50_000, 5_000
    connection = connect(
        b"POST /accounts/login/ HTTP/1.1\r\nConnection: close\r\n"
        + HOST
        + b"Content-Length: %d\r\n\r\n" % size
    )
    for _ in range(size // piece):
        time.sleep(0.5)
        connection.sendall(b"x" * piece)
    assert rest_of(connection).startswith(b"HTTP/1.1 403")


@pytest.mark.slow
def test_a_connection_that_is_kept_serves_again_and_again(connect, limits):
    limits(HEAD_S=1.0)
    connection = connect()
    for _ in range(4):
        connection.sendall(b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n")
        time.sleep(0.6)
        assert connection.recv(65536).startswith(b"HTTP/1.1 200")


@pytest.mark.slow
def test_a_half_request_on_a_kept_connection_is_closed_too(connect, limits):
    limits(HEAD_S=1.0)
    connection = connect(b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n")
    assert connection.recv(65536).startswith(b"HTTP/1.1 200")
    connection.sendall(b"GET /hea")
    assert b"408" in rest_of(connection)
