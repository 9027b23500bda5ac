"""From signals to an adaptation on the student's page, and what the student makes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property, partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.models import Course
from content.policy.decide import PastAdaptation, Situation, Snapshot, could_act, decide
from content.policy.decisions import Decision
from content.policy.kinds import BUILT_IN, HARDER
from content.policy.rules import Rule
from content.rules import Compared, reads_camera, recent_rules
from content.signals.step import StepEvents, build_timeline
from tutor.domain.learning.because import kept_of
from tutor.messages import events
from tutor.models import Adaptation, Answer, Sitting
from tutor.queries.help_places import Place, questions_of_help
from tutor.queries.observations import Asked, add_earlier_clips, events_at_steps
from tutor.queries.selectors import is_open_to, kinds_lately, variants_at
from tutor.services.comparing.choosing import Drawn, draw, keep_choice
from tutor.services.comparing.rule_trials import assign, enter
from tutor.services.locks import lock_row, lock_sitting, lock_sittings
from tutor.services.outcomes import settle_later
from tutor.services.repeats import StaleAction, is_first

# The longest cooldown that a rule may have (`content.policy.rules.MAX_SECONDS`): what came earlier holds
# nothing back.
COOLDOWN_MEMORY = timedelta(hours=1)
CHANGED = _("This has changed since the page was loaded, perhaps in another window. This is how it stands.")


@dataclass(frozen=True)
class Look:
    """What the policy is asked about: a learner's rules, what happened, and where the learner is.

    Attributes:
        at: the moment of the look, in epoch seconds.
        asked: what the rules ask for, and how far back they look.
        undecided: by the rule's key, of which chance has yet to say which of two settings holds.
    """

    rules: list[Rule]
    events: StepEvents
    situation: Situation
    at: float
    asked: Asked
    undecided: Mapping[str, Compared] = field(default_factory=dict)

    @property
    def latest(self) -> Snapshot:
        """The newest snapshot of the timeline."""
        return build_timeline(self.events, now=self.at, span_s=0.0)[-1]

    @cached_property
    def timeline(self) -> list[Snapshot]:
        """The snapshots that the rules read, oldest first."""
        return build_timeline(self.events, now=self.at, span_s=self.asked.span_s)

    @cached_property
    def could_act(self) -> list[Rule]:
        """The rules that may act now, whatever came before; mostly none."""
        return could_act(self.rules, self.latest, self.situation, self.at)

    def decide(self) -> Decision | None:
        """Return the policy's decision."""
        rules = self.could_act
        return decide(rules, self.timeline, self.situation, self.at) if rules else None

    def decide_for_good(self, sitting: Sitting) -> Decision | None:
        """Return the decision to carry out: where settings are compared, by the one that chance chose.

        The sitting is locked.
        """
        decision = self.decide()
        compared = self.undecided.get(decision.rule) if decision else None
        if compared is None:
            return decision
        held = enter(sitting, compared)
        rules = [held if rule.key == held.key else rule for rule in self.rules]
        others = {key: one for key, one in self.undecided.items() if key != held.key}
        return replace(self, rules=rules, undecided=others).decide_for_good(sitting)


def consider(*, sitting_id: int, at: Place = None, now: datetime | None = None) -> Adaptation | None:
    """Ask the policy about one learner and carry out its decision.

    Args:
        sitting_id: whose.
        at: what on the page gave rise to it, if the page tells; the help opens beneath it.
        now: the moment of the look.
    """
    return next(iter(consider_all(sitting_ids=[sitting_id], at=at, now=now)), None)


def consider_all(
    *, sitting_ids: Sequence[int], at: Place = None, now: datetime | None = None
) -> list[Adaptation]:
    """Ask the policy about some learners, in as many queries as about one, and carry out its decisions.

    Most looks decide nothing, so the first one holds nobody up. Where something is to be done, the sitting's
    row is locked and looked at again, so that a clip and a tap that arrive together cannot both act.
    """
    now = now or timezone.now()
    decided = _decide_for(list(_going_on().filter(pk__in=sitting_ids)), now=now)
    made = (_carry_out_again(pk, at=at, now=now) for pk in decided)
    return [adaptation for adaptation in made if adaptation is not None]


@transaction.atomic
def _carry_out_again(sitting_id: int, *, at: Place, now: datetime) -> Adaptation | None:
    """Decide once more about a sitting that is locked now, and carry it out."""
    locked = list(_going_on().filter(pk=sitting_id).select_for_update(of=("self",), no_key=True))
    for sitting in locked:
        for decision, from_camera in _decide_for(locked, now=now, for_good=True).values():
            drawn = draw(sitting, decision, now=now)
            return next(
                iter(carry_out([sitting], decision, at=at, from_camera=from_camera, drawn=drawn)), None
            )
    return None


def _going_on() -> QuerySet[Sitting]:
    at_step = Sitting.objects.filter(step__isnull=False, finished_at__isnull=True)
    return at_step.select_related("lesson__course", "step", "student")


def _decide_for(
    sittings: Sequence[Sitting], *, now: datetime, for_good: bool = False
) -> dict[int, tuple[Decision, bool]]:
    """Return, by sitting, what the policy decides, and whether the camera had a part in it."""
    open_ones = [sitting for sitting in sittings if is_open_to(sitting.student, sitting.lesson.course)]
    decided = {}
    looks = _looks_that_could_act(open_ones, now=now)
    for sitting in open_ones:
        look = looks.get(sitting.pk)
        if look is None:
            continue
        decision = look.decide_for_good(sitting) if for_good else look.decide()
        if decision is not None:
            from_camera = any(rule.key == decision.rule and reads_camera(rule) for rule in look.rules)
            decided[sitting.pk] = decision, from_camera
    return decided


def _looks_that_could_act(sittings: Sequence[Sitting], *, now: datetime) -> dict[int, Look]:
    """Return, by sitting, what the policy is asked about, of whom a rule may act on now.

    Of all others only what counts now was gathered: minutes of clips are most of what a look costs.
    """
    looks = {pk: look for pk, look in looks_at(sittings, now=now, for_now=True).items() if look.could_act}
    more = [sitting for sitting in sittings if sitting.pk in looks]
    if not more:
        return {}
    asked = {pk: look.asked for pk, look in looks.items()}
    events = {pk: look.events for pk, look in looks.items()}
    whole = add_earlier_clips(more, events, now=now, asked=asked)
    return {pk: replace(look, events=whole[pk]) for pk, look in looks.items()}


def look_at(sitting: Sitting, *, now: datetime) -> Look:
    """Gather what the policy is asked about, for a learner at a step."""
    return looks_at([sitting], now=now)[sitting.pk]


def looks_at(sittings: Sequence[Sitting], *, now: datetime, for_now: bool = False) -> dict[int, Look]:
    """Gather what the policy is asked about, for learners who are each at a step, by sitting.

    With `for_now` only the clips that count in the newest snapshot are among it.
    """
    if not sittings:
        return {}
    made: dict[int, list[Adaptation]] = {sitting.pk: [] for sitting in sittings}
    helps = Adaptation.objects.filter(sitting__in=sittings).select_related("step").order_by("created_at")
    for adaptation in helps:
        made[adaptation.sitting_id].append(adaptation)
    rules = assign(sittings, {sitting.pk: _learner_rules(sitting.lesson.course) for sitting in sittings})
    asked = {pk: _asked_by([*own.rules, *own.also]) for pk, own in rules.items()}
    happened = events_at_steps(sittings, now=now, asked=asked, helps=made, for_now=for_now)
    return {
        sitting.pk: Look(
            rules[sitting.pk].rules,
            happened[sitting.pk],
            describe_situation(sitting, made[sitting.pk], now=now),
            at=now.timestamp(),
            asked=asked[sitting.pk],
            undecided=rules[sitting.pk].undecided,
        )
        for sitting in sittings
    }


def _learner_rules(course: Course) -> list[Rule]:
    return [rule for rule in recent_rules(course) if rule.scope == "learner"]


def _asked_by(rules: list[Rule]) -> Asked:
    signals = {condition.signal for rule in rules for condition in rule.conditions}
    return Asked(longest_hold(rules), signals)


def longest_hold(rules: list[Rule]) -> float:
    """Return how far back (s) the rules look, with a margin for the hysteresis to settle."""
    return max((rule.hold_s + (rule.escalate_s or 0.0) for rule in rules), default=0.0) + 20


def describe_situation(sitting: Sitting, made: Sequence[Adaptation], *, now: datetime) -> Situation:
    """Return where the learner stands and what was done before, in the order of time."""
    step = sitting.step
    assert step is not None
    past = [adaptation for adaptation in made if adaptation.created_at > now - COOLDOWN_MEMORY]
    used = {adaptation.kind for adaptation in made if adaptation.step_id == step.pk}
    offered = kinds_lately(step.pk)
    return Situation(
        course=sitting.lesson.course.slug,
        lesson=sitting.lesson.slug,
        step=step.slug,
        step_kind=step.kind,
        available=frozenset(offered - used),
        adaptations=tuple(_to_past(adaptation) for adaptation in past),
    )


def _to_past(adaptation: Adaptation) -> PastAdaptation:
    return PastAdaptation(
        at=adaptation.created_at.timestamp(),
        rule=adaptation.rule_key,
        kind=adaptation.kind,
        step=adaptation.step.slug,
        undone=adaptation.state == Adaptation.State.UNDONE,
        scope="class" if adaptation.classroom_id else "learner",
    )


@transaction.atomic
def carry_out(
    sittings: Sequence[Sitting],
    decision: Decision,
    *,
    classroom_id: int | None = None,
    at: Place = None,
    from_camera: bool = False,
    drawn: Drawn | None = None,
) -> list[Adaptation]:
    """Store a decision for each of the sittings, at its own step, and tell the pages; return what is new.

    Left out is who has had this kind of help at the step, whose step has none of it to show, and, from
    something harder, whose last answer was wrong. Six or seven queries, however many sittings.

    Args:
        sittings: whose.
        decision: what to bring.
        classroom_id: the class that it came to as a whole, if it did.
        at: what on the page gave rise to it, if the page tells.
        from_camera: whether a camera had a part in the decision.
        drawn: what chance chose for the one sitting, in place of the decision; it is kept with the help.
    """
    if drawn is not None:
        decision = drawn.decision
    locked = lock_sittings(sitting.pk for sitting in sittings)
    step_of = {sitting.pk: sitting.step_id for sitting in locked if sitting.step_id is not None}
    here = [sitting for sitting in locked if sitting.pk in step_of]
    if classroom_id is not None:
        # First: what makes way does not count as had.
        _make_way(here, decision.kind)
    steps = set(step_of.values())
    variants = dict.fromkeys(steps, drawn.variant) if drawn else variants_at(steps, kind=decision.kind)
    # Asked under the locks, so that nothing comes between that `a_kind_of_help_once_per_step` would refuse.
    left_out = _who_had(here, decision.kind)
    if decision.kind in HARDER:
        left_out |= _who_just_missed(here)
    questions = questions_of_help(here, at=at)
    made = Adaptation.objects.bulk_create(
        Adaptation(
            sitting=sitting,
            step_id=step_of[sitting.pk],
            question_id=questions.get(sitting.pk),
            classroom_id=classroom_id,
            from_camera=from_camera,
            variant=variants.get(step_of[sitting.pk]),
            **_what_and_why(decision),
        )
        for sitting in here
        if sitting.pk not in left_out and (decision.kind in BUILT_IN or step_of[sitting.pk] in variants)
    )
    for adaptation in made:
        if drawn is not None:
            keep_choice(drawn, adaptation)
        _announce(adaptation)
        _look_back_later(adaptation)
    return made


def _what_and_why(decision: Decision) -> dict[str, Any]:
    return {
        # The key of a rule in the database is its number; what a teacher starts has no rule behind it.
        "rule_id": int(decision.rule) if decision.rule.isdigit() else None,
        "rule_key": decision.rule,
        "rule_name": decision.rule_name,
        "kind": decision.kind,
        **kept_of(decision),
        "state": Adaptation.State.OFFERED if decision.mode == "offer" else Adaptation.State.SHOWN,
    }


def _make_way(sittings: Sequence[Sitting], kind: str) -> None:
    """Let help for everyone take the place of the same help that a camera had a part in.

    How many have it already, which shows in how many are new to it, would else say how many looked lost.
    """
    had = Adaptation.objects.uncountable().filter(sitting__in=sittings, step=F("sitting__step"), kind=kind)
    had.delete()


def _who_had(sittings: Sequence[Sitting], kind: str) -> set[int]:
    had = Adaptation.objects.filter(sitting__in=sittings, step=F("sitting__step"), kind=kind)
    return set(had.values_list("sitting_id", flat=True))


def _who_just_missed(sittings: Sequence[Sitting]) -> set[int]:
    """Return the sittings whose last answer at their step was wrong."""
    answers = Answer.objects.filter(sitting__in=sittings, question__step=F("sitting__step"))
    last = dict(answers.order_by("created_at", "pk").values_list("sitting_id", "is_correct"))
    return {sitting for sitting, is_correct in last.items() if not is_correct}


def _look_back_later(adaptation: Adaptation) -> None:
    # Robust: without a broker the help is there all the same, and only this outcome stays unknown. It is no
    # partial, because Django asks a callback that failed for its name.
    transaction.on_commit(lambda: settle_later(adaptation.pk), robust=True)


def _announce(adaptation: Adaptation) -> None:
    send = partial(events.send_adaptation, sitting_id=adaptation.sitting_id, adaptation_id=adaptation.pk)
    transaction.on_commit(send)


def undo(*, adaptation: Adaptation, seen: str, submission_id: UUID) -> None:
    """Fold an adaptation away, or decline an offer; the rules respect it at this step."""
    undone = {"state": Adaptation.State.UNDONE, "undone_at": timezone.now()}
    _change(adaptation, seen, submission_id, **undone)


def accept(*, adaptation: Adaptation, seen: str, submission_id: UUID) -> None:
    """Show what was offered, or show again what was folded away."""
    _change(adaptation, seen, submission_id, state=Adaptation.State.SHOWN, undone_at=None)


def judge(*, adaptation: Adaptation, seen: str, submission_id: UUID, helped: bool) -> None:
    """Keep the student's word on whether it helped."""
    _change(adaptation, seen, submission_id, helped=helped)


@transaction.atomic
def _change(adaptation: Adaptation, seen: str, submission_id: UUID, **values: object) -> None:
    """Change an adaptation that still stands as the student saw it; a repeat changes nothing.

    Raises:
        StaleAction: it stands otherwise by now.
        Gone: it was taken back, or the sitting erased.
    """
    lock_sitting(adaptation.sitting)
    # What a class takes back, or shows to everyone anew, may be gone by now.
    lock_row(adaptation, "state", "helped", "undone_at")
    # Before the state is compared: the first of two equal presses has changed it, and the second is no
    # mistake.
    if not is_first(sitting=adaptation.sitting, submission_id=submission_id):
        return
    if adaptation.state != seen:
        raise StaleAction(CHANGED)
    for name, value in values.items():
        setattr(adaptation, name, value)
    adaptation.save(update_fields=list(values))
    _announce(adaptation)
