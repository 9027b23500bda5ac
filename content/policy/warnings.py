"""What a careful colleague would say about a set of rules before students meet them. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from content.language import gettext
from content.policy.kinds import BUILT_IN, HARDER, KINDS
from content.policy.misconceptions import title_about
from content.policy.rules import Condition, Rule
from content.policy.signals import SIGNALS

# As `RECENT_S` of `content.signals.step`, which imports this room and cannot be imported by it.
SAID_LASTS_S = 60.0
# While one of these counts anything, the last answer was wrong, or too quick.
_MISSES = frozenset(f"behaviour.{name}" for name in ("wrong_in_row", "wrong_since_help", "fast_wrong"))
_GENTLER = frozenset({"visual", "easier", "worked_example", "hint"})


@dataclass(frozen=True)
class StepFacts:
    """What rules need to know of one step of the courses they hold for."""

    course: str
    lesson: str
    kind: str
    variants: frozenset[str]


@dataclass(frozen=True)
class RuleWarning:
    """One thing to look at; `code` is never, shadowed, contradicts, no_variant, face_alone or restless."""

    rule: str
    code: str
    text: str


def warn_about(rules: Sequence[Rule], steps: Sequence[StepFacts]) -> list[RuleWarning]:
    """Return what is doubtful about each rule, given the other rules and the steps there are."""
    ordered = sorted(rules, key=lambda rule: -rule.priority)
    found: list[RuleWarning] = []
    for index, rule in enumerate(ordered):
        found += [RuleWarning(rule.key, "never", text) for text in _never_fires(rule, steps)]
        found += [RuleWarning(rule.key, "no_variant", text) for text in _missing_variants(rule, steps)]
        found += [RuleWarning(rule.key, code, text) for code, text in _restless(rule)]
        found += _against_others(rule, ordered[:index])
    return found


def _never_fires(rule: Rule, steps: Sequence[StepFacts]) -> Iterable[str]:
    if rule.join == "all":
        yield from _impossible_conditions(rule)
    says = [condition for condition in rule.conditions if _is_tap(condition)]
    if rule.hold_s >= SAID_LASTS_S and (says if rule.join == "all" else len(says) == len(rule.conditions)):
        yield gettext(
            "It can never act: a tap counts for %(said_lasts_s)s s, and the rule waits longer than that."
        ) % {"said_lasts_s": SAID_LASTS_S}
    if steps and not _steps_within(rule, steps):
        yield gettext("It can never act: no step lies within its limits.")
    if HARDER.issuperset(rule.effects) and _needs_wrong_answers(rule):
        yield gettext("It can never act: wrong answers are never met with something harder.")


def _needs_wrong_answers(rule: Rule) -> bool:
    asked = [
        condition.signal in _MISSES and condition.comparison == "at_least" and condition.leave >= 1
        for condition in rule.conditions
    ]
    return any(asked) if rule.join == "all" else all(asked)


def _impossible_conditions(rule: Rule) -> Iterable[str]:
    conditions = rule.conditions
    for low in conditions:
        for high in conditions:
            opposed = low.key == high.key and low.comparison == "at_least" and high.comparison == "at_most"
            if opposed and low.enter > high.enter and low.leave > high.leave:
                title = title_about(SIGNALS[low.signal], low.misconception)
                yield gettext("It can never act: “%(title)s” cannot be high and low at the same time.") % {
                    "title": title
                }
    taps = {condition.signal for condition in conditions if _is_tap(condition)}
    if len(taps) > 1:
        yield gettext("It can never act: only the student's last tap counts, and the rule asks for two.")


def _is_tap(condition: Condition) -> bool:
    return (
        SIGNALS[condition.signal].family == "said"
        and condition.comparison == "at_least"
        and condition.enter > 0
    )


def _steps_within(rule: Rule, steps: Sequence[StepFacts]) -> list[StepFacts]:
    return [
        step
        for step in steps
        if rule.limits.allow(course=step.course, lesson=step.lesson, step_kind=step.kind)
    ]


def _missing_variants(rule: Rule, steps: Sequence[StepFacts]) -> Iterable[str]:
    within = _steps_within(rule, steps)
    if not within:
        return
    there = BUILT_IN.union(*(step.variants for step in within))
    missing = [KINDS[effect].article for effect in rule.effects if effect not in there]
    named = gettext(" or ").join(missing)
    if len(missing) == len(rule.effects):
        yield gettext("It can never show anything: no step has %(missing)s.") % {"missing": named}
    elif missing:
        yield gettext("No step has %(missing)s, so that part of the rule is skipped.") % {"missing": named}


def _restless(rule: Rule) -> Iterable[tuple[str, str]]:
    faces = [condition for condition in rule.conditions if SIGNALS[condition.signal].family == "camera"]
    enough_alone = faces if rule.join == "any" else len(faces) == len(rule.conditions)
    if enough_alone:
        yield (
            "face_alone",
            gettext("The face alone decides. Ask for a second witness: a wrong answer, no progress, a tap."),
        )
    if any(SIGNALS[face.signal].unit != "seconds" for face in faces) and not rule.hold_s:
        yield (
            "restless",
            gettext("It acts at the first glance. Brief confusion helps learning: let it last a while."),
        )
    lasting = [condition for condition in rule.conditions if _lasts(condition)]
    if lasting and (rule.join == "any" or len(lasting) == len(rule.conditions)):
        yield (
            "restless",
            gettext(
                "Shown once, a misconception stays shown: it acts on every later step, too. Ask for a wrong "
                "answer as well."
            ),
        )
    if rule.hold_s and any(condition.enter == condition.leave for condition in faces):
        yield (
            "restless",
            gettext(
                "A threshold has no slack: a value that wavers around it starts the time anew, again "
                "and again."
            ),
        )


def _lasts(condition: Condition) -> bool:
    return SIGNALS[condition.signal].names_misconception and condition.comparison == "at_least"


def _against_others(rule: Rule, earlier: Sequence[Rule]) -> Iterable[RuleWarning]:
    for other in earlier:
        if other.scope != rule.scope or not _covers(other, rule):
            continue
        if set(rule.effects) <= set(other.effects):
            text = gettext(
                "It never gets its turn: “%(name)s” goes first, asks for less and shows the same."
            ) % {"name": other.name}
            yield RuleWarning(rule.key, "shadowed", text)
        elif _pulls_apart(other, rule):
            text = gettext(
                "It contradicts “%(name)s”: in the same situation one makes it easier, the other harder."
            ) % {"name": other.name}
            yield RuleWarning(rule.key, "contradicts", text)


def _pulls_apart(one: Rule, other: Rule) -> bool:
    first, second = one.effects[0], other.effects[0]
    return {first, second} & HARDER != set() and {first, second} & _GENTLER != set()


def _covers(wide: Rule, narrow: Rule) -> bool:
    """Return whether `wide` acts wherever and whenever `narrow` does."""
    limits = (
        (wide.limits.courses, narrow.limits.courses),
        (wide.limits.lessons, narrow.limits.lessons),
        (wide.limits.step_kinds, narrow.limits.step_kinds),
    )
    if wide.hold_s > narrow.hold_s or any(w and (not n or not n <= w) for w, n in limits):
        return False
    return _implies(narrow, wide)


def _implies(narrow: Rule, wide: Rule) -> bool:
    """Return whether the conditions of `narrow` being met means that those of `wide` are."""

    def met_with(conditions: Sequence[Condition]) -> bool:
        covered = [any(_is_stricter(given, asked) for given in conditions) for asked in wide.conditions]
        return all(covered) if wide.join == "all" else any(covered)

    if narrow.join == "all":
        return met_with(narrow.conditions)
    return all(met_with([condition]) for condition in narrow.conditions)


def _is_stricter(given: Condition, asked: Condition) -> bool:
    if given.signal != asked.signal or given.comparison != asked.comparison:
        return False
    # A misconception by its name has been shown at most as often as the one that was shown most.
    wide = asked if given.comparison == "at_least" else given
    if given.key != asked.key and wide.misconception:
        return False
    if given.comparison == "at_least":
        return given.enter >= asked.enter and given.leave >= asked.leave
    return given.enter <= asked.enter and given.leave <= asked.leave
