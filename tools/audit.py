"""Look every installed package up among known vulnerabilities: `python tools/audit.py`.

A vulnerability fails. Where the advisory service cannot be reached, or knows none of the packages because a
mirror stands in its place, that is said, and nothing fails: an audit that did not happen is no result.
"""

import json
import subprocess
import sys

COMMAND = ("-m", "pip_audit", "--format", "json", "--progress-spinner", "off", "--timeout", "15")


def judge(report: str) -> tuple[list[str], int]:
    """Return what to say about pip-audit's JSON, and the exit code."""
    try:
        packages = json.loads(report)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return ["Not audited: the advisory service gave no answer. Run this again with a network."], 0
    audited = [package for package in packages if "skip_reason" not in package]
    if not audited:
        return ["Not audited: the advisory service knows none of the packages; is it a mirror?"], 0
    holes = [
        f"{package['name']} {package['version']}: {hole['id']}, fixed in "
        f"{', '.join(hole['fix_versions']) or 'no version yet'}"
        for package in audited
        for hole in package["vulns"]
    ]
    skipped = len(packages) - len(audited)
    told = f"{len(audited)} packages audited, {skipped} unknown to the service, {len(holes)} holes."
    return [*holes, told], 1 if holes else 0


def main() -> int:
    """Run pip-audit and report."""
    done = subprocess.run([sys.executable, *COMMAND], capture_output=True, text=True)  # noqa: S603
    lines, code = judge(done.stdout)
    sys.stdout.write("\n".join(lines) + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
