#!/usr/bin/env bash
# pylti1p3next 2.0.2: MessageLaunch.validate_jwt_signature()
#
# Guessed: a platform whose clock is a second or two ahead can launch: clocks are never quite the same, and
# PyJWT, on which the library stands, takes a `leeway` for that.
# Seen: no leeway is passed and none can be set; `set_jwt_verify_options` can only switch the check off. A token
# whose `iat` is two seconds from now is refused, with "The token is not yet valid (iat)": launches fail now and
# then, for those whose browser is fast.
# Instead: override the method and call `jwt.decode` with a leeway.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/v"
"$folder/v/bin/pip" install -qq --disable-pip-version-check pylti1p3next==2.0.2 PyJWT==2.15.1 cryptography
cat > "$folder/show.py" <<'PY'
import sys
import time

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from pylti1p3.exception import LtiException
from pylti1p3.message_launch import MessageLaunch

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Launch(MessageLaunch):
    """A launch whose platform has the one key."""

    def __init__(self, token):
        self._token, self._jwt_verify_options = token, {"verify_aud": False}

    def _get_request_param(self, key):
        return self._token

    def _get_id_token(self):
        return self._token

    def get_public_key(self):
        return KEY.public_key(), "RS256"


def says(ahead_s):
    """Return what becomes of a token of a platform whose clock is so far ahead."""
    now = int(time.time()) + ahead_s
    token = jwt.encode({"iss": "https://lms.example", "iat": now, "exp": now + 300}, KEY, algorithm="RS256")
    try:
        Launch(token).validate_jwt_signature()
    except LtiException as error:
        return f"refused: {error}"
    return "taken"


found = [says(0), says(2)]
print(f"clocks that agree: {found[0]}")
print(f"platform 2 s ahead: {found[1]}")
sys.exit(not (found[0] == "taken" and "iat" in found[1]))
PY
"$folder/v/bin/python" "$folder/show.py"
