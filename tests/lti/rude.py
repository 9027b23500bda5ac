"""A server that answers what a test tells it to: refusals, nonsense, and nothing at all."""

import json
import threading
import time
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

TOKEN = {"token_type": "bearer", "expires_in": 3600}


class Rude:
    """`replies[path]` holds (status, body, headers), taken one by one; the last one stays."""

    def __init__(self) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _Answering)
        self.server.rude = self
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()
        self.reset()

    def reset(self) -> None:
        self.replies: dict[str, list[tuple]] = defaultdict(list)
        self.asked: list[tuple[str, str]] = []
        self.tokens: list[dict[str, str]] = []
        self.sleep_s = 0.0

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class _Answering(BaseHTTPRequestHandler):
    disable_nagle_algorithm = True

    def log_message(self, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        rude: Rude = self.server.rude
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        path = self.path.partition("?")[0]
        rude.asked.append((self.path, self.headers.get("Authorization", "")))
        replies = rude.replies[path]
        if replies:
            status, content, headers = replies.pop(0) if len(replies) > 1 else replies[0]
        elif path.endswith("/token"):
            rude.tokens.append({name: values[0] for name, values in parse_qs(body).items()})
            status, headers = 200, {}
            content = TOKEN | {"access_token": f"token-{len(rude.tokens)}"}
        else:
            status, content, headers = 404, {}, {}
        time.sleep(rude.sleep_s if not path.endswith("/token") else 0)
        self._send(status, content, headers)

    def _send(self, status: int, content: object, headers: dict[str, str]) -> None:
        raw = content if isinstance(content, bytes) else json.dumps(content).encode()
        try:
            self.send_response(status)
            for name, value in {"Content-Length": str(len(raw)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(raw)
        except OSError:
            # Whoever asked has left.
            return
