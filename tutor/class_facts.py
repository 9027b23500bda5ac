"""What students of a class did lately: stuck, taps, help that came. One query each."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from content.policy.kinds import KINDS
from tutor.domain.small_groups import at_least, tell_counts
from tutor.domain.stuck import LearningFacts, stuck_reasons
from tutor.models import Adaptation, Answer, SelfReport, Sitting, StepVisit

LATELY = timedelta(minutes=5)
TAPS_COUNT_FOR = timedelta(minutes=10)


@dataclass(frozen=True)
class Stuck:
    """A student whom a teacher may want to look at, and why."""

    name: str
    reasons: list[str]


@dataclass(frozen=True)
class HelpGiven:
    """One kind of help: to how many students it came at least, and how many at least folded it away."""

    label: str
    students: int
    undone: int


def find_stuck(present: list[Sitting], *, now: datetime) -> list[Stuck]:
    """Return the students who are stuck by what they did, those with most reasons first; three queries."""
    answers, entered = defaultdict(list), {}
    at_step = {"sitting__in": present, "created_at__lte": now}
    rows = Answer.objects.filter(question__step=F("sitting__step"), **at_step).order_by("created_at", "pk")
    for sitting_id, is_correct in rows.values_list("sitting_id", "is_correct"):
        answers[sitting_id].append(is_correct)
    visits = StepVisit.objects.filter(sitting__in=present, step=F("sitting__step"))
    entered = dict(visits.values_list("sitting_id", "entered_at"))
    taps = SelfReport.objects.filter(created_at__gt=now - LATELY, **at_step).order_by("created_at", "pk")
    last_word = dict(taps.values_list("sitting_id", "feeling"))
    found = []
    for sitting in present:
        facts = LearningFacts(
            answers=answers[sitting.pk],
            seconds_on_step=(now - entered.get(sitting.pk, now)).total_seconds(),
            says_lost=last_word.get(sitting.pk) == SelfReport.Feeling.LOST,
        )
        if reasons := stuck_reasons(facts):
            found.append(Stuck(sitting.student.display_name, reasons))
    return sorted(found, key=lambda one: -len(one.reasons))


def last_words(sittings: list[Sitting], *, now: datetime) -> dict[int, str]:
    """Return, by sitting, what the student's last tap in ten minutes said; one query."""
    taps = SelfReport.objects.filter(sitting__in=sittings, created_at__gt=now - TAPS_COUNT_FOR)
    return dict(taps.order_by("created_at", "pk").values_list("sitting_id", "feeling"))


def tell_feelings(said: Mapping[int, str], *, min_group: int) -> list[tuple[str, int]] | None:
    """Return how many at least said what, and of how many nothing is told; `None` for a small group."""
    words = list(said.values())
    told = tell_counts(
        {feeling: words.count(feeling) for feeling in SelfReport.Feeling.values}, least=min_group
    )
    if told is None:
        return None
    rows = [(str(feeling.label), told.counts[feeling.value]) for feeling in SelfReport.Feeling]
    return [*rows, ("Not told", told.untold)]


def count_help(sittings: list[Sitting], *, since: datetime, min_group: int) -> list[HelpGiven] | None:
    """Return the kinds of help that came to at least `min_group` students; `None` where there is none.

    Help that came to fewer is left out whole, and there is no total to subtract from.
    """
    came: dict[str, dict[int, bool]] = defaultdict(dict)
    rows = Adaptation.objects.filter(sitting__in=sittings, created_at__gt=since)
    for kind, sitting_id, state in rows.values_list("kind", "sitting_id", "state"):
        came[kind][sitting_id] = came[kind].get(sitting_id, False) or state == Adaptation.State.UNDONE
    shown = [
        HelpGiven(
            KINDS[kind].label,
            at_least(len(students), len(sittings)),
            at_least(sum(students.values()), len(students)),
        )
        for kind, students in sorted(came.items())
        if len(students) >= min_group and kind in KINDS
    ]
    return shown or None
