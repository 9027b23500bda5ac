"""Whom to help first, as the class page and the list's own page show it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from content.language import gettext
from content.models import Misconception, Step
from content.texts.rendering import render_markdown
from tutor.domain.learning.help_first import Need, Standing, rank_needs
from tutor.models import Classroom, ClassSession, HelpGiven, Sitting
from tutor.presenters.class_overview import ClassOverview, overview_of
from tutor.presenters.questions import image_urls, image_urls_of
from tutor.queries.helping.lately import helps_since, last_helped
from tutor.queries.helping.week import stand_this_week
from tutor.services.teaching.helping import UNDO_FOR

# Whoever was helped is left off for so long, in the lesson and between lessons.
RESTS_NOW, RESTS_WEEK = timedelta(minutes=10), timedelta(days=3)
# So many the class page shows with what to press; the list's own page shows all.
SHORT = 3
# So many of those present have a chip on the class page: a class, and not a year.
MOST_CHIPS = 60
# In the order in which chips stand.
KINDS_OF_CALLS = ("hand", "lost", "stuck", "")


@dataclass(frozen=True)
class HelpEntry:
    """A student on the list, why, and what a teacher needs to begin.

    Attributes:
        number: the step's number in the lesson at which the class is.
        hand_of: the sitting whose hand is up.
    """

    student_id: int
    name: str
    sentence: str
    codes: list[str]
    step_id: int | None = None
    number: int | None = None
    hand_of: int | None = None
    fits: str | None = None
    course_id: int | None = None


@dataclass(frozen=True)
class Chip:
    """A student who is in the lesson now: by what they said and did, as they were told.

    Attributes:
        where: the step and how long, in words.
        kind: of the first reason to call (`tutor.domain.calls.Reason`); empty where nothing calls.
        calls: the reason in words.
    """

    name: str
    where: str
    kind: str = ""
    calls: str = ""


@dataclass(frozen=True)
class HelpedEntry:
    """A student whom somebody has just helped."""

    pk: int
    name: str
    helper: str
    minutes: int
    may_undo: bool


@dataclass(frozen=True)
class Opening:
    """What a teacher may open beside an entry: the step's text, and what is said of the misconception."""

    entry: HelpEntry
    step_title: str = ""
    step_html: str = ""
    advice_html: str = ""


def entries_now(
    overview: ClassOverview, *, session: ClassSession | None, helps: Iterable[HelpGiven], now: datetime
) -> list[HelpEntry]:
    """Return those present whom to help first; no query: the live page's facts are looked at again."""
    titles = {step["pk"]: step["title"] for step in overview.steps}
    numbers = {step["pk"]: step["number"] for step in overview.steps}
    # Where the teacher holds the pace, who does nothing waits.
    own_pace = session is None or (session.state == ClassSession.State.RUNNING and not session.leads)
    helped, by_student = last_helped(helps), {one.student_id: one for one in overview.present}
    standings = [
        Standing(
            key=sitting.student_id,
            step=titles.get(sitting.step_id, ""),
            facts=overview.facts[sitting.pk],
            is_here=own_pace and sitting.finished_at is None,
            touched_at=sitting.touched_at.timestamp() if sitting.touched_at else None,
            helped_at=helped.get(sitting.student_id),
        )
        for sitting in overview.present
    ]
    needs = rank_needs(standings, rests_s=RESTS_NOW.total_seconds())
    return [_entry(need, by_student[need.key], numbers) for need in needs]


def _entry(need: Need, sitting: Sitting, numbers: Mapping[int, int]) -> HelpEntry:
    return HelpEntry(
        student_id=need.key,
        name=sitting.student.display_name,
        sentence=need.sentence,
        codes=need.codes,
        step_id=sitting.step_id,
        number=numbers.get(sitting.step_id or 0),
        hand_of=sitting.pk if "asked" in need.codes else None,
        fits=need.fits,
        course_id=sitting.lesson.course_id,
    )


def _entries_of_week(
    classroom: Classroom, *, helps: Iterable[HelpGiven], here: set[int], now: datetime
) -> list[HelpEntry]:
    stood = {one.student.pk: one for one in stand_this_week(classroom, helped=last_helped(helps), now=now)}
    needs = rank_needs((one.standing for one in stood.values()), rests_s=RESTS_WEEK.total_seconds())
    entries = []
    for need in needs:
        one = stood[need.key]
        if need.key not in here:
            sitting = one.sitting
            entries.append(
                HelpEntry(
                    student_id=need.key,
                    name=one.student.display_name,
                    sentence=need.sentence,
                    codes=need.codes,
                    step_id=sitting.step_id if sitting else None,
                    fits=need.fits,
                    course_id=sitting.lesson.course_id if sitting else None,
                )
            )
    return entries


def _helped_entries(helps: Iterable[HelpGiven], *, now: datetime) -> list[HelpedEntry]:
    """Return who was helped in the last minutes, each student once."""
    found: dict[int, HelpedEntry] = {}
    for one in helps:
        if one.at > now - RESTS_NOW and one.student_id not in found:
            helper = one.helper.display_name if one.helper else ""
            minutes = max(0, int((now - one.at).total_seconds() // 60))
            found[one.student_id] = HelpedEntry(
                one.pk, one.student.display_name, helper, minutes, one.at > now - UNDO_FOR
            )
    return list(found.values())


def present_short_list(
    classroom: Classroom, *, session: ClassSession | None, overview: ClassOverview
) -> dict[str, Any]:
    """Return what the class page shows of the list; one query."""
    now = timezone.now()
    helps = helps_since(classroom, since=now - RESTS_NOW) if overview.present else []
    entries = entries_now(overview, session=session, helps=helps, now=now)
    chips = _chips(overview, shown={entry.student_id for entry in entries[:SHORT]}, now=now)
    return {
        "help_entries": entries[:SHORT],
        "help_more": max(0, len(entries) - SHORT),
        "helped": _helped_entries(helps, now=now),
        "chips": chips[:MOST_CHIPS],
        "more_chips": max(0, len(chips) - MOST_CHIPS),
    }


def _chips(overview: ClassOverview, *, shown: set[int], now: datetime) -> list[Chip]:
    """Return everybody present who is not `shown`: who calls first, then by name, a place that stays."""
    numbers = {step["pk"]: step["number"] for step in overview.steps}
    calls = {call.sitting_id: call for call in overview.calls}
    chips = []
    for sitting in overview.present:
        if sitting.student_id in shown:
            continue
        call = calls.get(sitting.pk)
        first = call.reasons[0] if call else None
        since = first.since if first else overview.facts[sitting.pk].entered_at
        # Whoever is stuck is told of with times or minutes of their own.
        minutes = 0 if first and first.kind == "stuck" else int((now.timestamp() - since) // 60)
        chips.append(
            Chip(
                sitting.student.display_name,
                _say_where(sitting, numbers, minutes=minutes),
                first.kind if first else "",
                first.words if first else "",
            )
        )
    return sorted(chips, key=lambda chip: (KINDS_OF_CALLS.index(chip.kind), chip.name.casefold()))


def _say_where(sitting: Sitting, numbers: Mapping[int, int], *, minutes: int) -> str:
    if sitting.finished_at is not None:
        return gettext("finished")
    number = numbers.get(sitting.step_id or 0)
    if number is None:
        return gettext("here")
    values = {"number": number, "minutes": minutes}
    text = gettext("step %(number)s, %(minutes)s min") if minutes > 0 else gettext("step %(number)s")
    return text % values


def present_help_first(classroom: Classroom) -> dict[str, Any]:
    """Return what the list's own page needs, now and for the week."""
    now = timezone.now()
    session = classroom.sessions.open().select_related("lesson", "step").first()
    overview = overview_of(classroom, session=session, min_group=settings.MIN_GROUP, now=now)
    helps = helps_since(classroom, since=now - RESTS_WEEK)
    here = entries_now(overview, session=session, helps=helps, now=now)
    week = _entries_of_week(
        classroom, helps=helps, here={sitting.student_id for sitting in overview.present}, now=now
    )
    openings = _open_up([*here, *week])
    return {
        "classroom": classroom,
        "session": session,
        "lesson": overview.lesson,
        "is_anybody_here": bool(overview.present),
        "size": classroom.enrolments.count(),
        "now_list": openings[: len(here)],
        "week_list": openings[len(here) :],
        "helped": _helped_entries(helps, now=now),
    }


def _open_up(entries: list[HelpEntry]) -> list[Opening]:
    """Return the entries with the texts of their steps and misconceptions; two queries, more for pictures."""
    keys = {entry.step_id for entry in entries if entry.step_id}
    steps = (
        {step.pk: step for step in Step.objects.filter(pk__in=keys).select_related("lesson__course")}
        if keys
        else {}
    )
    html = {pk: render_markdown(step.say("body"), images=image_urls(step)) for pk, step in steps.items()}
    advice = _advice(entries)
    return [
        Opening(
            entry,
            steps[entry.step_id].say("title") if entry.step_id in steps else "",
            html.get(entry.step_id or 0, ""),
            advice.get((entry.course_id, entry.fits), ""),
        )
        for entry in entries
    ]


def _advice(entries: list[HelpEntry]) -> dict[tuple[int | None, str | None], str]:
    """Return what the course says of the misconceptions that the last answers fit."""
    fits = {(entry.course_id, entry.fits) for entry in entries if entry.fits}
    if not fits:
        return {}
    known = Misconception.objects.filter(
        course__in={course for course, _ in fits}, title__in={title for _, title in fits}
    )
    return {
        (one.course_id, one.title): render_markdown(
            one.say("feedback"), images=image_urls_of(one.course.image_urls)
        )
        for one in known.select_related("course")
        if one.feedback
    }


def render_help_first(classroom_id: int) -> str:
    """Return the part of the list's page that changes."""
    classroom = Classroom.objects.get(pk=classroom_id)
    return render_to_string("tutor/partials/help_first_live.html", present_help_first(classroom))
