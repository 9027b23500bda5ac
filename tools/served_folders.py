"""A server for one page and the folders that it loads from, for tools that measure in a browser."""

import threading
from collections.abc import Mapping
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class _Handler(SimpleHTTPRequestHandler):
    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".mjs": "text/javascript"}
    page: bytes = b""
    folders: Mapping[str, Path] = {}

    def translate_path(self, path: str) -> str:
        """Return the file at an address: the folder's name, and what lies in it."""
        _, folder, rest = [*path.partition("?")[0].split("/", 2), "", ""][:3]
        return str(self.folders.get(folder, Path("/nowhere")) / rest)

    def do_GET(self) -> None:
        """Answer the page itself, or a file."""
        if self.path != "/":
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(self.page)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


def serve_folders(page: bytes, folders: Mapping[str, Path]) -> str:
    """Serve a page at the top, and folders by name beneath, until the process ends; return the address."""
    handler = type("Handler", (_Handler,), {"page": page, "folders": folders})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/"
