"""The ledger of what is disclosed of classes' affect: opened, written slot by slot, closed.

Whatever shows a class's affect to a teacher or an author reads this ledger alone.
"""

from datetime import datetime, timedelta
from random import Random, SystemRandom

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from tutor.domain.affect.cohort import SLOT_S
from tutor.domain.affect.ledger import Detail, disclose_slot, is_over, joins, open_ledger, pack, unpack
from tutor.models import AffectAudience, AffectLesson, AffectMember, AffectSlot, Classroom
from tutor.queries.affect_readings import (
    Here,
    find_here,
    find_states,
    find_steps,
    member_keys,
    slot_of,
    to_slot_seen,
)

# A clip is read within this; until then the slot it belongs to is not over.
LATE = timedelta(seconds=4)
# What lies further back is never told of: when a lesson begins, and while nobody looks in it.
BEGIN_SLOTS, BACK_SLOTS = 5, 10 * 60 // SLOT_S
# For so long a class whose list was cut to less than half is not spoken of.
CUT_HOLDS = timedelta(days=1)
# How large a class is shows in the largest of its lessons this week.
REMEMBERED_SLOTS = 7 * 24 * 3600 // SLOT_S


def update_ledger(
    classroom: Classroom, *, now: datetime, rng: Random | None = None, begins: bool = True
) -> AffectLesson | None:
    """Tell of every slot of a class that is over, and return the lesson that is on, if one is.

    One query where nothing is new, which is so but once in a slot.

    Args:
        classroom: whoever reads it, teacher, rule or report, asks for one class.
        now: slots that end before this are over.
        rng: where the noise comes from; the system's own source unless a test brings another.
        begins: whether a lesson may begin, for which classes are locked: not where a session is already.
    """
    rng = rng or SystemRandom()
    until = slot_of(now - LATE)
    audience = _open_audience(classroom)
    if audience is not None and audience.lesson.next_slot >= until:
        return audience.lesson
    lesson = _tell_on(classroom, until=until, rng=rng) if audience is not None else None
    if lesson is None and begins:
        lesson = _begin(classroom, until=until, now=now, rng=rng)
    return lesson


def _open_audience(classroom: Classroom) -> AffectAudience | None:
    return AffectAudience.objects.filter(classroom=classroom, is_open=True).select_related("lesson").first()


@transaction.atomic
def _tell_on(classroom: Classroom, *, until: int, rng: Random) -> AffectLesson | None:
    """Go on with the lesson that is on; `None` where it turns out to be over."""
    lesson = _locked_lesson(classroom)
    if lesson is not None:
        _tell(lesson, until=until, rng=rng)
    return lesson if lesson is not None and lesson.is_open else None


def _locked_lesson(classroom: Classroom) -> AffectLesson | None:
    open_here = AffectLesson.objects.filter(audience__classroom=classroom, audience__is_open=True)
    return open_here.select_for_update(of=("self",), no_key=True).first()


@transaction.atomic
def _begin(classroom: Classroom, *, until: int, now: datetime, rng: Random) -> AffectLesson | None:
    """Open a lesson for a class of which somebody is here; or let it share that of a class it overlaps."""
    slots = range(until - BEGIN_SLOTS, until)
    here = find_here([classroom.pk], members={}, slots=slots)
    students = set().union(*here.students.values())
    if not students:
        return None
    # Two classes that share students open theirs one after the other; classes are locked by key.
    own = Classroom.objects.filter(enrolments__student__in=students).values_list("pk", flat=True)
    list(Classroom.objects.select_for_update(no_key=True).filter(pk__in=list(own)).order_by("pk"))
    if (lesson := _locked_lesson(classroom)) is not None:
        return lesson
    elsewhere = list(AffectMember.objects.filter(student__in=students).values_list("lesson_id", flat=True))
    if joins(taken=len(elsewhere), rest=len(students) - len(elsewhere)):
        shared = AffectLesson.objects.get(pk=max(set(elsewhere), key=elsewhere.count))
        AffectAudience.objects.create(lesson=shared, classroom=classroom, since=shared.next_slot)
        return shared
    if _was_cut(classroom, here_now=len(students), until=until, now=now):
        return None
    # No slot of a class is told of twice, not even by two lessons.
    first = max(min(here.students), _told_until(classroom))
    detail: Detail = settings.CLASS_AFFECT_DETAIL  # type: ignore[assignment]  # the settings allow no other
    lesson = AffectLesson.objects.create(
        began=first,
        next_slot=first,
        last_here=first,
        ledger=pack(open_ledger(detail, rng)),
    )
    AffectAudience.objects.create(lesson=lesson, classroom=classroom, since=first)
    _tell(lesson, until=until, rng=rng)
    return lesson


def _told_until(classroom: Classroom) -> int:
    told = AffectLesson.objects.filter(audience__classroom=classroom).aggregate(Max("next_slot"))
    return told["next_slot__max"] or 0


def _was_cut(classroom: Classroom, *, here_now: int, until: int, now: datetime) -> bool:
    """Say whether students were taken off the list today, and less than half a class is left of it."""
    cut = classroom.roster_cut_at
    if cut is None or cut < now - CUT_HOLDS:
        return False
    lately = AffectLesson.objects.filter(audience__classroom=classroom, began__gt=until - REMEMBERED_SLOTS)
    return 2 * here_now < (lately.aggregate(Max("size"))["size__max"] or 0)


def _tell(lesson: AffectLesson, *, until: int, rng: Random) -> None:
    """Write the slots that are over; what lies too far back is never disclosed."""
    slots = range(max(lesson.next_slot, until - BACK_SLOTS), until)
    if not slots:
        return
    members = member_keys(lesson.pk)
    here = find_here(_readers(lesson), members=members, slots=slots)
    members = _take_in(lesson, members, here)
    # Whoever counts in another class's lesson at the time is not here for this one.
    here = Here({slot: who & members.keys() for slot, who in here.students.items()}, here.sittings)
    states, steps = find_states(here, members=members, slots=slots), find_steps(here, slots)
    ledger = unpack(lesson.ledger)
    rows: list[AffectSlot] = []
    for slot in slots:
        if here.students.get(slot):
            lesson.last_here = slot
        if is_over(began=lesson.began, last_here=lesson.last_here, slot=slot):
            lesson.next_slot = slot
            AffectSlot.objects.bulk_create(rows)
            _close(lesson)
            return
        ledger, told = disclose_slot(
            ledger, to_slot_seen(slot, here, states), least=settings.MIN_GROUP, rng=rng
        )
        rows.append(AffectSlot(lesson=lesson, slot=slot, told=told, step_id=steps.get(slot)))
        lesson.size = max(lesson.size, len(here.students.get(slot, ())))
    AffectSlot.objects.bulk_create(rows)
    lesson.ledger, lesson.next_slot = pack(ledger), slots.stop
    lesson.save()


def _readers(lesson: AffectLesson) -> list[int]:
    return list(lesson.audience.filter(is_open=True).values_list("classroom_id", flat=True))


def _take_in(lesson: AffectLesson, members: dict[int, int], here: Here) -> dict[int, int]:
    """Let whoever came count from now on, unless the student counts in another class's lesson already."""
    new = set().union(*here.students.values()) - members.keys()
    if not new:
        return members
    # By key: two lessons that take in the same students insert them in one order and cannot wait for each
    # other.
    AffectMember.objects.bulk_create(
        [AffectMember(lesson=lesson, student_id=student) for student in sorted(new)], ignore_conflicts=True
    )
    return member_keys(lesson.pk)


def _close(lesson: AffectLesson) -> None:
    """End a lesson: nobody counts in it any more, and how each one counted is forgotten."""
    lesson.is_open, lesson.ledger = False, None
    lesson.save()
    lesson.audience.update(is_open=False)
    lesson.members.all().delete()


def close_old(*, now: datetime) -> int:
    """Close the lessons that are over and that nobody looks at; return how many. Safe to run twice."""
    closed = 0
    with transaction.atomic():
        for lesson in AffectLesson.objects.filter(is_open=True).order_by("pk").select_for_update(no_key=True):
            if is_over(began=lesson.began, last_here=lesson.last_here, slot=slot_of(now)):
                _close(lesson)
                closed += 1
    return closed
