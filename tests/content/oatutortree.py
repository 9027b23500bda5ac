"""A small tree in the form of OATutor's content repository, written here from nothing."""

import json
from collections.abc import Mapping
from typing import Any

LICENCE = "https://creativecommons.org/licenses/by/4.0/ <CC BY 4.0>"
BOOK = "https://example.org/book <A Book of Halves>"
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU"
    b"\x00\x00\x00\nIDATx\x9cc`\x00\x00\x00\x02\x00\x01H\xaf\xa4q\x00\x00\x00\x00IEND\xaeB`\x82"
)
Files = dict[str, bytes]


def dumped(value: Any) -> bytes:
    """Return a value as a file of theirs."""
    return json.dumps(value, indent=4).encode()


def step(answer: Any = "$$4$$", **changes: Any) -> dict[str, Any]:
    """Return a step's file without its name."""
    usual: dict[str, Any] = {
        "stepAnswer": [answer],
        "problemType": "TextBox",
        "stepTitle": "What is $$2+2$$?",
        "stepBody": "",
        "answerType": "arithmetic",
        "variabilization": {},
    }
    return {**usual, **changes}


def choice(*choices: str, right: str, **changes: Any) -> dict[str, Any]:
    """Return a step with choices."""
    return step(right, problemType="MultipleChoice", answerType="string", choices=list(choices), **changes)


def hint(name: str, text: str, *needs: str, **changes: Any) -> dict[str, Any]:
    """Return a hint; `needs` names the hints before it."""
    usual = {"id": name, "type": "hint", "dependencies": list(needs), "title": name.upper(), "text": text}
    return {**usual, "oer": "", "license": "", **changes}


def problem(
    name: str,
    *steps: dict[str, Any],
    hints: Mapping[str, Any] | None = None,
    folder: str = "",
    **changes: Any,
) -> Files:
    """Return the files of a problem, its steps called a, b and so on; `hints` are a step's, by its letter."""
    usual = {"id": name, "title": "A sum", "body": "", "variabilization": {}, "oer": BOOK, "license": LICENCE}
    placed = {"lesson": "1.1 - Sums", "lessonId": "lesson-1", "courseName": "Halves"}
    root = f"{folder}{name}/"
    files = {f"{root}{name}.json": dumped({**usual, **placed, **changes})}
    for letter, data in zip("abcdefghij", steps or (step(),), strict=False):
        called = f"{name}{letter}"
        start = f"{root}steps/{called}/"
        files[f"{start}{called}.json"] = dumped({"id": called, **data})
        pathway = (hints or {}).get(letter, [])
        files[f"{start}tutoring/{called}DefaultPathway.json"] = dumped(pathway)
    return files


def pool(*problems: Files) -> Files:
    """Return several problems in the pool of a checkout."""
    return {f"content-pool/{path}": data for files in problems for path, data in files.items()}


def lesson(name: str, called: str, topics: str, *objectives: str, **changes: Any) -> dict[str, Any]:
    """Return a lesson of a course plan."""
    goals = dict.fromkeys(objectives, 0.85)
    return {"id": name, "name": called, "topics": topics, "learningObjectives": goals, **changes}


def plan(title: str, *lessons: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return a course plan."""
    return {
        "courseName": title,
        "courseOER": BOOK,
        "courseLicense": LICENCE,
        "lessons": list(lessons),
        **changes,
    }


def checkout(
    *problems: Files,
    plans: Any = None,
    skills: Mapping[str, list[str]] | None = None,
    parameters: Mapping[str, Any] | None = None,
) -> Files:
    """Return a whole checkout."""
    usual = [plan("Halves", lesson("lesson-1", "Lesson 1.1", "Sums", "adding"))]
    return {
        **pool(*problems),
        "coursePlans.json": dumped(usual if plans is None else plans),
        "skillModel.json": dumped(skills or {}),
        "bkt-params/defaultBKTParams.json": dumped(parameters or {}),
    }
