"""Mark a few hundred answers of school algebra, and write how each was decided and how long that took.

    python tools/measure_expressions.py [--out results/expression_marking.json]

Answers are in tools/expressions.txt: a question's answer with its form, and below it what students write,
with `+` for right, `-` for wrong and `?` for what is sent back.
"""

import argparse
import json
import platform
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from content.questions import InvalidResponse, check, parse_spec  # noqa: E402
from content.questions.expressions.pool import POOL, Asking  # noqa: E402

LIST = ROOT / "tools" / "expressions.txt"
EXPECTED = {"+": "right", "-": "wrong", "?": "sent back"}


def read_answers(path: Path = LIST) -> Iterator[tuple[dict[str, str], str, str]]:
    """Yield each answer with its question's specification and what is to come of it."""
    spec: dict[str, str] = {}
    for line in path.read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        if line.startswith("= "):
            answer, _, fields = line[2:].partition(" | ")
            spec = {"answer": answer, **dict(field.split(": ", 1) for field in fields.split(" | ") if field)}
        else:
            yield spec, line[2:], EXPECTED[line[0]]


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "results" / "expression_marking.json")
    arguments = parser.parse_args()
    figures = measure()
    arguments.out.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n")
    sys.stdout.write(json.dumps(figures, indent=1, ensure_ascii=False) + "\n")
    sys.exit(bool(figures["otherwise"]))


def measure() -> dict[str, object]:
    """Return the figures of all answers on the list, each marked as if for the first time."""
    asked: list[bool] = []
    times: dict[bool, list[float]] = {False: [], True: []}
    outcomes: Counter[str] = Counter()
    otherwise = []
    original = Asking.__call__

    def note(self: Asking, *given: object) -> bool | None:
        asked.append(True)
        return original(self, *given)  # type: ignore[arg-type]

    Asking.__call__ = note  # type: ignore[method-assign]
    for fields, given, expected in read_answers():
        spec = parse_spec("expression", fields)
        asked.clear()
        begin = time.perf_counter()
        try:
            found = "right" if check(spec, {"expression": [given]}).is_correct else "wrong"
        except InvalidResponse:
            found = "sent back"
        times[bool(asked)].append((time.perf_counter() - begin) * 1000)
        outcomes[found] += 1
        if found != expected:
            otherwise.append(
                {"answer": fields["answer"], "given": given, "expected": expected, "found": found}
            )
    POOL.close()
    return _figures(times, outcomes, otherwise)


def _figures(
    times: dict[bool, list[float]], outcomes: Counter[str], otherwise: list[dict[str, str]]
) -> dict[str, object]:
    here, child = sorted(times[False]), sorted(times[True])
    total = len(here) + len(child)
    return {
        "answers": total,
        "right": outcomes["right"],
        "wrong": outcomes["wrong"],
        "sent_back": outcomes["sent back"],
        "decided_in_the_request": round(len(here) / total, 4),
        "in_the_request_ms": _spread(here),
        "with_a_child_ms": _spread(child),
        "otherwise": otherwise,
        "python": platform.python_version(),
    }


def _spread(times: list[float]) -> dict[str, float]:
    if not times:
        return {}
    return {
        "answers": len(times),
        "median": round(statistics.median(times), 3),
        "p95": round(times[int(0.95 * (len(times) - 1))], 3),
        "longest": round(times[-1], 3),
    }


if __name__ == "__main__":
    main()
