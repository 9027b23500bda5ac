"""A rule as the policy sees it: validated once, then never wrong."""

from collections.abc import Sequence
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, Literal, get_args

from content import figures
from content.language import gettext, gettext_noop
from content.policy import phrases
from content.policy.codec import Choice, Codec, Ladder, NamedSets, Seconds, Text, Whole
from content.policy.conditions import MAX_NUMBER as MAX_NUMBER
from content.policy.conditions import Condition as Condition
from content.policy.conditions import InvalidRule as InvalidRule
from content.policy.conditions import WrittenCondition as WrittenCondition
from content.policy.conditions import check_range, check_size
from content.policy.conditions import read_bounded as read_bounded
from content.policy.kinds import KINDS
from content.policy.signals import SIGNALS

Join = Literal["all", "any"]
Mode = Literal["act", "offer"]
Scope = Literal["learner", "class"]
StepKind = Literal["explanation", "question", "practice"]

STEP_KINDS: tuple[str, ...] = get_args(StepKind)
MAX_SECONDS = 3600.0
LEARN_FROM = (40, 5000)
"""How many students a comparison may count."""


@dataclass(frozen=True)
class Limits:
    """Where a rule may act; an empty set means everywhere."""

    courses: frozenset[str] = frozenset()
    lessons: frozenset[str] = frozenset()
    step_kinds: frozenset[str] = frozenset()

    def allow(self, *, course: str, lesson: str, step_kind: str) -> bool:
        """Return whether a step there is within the limits."""
        pairs = ((self.courses, course), (self.lessons, lesson), (self.step_kinds, step_kind))
        return all(not allowed or value in allowed for allowed, value in pairs)


@dataclass(frozen=True, kw_only=True)
class WrittenRule:
    """A rule as it is written, sound or not: the one place that names its fields, in the order of files.

    Attributes:
        hold_s: how long the joined conditions must last before the rule acts.
        escalate_s: how much longer they must last, after this rule's last help and with nothing
            else shown since, before the next of `effects` follows; None: the cooldown decides.
        cooldown_s: the least time between two adaptations of this rule.
        priority: of two rules that could act, the greater one does.
        effects: variant kinds, the first that is still unused in the step is taken.
        sentence: what the student reads; empty: one is made from the evidence.
        hold_least, hold_most: the range within which `hold_s` may move by what helped; None: it stays.
        learn_from: how many students each comparison of two settings counts, fixed before it begins.
    """

    name: str = field(
        metadata={
            "codec": Text(
                label=gettext_noop("name"), file="name", most=160, is_required=True, unnamed="This rule"
            )
        }
    )
    scope: Scope = field(
        metadata={
            "codec": Choice(
                label=gettext_noop("scope"),
                file="scope",
                width=10,
                choices=(
                    ("learner", gettext_noop("One learner")),
                    ("class", gettext_noop("The whole class")),
                ),
            )
        },
        default="learner",
    )
    join: Join = field(
        metadata={
            "codec": Choice(
                label=gettext_noop("acts when"),
                file="when",
                width=5,
                choices=(
                    ("all", gettext_noop("all of them hold")),
                    ("any", gettext_noop("any of them holds")),
                ),
            )
        },
        default="all",
    )
    # Rows, files and forms hold conditions one by one, each with fields of its own.
    conditions: tuple[WrittenCondition, ...] = field(metadata={"say": phrases.say_conditions})
    hold_s: float = field(
        metadata={
            "codec": Seconds(
                label=gettext_noop("for at least (s)"),
                help_text=gettext_noop("How long it must last, in seconds."),
                tried_as=gettext_noop("lasts (s)"),
                file="hold_s",
                say=phrases.say_hold,
            )
        },
        default=0.0,
    )
    mode: Mode = field(
        metadata={
            "codec": Choice(
                label=gettext_noop("mode"),
                file="mode",
                width=5,
                choices=(("act", gettext_noop("Show at once")), ("offer", gettext_noop("Offer first"))),
            )
        },
        default="act",
    )
    effects: tuple[str, ...] = field(
        metadata={
            "codec": Ladder(
                label=gettext_noop("effects"),
                help_text=gettext_noop("Kinds of variant, the first is tried first."),
                file="show",
                form="effect",
                say=phrases.say_effects,
            )
        }
    )
    cooldown_s: float = field(
        metadata={
            "codec": Seconds(
                label=gettext_noop("at most every (s)"),
                help_text=gettext_noop("The least time between two acts of this rule, in seconds."),
                tried_as=gettext_noop("at most every (s)"),
                file="cooldown_s",
                say=phrases.say_cooldown,
            )
        },
        default=120.0,
    )
    priority: int = field(
        metadata={
            "codec": Whole(
                label=gettext_noop("priority"),
                help_text=gettext_noop("Of two rules that could act, the greater one does."),
                tried_as=gettext_noop("priority"),
                file="priority",
            )
        },
        default=0,
    )
    escalate_s: float | None = field(
        metadata={
            "codec": Seconds(
                label=gettext_noop("next effect after (s)"),
                help_text=gettext_noop(
                    "If it lasts this much longer, show the next effect. Empty: wait for the cooldown."
                ),
                tried_as=gettext_noop("next effect after (s)"),
                is_optional=True,
                file="escalate_s",
            )
        },
        default=None,
    )
    sentence: str = field(
        metadata={
            "codec": Text(
                label=gettext_noop("sentence"),
                help_text=gettext_noop("What the student reads. Empty: one is made from what was noticed."),
                file="sentence",
                most=300,
            )
        },
        default="",
    )
    limits: Limits = field(
        metadata={
            "codec": NamedSets(
                file="only_in",
                sets=("courses", "lessons", "step_kinds"),
                labels=(
                    gettext_noop("Only in courses"),
                    gettext_noop("Only in lessons"),
                    gettext_noop("Only in steps of kind"),
                ),
                prefix="limit",
                make=Limits,
                allowed={"step_kinds": frozenset(STEP_KINDS)},
                say=phrases.say_limits,
            )
        },
        default_factory=Limits,
    )
    hold_least: float | None = field(
        metadata={
            "codec": Seconds(
                label=gettext_noop("may move from (s)"),
                help_text=gettext_noop("The time above may become as short as this. Empty: it stays."),
                is_optional=True,
                file="hold_least_s",
            )
        },
        default=None,
    )
    hold_most: float | None = field(
        metadata={
            "codec": Seconds(
                label=gettext_noop("to (s)"),
                help_text=gettext_noop("And as long as this."),
                is_optional=True,
                file="hold_most_s",
            )
        },
        default=None,
    )
    learn_from: int | None = field(
        metadata={
            "codec": Whole(
                label=gettext_noop("students for each comparison"),
                help_text=gettext_noop("So many are counted before a number moves. Empty: 200."),
                is_optional=True,
                file="learn_from",
            )
        },
        default=None,
    )

    def to_policy(self, *, key: str) -> "Rule":
        """Return it as the policy reads it.

        Raises:
            InvalidRule: it makes no sense.
        """
        conditions = tuple(condition.to_policy() for condition in self.conditions)
        return Rule(
            key=key, conditions=conditions, **{one.name: getattr(self, one.name) for one in RULE_FIELDS}
        )


@dataclass(frozen=True)
class RuleField:
    """One field of a rule, and how it is kept, written, typed and said; conditions are no such field."""

    name: str
    codec: Codec
    default: Any


def _read_fields() -> tuple[RuleField, ...]:
    found = []
    for one in fields(WrittenRule):
        if "codec" in one.metadata:
            made = one.default_factory() if one.default_factory is not MISSING else one.default
            found.append(RuleField(one.name, one.metadata["codec"], None if made is MISSING else made))
    return tuple(found)


RULE_FIELDS = _read_fields()


@dataclass(frozen=True, kw_only=True)
class Rule(WrittenRule):
    """When to teach a step another way, and how: a rule that makes sense."""

    key: str
    conditions: tuple[Condition, ...]

    def __post_init__(self) -> None:
        if not self.conditions:
            raise InvalidRule(gettext("a rule needs at least one condition"), field="conditions")
        _check_choice("join", self.join, get_args(Join))
        _check_choice("scope", self.scope, get_args(Scope))
        _check_choice("mode", self.mode, get_args(Mode))
        _check_effects(self.effects)
        check_size("priority", self.priority)
        _check_seconds("hold_s", self.hold_s)
        _check_seconds("cooldown_s", self.cooldown_s)
        if self.escalate_s is not None:
            _check_seconds("escalate_s", self.escalate_s)
        _check_scope(self)
        _check_learning(self)
        unknown = self.limits.step_kinds - set(STEP_KINDS)
        if unknown:
            raise InvalidRule(
                gettext("there is no step kind called %(kind)r") % {"kind": min(unknown)},
                field="limits",
            )


def _check_choice(name: str, value: object, allowed: Sequence[str]) -> None:
    if value not in allowed:
        raise InvalidRule(
            gettext("%(name)s is one of %(known)s") % {"name": name, "known": figures.in_a_row(allowed)},
            field=name,
        )


def _check_effects(effects: tuple[str, ...]) -> None:
    if not effects:
        raise InvalidRule(gettext("a rule needs at least one effect"), field="effects")
    if len(set(effects)) != len(effects):
        raise InvalidRule(gettext("an effect stands twice; a step shows each kind once"), field="effects")
    for effect in effects:
        if effect not in KINDS:
            raise InvalidRule(
                gettext("there is no variant kind called %(effect)r") % {"effect": effect}, field="effects"
            )


def _check_seconds(name: str, value: object) -> None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not 0 <= value <= MAX_SECONDS:  # type: ignore[operator]
        raise InvalidRule(
            gettext("%(name)s must lie in 0 to %(most)s seconds") % {"name": name, "most": MAX_SECONDS},
            field=name,
        )


def _check_learning(rule: Rule) -> None:
    """A rule for a whole class stays as it is written: of classes there are too few to compare."""
    for name in ("hold_least", "hold_most"):
        if getattr(rule, name) is not None:
            _check_seconds(name, getattr(rule, name))
    check_range("hold_s", rule.hold_s, rule.hold_least, rule.hold_most)
    ends = [rule.hold_least, *(condition.least for condition in rule.conditions)]
    if rule.scope == "class" and any(end is not None for end in ends):
        raise InvalidRule(gettext("numbers of a class rule do not move"), field="hold_least")
    low, high = LEARN_FROM
    if rule.learn_from is not None and not low <= rule.learn_from <= high:
        text = gettext("%(name)s must lie in %(low)s to %(high)s")
        raise InvalidRule(text % {"name": "learn_from", "low": low, "high": high}, field="learn_from")


def _check_scope(rule: Rule) -> None:
    """A class is judged by class signals alone: no single face may change everyone's page."""
    for condition in rule.conditions:
        is_class = SIGNALS[condition.signal].family == "class"
        if is_class != (rule.scope == "class"):
            text = gettext("a learner rule cannot ask for %(signal)s")
            if rule.scope == "class":
                text = gettext("a class rule cannot ask for %(signal)s")
            raise InvalidRule(text % {"signal": condition.signal}, field="conditions")
