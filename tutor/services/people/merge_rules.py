"""How rows of two accounts become those of one, where it is not enough to keep the one that stays."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model
from django.utils import timezone

from tutor.services.comparing.forgetting import forget_choices

# Written once, and about what was done then: these stay with the account that is closed.
STAYS = {
    "tutor.AccountState",
    "tutor.AuditEntry",
    "tutor.AccountMerge",
    "admin.LogEntry",
}
# What lets somebody in, or says how one row of a day stood: it ends with the account that is closed.
ENDS = {
    "tutor.AffectMember",
    "tutor.PictureSecret",
    "tutor.SignInCard",
    "mfa.Authenticator",
    # Worked out anew from the answers of both.
    "tutor.Mastery",
}


def _earliest(*values: Any) -> Any:
    return min((value for value in values if value is not None), default=None)


def _latest(*values: Any) -> Any:
    return max((value for value in values if value is not None), default=None)


def _join_sittings(kept: Model, closed: Model) -> None:
    """Let a lesson go on where the student was last."""
    ours: Any = kept
    theirs: Any = closed
    if theirs.seen_at > ours.seen_at and theirs.step_id is not None:
        ours.step_id = theirs.step_id
    ours.started_at = _earliest(ours.started_at, theirs.started_at)
    ours.seen_at = _latest(ours.seen_at, theirs.seen_at)
    ours.touched_at = _latest(ours.touched_at, theirs.touched_at)
    ours.finished_at = _earliest(ours.finished_at, theirs.finished_at)


def _join_visits(kept: Model, closed: Model) -> None:
    ours: Any = kept
    theirs: Any = closed
    ours.entered_at = _latest(ours.entered_at, theirs.entered_at)
    ours.finished_at = _earliest(ours.finished_at, theirs.finished_at)


def _join_hints(kept: Model, closed: Model) -> None:
    ours: Any = kept
    theirs: Any = closed
    # When a hint was taken last says with which answer it helped.
    ours.created_at = _latest(ours.created_at, theirs.created_at)


def _join_pretests(kept: Model, closed: Model) -> None:
    """Keep the pre-test that has ended; of two that have, the first."""
    ours: Any = kept
    theirs: Any = closed
    is_first = theirs.finished_at and (ours.finished_at is None or theirs.finished_at < ours.finished_at)
    if is_first:
        ours.finished_at, ours.outcome, ours.started_at = (
            theirs.finished_at,
            theirs.outcome,
            theirs.started_at,
        )


def _join_places(kept: Model, closed: Model) -> None:
    ours: Any = kept
    theirs: Any = closed
    ours.joined_at = _earliest(ours.joined_at, theirs.joined_at)


JOINS: dict[str, Callable[[Model, Model], None]] = {
    "tutor.Sitting": _join_sittings,
    "tutor.StepVisit": _join_visits,
    "tutor.HintUse": _join_hints,
    "tutor.PreTest": _join_pretests,
    "tutor.Enrolment": _join_places,
}


def end_consents(person_id: int) -> None:
    """Take back what the closed account agreed to: a yes is to one account's data, and is asked for anew."""
    from tutor.models import Consent

    forget_choices(student_id=person_id)
    Consent.objects.filter(student=person_id, withdrawn_at=None).update(withdrawn_at=timezone.now())
