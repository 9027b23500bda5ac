"""What class rules suggest, and what the teacher does about it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.db import IntegrityError, transaction
from django.utils import timezone

from content.language import gettext, gettext_noop, with_names
from content.models import Step
from content.policy.decisions import Decision
from content.policy.signal import Signal
from content.policy.signals import SIGNALS
from content.policy.units import amount, duration
from tutor.domain.learning.because import FROM_TEACHER
from tutor.messages import events
from tutor.models import Adaptation, Classroom, Sitting, Suggestion, User
from tutor.services.adaptations import carry_out

# Nobody decided for so long: what the rule saw is no longer so.
STALE = timedelta(minutes=10)
# What a class rule saw, by its signal.
LOOKS = {
    "class.confused_share": gettext_noop("%(share)s look confused, or say so"),
    "class.frustrated_share": gettext_noop("%(share)s look frustrated, or say so"),
    "class.bored_share": gettext_noop("%(share)s look bored, or say so"),
}


class AlreadyDecided(ValueError):
    """Somebody has started or dismissed the suggestion before."""


class NothingDone(ValueError):
    """Nothing came of an action for everyone; the text says why, as the teacher reads it."""


def describe_evidence(decision: Decision, *, step: Step, number: int, hold_s: float) -> list[str]:
    """Return what a class rule saw, as a teacher reads it: "half or more look confused, or say so"."""
    said = []
    for evidence in decision.evidence:
        if look := LOOKS.get(evidence.signal):
            said.append(gettext(look) % {"share": _describe_share(evidence.value)})
        elif evidence.signal != "class.known" or len(decision.evidence) == 1:
            # Its own sentence is the student's: "Several of you said you are lost."
            said.append(_describe_amount(evidence.value, SIGNALS[evidence.signal]))
    if hold_s:
        said.append(gettext("for %(time)s or longer") % {"time": duration(round(hold_s))})
    place = with_names(gettext("step %(number)s, %(title)s"), {"number": number, "title": step.say("title")})
    return [*said, place]


def _describe_amount(value: float, signal: Signal) -> str:
    text = gettext("%(amount)s %(what)s")
    if signal.unit == "share":
        text = gettext("%(amount)s of %(what)s")
    return text % {"amount": amount(value, signal.unit), "what": signal.phrase}


def _describe_share(share: float) -> str:
    """Return a share in words no finer than what is told of a class."""
    words = (
        (0.75, gettext("three quarters or more")),
        (0.5, gettext("half or more")),
        (0.25, gettext("a quarter or more")),
    )
    return next((word for least, word in words if share >= least), gettext("some"))


@transaction.atomic
def suggest(
    *, classroom: Classroom, step: Step, decision: Decision, evidence: list[str], now: datetime
) -> Suggestion | None:
    """Keep what a rule would do, for the teacher; `None` while another suggestion waits."""
    waiting = Suggestion.objects.filter(classroom=classroom, state=Suggestion.State.OPEN)
    # First, to make room: a class has one open suggestion at most.
    waiting.filter(created_at__lt=now - STALE).update(
        state=Suggestion.State.DISMISSED, reason=gettext("Nobody decided."), decided_at=now
    )
    suggestion = _suggestion(classroom, step, decision, evidence, now)
    try:
        # In a savepoint: on PostgreSQL a refused insert would otherwise end the whole transaction.
        with transaction.atomic():
            suggestion.save()
    except IntegrityError:
        return None
    transaction.on_commit(partial(events.send_class_changed, classroom_id=classroom.pk))
    return suggestion


def note_nothing_new(
    *, classroom: Classroom, step: Step, decision: Decision, evidence: list[str], now: datetime
) -> None:
    """Keep that a rule acted by itself and everyone had its help already."""
    suggestion = _suggestion(classroom, step, decision, evidence, now)
    suggestion.state, suggestion.decided_at = Suggestion.State.DISMISSED, now
    suggestion.reason = gettext("Everyone had it already.")
    suggestion.save()


def _suggestion(
    classroom: Classroom, step: Step, decision: Decision, evidence: list[str], now: datetime
) -> Suggestion:
    return Suggestion(
        classroom=classroom,
        lesson=step.lesson,
        step=step,
        rule_id=int(decision.rule) if decision.rule.isdigit() else None,
        rule_key=decision.rule,
        rule_name=decision.rule_name[:120],
        kind=decision.kind,
        evidence=evidence,
        created_at=now,
    )


@transaction.atomic
def decide_suggestion(
    *, suggestion: Suggestion, teacher: User | None, action: str = "", reason: str = ""
) -> bool:
    """Note what became of a suggestion; say whether this was the first word on it.

    Two teachers may press at once: the conditional update lets one of them through.
    """
    state = Suggestion.State.STARTED if action else Suggestion.State.DISMISSED
    changed = Suggestion.objects.filter(pk=suggestion.pk, state=Suggestion.State.OPEN).update(
        state=state, action=action, reason=reason, decided_by=teacher, decided_at=timezone.now()
    )
    transaction.on_commit(partial(events.send_class_changed, classroom_id=suggestion.classroom_id))
    return changed == 1


@transaction.atomic
def start_suggestion(*, suggestion: Suggestion, teacher: User, action: str, act: Callable[[], str]) -> str:
    """Do what the teacher makes of a suggestion, mark it started, and return what `act` tells.

    What `act` does is taken back with it where another teacher was first, or where it raises.

    Raises:
        AlreadyDecided: somebody else was first.
        NothingDone: raised by `act`.
    """
    if suggestion.state != Suggestion.State.OPEN:
        raise AlreadyDecided(suggestion)
    # First, because it locks sittings, which come before suggestions.
    told = act()
    if not decide_suggestion(suggestion=suggestion, teacher=teacher, action=action):
        raise AlreadyDecided(suggestion)
    return told


@transaction.atomic
def help_everyone(*, classroom: Classroom, sittings: list[Sitting], kind: str) -> list[Adaptation]:
    """Show one kind of help to every student at the lesson, each at their own step, where it is new.

    Raises:
        NothingDone: nobody is there, or for nobody it would be new.
    """
    if not sittings:
        raise NothingDone(gettext("Nobody is in the lesson right now, so nothing was shown."))
    decision = Decision(
        rule=FROM_TEACHER,
        rule_name=gettext("Your teacher"),
        kind=kind,
        mode="act",
        scope="class",
        sentence="",
        evidence=(),
    )
    made = carry_out(sittings, decision, classroom_id=classroom.pk)
    if not made:
        raise NothingDone(gettext("Nothing was shown: everyone has it already, or is at a step without it."))
    transaction.on_commit(partial(events.send_class_changed, classroom_id=classroom.pk))
    return made
