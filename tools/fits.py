"""Say whether what is installed fits together: pip's own check, but for packages that others stand in for."""

import subprocess
import sys
from pathlib import Path

from packaging.utils import canonicalize_name

from tools.lock import replaced_in

PYPROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"


def misfits(report: str, *, replaced: list[str]) -> list[str]:
    """Return the lines of `pip check` that tell of a fault.

    Args:
        report: what it printed.
        replaced: names of packages that are asked for and may be missing.
    """
    allowed = [f" requires {name}, which is not installed." for name in replaced]
    lines = [line for line in report.splitlines() if line and line != "No broken requirements found."]
    return [line for line in lines if not any(canonical(line).endswith(end) for end in allowed)]


def canonical(line: str) -> str:
    """Return a line of `pip check` with the missing package's name in its canonical form."""
    before, requires, after = line.partition(" requires ")
    name, comma, rest = after.partition(",")
    return f"{before}{requires}{canonicalize_name(name)}{comma}{rest}"


def main() -> int:
    """Run pip's check and tell its faults."""
    done = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False)
    found = misfits(done.stdout + done.stderr, replaced=replaced_in(PYPROJECT.read_text()))
    sys.stdout.write("\n".join(found or ["All that is installed fits together."]) + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
