"""Starts a real OpenID provider (npm's oidc-provider) with test people."""

import json
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.peers import node_environment

SCRIPT = Path(__file__).with_name("issuer.mjs")
SECRET = "only-for-tests-only-for-tests-32"
PEOPLE = {
    "amira-there": {
        "given_name": "Amira",
        "family_name": "Haddad",
        "email": "amira@school.example",
        "email_verified": True,
    },
    "tariq-there": {
        "given_name": "Sam",
        "family_name": "Tariq",
        "email": "tariq@school.example",
        "email_verified": True,
        "groups": ["staff"],
    },
    "stranger": {
        "given_name": "Nobody",
        "family_name": "Else",
        "email": "tariq@school.example",
        "email_verified": False,
    },
}


@contextmanager
def running_issuer(*redirects: str) -> Iterator[str]:
    """Serve an issuer while the block lasts, and yield its address; without a redirect it allows any."""
    folder = node_environment("oidc-provider")
    # Node looks for modules from where a script lies.
    script = folder / "issuer.mjs"
    shutil.copyfile(SCRIPT, script)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        ["node", str(script)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=folder,
    )
    try:
        asked = {
            "port": port,
            "redirects": redirects or ["http://127.0.0.1/"],
            "anywhere": not redirects,
            "people": PEOPLE,
        }
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps(asked))
        process.stdin.close()
        assert process.stdout.readline().strip() == "ready"
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def sign_in_there(address: str, who: str) -> str:
    """Go through the issuer's own pages as a browser does, and return where it sends the browser back to."""
    with httpx.Client(follow_redirects=False, timeout=10) as browser:
        reply = browser.get(address)
        for _ in range(12):
            if reply.is_redirect:
                target = str(reply.next_request.url) if reply.next_request else ""
                if "/accounts/oidc/" in target:
                    return target
                reply = browser.get(target)
            else:
                prompt = "consent" if 'value="consent"' in reply.text else "login"
                reply = browser.post(str(reply.url), data={"prompt": prompt, "login": who, "password": "any"})
    raise AssertionError(f"the issuer does not lead back: {reply.status_code}")
