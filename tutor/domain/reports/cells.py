"""What the cells of reports hold, as they are kept: plain values, whose names no report changes."""

from typing import NotRequired, TypedDict


class SuppressedCell(TypedDict):
    """Lower bounds of how many are in each group, and how many are withheld (`WITHHELD_KEY`)."""

    counts: dict[str, int]
    untold: int


class StepFacts(TypedDict):
    """What was done at a step, and what was told of how the class looked there.

    Reports of earlier held small groups back: there, every value is `None`.
    """

    students: int | None
    tries: int | None
    wrong: int | None
    hints: int | None
    seconds: int | None
    states: SuppressedCell | None
    words: list[str] | None


class StepCell(StepFacts):
    """A step of a session's report: its key, its number in the lesson, and its facts."""

    step: int
    number: int
    title: str


class HelpFacts(TypedDict):
    """What became of one kind of help; `right_after` is how many next answers were right, of how many."""

    students: int
    times: int
    accepted: int
    undone: int
    right_after: list[int] | None
    helped: SuppressedCell | None


class HelpCell(HelpFacts):
    """One kind of help in a session's report."""

    kind: str


class PlaceCell(TypedDict):
    """A question that can show a misconception: who showed it there, of how many that answered."""

    name: str
    shown: list[int]


class WhereCell(TypedDict):
    """At which questions a misconception was shown, and which answers show it, as written."""

    places: list[PlaceCell]
    answers: list[str]


class MisconceptionCell(WhereCell):
    """A misconception: how many have shown it, of how many that were asked; and in how many answers."""

    slug: str
    title: str
    shown: list[int]
    times: int | None


class ShownCell(TypedDict):
    """The same as it is kept for a course: `shown` of `students`; `questions` by key, as in `PlaceCell`."""

    students: int
    shown: int
    questions: dict[str, list[int]]


class Report(TypedDict):
    """The report of a session, or of several; those of earlier tell of no misconceptions."""

    min_group: int
    steps: list[StepCell]
    helps: list[HelpCell]
    misconceptions: NotRequired[list[MisconceptionCell]]


class FinishedCell(TypedDict):
    """How a step of a course went for all who finished it; `wrong_first` is how many, of how many."""

    students: int
    hinted: int
    wrong_first: list[int] | None
    said_lost: SuppressedCell


class LookedCell(TypedDict):
    """How classes looked at a step of a course."""

    students: int | None
    states: SuppressedCell | None
    words: list[str] | None


CourseCell = FinishedCell | LookedCell | HelpFacts | ShownCell
"""What is kept for a course: how a step went, how classes looked at it, what came of another way,
or who has shown a misconception."""
