"""What a teacher reads of scores that go to an LMS, and of the list of people that comes from it."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.timesince import timesince

from content import figures
from content.language import gettext, ngettext
from tutor.domain.learning.scores import Progress
from tutor.models import Classroom, LineItem, LtiClass, RosterPull, ScoreLine
from tutor.services.lti.names import HIGHEST

# Whoever presses has to do something elsewhere first; the others are tried again by themselves.
TO_DO = {
    ScoreLine.Problem.NO_TOKEN,
    ScoreLine.Problem.FORBIDDEN,
    ScoreLine.Problem.NO_COLUMN,
    ScoreLine.Problem.NO_PERSON,
    ScoreLine.Problem.REFUSED,
}


@dataclass(frozen=True)
class LineView:
    """One student's score in one column: what the LMS has, and how it stands.

    Attributes:
        sent: what was sent and when; empty before the first time.
        state: what waits and why; empty where all is told.
        is_stuck: nothing happens any more unless somebody does something.
    """

    key: int
    name: str
    sent: str
    state: str
    is_stuck: bool


@dataclass
class ColumnView:
    """One lesson's column, with its students."""

    key: int
    title: str
    platform: str
    problem: str
    lines: list[LineView] = field(default_factory=list)

    @property
    def count(self) -> str:
        """Return how many are told, and how many wait."""
        waiting = sum(bool(line.state) for line in self.lines)
        told = ngettext("%(told)s sent", "%(told)s sent", len(self.lines) - waiting)
        words = told % {"told": len(self.lines) - waiting}
        if not waiting:
            return words
        return gettext("%(told)s, %(waiting)s not yet") % {"told": words, "waiting": waiting}


def shown_lines() -> QuerySet[ScoreLine]:
    """Return the lines that have anything to tell: a place alone has not."""
    return ScoreLine.objects.filter(Q(sent_at__isnull=False) | Q(due_at__isnull=False) | ~Q(problem=""))


def present_columns(classroom: Classroom) -> list[ColumnView]:
    """Return a class's columns that have anything to show; two queries."""
    items = LineItem.objects.filter(lti_class__classroom=classroom).select_related(
        "course", "lesson", "lti_class__context__deployment__registration"
    )
    columns = {item.pk: _column(item) for item in items}
    lines = shown_lines().filter(item__in=columns).select_related("account__user")
    now = timezone.now()
    for line in lines.order_by("account__user__first_name", "account__user__last_name", "pk"):
        columns[line.item_id].lines.append(_line(line, now))
    return [column for column in columns.values() if column.lines]


def _column(item: LineItem) -> ColumnView:
    problem = LineItem.Problem(item.problem).label if item.problem else ""
    platform = item.lti_class.context.deployment.registration.name
    return ColumnView(item.pk, (item.lesson or item.course).title, platform, str(problem))


def _line(line: ScoreLine, now: datetime) -> LineView:
    is_stuck = line.due_at is None and bool(line.problem)
    return LineView(line.pk, line.account.user.display_name, _sent(line), _state(line, now), is_stuck)


def _sent(line: ScoreLine) -> str:
    if line.sent_at is None:
        return ""
    when = {"at": figures.recent_moment(timezone.localtime(line.sent_at))}
    if line.sent_score is None:
        return gettext("begun, sent on %(at)s") % when
    words = {"score": round(line.sent_score * HIGHEST), "highest": HIGHEST} | when
    if line.sent_progress == Progress.IN_PROGRESS:
        return gettext("%(score)s of %(highest)s so far, sent on %(at)s") % words
    return gettext("%(score)s of %(highest)s, sent on %(at)s") % words


def _state(line: ScoreLine, now: datetime) -> str:
    problem = str(ScoreLine.Problem(line.problem).label) if line.problem else ""
    if line.due_at is None:
        return "" if line.problem == ScoreLine.Problem.OUTDATED and line.sent_at else problem
    if not problem:
        return gettext("Waits to be sent, which takes about a minute.")
    if line.due_at <= now:
        return gettext("%(problem)s It is tried again now.") % {"problem": problem}
    wait = figures.in_digits(timesince(now, line.due_at, depth=1))
    return gettext("%(problem)s It is tried again in %(wait)s.") % {"problem": problem, "wait": wait}


def headline(columns: list[ColumnView]) -> str:
    """Return how a class's scores stand, in one sentence."""
    lines = [line for column in columns for line in column.lines]
    stuck, waiting = sum(line.is_stuck for line in lines), sum(bool(line.state) for line in lines)
    if stuck:
        return ngettext(
            "%(count)s score could not be sent.", "%(count)s scores could not be sent.", stuck
        ) % {"count": stuck}
    if waiting:
        return ngettext("%(count)s score waits.", "%(count)s scores wait.", waiting) % {"count": waiting}
    return gettext("Everything has been sent.")


@dataclass(frozen=True)
class ClassRow:
    """One class among those of an LMS, for a list."""

    classroom: Classroom
    platform: str
    sent: int
    waiting: int
    stuck: int


def present_classes(classrooms: QuerySet[Classroom]) -> list[ClassRow]:
    """Return those of some classes that an LMS has, with how their scores stand; three queries."""
    names: dict[int, list[str]] = defaultdict(list)
    for found in LtiClass.objects.filter(classroom__in=classrooms).select_related(
        "context__deployment__registration"
    ):
        names[found.classroom_id].append(found.context.deployment.registration.name)
    waiting = Q(due_at__isnull=False)
    stuck = Q(due_at=None) & ~Q(problem="") & ~Q(problem=ScoreLine.Problem.OUTDATED)
    counts = (
        shown_lines()
        .filter(item__lti_class__classroom__in=list(names))
        .values_list("item__lti_class__classroom")
        .annotate(
            sent=Count("pk", filter=~waiting & ~stuck),
            waiting=Count("pk", filter=waiting),
            stuck=Count("pk", filter=stuck),
        )
    )
    by_class = {row[0]: row[1:] for row in counts}
    return [
        ClassRow(room, figures.in_a_row(sorted(set(names[room.pk]))), *by_class.get(room.pk, (0, 0, 0)))
        for room in classrooms.filter(pk__in=list(names))
    ]


@dataclass(frozen=True)
class RosterView:
    """The list of people that an LMS keeps of a class.

    Attributes:
        words: when it was last fetched, and what came of it.
        problem: why the last time did not succeed.
    """

    platform: str
    can_fetch: bool
    is_waiting: bool
    words: str
    problem: str


def present_roster(classroom: Classroom) -> RosterView | None:
    """Return how a class's list from its LMS stands; `None` where it is of none. One query."""
    found = (
        LtiClass.objects.filter(classroom=classroom)
        .select_related("context__deployment__registration", "pull")
        .order_by("pk")
        .first()
    )
    if found is None:
        return None
    pull: RosterPull | None = getattr(found, "pull", None)
    platform = found.context.deployment.registration.name
    problem = str(RosterPull.Problem(pull.problem).label) if pull and pull.problem else ""
    is_waiting = pull is not None and pull.is_waiting
    return RosterView(platform, bool(found.members_url), is_waiting, _fetched(pull), problem)


def _fetched(pull: RosterPull | None) -> str:
    if pull is None:
        return gettext("Not fetched yet.")
    if pull.is_waiting:
        return ngettext(
            "Fetching the list: %(count)s person so far.",
            "Fetching the list: %(count)s people so far.",
            pull.members,
        ) % {"count": pull.members}
    ago = figures.in_digits(timesince(pull.ended_at or pull.asked_at, depth=1))
    if pull.problem:
        return gettext("Last tried %(ago)s ago.") % {"ago": ago}
    words = {"ago": ago, "new": pull.new, "back": pull.returned, "left": pull.left}
    people = ngettext("%(count)s person", "%(count)s people", pull.members) % {"count": pull.members}
    return gettext("Fetched %(ago)s ago: %(people)s, %(new)s new, %(back)s back, %(left)s left.") % (
        words | {"people": people}
    )
