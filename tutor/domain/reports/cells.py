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


class SeenCell(TypedDict):
    """At a step where chance chose: at least how many students got which variant, by its title."""

    step: int
    number: int
    title: str
    seen: SuppressedCell


class Report(TypedDict):
    """The report of a session, or of several; those of earlier tell of no misconceptions, and no variants."""

    min_group: int
    steps: list[StepCell]
    helps: list[HelpCell]
    misconceptions: NotRequired[list[MisconceptionCell]]
    variants: NotRequired[list[SeenCell]]


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


class ArmCell(TypedDict):
    """A variant that chance chose, in the version of its text: how many next answers were right, of how many.

    `best` is how likely it is the best of all; `seconds` the median time to the first right answer; `gained`
    by how much the skill seemed better known a week later; `helped` the least and the greatest share who
    were helped by their own word. Each but the first is `None` where too few tell.
    """

    variant: str
    text: str
    kind: str
    title: str
    students: int
    right: int
    best: float
    is_stopped: bool
    seconds: int | None
    gained: float | None
    helped: list[float]


class PairCell(TypedDict):
    """Two arms by their places, and by how much the other one's share is higher, in both intervals."""

    first: int
    other: int
    fixed: list[float]
    whenever: list[float] | None
    more: int


class ComparedCell(TypedDict):
    """The variants of a step that chance chose among; `verdict` is the sentence in values, `at` ISO 8601."""

    students: int
    at: str
    is_rounded: bool
    arms: list[ArmCell]
    pairs: list[PairCell]
    verdict: dict[str, object]


CourseCell = FinishedCell | LookedCell | HelpFacts | ShownCell | ComparedCell
"""What is kept for a course: how a step went, how classes looked at it, what came of another way,
who has shown a misconception, or which of several variants helps."""
