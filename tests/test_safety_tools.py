"""The checks of `make lint` find what they are for: a key in a file, a hole in a package."""

import importlib.util
import json
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def load_audit():
    spec = importlib.util.spec_from_file_location("audit", ROOT / "tools" / "audit.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def report(*packages: dict) -> str:
    return json.dumps({"dependencies": list(packages), "fixes": []})


SOUND = {"name": "sound", "version": "1.0", "vulns": []}
HOLED = {
    "name": "holed",
    "version": "1.0",
    "vulns": [{"id": "PYSEC-2026-1", "fix_versions": ["1.1"], "aliases": [], "description": "x"}],
}
UNKNOWN = {"name": "ours", "skip_reason": "Dependency not found on PyPI and could not be audited"}


@pytest.mark.parametrize(
    ("text", "code", "word"),
    [
        (report(SOUND), 0, "1 packages audited"),
        (report(SOUND, UNKNOWN, HOLED), 1, "holed 1.0: PYSEC-2026-1, fixed in 1.1"),
        (report(UNKNOWN, UNKNOWN), 0, "Not audited"),
        (report(), 0, "Not audited"),
        ("", 0, "Not audited"),
        ("Traceback", 0, "Not audited"),
    ],
)
def test_a_hole_fails_and_an_audit_that_did_not_happen_says_so(text, code, word):
    lines, found = load_audit().judge(text)
    assert found == code
    assert word in "\n".join(lines)


KEYS = {
    "a private key": "-----BEGIN RSA PRIVATE " + "KEY-----",
    "a cloud key": "key = AKIA" + "A1B2C3D4E5F6G7H8",
    "a forge's token": "ghp_" + "a1B2" * 9,
    "a chat token": "xoxb-" + "1234567890-abc",
    "a signing key": "SECRET_KEY = '" + "k" * 40 + "'",
    "a password in an address": "postgres://attune:" + "hunter2hunter2" + "@db.school.example/attune",
}


def check_secrets(folder: Path, line: str) -> int:
    """Run the check in a repository of one file."""
    (folder / "tools").mkdir(parents=True)
    shutil.copy(ROOT / "tools" / "check-secrets.sh", folder / "tools")
    (folder / "settings.py").write_text(f"{line}\n")
    for command in (["git", "init", "-q"], ["git", "add", "."]):
        subprocess.run(command, cwd=folder, check=True)
    return subprocess.run(["tools/check-secrets.sh"], cwd=folder, capture_output=True).returncode


@pytest.mark.process
@pytest.mark.parametrize("kind", KEYS)
def test_a_planted_key_fails_the_check(tmp_path, kind):
    assert check_secrets(tmp_path / "repository", KEYS[kind]) == 1


@pytest.mark.process
def test_what_is_no_key_passes(tmp_path):
    assert check_secrets(tmp_path / "repository", 'SECRET_KEY = env.str("SECRET_KEY")') == 0
