"""Serves Ralph on its file store; run by Ralph's own Python: serve_ralph.py PORT FOLDER."""

import json
import os
import sys
from pathlib import Path

import bcrypt

PORT, FOLDER = int(sys.argv[1]), Path(sys.argv[2])
# Few rounds: the key is of no worth, and every request asks.
KEY = bcrypt.hashpw(b"secret", bcrypt.gensalt(4)).decode()
AGENT = {"mbox": "mailto:lrs@example.org"}
USER = {"agent": AGENT, "scopes": ["all"], "hash": KEY, "username": "school", "target": None}

(FOLDER / "auth.json").write_text(json.dumps([USER]))
(FOLDER / "store").mkdir()
os.environ |= {
    "RALPH_APP_DIR": str(FOLDER),
    "RALPH_AUTH_FILE": str(FOLDER / "auth.json"),
    "RALPH_RUNSERVER_BACKEND": "fs",
    "RALPH_BACKENDS__LRS__FS__DEFAULT_DIRECTORY_PATH": str(FOLDER / "store"),
}

import uvicorn  # noqa: E402
from ralph.backends.data.base import BaseOperationType  # noqa: E402
from ralph.backends.data.fs import FSDataBackend  # noqa: E402

# Left alone it stores the statements of one request, and answers 500 to every one after.
FSDataBackend.default_operation_type = BaseOperationType.APPEND
uvicorn.run("ralph.api:app", host="127.0.0.1", port=PORT, log_level="warning")
