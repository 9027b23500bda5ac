"""What course files say, once it is known to be sound."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from content.policy.rules import Condition, InvalidRule, Limits, Rule

PARAMETERS = ("p_init", "p_learn", "p_slip", "p_guess")
# What a skill has where its file says nothing; files that are written leave it out again.
USUAL = {"p_init": 0.3, "p_learn": 0.15, "p_slip": 0.1, "p_guess": 0.2}
NOISE = "p_slip and p_guess must stay below 1 together, or a right answer would speak against knowing"
"""A skill's parameters of knowledge tracing, as files and fields call them."""


@dataclass(frozen=True)
class SkillDoc:
    """A skill; `parameters` holds those of knowledge tracing that differ from the default."""

    slug: str
    title: str
    parameters: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class VariantDoc:
    """Another way to teach the step."""

    kind: str
    title: str
    body: str


@dataclass(frozen=True)
class QuestionDoc:
    """A question; `spec` is sound for its kind, its scalars are text and booleans."""

    slug: str
    kind: str
    prompt: str
    spec: Mapping[str, object]
    hints: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()


@dataclass(frozen=True)
class StepDoc:
    """One step with all that belongs to it."""

    slug: str
    title: str
    kind: str
    body: str
    can_confuse: bool = False
    skills: tuple[str, ...] = ()
    variants: tuple[VariantDoc, ...] = ()
    questions: tuple[QuestionDoc, ...] = ()


@dataclass(frozen=True)
class LessonDoc:
    """One lesson."""

    slug: str
    title: str
    summary: str
    steps: tuple[StepDoc, ...]


@dataclass(frozen=True)
class ImageDoc:
    """A picture, already safe to serve."""

    name: str
    alt: str
    content_type: str
    data: bytes


@dataclass(frozen=True)
class ConditionDoc:
    """A condition as it is written, sound or not."""

    signal: str
    comparison: str
    enter: float
    leave: float

    def to_policy(self) -> Condition:
        """Return it as the policy reads it.

        Raises:
            InvalidRule: it makes no sense.
        """
        return Condition(self.signal, self.comparison, self.enter, self.leave)  # type: ignore[arg-type]


@dataclass(frozen=True)
class RuleDoc:
    """A rule as it is written. It may make no sense: its signal left the registry, say."""

    slug: str
    name: str
    conditions: tuple[ConditionDoc, ...]
    effects: tuple[str, ...]
    join: str = "all"
    scope: str = "learner"
    mode: str = "act"
    hold_s: float = 0.0
    escalate_s: float | None = None
    cooldown_s: float = 120.0
    priority: int = 0
    sentence: str = ""
    limits: Limits = field(default_factory=Limits)
    is_enabled: bool = True

    @property
    def policy(self) -> Rule:
        """The rule as the policy reads it, its key the slug.

        Raises:
            InvalidRule: it makes no sense.
        """
        return Rule(
            key=self.slug,
            name=self.name,
            conditions=tuple(condition.to_policy() for condition in self.conditions),
            effects=self.effects,
            join=self.join,  # type: ignore[arg-type] # Rule checks the words
            scope=self.scope,  # type: ignore[arg-type]
            mode=self.mode,  # type: ignore[arg-type]
            hold_s=self.hold_s,
            escalate_s=self.escalate_s,
            cooldown_s=self.cooldown_s,
            priority=self.priority,
            sentence=self.sentence,
            limits=self.limits,
        )

    @property
    def problem(self) -> str:
        """Why the rule makes no sense; empty when it does."""
        try:
            _ = self.policy
        except InvalidRule as error:
            return str(error)
        return ""


@dataclass(frozen=True)
class CourseDoc:
    """A whole course."""

    slug: str
    title: str
    summary: str
    skills: tuple[SkillDoc, ...]
    lessons: tuple[LessonDoc, ...]
    images: tuple[ImageDoc, ...] = ()
    rules: tuple[RuleDoc, ...] = ()
