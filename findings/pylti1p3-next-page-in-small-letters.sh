#!/usr/bin/env bash
# PyLTI1p3 2.0.0 writes the address of a roster's next page in small letters before it asks for it.
#
# Guessed: `get_members` follows the platform's `Link: <...>; rel="next"` as it was sent.
# Seen: `?page=bookmark:WzEyXQ` is asked for as `?page=bookmark:wzeyxq`. A platform whose page marks are
# base64 (the usual case) answers with an error or with the wrong page, so classes of more than one page
# lose pupils. The fork pylti1p3next 2.0.2 asks for the address as sent.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export PIP_DISABLE_PIP_VERSION_CHECK=1

cat > "$folder/roster.py" <<'PY'
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pylti1p3.names_roles import NamesRolesProvisioningService
from pylti1p3.registration import Registration
from pylti1p3.service_connector import ServiceConnector

asked = []


class Platform(BaseHTTPRequestHandler):
    def reply(self, body, **headers):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.reply({"access_token": "token", "expires_in": 3600})

    def do_GET(self):
        asked.append(self.path)
        if "page=" in self.path:
            return self.reply({"members": [{"user_id": "2"}]})
        return self.reply(
            {"members": [{"user_id": "1"}]},
            Link=f'<{base}/members?page=bookmark:WzEyXQ>; rel="next"',
        )

    def log_message(self, *args):
        pass


class Connector(ServiceConnector):
    """Asks for a token each time; the fork leaves these two to whoever uses it, the original has neither."""

    def _get_cached_access_token(self, scope_key):
        return None

    def _cache_access_token(self, scope_key, access_token, expires_in):
        pass


server = HTTPServer(("127.0.0.1", 0), Platform)
base = f"http://127.0.0.1:{server.server_port}"
threading.Thread(target=server.serve_forever, daemon=True).start()
key = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
)
registration = Registration()
registration.set_client_id("tool")
registration.set_auth_token_url(f"{base}/token")
registration.set_tool_private_key(key.decode())
service = NamesRolesProvisioningService(
    Connector(registration), {"context_memberships_url": f"{base}/members"}
)
list(service.get_members())
print(asked[1])
PY

ask() {  # package -> the second page's address, as the platform was asked for it
    python3 -m venv "$folder/$1"
    "$folder/$1/bin/pip" install -q "$1" cryptography==46.0.3
    "$folder/$1/bin/python" "$folder/roster.py"
}

old=$(ask PyLTI1p3==2.0.0)
fork=$(ask pylti1p3next==2.0.2)
echo "sent by the platform:           /members?page=bookmark:WzEyXQ"
echo "asked for by PyLTI1p3 2.0.0:     $old"
echo "asked for by pylti1p3next 2.0.2: $fork"
[ "$old" = "/members?page=bookmark:wzeyxq" ] && [ "$fork" = "/members?page=bookmark:WzEyXQ" ]
