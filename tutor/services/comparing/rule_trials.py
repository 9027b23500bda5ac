"""Students who come to a rule whose settings are compared: chance says which of both holds for each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import F

from content.models import Question
from content.policy.rules import Rule
from content.policy.tuning.finding import choose_setting
from content.rules import Compared, reads_camera, recently_compared
from tutor.models import Answer, Consent, Enrolment, GivenUp, RuleTrial, Sitting
from tutor.models.support import are_groups_told_in_words

Purpose = Consent.Purpose


@dataclass(frozen=True)
class Assigned:
    """The rules that hold for a sitting at its step.

    Attributes:
        undecided: by the rule's key, of which chance has yet to say which setting holds. Until the looser one
            would act that makes no difference, so it stands among the rules.
        also: settings that may come to hold; what they ask for has to be gathered, too.
    """

    rules: list[Rule]
    undecided: Mapping[str, Compared] = field(default_factory=dict)

    @property
    def also(self) -> list[Rule]:
        """Return the settings that may come to hold."""
        return [rule for one in self.undecided.values() for rule in (one.now, one.trial)]


def assign(sittings: Sequence[Sitting], rules: Mapping[int, list[Rule]]) -> dict[int, Assigned]:
    """Return which setting of each rule holds for each sitting; no query where nothing is compared.

    Args:
        sittings: each at a step.
        rules: of each sitting, by its key, as they hold.
    """
    compared = {sitting.pk: recently_compared(sitting.lesson.course) for sitting in sittings}
    if not any(compared.values()):
        return {sitting.pk: Assigned(rules[sitting.pk]) for sitting in sittings}
    chosen = {
        (sitting, str(rule), number): is_trial
        for sitting, rule, number, is_trial in RuleTrial.objects.filter(
            sitting__in=sittings, step=F("sitting__step")
        ).values_list("sitting_id", "rule_id", "round", "is_trial")
    }
    had = {(sitting, rule) for sitting, rule, _ in chosen}
    sides = _Sides.among(sittings)
    here_at = {sitting.step_id for sitting in sittings}
    asking = set(Question.objects.filter(step__in=here_at).values_list("step_id", flat=True))
    found = {}
    for sitting in sittings:
        here: dict[str, Compared] = {}
        held = []
        for rule in rules[sitting.pk]:
            one = compared[sitting.pk].get(rule.key)
            if one is None:
                held.append(rule)
            elif (is_trial := chosen.get((sitting.pk, rule.key, one.round))) is not None:
                held.append(one.trial if is_trial else one.now)
            elif (sitting.pk, rule.key) in had or sitting.step_id not in asking:
                # At a step without a question nothing can tell what came of it.
                held.append(one.now)
            elif not sides.takes_part(sitting, one.now):
                held.append(one.now)
            else:
                here[rule.key] = one
                held.append(one.looser)
        found[sitting.pk] = Assigned(held, here)
    return found


@dataclass(frozen=True)
class _Sides:
    """Who agreed to what, of some students."""

    to_comparison: frozenset[int]
    to_camera: frozenset[int]
    to_figures: frozenset[int]
    left_out: frozenset[int]

    @classmethod
    def among(cls, sittings: Iterable[Sitting]) -> "_Sides":
        students = {sitting.student_id for sitting in sittings}

        def agreed(purpose: str) -> frozenset[int]:
            found = Consent.objects.standing(purpose).filter(student__in=students)
            return frozenset(found.values_list("student_id", flat=True))

        out = Enrolment.objects.filter(
            student__in=students, classroom__compares_help=False, classroom__archived_at=None
        )
        return cls(
            agreed(Purpose.COMPARISON),
            agreed(Purpose.CAMERA),
            agreed(Purpose.FIGURES),
            frozenset(out.values_list("student_id", flat=True)),
        )

    def takes_part(self, sitting: Sitting, rule: Rule) -> bool:
        """Say whether what comes of this student may move a rule.

        Where a camera has a part, only with a yes to its guesses counting for groups. Where classes are told
        of in words, nothing that hangs on a camera may be counted, and all help of a student with a camera
        does: it waits for a while after help from the camera.
        """
        student = sitting.student_id
        if student not in self.to_comparison or student in self.left_out:
            return False
        if are_groups_told_in_words():
            return student not in self.to_camera
        return not reads_camera(rule) or (student in self.to_camera and student in self.to_figures)


def enter(sitting: Sitting, compared: Compared) -> Rule:
    """Let chance say which setting holds for a student at a step, and return it; the sitting is locked.

    Where no question is left to answer, nothing would be learnt: what holds for all holds here, too.
    """
    if not _has_question(sitting):
        return compared.now
    rule, step = int(compared.now.key), sitting.step_id
    choice = choose_setting(f"rule {rule}/{compared.round}/{sitting.pk}/{step}")
    row = RuleTrial.of(
        choice,
        sitting=sitting,
        step_id=step,
        rule_id=rule,
        round=compared.round,
        from_camera=reads_camera(compared.now),
    )
    row.save()
    return compared.trial if row.is_trial else compared.now


def _has_question(sitting: Sitting) -> bool:
    done = Answer.objects.filter(sitting=sitting, is_correct=True).values("question")
    left = GivenUp.objects.filter(sitting=sitting).values("question")
    asked = Question.objects.filter(step=sitting.step_id)
    return asked.exclude(pk__in=done).exclude(pk__in=left).exists()
