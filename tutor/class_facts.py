"""What students of a class did lately: stuck, taps, help that came. One query each."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from content.policy.kinds import KINDS
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
    """One kind of help: to how many students it came, and how many folded it away; `None` where few."""

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


def count_feelings(present: list[Sitting], *, now: datetime, min_group: int) -> list[tuple[str, int]] | None:
    """Return how many students' last tap said what; `None` while fewer than `min_group` have tapped."""
    taps = SelfReport.objects.filter(sitting__in=present, created_at__gt=now - TAPS_COUNT_FOR)
    last_word = dict(taps.order_by("created_at", "pk").values_list("sitting_id", "feeling"))
    if len(last_word) < min_group:
        return None
    said = list(last_word.values())
    return [(str(feeling.label), said.count(feeling.value)) for feeling in SelfReport.Feeling]


def count_help(sittings: list[Sitting], *, since: datetime, min_group: int) -> list[HelpGiven] | None:
    """Return the kinds of help that came to at least `min_group` students; `None` where there is none.

    Help that came to fewer is left out whole, and there is no total to subtract from.
    """
    came: dict[str, dict[int, bool]] = defaultdict(dict)
    rows = Adaptation.objects.filter(sitting__in=sittings, created_at__gt=since)
    for kind, sitting_id, state in rows.values_list("kind", "sitting_id", "state"):
        came[kind][sitting_id] = came[kind].get(sitting_id, False) or state == Adaptation.State.UNDONE
    shown = [
        HelpGiven(KINDS[kind].label, len(students), sum(students.values()))
        for kind, students in sorted(came.items())
        if len(students) >= min_group and kind in KINDS
    ]
    return shown or None
