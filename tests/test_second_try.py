"""What fails once runs again by itself; what fails twice fails."""

import pytest

from tests import second_try

ONCE = """
from pathlib import Path

def test_at_first():
    seen = Path(__file__).with_name("seen")
    before = seen.exists()
    seen.touch()
    assert before

def test_always():
    with Path(__file__).with_name("runs").open("a") as runs:
        runs.write("x")
"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run a file of tests that has a pytest of its own."""
    for name in ("PYTEST_ADDOPTS", "DJANGO_SETTINGS_MODULE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")

    def run(tests: str) -> int:
        (tmp_path / "test_some.py").write_text(tests)
        return second_try.main(["-q", "-n", "2", "--dist", "worksteal", "test_some.py"])

    return run


@pytest.mark.process
def test_what_failed_once_runs_again_and_nothing_else(run, tmp_path):
    assert run(ONCE) == 0
    assert (tmp_path / "runs").read_text() == "x"


@pytest.mark.process
@pytest.mark.parametrize(
    ("tests", "status"),
    [
        ("def test_wrong():\n    assert False\n", pytest.ExitCode.TESTS_FAILED),
        ("import nothing_of_this_name\n", pytest.ExitCode.INTERRUPTED),
        ("", pytest.ExitCode.NO_TESTS_COLLECTED),
    ],
    ids=["twice", "broken", "empty"],
)
def test_what_is_wrong_fails(run, tests, status):
    assert run(tests) == status
