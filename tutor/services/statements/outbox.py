"""Facts about learning that are put down to be told, and how they stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Max, Min
from django.utils import timezone

from tutor.models import Answer, HintUse, Sitting, Statement, User

# What was sent is kept so long to be looked at here, and what the LRS never took so long to be sent again.
SENT_KEPT, UNSENT_KEPT = timedelta(days=30), timedelta(days=90)
MOST_REASONS = 20


def is_on() -> bool:
    """Say whether anything is told to an LRS at all."""
    return bool(settings.XAPI_ENDPOINT)


def note_learned(
    *,
    student: User,
    answer: Answer | None = None,
    finished: Sitting | None = None,
    mastered: Iterable[int] = (),
) -> None:
    """Put down what a student learned, in the transaction that kept it; one query, and none while it is off.

    Args:
        student: who; of other people nothing is told.
        answer: what was answered.
        finished: a lesson that was completed.
        mastered: the keys of skills that are mastered from now on.
    """
    if not is_on() or student.role != User.Role.STUDENT:
        return
    rows = []
    if answer is not None:
        rows.append(
            Statement(
                student=student,
                kind=Statement.Kind.ANSWERED,
                about=answer.pk,
                question_id=answer.question_id,
                is_correct=answer.is_correct,
                at=answer.created_at,
            )
        )
    if finished is not None:
        rows.append(
            Statement(
                student=student,
                kind=Statement.Kind.COMPLETED,
                about=finished.lesson_id,
                lesson_id=finished.lesson_id,
                at=finished.finished_at or timezone.now(),
            )
        )
    rows += [
        Statement(student=student, kind=Statement.Kind.MASTERED, about=skill, skill_id=skill)
        for skill in mastered
    ]
    _keep(rows)


def note_helped(*, student: User, hint: HintUse) -> None:
    """Put down that a student opened a hint. Other help is never told: see `Statement`."""
    if not is_on() or student.role != User.Role.STUDENT:
        return
    kind = Statement.Kind.HELPED
    _keep(
        [
            Statement(
                student=student,
                kind=kind,
                about=hint.pk,
                question_id=hint.question_id,
                rung=hint.number,
                at=hint.created_at,
            )
        ]
    )


def _keep(rows: list[Statement]) -> None:
    # What was told already stays as it was told.
    if rows:
        Statement.objects.bulk_create(rows, ignore_conflicts=True)


def send_again() -> int:
    """Let what was refused and what rests be sent at the next turn; return how many."""
    again = {"due_at": timezone.now(), "tries": 0, "problem": "", "reason": ""}
    # In this order: what was refused waits from then on.
    waiting = Statement.objects.waiting().update(**again)
    return waiting + Statement.objects.refused().update(**again)


def drop_old(*, now: datetime | None = None) -> None:
    """Let go what was sent, and what the LRS has not taken for long. Safe to run twice."""
    now = now or timezone.now()
    Statement.objects.filter(sent_at__lt=now - SENT_KEPT).delete()
    Statement.objects.filter(sent_at=None, at__lt=now - UNSENT_KEPT).delete()


@dataclass(frozen=True)
class Refusals:
    """Statements of one kind that the LRS did not take for one reason."""

    kind: str
    reason: str
    count: int
    last_at: datetime


@dataclass(frozen=True)
class Overview:
    """How the outbox stands, without whose statements they are.

    Attributes:
        sent: how many of the last 30 days.
        since: when the oldest one that waits happened.
        next_at: when the next try is, if the LRS did not take the last one.
        problem: why it did not, in words.
    """

    sent: int
    last_sent_at: datetime | None
    waiting: int
    since: datetime | None
    next_at: datetime | None
    problem: str
    refused: int
    refusals: list[Refusals]


def look_at_outbox() -> Overview:
    """Return how the outbox stands; five queries."""
    sent = Statement.objects.filter(sent_at__isnull=False).aggregate(n=Count("pk"), last=Max("sent_at"))
    waiting = Statement.objects.waiting().aggregate(n=Count("pk"), since=Min("at"))
    put_off = Statement.objects.waiting().exclude(problem="").order_by("-due_at").first()
    refused = Statement.objects.refused()
    groups = refused.values("kind", "reason").annotate(n=Count("pk"), last=Max("at")).order_by("-last")
    return Overview(
        sent=sent["n"],
        last_sent_at=sent["last"],
        waiting=waiting["n"],
        since=waiting["since"],
        next_at=put_off.due_at if put_off else None,
        problem=put_off.get_problem_display() if put_off else "",
        refused=refused.count(),
        refusals=[
            Refusals(str(Statement.Kind(row["kind"]).label), row["reason"], row["n"], row["last"])
            for row in groups[:MOST_REASONS]
        ],
    )
