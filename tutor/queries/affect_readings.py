"""What the ledger of a class's affect is made of: who was at a lesson when, and what their cameras read."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Avg, Case, FloatField, Func, IntegerField, Q, When

from content.signals.camera import MIN_COVERAGE
from emotion.estimate import STATES
from tutor.domain.affect.cohort import SLOT_S
from tutor.domain.affect.ledger import SlotSeen
from tutor.domain.class_signals import SAID_S, STATE_OF_WORD, dominant_state
from tutor.domain.commonest import commonest
from tutor.models import AffectMember, Enrolment, Reading, SelfReport, Sitting, StepVisit


class SlotNumber(Func):
    """The number of the slot of `SLOT_S` seconds since 1970 in which a moment lies."""

    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Count in SQLite, which keeps moments as text."""
        return self.as_sql(
            compiler,
            connection,
            # Four signs: Django fills in the template by "%" once, and SQLite's parameters in the query once
            # more.
            template=f"CAST(strftime('%%%%s', %(expressions)s) AS INTEGER) / {SLOT_S}",
            **context,
        )

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Count in PostgreSQL."""
        template = f"FLOOR(EXTRACT(EPOCH FROM %(expressions)s) / {SLOT_S})::integer"
        return self.as_sql(compiler, connection, template=template, **context)


def slot_of(moment: datetime) -> int:
    """Return the slot in which a moment lies."""
    return int(moment.timestamp() // SLOT_S)


def start_of(slot: int) -> datetime:
    """Return the moment at which a slot begins."""
    return datetime.fromtimestamp(slot * SLOT_S, UTC)


@dataclass(frozen=True)
class Here:
    """Who of some classes was at a lesson in some slots.

    Attributes:
        students: by slot, everybody who was there.
        sittings: the sittings of each student that make it so.
    """

    students: Mapping[int, set[int]]
    sittings: Mapping[int, list[int]] = field(default_factory=dict)


def find_here(classroom_ids: list[int], *, members: Mapping[int, int], slots: range) -> Here:
    """Return who was there, of the classes' lists and of those who count already; two queries.

    Who is taken off a list goes on counting while the lesson lasts; who joins counts from then on.
    """
    joined: dict[int, datetime] = {}
    rows = Enrolment.objects.filter(classroom__in=classroom_ids).values_list("student_id", "joined_at")
    for student, at in rows:
        joined[student] = min(at, joined.get(student, at))
    # The last slot is over since a slot at most: who came later than that came before the clock was set back.
    begin, later = start_of(slots.start), start_of(slots.stop + 2)
    students, sittings = defaultdict(set), defaultdict(list)
    ours = Q(student__enrolments__classroom__in=classroom_ids) | Q(student__in=list(members))
    there = Sitting.objects.filter(ours, seen_at__gte=begin).distinct()
    for pk, student, started, seen in there.values_list("pk", "student_id", "started_at", "seen_at"):
        came = started if student in members else max(started, joined.get(student, started))
        first = slot_of(came) if came < later else slots.start
        for slot in range(max(slots.start, first), min(slots.stop, slot_of(seen) + 1)):
            students[slot].add(student)
        sittings[student].append(pk)
    return Here(students, sittings)


def find_states(here: Here, *, members: Mapping[int, int], slots: range) -> dict[int, dict[int, str]]:
    """Return the known states of members by slot: what they said within a minute, else how they looked.

    Two queries. A state is known where one face was seen in most of the clips, of a student who agreed to
    count in figures.
    """
    pks = [pk for student in members for pk in here.sittings.get(student, ())]
    states: dict[int, dict[int, str]] = defaultdict(dict)
    for (student, slot), state in {**_looked(pks, slots), **_said(pks, slots)}.items():
        if slot in slots and student in here.students.get(slot, ()):
            states[slot][members[student]] = state
    return states


def _looked(sittings: list[int], slots: range) -> dict[tuple[int, int], str]:
    rows: Any = (
        Reading.objects.in_figures()
        .filter(sitting__in=sittings, at__gte=start_of(slots.start), at__lt=start_of(slots.stop))
        .annotate(slot=SlotNumber("at"))
        .values("sitting__student_id", "slot")
        .annotate(**{f"mean_{state}": Avg(state) for state in STATES}, share=Avg(_one_if_known()))
        .order_by()
    )
    return {
        (row["sitting__student_id"], row["slot"]): dominant_state(
            {state: row[f"mean_{state}"] for state in STATES}
        )
        for row in rows
        if row["share"] >= MIN_COVERAGE and row["mean_engaged"] is not None
    }


def _said(sittings: list[int], slots: range) -> dict[tuple[int, int], str]:
    """Return what the last tap within a minute says, at the end of each slot."""
    taps = SelfReport.objects.filter(
        sitting__in=sittings,
        created_at__gte=start_of(slots.start) - timedelta(seconds=SAID_S),
        created_at__lt=start_of(slots.stop),
        feeling__in=STATE_OF_WORD,
    ).order_by("created_at", "pk")
    said = {}
    for student, at, feeling in taps.values_list("sitting__student_id", "created_at", "feeling"):
        for slot in range(slot_of(at), slot_of(at + timedelta(seconds=SAID_S))):
            said[student, slot] = STATE_OF_WORD[feeling]
    return said


def _one_if_known() -> Case:
    return Case(When(known=True, then=1.0), default=0.0, output_field=FloatField())


def find_steps(here: Here, slots: range) -> dict[int, int]:
    """Return, by slot, the step at which half or more of those there were, where there is one; one query."""
    pks = {pk: student for student, own in here.sittings.items() for pk in own}
    visits = StepVisit.objects.filter(sitting__in=pks, entered_at__lt=start_of(slots.stop))
    entered = defaultdict(list)
    for pk, step, at in visits.order_by("entered_at").values_list("sitting_id", "step_id", "entered_at"):
        entered[pks[pk]].append((slot_of(at), step))
    found: dict[int, int] = {}
    for slot in slots:
        there = here.students.get(slot, set())
        steps = (_last_step(entered[student], slot) for student in there)
        most = commonest(step for step in steps if step is not None)
        if most and 2 * most[1] >= len(there):
            found[slot] = most[0]
    return found


def _last_step(entered: list[tuple[int, int]], slot: int) -> int | None:
    steps = [step for at, step in entered if at <= slot]
    return steps[-1] if steps else None


def to_slot_seen(slot: int, here: Here, states: Mapping[int, dict[int, str]]) -> SlotSeen:
    """Return one slot as the ledger sees it."""
    return SlotSeen(slot, len(here.students.get(slot, ())), states.get(slot, {}))


def member_keys(lesson_id: int) -> dict[int, int]:
    """Return who counts in a lesson, by student: the key is what the ledger knows each one by."""
    return dict(AffectMember.objects.filter(lesson=lesson_id).values_list("student_id", "pk"))
