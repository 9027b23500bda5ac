"""The files of OATutor: which problems a source holds, and their JSON, checked for size, depth and types."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from content.exchange.readers.gathering import Findings
from content.language import gettext, ngettext

MOST_BYTES = 500_000
"""The most bytes of a file of one problem."""
MOST_BYTES_OF_ALL = 20_000_000
"""The most bytes of a file about all of them: course plans, skill model, tracing parameters."""
_DEPTH = 30
_STEP = re.compile(r"((?:.*/)?)steps/([^/]+)/([^/]+)\.json")
_PATHWAY = re.compile(r"(((?:.*/)?)steps/([^/]+)/tutoring/)[^/]+\.json")
_PROBLEM = re.compile(r"((?:.*/)?([^/]+)/)\2\.json")
_DIGITS = re.compile(r"(\d+)")
PLANS, SKILL_MODEL = "coursePlans.json", "skillModel.json"
_OF_ALL = {PLANS, SKILL_MODEL}


class Unfit(ValueError):
    """What cannot be taken; the message says why, `where` names the place if it is not the one at hand."""

    def __init__(self, reason: str, *, where: str = "") -> None:
        super().__init__(reason)
        self.where = where


def shown_notes(findings: Findings) -> Iterator[str]:
    """Yield the notes with how often each holds."""
    for text, count in findings.notes.items():
        times = ngettext("%(text)s (%(count)s time)", "%(text)s (%(count)s times)", count)
        yield times % {"text": text, "count": count}


@dataclass(frozen=True)
class ProblemFolder:
    """Where a problem's files are: `folder` ends in a slash, or is empty for the source itself."""

    id: str
    folder: str
    steps: tuple[str, ...]
    pathways: Mapping[str, Sequence[str]] = field(default_factory=dict, compare=False)

    @property
    def path(self) -> str:
        """The file with the problem's own text."""
        return f"{self.folder}{self.id}.json"

    def step_path(self, step: str) -> str:
        """Return the file with a step's text."""
        return f"{self.folder}steps/{step}/{step}.json"

    def pathway(self, step: str) -> str:
        """Return the file with a step's hints, the default pathway if there are several; empty if none."""
        start = f"{self.folder}steps/{step}/tutoring/"
        paths = self.pathways.get(start, ())
        return min(paths, key=lambda path: ("Default" not in path, path), default="")


def problem_folders(paths: Iterable[str]) -> list[ProblemFolder]:
    """Return the problems among some files, in the order of their names and numbers."""
    steps: dict[str, set[str]] = {}
    pathways: dict[str, list[str]] = {}
    roots: list[str] = []
    for path in paths:
        if pathway := _PATHWAY.match(path):
            pathways.setdefault(pathway[1], []).append(path)
            steps.setdefault(pathway[2], set()).add(pathway[3])
        elif step := _STEP.fullmatch(path):
            steps.setdefault(step[1], set()).add(step[2])
        elif (problem := _PROBLEM.fullmatch(path)) and "/steps/" not in f"/{path}":
            steps.setdefault(problem[1], set())
        elif "/" not in path and path.endswith(".json") and path not in _OF_ALL:
            roots.append(path)
    found = []
    for folder, names in steps.items():
        called = PurePosixPath(folder).name or (roots[0].removesuffix(".json") if roots else "problem")
        found.append(ProblemFolder(called, folder, tuple(sorted(names, key=natural)), pathways))
    return sorted(found, key=lambda one: natural(one.folder))


def natural(name: str) -> list[tuple[int, int, str]]:
    """Return a key that sorts 2 before 10."""
    parts = _DIGITS.split(name)
    return [(0, int(part[:30]), "") if part.isdecimal() else (1, 0, part) for part in parts if part]


def is_of_oatutor(path: str) -> bool:
    """Return whether a file's name is one that only OATutor's content has."""
    step = _STEP.fullmatch(path)
    return PurePosixPath(path).name == PLANS or bool(step and step[2] == step[3])


def read_json(files: Mapping[str, bytes], path: str, *, most: int = MOST_BYTES) -> Any:
    """Return what a file says.

    Raises:
        Unfit: it is missing, too large, nested too deep or no JSON.
    """
    if path not in files:
        raise Unfit(gettext("this file is missing"), where=path)
    data = files[path]
    if len(data) > most:
        raise Unfit(gettext("this file has more than %(most)s kB") % {"most": most // 1000}, where=path)
    try:
        value = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise Unfit(gettext("this is not UTF-8 text"), where=f"{path}:{line}") from None
    except json.JSONDecodeError as error:
        reason = gettext("this is no JSON: %(reason)s") % {"reason": error.msg}
        raise Unfit(reason, where=f"{path}:{error.lineno}") from None
    except (RecursionError, ValueError):
        raise Unfit(gettext("nested too deep, or a number with too many digits"), where=path) from None
    if _is_too_deep(value):
        raise Unfit(gettext("nested too deep"), where=path)
    return value


def _is_too_deep(value: Any) -> bool:
    level = [value]
    for _ in range(_DEPTH):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return False
    return True


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return [one for one in value.values() if isinstance(one, dict | list)]
    return [one for one in value if isinstance(one, dict | list)] if isinstance(value, list) else ()


def as_mapping(value: Any, what: str) -> dict[str, Any]:
    """Return names and values, or raise Unfit."""
    if not isinstance(value, dict):
        raise Unfit(gettext("%(what)s must be names and values") % {"what": what})
    return value


def as_list(value: Any, what: str) -> list[Any]:
    """Return a list, or raise Unfit; what is missing is an empty one."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise Unfit(gettext("%(what)s must be a list") % {"what": what})
    return value


def as_text(value: Any, what: str) -> str:
    """Return a text, or raise Unfit; what is missing is an empty one, and a number is its digits."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Unfit(gettext("%(what)s must be text") % {"what": what})
    return str(value)


def text_in(data: Mapping[str, Any], name: str) -> str:
    """Return a field's text."""
    return as_text(data.get(name), name)


def credit_in(data: Mapping[str, Any], name: str) -> str:
    """Return whose something is, or its licence: an empty cell of the sheets they come from is 0.0 there."""
    text = " ".join(text_in(data, name).split())
    return "" if text in ("0", "0.0") else text
