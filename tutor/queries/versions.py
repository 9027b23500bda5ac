"""Versions of questions with variables: which one a page shows, and which one an answer is about.

A version needs no row of its own. Its seed follows from the sitting, the question and how many answers there
were when it was first shown; an answer keeps the seed and the values. What a page sends back is a key: the
seed, and a digest of what the author had written then.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from json import dumps

from content.models import Question
from content.questions import InvalidSpec
from content.questions.variables import (
    Shown,
    Values,
    Written,
    draw_values,
    redraw_values,
    restored,
    show,
    stored,
)
from tutor.domain.versions import seed_of
from tutor.models import Answer

MOST_FURTHER = 10


@dataclass(frozen=True)
class Version:
    """What a student is shown of a question.

    Attributes:
        seed: None for a question without variables.
        key: what the page sends back; empty without variables.
        is_of_last: the last answer was about this very version, and stands beside it.
    """

    shown: Shown
    seed: int | None = None
    values: Values | None = None
    key: str = ""
    is_of_last: bool = True

    def kept(self) -> dict[str, object]:
        """Return what an answer keeps of it."""
        return {"seed": self.seed, "variables": stored(self.values or {})}


def version_at(
    question: Question,
    answers: Sequence[Answer],
    *,
    sitting: int,
    is_new: bool = False,
    key: str = "",
    hints: int = 0,
) -> Version:
    """Return the version that a page shows: of the last answer, or a new one.

    Args:
        question: with its variables.
        answers: in the order of time.
        sitting: of the student.
        is_new: it is asked as if there had been no answer.
        key: what the page sent; the version of that key stays if it is one of the two.
        hints: how many of the hints are shown.

    Raises:
        InvalidSpec: what is stored does not describe a question.
    """
    if not question.variables:
        return Version(show(_written(question, hints), {}))
    known = _versions(question, answers[-1:], sitting=sitting, tries=len(answers), hints=hints)
    return next((one for one in known if one.key == key), known[-1 if is_new else 0])


def version_of_seed(question: Question, seed: int, *, hints: int) -> Version:
    """Return the version that a seed draws, as an author looks at it.

    Raises:
        InvalidSpec: what is stored does not describe a question.
    """
    values = draw_values(question.variables, seed)
    return Version(show(_written(question, hints), values), seed, values)


def version_answered(
    question: Question, last: Answer | None, *, sitting: int, tries: int, key: str | None
) -> Version | None:
    """Return the version that an answer is about; None where the author has changed the question since.

    Args:
        question: with its variables.
        last: the last answer so far.
        sitting: of the student.
        tries: how many answers there are.
        key: what the page sent; None where no page was looked at.

    Raises:
        InvalidSpec: what is stored does not describe a question.
    """
    if not question.variables:
        return None if key else Version(show(_written(question, 0), {}))
    known = _versions(question, [last] if last else [], sitting=sitting, tries=tries, hints=0)
    return known[0] if key is None else next((one for one in known if one.key == key), None)


def _versions(
    question: Question, last: Sequence[Answer], *, sitting: int, tries: int, hints: int
) -> list[Version]:
    """Return the version of the last answer, if it still makes sense, and a new one."""
    written, digest = _written(question, hints), _digest(question)
    found = [_version_of(question, written, digest, answer) for answer in last]
    seed = seed_of(sitting=sitting, question=question.pk, tries=tries)
    fresh = _fresh_version(written, seed, digest)
    # Both, since a lesson shows the version of the last answer and practice a new one: an answer may be about
    # either.
    return [*(one for one in found if one), replace(fresh, is_of_last=not last)]


def _fresh_version(written: Written, seed: int, digest: str) -> Version:
    """Return the version of a seed, or the next one where it makes no sense: a check may miss a rare one."""
    for one in range(seed, seed + MOST_FURTHER):
        try:
            return _drawn(written, one, digest)
        except InvalidSpec:
            continue
    return _drawn(written, seed, digest)


def _drawn(written: Written, seed: int, digest: str) -> Version:
    values = draw_values(written.variables or {}, seed)
    return Version(show(written, values), seed, values, f"{seed}.{digest}")


def _version_of(question: Question, written: Written, digest: str, answer: Answer) -> Version | None:
    """Return the version that an answer was about, with what its author worked out of it since."""
    if answer.seed is None:
        return None
    kept = restored(answer.variables)
    # What was right stays as it was seen: nothing more is asked of it.
    values = kept if answer.is_correct else redraw_values(question.variables, kept)
    try:
        if values is None:
            return None
        shown = show(written, values)
    except InvalidSpec:
        return None
    return Version(shown, answer.seed, values, f"{answer.seed}.{digest}", is_of_last=values == kept)


def _written(question: Question, hints: int) -> Written:
    return question.as_said(slice(0, hints))


def _digest(question: Question) -> str:
    said = [question.kind, question.prompt, question.spec, question.variables]
    return sha256(dumps(said, sort_keys=True).encode()).hexdigest()[:12]
