#!/usr/bin/env bash
# ralph-malph 5.1.0 on its file backend stores the statements of one request and answers 500 to every one after.
#
# Guessed: `ralph runserver --backend fs` is the small LRS for tests: no database, one file, appended to.
# Seen: the first POST makes the file; the second, with another valid statement, is refused with
# "Statements bulk indexation failed", because the store writes in the mode that wants the file absent. The
# same statement again is still answered 204, so a sender that only repeats itself notices nothing. A test
# against it has to set its default to append, or hand it one batch for each file. (Its `lrs` extra does
# not bring `requests`, which it imports.)
set -euo pipefail
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check 'ralph-malph[cli,lrs,backend-fs]==5.1.0' requests==2.32.5

mkdir "$folder/store"
export RALPH_APP_DIR=$folder RALPH_AUTH_FILE=$folder/auth.json RALPH_RUNSERVER_BACKEND=fs
export RALPH_BACKENDS__LRS__FS__DEFAULT_DIRECTORY_PATH=$folder/store
"$folder/venv/bin/ralph" auth --write-to-disk --username school --password secret --scope all \
    --agent-ifi-mbox mailto:lrs@example.org >/dev/null
PORT=$("$folder/venv/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
export PORT
"$folder/venv/bin/uvicorn" ralph.api:app --host 127.0.0.1 --port "$PORT" >"$folder/log" 2>&1 &
server=$!

"$folder/venv/bin/python" - <<'PY'
import os
import time
import uuid

import requests

url = f"http://127.0.0.1:{os.environ['PORT']}/xAPI/statements/"


def post(statement):
    headers = {"X-Experience-API-Version": "1.0.3"}
    return requests.post(url, json=statement, auth=("school", "secret"), headers=headers, timeout=20)


def make():
    return {
        "id": str(uuid.uuid4()),
        "actor": {"account": {"homePage": "https://school.example", "name": "p-1"}},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/answered"},
        "object": {"id": "https://school.example/questions/1"},
        "timestamp": "2026-03-02T09:00:00+00:00",
    }


for _ in range(120):
    try:
        requests.get(url, timeout=5)
        break
    except requests.ConnectionError:
        time.sleep(0.5)
first = make()
seen = [post(first), post(make()), post(first)]
for name, reply in zip(("first statement", "another one", "the first again"), seen, strict=True):
    print(f"{name}: {reply.status_code} {reply.text}")
assert [reply.status_code for reply in seen] == [200, 500, 204]
PY
