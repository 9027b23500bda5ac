"""The lock fits pyproject, names no host, and holds a hash of everything."""

import re
from importlib.metadata import version

import pytest
from packaging.version import Version

from tools.lock import LOCK, ROOT, digest_of, main, problems

PYPROJECT = (ROOT / "pyproject.toml").read_text()


def test_the_lock_of_this_checkout_fits():
    assert main(["--check"]) == 0


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (r"^django==\S+", "django==5.1.0", "it does not meet Django"),
        (r"^redis==\S+ ", "", "it does not meet redis"),
        (r"^nh3==(\S+) (.|\n)*?\n(?=[a-z])", r"nh3==\1\n", "no version or no hash: nh3"),
        (r"^nh3==\S+", "nh3 @ https://example.org/nh3.whl", "it names a host"),
        (r"^nh3==", "pylti1p3==2.0.0 --hash=sha256:" + "0" * 64 + r"\nnh3==", "it holds pylti1p3"),
        (r"^nh3==", "torch==2.0.0 --hash=sha256:" + "0" * 64 + r"\nnh3==", "it holds torch"),
    ],
)
def test_a_lock_that_does_not_fit_is_told(old, new, reason):
    spoilt = re.sub(old, new, LOCK.read_text(), count=1, flags=re.MULTILINE)
    assert any(problem.startswith(reason) for problem in problems(spoilt, PYPROJECT))


def test_a_requirement_that_changed_is_told_without_an_index():
    changed = PYPROJECT.replace('"httpx>=0.28,<1"', '"httpx>=0.28.1,<1"')
    assert digest_of(changed) != digest_of(PYPROJECT)
    assert list(problems(LOCK.read_text(), changed)) == [
        "pyproject.toml's requirements have changed since it was written"
    ]


def test_what_is_installed_here_is_what_is_locked():
    locked = dict(re.findall(r"^([a-z0-9-]+)(?:\[[a-z,]+\])?==(\S+) \\$", LOCK.read_text(), re.MULTILINE))
    assert len(locked) > 50
    # One package calls itself 2.012, which is 2.12 to pip and to the lock.
    assert {name: str(Version(version(name))) for name in locked} == {
        name: str(Version(pin)) for name, pin in locked.items()
    }


def test_everything_is_installed_from_the_lock():
    makefile, image = (ROOT / "Makefile").read_text(), (ROOT / "Dockerfile").read_text()
    assert makefile.count("@$(INSTALL_LOCKED)\n") == 2
    assert "--require-hashes --no-deps -r requirements.lock" in makefile
    assert "--require-hashes --no-deps -r requirements.lock" in image
