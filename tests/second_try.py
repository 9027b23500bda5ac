"""Run tests, and those that failed once more, each by itself: `python -m tests.second_try -n 2 tests/e2e`.

For tests that drive a browser or real processes: a busy machine is slower than any limit that would still
find what hangs. What is wrong fails twice; what failed once is named, and looked at if it comes back.
"""

import subprocess
import sys

import pytest

MOST_AGAIN = 10
"""More failures than these are no bad luck."""


def main(arguments: list[str]) -> int:
    """Return the exit status of pytest, of its second run where the first had failures."""
    status = _run(arguments)
    if status != pytest.ExitCode.TESTS_FAILED:
        return status
    sys.stdout.write("\nThe tests that failed run once more, one at a time.\n")
    sys.stdout.flush()
    again = ["--last-failed", "--last-failed-no-failures=none", f"--maxfail={MOST_AGAIN}", "-n0", "-rA"]
    return _run([*arguments, *again])


def _run(arguments: list[str]) -> int:
    return subprocess.run([sys.executable, "-m", "pytest", *arguments]).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
