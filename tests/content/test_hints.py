"""Hints that ask: what they may hold, and their way through files and forms."""

import pytest

from content.coursefiles import BadCourseFiles, read_course
from content.coursefiles.writing import write_course
from content.questions import Hint, InvalidSpec, NumberSpec, hint_texts, parse_hints
from content.questions.hints import MOST_HINTS
from tests.content.coursefolder import course_files

ASKS = {"text": "Share it.", "question": {"kind": "number", "prompt": "By?", "answer": "2"}}
IN_FILE = """\
hints:
  - Share it between two.
  - text: How many $\\frac{1}{2}$ are there?
    question:
      kind: single
      choices: [{text: Two, correct: true}, {text: Three, feedback: One too many.}]
"""


def with_hints(hints):
    files = course_files()
    path = next(name for name in files if b"hints: [Share it between two.]" in files[name])
    files[path] = files[path].replace(b"hints: [Share it between two.]\n", hints.encode())
    return files, path


def test_a_hint_may_hold_a_question():
    plain, asks = parse_hints(["Count.", ASKS])
    assert plain == Hint("Count.")
    assert (asks.text, asks.question.kind, asks.question.prompt) == ("Share it.", "number", "By?")
    assert isinstance(asks.question.spec, NumberSpec)


def test_every_text_of_a_hint_is_found_with_its_path():
    choices = [{"text": "a", "correct": True}, {"text": "b", "feedback": "c"}]
    hints = ["One", {"text": "Two", "question": {"kind": "single", "prompt": "P", "choices": choices}}]
    found = dict(hint_texts(hints))
    assert found[(0,)] == "One"
    assert found[1, "text"] == "Two"
    assert found[1, "question", "prompt"] == "P"
    assert found[1, "question", "choices", 1, "feedback"] == "c"
    assert "single" not in found.values()


@pytest.mark.parametrize(
    ("hints", "reason", "path"),
    [
        ("Count.", "must be a list", ()),
        ([3], "a hint is text, or has a text and a question", (0,)),
        (["One", " "], "a hint has no text", (1,)),
        ([{"question": ASKS["question"]}], "a hint has no text", (0, "text")),
        ([{**ASKS, "skills": []}], "unknown field 'skills'", (0, "skills")),
        ([{**ASKS, "question": "2"}], "names and values", (0, "question")),
        ([{**ASKS, "question": {"answer": "2"}}], "kind is missing", (0, "question")),
        ([{**ASKS, "question": {"kind": "sum"}}], "no question kind called 'sum'", (0, "question")),
        ([{**ASKS, "question": {"kind": "number", "answer": "x"}}], "number", (0, "question", "answer")),
        (
            [{**ASKS, "question": {"kind": "number", "prompt": [], "answer": "2"}}],
            "prompt must be text",
            (0, "question", "prompt"),
        ),
        (
            [{**ASKS, "question": {**ASKS["question"], "hints": ["x"]}}],
            "unknown field 'hints'",
            (0, "question", "hints"),
        ),
        (["Count."] * (MOST_HINTS + 1), "at most 50 hints", ()),
    ],
)
def test_a_hint_that_makes_no_sense_is_refused_with_its_place(hints, reason, path):
    with pytest.raises(InvalidSpec, match=reason) as caught:
        parse_hints(hints)
    assert caught.value.path == path


def test_hints_that_ask_are_read_from_files_and_written_back():
    files, _ = with_hints(IN_FILE)
    course = read_course(files)
    hints = next(
        question.hints
        for lesson in course.lessons
        for step in lesson.steps
        for question in step.questions
        if len(question.hints) == 2
    )
    assert hints[1]["question"]["choices"][0] == {"text": "Two", "correct": True}
    assert read_course(write_course(course)) == course


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ("correct: true}, {text: Three", "correct: true}, {text: Two"),
        ("\\frac{1}{2}", "\\frac{1}"),
        ("One too many.", "![A pie](images/none.svg)"),
    ],
)
def test_a_fault_in_a_hint_is_named_with_its_line(wrong, reason):
    files, path = with_hints(IN_FILE.replace(wrong, reason))
    with pytest.raises(BadCourseFiles) as caught:
        read_course(files)
    line = files[path].decode().split("\n").index("  - Share it between two.") + 1
    assert [fault.path for fault in caught.value.faults] == [path]
    assert 1 <= caught.value.faults[0].line - line <= 4
