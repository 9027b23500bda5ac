"""The reply to a self-report that no rule answered: true for this step, and with a way on."""

from datetime import datetime, timedelta

from django.db.models import Count, Q

from content.policy.decide import Outcome, examine
from content.policy.kinds import HARDER
from tutor.models import HintUse, SelfReport, Sitting
from tutor.queries import selectors
from tutor.services.adaptations import look_at
from tutor.services.teaching.classes import classroom_ids_of

_LATELY = timedelta(minutes=2)
_WAITING = (Outcome.RULE_COOLDOWN, Outcome.STUDENT_COOLDOWN)
_NO_EXPLANATION = HARDER | {"break"}
_OTHERS = {
    SelfReport.Feeling.BORED: "Noted. Next is always open.",
    SelfReport.Feeling.FINE: "Noted. Good.",
    SelfReport.Feeling.GOT_IT: "Noted. Well done.",
}


def reply_to_self_report(sitting: Sitting, feeling: str, *, now: datetime) -> str:
    """Return the words for a tap at the present step that no rule answered."""
    if feeling != SelfReport.Feeling.LOST or sitting.step is None:
        return _OTHERS.get(SelfReport.Feeling(feeling), "")
    look = look_at(sitting, now=now)
    more = any(
        verdict.outcome in _WAITING and verdict.kind
        for verdict in examine(look.rules, look.timeline, look.situation, now.timestamp())
        if any(condition.signal == "said.lost" for condition in verdict.rule.conditions)
    )
    if more and _came_lately(sitting, now=now):
        return "Noted. Look at what came a moment ago first; if it does not help, tap again."
    if more:
        return "Noted. There is more for this step: tap again in a moment."
    ways = _ways_on(sitting)
    if look.situation.available - _NO_EXPLANATION:
        return f"Noted. You could {ways}."
    return f"Noted. There is nothing new to show just now: {ways}."


def _came_lately(sitting: Sitting, *, now: datetime) -> bool:
    return sitting.adaptations.filter(step=sitting.step_id, created_at__gt=now - _LATELY).exists()


def _ways_on(sitting: Sitting) -> str:
    """Return what the student can do here, as it ends a sentence."""
    assert sitting.step is not None
    ways = ["take a hint"] if _has_hint_left(sitting) else []
    if selectors.parts_before(sitting.lesson.steps.all(), sitting.step).exists():
        ways.append("look at the step before")
    ways.append("ask your teacher" if classroom_ids_of(sitting.student_id) else "ask somebody you know")
    return f"{', '.join(ways[:-1])} or {ways[-1]}" if len(ways) > 1 else ways[0]


def _has_hint_left(sitting: Sitting) -> bool:
    assert sitting.step is not None
    taken = dict(
        HintUse.objects.filter(sitting=sitting).values_list("question").annotate(count=Count("pk")).order_by()
    )
    solved = Q(pk__in=sitting.answers.filter(is_correct=True).values("question"))
    open_questions = sitting.step.questions.exclude(solved)
    return any(len(hints) > taken.get(key, 0) for key, hints in open_questions.values_list("pk", "hints"))
