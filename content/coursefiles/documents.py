"""What course files say, once it is known to be sound."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from content.language import gettext_noop
from content.policy.kinds import variant_slug
from content.policy.rules import InvalidRule, Rule, WrittenRule
from content.questions.variables import Written

Translations = Mapping[str, Mapping[str, object]]
"""By language the texts by their paths, with digests of what is outdated (`content.translations`)."""
PARAMETERS = ("p_init", "p_learn", "p_slip", "p_guess")
"""A skill's parameters of knowledge tracing, as files and fields call them."""
CREDITS = {"source": 500, "licence": 200}
"""Where a course or step comes from and under which licence, with the most letters of each."""
# What a skill has where its file says nothing; files that are written leave it out again.
USUAL = {"p_init": 0.3, "p_learn": 0.15, "p_slip": 0.1, "p_guess": 0.2}
NOISE = gettext_noop(
    "p_slip and p_guess must stay below 1 together, or a right answer would speak against knowing"
)


@dataclass(frozen=True)
class SkillDoc:
    """A skill; `parameters` are those that differ from the default, `needs` the skills that it rests on."""

    slug: str
    title: str
    parameters: Mapping[str, float] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    translations: Translations = field(default_factory=dict)


@dataclass(frozen=True)
class MisconceptionDoc:
    """A wrong belief that answers of several questions show, and what is said to it (Markdown, may be "")."""

    slug: str
    title: str
    feedback: str = ""
    translations: Translations = field(default_factory=dict)


@dataclass(frozen=True)
class VariantDoc:
    """Another way to teach the step. Its slug is empty where it is what the first of its kind is called."""

    kind: str
    title: str
    body: str
    slug: str = ""
    translations: Translations = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What it is called within its step."""
        return self.slug or variant_slug(self.kind)


@dataclass(frozen=True)
class QuestionDoc:
    """A question; `spec` is sound for its kind, its scalars are text and booleans.

    A hint is Markdown, or a mapping with a question of its own (`content.questions.hints`). With `variables`
    (`content.questions.variables`), every version is sound.
    """

    slug: str
    kind: str
    prompt: str
    spec: Mapping[str, object]
    hints: tuple[str | Mapping[str, object], ...] = ()
    skills: tuple[str, ...] = ()
    variables: Mapping[str, object] = field(default_factory=dict)
    translations: Translations = field(default_factory=dict)

    def as_written(self) -> Written:
        """Return the question without its name and skills."""
        return Written(self.kind, self.prompt, self.spec, self.hints, self.variables)


@dataclass(frozen=True)
class StepDoc:
    """One step with all that belongs to it; `chance_chooses` is yes, no, or empty: as the course says."""

    slug: str
    title: str
    kind: str
    body: str
    can_confuse: bool = False
    skills: tuple[str, ...] = ()
    variants: tuple[VariantDoc, ...] = ()
    questions: tuple[QuestionDoc, ...] = ()
    source: str = ""
    licence: str = ""
    chance_chooses: str = ""
    translations: Translations = field(default_factory=dict)


@dataclass(frozen=True)
class LessonDoc:
    """One lesson."""

    slug: str
    title: str
    summary: str
    steps: tuple[StepDoc, ...]
    translations: Translations = field(default_factory=dict)


@dataclass(frozen=True)
class ImageDoc:
    """A picture, already safe to serve."""

    name: str
    alt: str
    content_type: str
    data: bytes


@dataclass(frozen=True, kw_only=True)
class RuleDoc(WrittenRule):
    """A rule as it is written. It may make no sense: its signal left the registry, say."""

    slug: str
    is_enabled: bool = True

    @property
    def policy(self) -> Rule:
        """The rule as the policy reads it, its key the slug.

        Raises:
            InvalidRule: it makes no sense.
        """
        return self.to_policy(key=self.slug)

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
    misconceptions: tuple[MisconceptionDoc, ...] = ()
    source: str = ""
    licence: str = ""
    pretest_questions: int = 0
    chance_chooses: bool = False
    language: str = "en"
    translations: Translations = field(default_factory=dict)
