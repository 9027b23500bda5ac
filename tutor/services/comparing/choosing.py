"""Chance chooses which help a student gets, where a rule brings any and the author lets chance choose.

It does for whoever agreed to that, and whose classes take part; once at a step, for the first help there, and
only where an answer can follow that tells what came of it. What a teacher brings is never chosen by chance.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from content.arms import arm_of
from content.models import Question, Step, Variant
from content.policy.comparison import Choice, choose
from content.policy.comparison.outcomes import has_question
from content.policy.decisions import Decision
from content.policy.kinds import BUILT_IN
from tutor.models import Adaptation, Answer, Classroom, Consent, HelpChoice, Sitting
from tutor.queries.comparing.beliefs import least_known
from tutor.queries.comparing.history import TERMS, standings_at
from tutor.queries.selectors import parts_after, variants_with_words
from tutor.queries.skips import steps_from

# So long after a teacher brought help to a class at a step, nobody of the class gets other help by chance.
TEACHERS_CHOICE = timedelta(days=1)


@dataclass(frozen=True)
class Drawn:
    """What chance chose.

    Attributes:
        decision: the rule's, for the kind of what was chosen.
        asked: the step whose questions tell what came of it.
    """

    decision: Decision
    variant: Variant
    choice: Choice
    asked: int


def draw(sitting: Sitting, decision: Decision, *, now: datetime) -> Drawn | None:
    """Let chance choose what a rule brings; `None` where it is to bring what it would anyway.

    No query where the author lets chance choose nothing, one where there is nothing to choose from, and up to
    five more where there is. The caller holds the sitting's lock.
    """
    step = sitting.step
    if step is None or not settings.HELP_COMPARISON or not step.lets_chance_choose_in(sitting.lesson.course):
        return None
    if decision.kind in BUILT_IN:
        return None
    by_kind = {one.kind: one for one in (decision, *decision.instead) if one.kind not in BUILT_IN}
    variants = _variants_of(step, by_kind)
    if len(variants) < 2 or not _may_choose(sitting, now=now):
        return None
    asked = _asked_after(sitting, step)
    if asked is None:
        return None
    arms = [arm_of(variant) for variant in variants]
    seed = f"step {step.pk}, sitting {sitting.pk}"
    choice = choose(standings_at(step.pk, arms), seed=seed, terms=TERMS)
    variant = variants[choice.chosen]
    return Drawn(by_kind[variant.kind], variant, choice, asked)


def keep_choice(drawn: Drawn, adaptation: Adaptation) -> HelpChoice:
    """Store a choice with the help that came of it, in the same transaction."""
    arm = drawn.choice.arm
    return HelpChoice.objects.create(
        sitting=adaptation.sitting,
        step_id=adaptation.step_id,
        asked_id=drawn.asked,
        adaptation=adaptation,
        variant=drawn.variant,
        rule_id=adaptation.rule_id,
        arm_variant=arm.variant,
        arm_text=arm.text,
        record=drawn.choice.as_record(),
        from_camera=adaptation.from_camera,
        chosen_at=adaptation.created_at,
        mastery_before=least_known(adaptation.sitting.student_id, drawn.asked),
    )


def _variants_of(step: Step, kinds: Collection[str]) -> list[Variant]:
    """Return a step's variants of some kinds, in the order of the kinds, and within each in the step's."""
    order = {kind: place for place, kind in enumerate(kinds)}
    found = variants_with_words([step.pk]).filter(kind__in=kinds)
    return sorted(found, key=lambda variant: order[variant.kind])


def _may_choose(sitting: Sitting, *, now: datetime) -> bool:
    """Say whether the student agreed, no class is left out, and nobody has brought help here; one query."""
    agreed = Consent.objects.standing(Consent.Purpose.COMPARISON)
    own_classes = Classroom.objects.filter(enrolments__student=OuterRef("student"), archived_at=None)
    had = Adaptation.objects.filter(sitting=OuterRef("pk"), step=sitting.step)
    chosen = HelpChoice.objects.filter(sitting=OuterRef("pk"), step=sitting.step)
    by_teachers = Adaptation.objects.filter(
        step=sitting.step,
        rule=None,
        classroom__enrolments__student=OuterRef("student"),
        created_at__gt=now - TEACHERS_CHOICE,
    )
    return Sitting.objects.filter(
        Exists(agreed.filter(student=OuterRef("student"))),
        ~Exists(own_classes.filter(compares_help=False)),
        ~Exists(had),
        ~Exists(chosen),
        ~Exists(by_teachers),
        pk=sitting.pk,
    ).exists()


def _asked_after(sitting: Sitting, step: Step) -> int | None:
    """Return the step whose next answer tells what came of it: this one, or the next that asks anything.

    `None` where no question follows that is still to be solved. One query, two in a course with a pre-test.
    """
    rest = parts_after(steps_from(sitting, step), step)
    right = Answer.objects.filter(sitting=sitting, question=OuterRef("pk"), is_correct=True)
    asked = list(
        Question.objects.filter(Q(step=step) | Q(step__in=rest))
        .order_by("step__position", "step_id")
        .values_list("step_id", Exists(right))
    )
    first = next((at for at, _ in asked), None)
    to_solve = [at for at, is_solved in asked if at == first and not is_solved]
    return first if has_question(len(to_solve), is_answered=False) else None
