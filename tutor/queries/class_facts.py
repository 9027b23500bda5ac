"""What students of a class said and did lately: calls for the teacher, taps, help that came."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from django.db.models import F

from content.language import gettext
from content.policy.kinds import KINDS
from tutor.domain.calls import LearningFacts, Reason, call_reasons
from tutor.domain.disclosure.small_groups import at_least, suppress_small_counts
from tutor.models import Adaptation, Answer, Classroom, RaisedHand, SelfReport, Sitting, StepVisit
from tutor.queries.misconceptions import titles_by_course
from tutor.queries.selectors import seats_elsewhere

TAPS_COUNT_FOR = timedelta(minutes=10)
# What a teacher sees of a group only; "I'm lost" is told by name.
IN_GROUPS = [feeling for feeling in SelfReport.Feeling if feeling != SelfReport.Feeling.LOST]


@dataclass(frozen=True)
class Call:
    """A student whom a teacher may want to look at, and why; `step` is the step's number in the lesson."""

    sitting_id: int
    name: str
    step: int | None
    reasons: list[Reason]

    @property
    def has_hand_up(self) -> bool:
        """Say whether a hand is up that the teacher can lower."""
        return any(reason.kind == "hand" for reason in self.reasons)

    @property
    def since(self) -> float:
        """Return when the student first called, in epoch seconds."""
        return min(reason.since for reason in self.reasons)


@dataclass(frozen=True)
class HelpThatCame:
    """One kind of help: to how many students it came at least, and how many at least folded it away."""

    label: str
    students: int
    undone: int


def read_facts(
    sittings: list[Sitting],
    *,
    classroom: Classroom,
    joined: Mapping[int, datetime],
    now: datetime,
    taps_count_for: timedelta = TAPS_COUNT_FOR,
) -> dict[int, LearningFacts]:
    """Return, by sitting, what its student did at the present step; four or five queries.

    Args:
        sittings: with their lessons.
        classroom: whose sittings; a hand that is up in another class's session is not told here.
        joined: when each student came into the class; what was tapped before is not the teacher's to see.
        now: the moment at which it is asked.
        taps_count_for: for how long "I'm lost" counts.
    """
    here = {"sitting__in": sittings, "created_at__lte": now}
    answers = defaultdict(list)
    rows = Answer.objects.filter(question__step=F("sitting__step"), **here).order_by("created_at", "pk")
    fits: dict[int, list[list[str]]] = defaultdict(list)
    for sitting_id, at, is_correct, slugs in rows.values_list(
        "sitting_id", "created_at", "is_correct", "misconceptions"
    ):
        answers[sitting_id].append((at.timestamp(), is_correct))
        fits[sitting_id] = [] if is_correct else [*fits[sitting_id], slugs]
    visits = StepVisit.objects.filter(sitting__in=sittings, step=F("sitting__step"))
    entered = dict(visits.values_list("sitting_id", "entered_at"))
    own = RaisedHand.objects.exclude(sitting__seats__in=seats_elsewhere(classroom))
    hands = dict(own.filter(sitting__in=sittings).values_list("sitting_id", "raised_at"))
    lost = _lost_since(sittings, joined, now=now, count_for=taps_count_for)
    named = _with_titles(sittings, fits)
    return {
        sitting.pk: LearningFacts(
            now=now.timestamp(),
            entered_at=entered.get(sitting.pk, now).timestamp(),
            answers=answers[sitting.pk],
            lost_at=lost.get(sitting.pk),
            shown=list(dict.fromkeys(chain.from_iterable(named[sitting.pk]))),
            hand_at=hands[sitting.pk].timestamp() if sitting.pk in hands else None,
            fits=named[sitting.pk],
        )
        for sitting in sittings
    }


def _with_titles(sittings: list[Sitting], fits: Mapping[int, list[list[str]]]) -> dict[int, list[list[str]]]:
    """Return the misconceptions that wrong answers show by title, where the course still knows one."""
    shows = {sitting.lesson.course_id for sitting in sittings if any(fits[sitting.pk])}
    titles = titles_by_course(shows) if shows else {}
    return {
        sitting.pk: [
            [titles[sitting.lesson.course_id].get(slug, slug) for slug in slugs] for slugs in fits[sitting.pk]
        ]
        for sitting in sittings
    }


def find_calls(
    present: list[Sitting], facts: Mapping[int, LearningFacts], *, numbers: Mapping[int, int]
) -> list[Call]:
    """Return the students who need their teacher, the longest wait first.

    Args:
        present: who is there, with their students.
        facts: what each did, by sitting.
        numbers: the lesson's steps by key, counted from 1.
    """
    calls = []
    for sitting in present:
        if reasons := call_reasons(facts[sitting.pk]):
            number = numbers.get(sitting.step_id or 0)
            calls.append(Call(sitting.pk, sitting.student.display_name, number, reasons))
    return sorted(calls, key=lambda call: (call.since, call.sitting_id))


def _lost_since(
    present: list[Sitting], joined: Mapping[int, datetime], *, now: datetime, count_for: timedelta
) -> dict[int, float]:
    """Return, by sitting, since when the student has said to be lost at the present step."""
    since: dict[int, float] = {}
    # Who joined later than now did so before a clock was set back, and what was tapped by it came after.
    begin = {sitting.pk: joined.get(sitting.student_id, now) for sitting in present}
    begin = {pk: at if at <= now else now - count_for for pk, at in begin.items()}
    taps = SelfReport.objects.filter(
        sitting__in=present, step=F("sitting__step"), created_at__gt=now - count_for, created_at__lte=now
    ).order_by("created_at", "pk")
    for sitting_id, feeling, at in taps.values_list("sitting_id", "feeling", "created_at"):
        if feeling != SelfReport.Feeling.LOST:
            since.pop(sitting_id, None)
        elif at >= begin[sitting_id]:
            since.setdefault(sitting_id, at.timestamp())
    return since


def last_words(sittings: list[Sitting], *, now: datetime) -> dict[int, str]:
    """Return, by sitting, the last tap in ten minutes, if groups are told of it; one query."""
    lately = {"created_at__gt": now - TAPS_COUNT_FOR, "created_at__lte": now}
    taps = SelfReport.objects.filter(sitting__in=sittings, **lately)
    said = dict(taps.order_by("created_at", "pk").values_list("sitting_id", "feeling"))
    return {sitting_id: word for sitting_id, word in said.items() if word in IN_GROUPS}


def count_feelings(said: Mapping[int, str], *, min_group: int) -> list[tuple[str, int]] | None:
    """Return how many at least said what, and how many are withheld; `None` for a small group.

    Who says to be lost is not among them: students are told before they tap that their teacher sees it.
    """
    words = list(said.values())
    told = suppress_small_counts({feeling: words.count(feeling) for feeling in IN_GROUPS}, least=min_group)
    if told is None:
        return None
    rows = [(str(feeling.label), told.counts[feeling.value]) for feeling in IN_GROUPS]
    return [*rows, (gettext("Withheld"), told.withheld)]


def count_help(sittings: list[Sitting], *, since: datetime, min_group: int) -> list[HelpThatCame] | None:
    """Return the kinds of help that came to at least `min_group` students; `None` where there is none.

    Help that came to fewer is left out whole, and there is no total to subtract from; so is help in which a
    camera had a part.
    """
    came: dict[str, dict[int, bool]] = defaultdict(dict)
    rows = Adaptation.objects.countable().filter(sitting__in=sittings, created_at__gt=since)
    for kind, sitting_id, state in rows.values_list("kind", "sitting_id", "state"):
        came[kind][sitting_id] = came[kind].get(sitting_id, False) or state == Adaptation.State.UNDONE
    shown = [
        HelpThatCame(
            KINDS[kind].label,
            at_least(len(students), len(sittings)),
            at_least(sum(students.values()), len(students)),
        )
        for kind, students in sorted(came.items())
        if len(students) >= min_group and kind in KINDS
    ]
    return shown or None
