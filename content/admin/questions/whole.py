"""A question as a whole: its variables, and every version that they make of it."""

from collections.abc import Mapping
from typing import Any

from content.admin.questions.course import CourseParts
from content.admin.questions.fields import Filled, Read, check_texts, read_filled, sentence_of
from content.questions import InvalidSpec, hint_texts, spec_texts
from content.questions.editing import (
    VARIABLES,
    place_of_variable,
    rows_of_variables,
    typed_of,
    variables_of_rows,
)
from content.questions.variables import Written, check_question, sample, variables_of


def stored_variables(variables: Mapping[str, Any]) -> Filled:
    """Return the fields of a question's variables."""
    rows = rows_of_variables(variables)
    return Filled("", VARIABLES, typed_of(VARIABLES, rows), rows)


def read_variables(
    filled: Filled, stored: Mapping[str, Any], course: CourseParts
) -> tuple[dict[str, Any], Read]:
    """Return variables as a question holds them, and what is wrong with their fields."""
    found: dict[str, Any] = {}

    def check(rows: dict[str, Any]) -> None:
        found.update(variables_of_rows(rows, stored))
        try:
            variables_of(found)
        except InvalidSpec as error:
            raise InvalidSpec(str(error), path=place_of_variable(error.path[1:], found)) from None

    read = read_filled(filled, rows_of_variables(stored), check=check, course=course)
    return found, read


def check_versions(question: Written, reads: Mapping[str, Read], course: CourseParts) -> list[str]:
    """Note what is wrong with any version of a question, and return what is wrong with its prompt.

    `reads` are those of "answers", "hints" and "variables".
    """
    try:
        check_question(question)
    except InvalidSpec as error:
        return _blame(question, reads, error)
    problems: list[str] = []
    for version in sample(question):
        problems += course.problems(version.prompt)
        check_texts(reads["answers"], spec_texts(version.spec), course)
        hints = ((("hints", *path), text) for path, text in hint_texts(version.hints))
        check_texts(reads["hints"], hints, course)
    return list(dict.fromkeys(problems))


def _blame(question: Written, reads: Mapping[str, Read], error: InvalidSpec) -> list[str]:
    name = str(error.path[0]) if error.path else ""
    message = sentence_of(error)
    if name == "prompt":
        return [message]
    if name == "variables":
        reads[name].blame(place_of_variable(error.path[1:], question.variables or {}), message)
    else:
        reads[name if name == "hints" else "answers"].blame(error.path, message)
    return []
