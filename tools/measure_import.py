"""Measure how long a bank of questions takes to import, and in how much memory.

    python tools/measure_import.py --json results/import_speed.json      a minute; into a database of its own
    python tools/measure_import.py --source NAME=PATH ... --format F --json results/import_F.json

The bank is made here: a thousand questions of Moodle's XML of eight kinds, with feedback, formulas, tags and
pictures, in twenty categories. The command runs twice: into an empty database, and over what it made.

With `--source` it imports what lies at PATH, mostly a checkout of public material, and counts what was taken
and skipped, by reason; NAME is where others find it.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.content.moodlebank import PNG, answer, category, file, question, quiz, tag

ROOT = Path(__file__).resolve().parents[1]
CATEGORIES = 20


def make_bank(questions: int) -> bytes:
    """Return a bank of so many questions."""
    parts: list[str] = []
    for number in range(questions):
        if number % (questions // CATEGORIES) == 0:
            parts.append(category(f"$course$/top/Category {number * CATEGORIES // questions + 1}"))
        parts.append(_question(number))
    return quiz(*parts)


def _question(number: int) -> str:
    kinds = (
        "multichoice",
        "multiple",
        "truefalse",
        "shortanswer",
        "numerical",
        "matching",
        "cloze",
        "ordering",
    )
    kind = kinds[number % len(kinds)]
    picture = number % 10 == 0
    # Each picture is one of its own: a byte that the format leaves free makes it so.
    image = PNG + number.to_bytes(4, "big")
    shown = f'<img src="@@PLUGINFILE@@/p{number}.png" alt="point {number}">' if picture else ""
    text = rf"<p>{shown}Question <b>{number}</b>: what is \(\frac{{{number}}}{{2}}\)?</p>"
    common = [
        tag("generalfeedback", f"<p>Half of {number} is meant.</p>", format="html"),
        f"<penalty>0.3</penalty><tags>{tag('tag', f'topic {number % 30}')}</tags>",
        tag("hint", "<p>Halve it.</p>", format="html"),
    ]
    files = file(f"p{number}.png", image) if picture else ""
    cloze = f"{{1:MC:={number}#Yes~x#No}} and {{1:NM:={number}:0.5}}"
    return question(
        "multichoice" if kind == "multiple" else kind,
        text + cloze if kind == "cloze" else text,
        *common,
        *_answers(kind, number),
        name=f"Question {number}",
        files=files,
    )


def _answers(kind: str, number: int) -> list[str]:
    told = "<p>See <i>above</i>.</p>"
    if kind in ("multichoice", "multiple"):
        shares = (100, 0, 0, 0) if kind == "multichoice" else (50, 50, -50, -50)
        listed = [answer(f"<p>${number + k}$</p>", share, told) for k, share in enumerate(shares)]
        return [f"<single>{'true' if kind == 'multichoice' else 'false'}</single>", *listed]
    if kind == "matching":
        pairs = ((f"left {k}", tag("answer", f"right {k}")) for k in range(4))
        return [tag("subquestion", left, right, format="html") for left, right in pairs]
    if kind == "ordering":
        return [answer(f"item {k}", k) for k in range(1, 6)]
    if kind == "truefalse":
        return [answer("true", 100, told), answer("false", 0, told)]
    return [answer(str(number), 100, told), answer(str(number + 1), 50, told)] if kind != "cloze" else []


def measure(questions: int) -> dict[str, Any]:
    """Import a bank twice, and return seconds, and megabytes of the largest process."""
    with tempfile.TemporaryDirectory() as folder:
        bank, report = Path(folder) / "bank.xml", Path(folder) / "report.json"
        bank.write_bytes(make_bank(questions))
        settings = {"DATABASE_URL": f"sqlite:///{folder}/bank.sqlite3", "DATA_DIR": folder}
        environment = {**os.environ, **settings, "DJANGO_SETTINGS_MODULE": "tutor.settings.dev"}
        _manage(["migrate", "--verbosity=0"], environment)
        first = _timed(["import_course", str(bank), "--json", str(report)], environment)
        again = _timed(["import_course", str(bank)], environment)
        counts = json.loads(report.read_text(encoding="utf-8"))
    skipped = len(counts.pop("skipped"))
    counts.pop("notes")
    return {
        **counts,
        "skipped": skipped,
        "bank_mb": round(len(make_bank(questions)) / 1e6, 1),
        "first_s": round(first, 1),
        "again_s": round(again, 1),
        # The largest of the command and of the process that reads for it, whichever it was.
        "memory_mb": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024),
        "machine": f"{os.cpu_count()} cores",
    }


def measure_source(path: Path, format_name: str, *more: str) -> dict[str, Any]:
    """Import a source, and return what was taken of it, what was skipped by reason, and what that took."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        settings = {"DATABASE_URL": f"sqlite:///{folder}/bank.sqlite3", "DATA_DIR": folder}
        environment = {**os.environ, **settings, "DJANGO_SETTINGS_MODULE": "tutor.settings.dev"}
        _manage(["migrate", "--verbosity=0"], environment)
        asked = ["import_course", str(path), "--format", format_name, "--json", str(report), *more]
        started = time.monotonic()
        memory_mb = _memory_of(asked, environment)
        seconds = time.monotonic() - started
        told = json.loads(report.read_text(encoding="utf-8"))
    skipped = Counter(_in_general(item["reason"]) for item in told.pop("skipped"))
    return {
        **told,
        "skipped": dict(sorted(skipped.items(), key=lambda pair: (-pair[1], pair[0]))),
        "seconds": round(seconds, 1),
        "memory_mb": memory_mb,
        "machine": f"{os.cpu_count()} cores",
    }


def _memory_of(arguments: list[str], environment: dict[str, str]) -> int:
    """Run a command; return the megabytes of it or of the process that reads for it, whichever has more."""
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    child = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)  # noqa: S603
    # A source of which nothing can be taken ends the command with an error, after its report.
    _, _, used = os.wait4(child.pid, 0)
    return round(used.ru_maxrss / 1024)


def _in_general(reason: str) -> str:
    """Return a reason without the names, numbers and formulas of one case; kinds of other systems stay."""
    if "kind" in reason or "nothing like" in reason:
        return reason
    without = re.sub(r"'[^']*'|“[^”]*”", "…", reason)
    without = re.sub(r"\(in \$.*?\$?\)(?=[.;])", "(in …)", without, flags=re.DOTALL)
    without = re.sub(r"(?<=write )\w\^\w+ for a power, or \w+(?= for)", "… for a power, or …", without)
    return re.sub(r"(?<=file )\S+\.xml|(?<=expression: ).*(?=\.)|\d+", "…", without)


def _timed(arguments: list[str], environment: dict[str, str]) -> float:
    started = time.monotonic()
    _manage(arguments, environment)
    return time.monotonic() - started


def _manage(arguments: list[str], environment: dict[str, str]) -> None:
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    subprocess.run(command, check=True, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)  # noqa: S603


def main() -> None:
    """Measure and write it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--questions", type=int, default=1000)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--source", action="append", metavar="NAME=PATH", default=[])
    parser.add_argument("--format", help="the format of the sources")
    parser.add_argument("--part", action="append", default=[], help="one of several courses, by itself, too")
    parser.add_argument("--licence", default="", help="what is stated for all that has none")
    arguments = parser.parse_args()
    sources = [source.partition("=") for source in arguments.source]
    more = ["--licence", arguments.licence] if arguments.licence else []
    measured: dict[str, Any] = {}
    for name, _, path in sources:
        measured[name] = measure_source(Path(path), arguments.format, *more)
        for part in arguments.part:
            measured[f"{name}: {part}"] = measure_source(Path(path), arguments.format, "--part", part, *more)
    measured = measured or measure(arguments.questions)
    figures = json.dumps(measured, indent=1, ensure_ascii=False)
    if arguments.json:
        arguments.json.write_text(figures + "\n", encoding="utf-8")
    print(figures)  # noqa: T201


if __name__ == "__main__":
    main()
