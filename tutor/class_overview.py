"""What a teacher sees of a class: reads for the class page, in a constant number of queries."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Avg, Case, FloatField, Func, IntegerField, Max, When
from django.utils import timezone

from content.models import Lesson
from tutor.class_facts import Call, HelpGiven, count_help, find_calls, last_words, tell_feelings
from tutor.class_picture import Picture, recall_picture
from tutor.domain.class_states import SERIES, STATES, LearnerSlot, say_looks
from tutor.domain.headline import NOBODY, Called, say_class
from tutor.models import Classroom, ClassSession, Enrolment, Reading, Sitting
from tutor.selectors import PRESENT_S

LOOK_BACK = timedelta(hours=3)
SLOT_S = 20
SHOWN = timedelta(minutes=10)
# A clip is read within this; until then the slot it belongs to is not over.
LATE = timedelta(seconds=4)


@dataclass(frozen=True)
class ClassOverview:
    """A class at its lesson, in aggregate; by name only what students did."""

    lesson: Lesson | None
    headline: str
    looks: str = ""
    series: dict[str, list[Any]] | None = None
    steps: list[dict[str, Any]] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    feelings: list[tuple[str, int]] | None = None
    help_given: list[HelpGiven] | None = None


class Slot(Func):
    """The number of the slot of `SLOT_S` seconds since 1970 in which a moment lies."""

    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Count in SQLite, which keeps moments as text."""
        return self.as_sql(
            compiler,
            connection,
            template=f"CAST(strftime('%%%%s', %(expressions)s) AS INTEGER) / {SLOT_S}",
            **context,
        )

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Count in PostgreSQL."""
        template = f"FLOOR(EXTRACT(EPOCH FROM %(expressions)s) / {SLOT_S})::integer"
        return self.as_sql(compiler, connection, template=template, **context)


def overview_of(
    classroom: Classroom, *, session: ClassSession | None, min_group: int, now: datetime | None = None
) -> ClassOverview:
    """Return a class at its session's lesson, else at the lesson it was last seen at within `LOOK_BACK`."""
    now = now or timezone.now()
    joined = dict(Enrolment.objects.filter(classroom=classroom).values_list("student_id", "joined_at"))
    sittings = _sittings_at_lesson(classroom, session, now=now)
    if not sittings:
        steps = _count_steps(session.lesson, [], session) if session else []
        return ClassOverview(session.lesson if session else None, NOBODY, steps=steps)
    present = [sitting for sitting in sittings if is_present(sitting, now=now)]
    last = min(now, max(sitting.seen_at for sitting in sittings))
    first = max(filter(None, (last - SHOWN, classroom.roster_cut_at)))
    picture = recall_picture(classroom, lesson_id=sittings[0].lesson_id, session=session)
    # The slot that has only begun holds few clips yet, and would show everybody without a camera.
    shown = range(_slot_of(first), max(_slot_of(first), _slot_of(last - LATE) - 1) + 1)
    slots = _learner_slots(sittings, joined, first=first, last=last, now=now)
    picture.tell_slots(
        shown, lambda slot: {pk: own[slot] for pk, own in slots.items() if slot in own}, least=min_group
    )
    picture.tell_words(last_words(sittings, now=now), least=min_group)
    picture.keep()
    steps = _count_steps(sittings[0].lesson, present or sittings, session)
    numbers = {step["pk"]: step["number"] for step in steps}
    calls = find_calls(present, joined=joined, numbers=numbers, now=now)
    return ClassOverview(
        lesson=sittings[0].lesson,
        headline=_headline(present, calls),
        looks=say_looks(picture.columns[shown[-1]]) if settings.CAMERA_AFFECT else "",
        series=_make_series(picture) if len(sittings) >= min_group else None,
        steps=steps,
        calls=calls,
        feelings=tell_feelings(picture.said, min_group=min_group),
        help_given=count_help(sittings, since=first, min_group=min_group),
    )


def _headline(present: list[Sitting], calls: list[Call]) -> str:
    called = [Called(frozenset(reason.kind for reason in call.reasons), call.step) for call in calls]
    return say_class(len(present), called)


def _sittings_at_lesson(
    classroom: Classroom, session: ClassSession | None, *, now: datetime
) -> list[Sitting]:
    """Return the sittings of the session's lesson, else of the lesson most are at, else of the last one."""
    recent = (
        Sitting.objects.filter(student__enrolments__classroom=classroom, seen_at__gt=now - LOOK_BACK)
        .select_related("lesson__course", "student")
        .order_by("-seen_at")
    )
    if session is not None:
        return list(recent.filter(lesson=session.lesson_id, seen_at__gte=_begin_of(session, now=now)))
    sittings = list(recent)
    present = Counter(sitting.lesson_id for sitting in sittings if is_present(sitting, now=now))
    lessons = [lesson_id for lesson_id, _ in present.most_common(1)] or [s.lesson_id for s in sittings[:1]]
    return [sitting for sitting in sittings if sitting.lesson_id in lessons]


def _begin_of(session: ClassSession, *, now: datetime) -> datetime:
    """Return since when a sign of life counts for a session; a clock that was set back has not come to it."""
    began = session.started_at
    return began if began <= now else now - timedelta(seconds=PRESENT_S)


def lesson_now(classroom: Classroom, *, now: datetime) -> Lesson | None:
    """Return the lesson that most of a class are at."""
    sittings = _sittings_at_lesson(classroom, None, now=now)
    return sittings[0].lesson if sittings else None


def is_present(sitting: Sitting, *, now: datetime) -> bool:
    """Say whether the student showed life within the last minute."""
    return sitting.seen_at > now - timedelta(seconds=PRESENT_S)


def _slot_of(moment: datetime) -> int:
    return int(moment.timestamp() // SLOT_S)


def _learner_slots(
    sittings: list[Sitting], joined: dict[int, datetime], *, first: datetime, last: datetime, now: datetime
) -> dict[int, dict[int, LearnerSlot]]:
    """Return, by sitting and slot, how each student was; nothing from before the student joined the class."""
    start = datetime.fromtimestamp(_slot_of(first) * SLOT_S, UTC)
    rows = (
        Reading.objects.in_figures()
        .filter(sitting__in=sittings, at__gte=start, at__lte=last)
        .annotate(slot=Slot("at"))
        .values("sitting_id", "slot")
        .annotate(**{f"mean_{s}": Avg(s) for s in STATES}, share=Avg(_one_if_known()), newest=Max("at"))
        .order_by()
    )
    entries: dict[int, dict[int, LearnerSlot]] = {}
    for sitting in sittings:
        came = max(sitting.started_at, joined.get(sitting.student_id, first))
        begin = max(first, came) if came <= now else first
        there = range(_slot_of(begin), _slot_of(sitting.seen_at) + 1)
        entries[sitting.pk] = {slot: LearnerSlot(levels=None, had_camera=False) for slot in there}
    for row in rows:
        own = entries[row["sitting_id"]]
        is_known = row["share"] >= 0.6 and row["mean_engaged"] is not None
        levels = {state: row[f"mean_{state}"] for state in STATES} if is_known else None
        if row["slot"] in own:
            own[row["slot"]] = LearnerSlot(levels=levels, had_camera=True)
    return entries


def _one_if_known() -> Case:
    return Case(When(known=True, then=1.0), default=0.0, output_field=FloatField())


def _make_series(picture: Picture) -> dict[str, list[Any]]:
    moments = [datetime.fromtimestamp(slot * SLOT_S, UTC) for slot in picture.columns]
    labels = [timezone.localtime(moment).strftime("%H:%M:%S") for moment in moments]
    columns = picture.columns.values()
    return {"labels": labels, **{name: [column[name] for column in columns] for name in SERIES}}


def _count_steps(
    lesson: Lesson, sittings: list[Sitting], session: ClassSession | None
) -> list[dict[str, Any]]:
    standing = Counter(sitting.step_id for sitting in sittings)
    led_to = session.step_id if session is not None and session.leads else None
    return [
        {
            "pk": step.pk,
            "number": number,
            "title": step.title,
            "count": standing[step.pk],
            "is_led": step.pk == led_to,
        }
        for number, step in enumerate(lesson.steps.all(), start=1)
    ]
