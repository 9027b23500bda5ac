"""The reply to a self-report that no rule answered: true for this step, and with a way on."""

from datetime import datetime, timedelta

from django.db.models import Count, Q

from content import figures
from content.language import gettext, gettext_noop
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
    SelfReport.Feeling.BORED: gettext_noop("Noted. Next is always open."),
    SelfReport.Feeling.FINE: gettext_noop("Noted. Good."),
    SelfReport.Feeling.GOT_IT: gettext_noop("Noted. Well done."),
}


def reply_to_self_report(sitting: Sitting, feeling: str, *, now: datetime) -> str:
    """Return the words for a tap at the present step that no rule answered."""
    if feeling != SelfReport.Feeling.LOST or sitting.step is None:
        told = _OTHERS.get(SelfReport.Feeling(feeling), "")
        return gettext(told) if told else ""
    look = look_at(sitting, now=now)
    more = any(
        verdict.outcome in _WAITING and verdict.kind
        for verdict in examine(look.rules, look.timeline, look.situation, now.timestamp())
        if any(condition.signal == "said.lost" for condition in verdict.rule.conditions)
    )
    if more and _came_lately(sitting, now=now):
        return gettext("Noted. Look at what came a moment ago first; if it does not help, tap again.")
    if more:
        return gettext("Noted. There is more for this step: tap again in a moment.")
    ways = _ways_on(sitting)
    if look.situation.available - _NO_EXPLANATION:
        return gettext("Noted. You could %(ways)s.") % {"ways": ways}
    return gettext("Noted. There is nothing new to show just now: %(ways)s.") % {"ways": ways}


def _came_lately(sitting: Sitting, *, now: datetime) -> bool:
    return sitting.adaptations.filter(step=sitting.step_id, created_at__gt=now - _LATELY).exists()


def _ways_on(sitting: Sitting) -> str:
    """Return what the student can do here, as it ends a sentence."""
    assert sitting.step is not None
    ways = [gettext("take a hint")] if _has_hint_left(sitting) else []
    if selectors.parts_before(sitting.lesson.steps.all(), sitting.step).exists():
        ways.append(gettext("look at the step before"))
    has_teacher = classroom_ids_of(sitting.student_id)
    ways.append(gettext("ask your teacher") if has_teacher else gettext("ask somebody you know"))
    return figures.either(ways)


def _has_hint_left(sitting: Sitting) -> bool:
    assert sitting.step is not None
    taken = dict(
        HintUse.objects.filter(sitting=sitting).values_list("question").annotate(count=Count("pk")).order_by()
    )
    solved = Q(pk__in=sitting.answers.filter(is_correct=True).values("question"))
    open_questions = sitting.step.questions.exclude(solved)
    return any(len(hints) > taken.get(key, 0) for key, hints in open_questions.values_list("pk", "hints"))
