"""What course files say, once it is known to be sound."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from content.policy.rules import Rule


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
class RuleDoc:
    """A rule; its policy's key is its slug."""

    policy: Rule
    is_enabled: bool = True

    @property
    def slug(self) -> str:
        """The rule's name among its neighbours."""
        return self.policy.key


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
