"""The kinds of variant: the other ways a step can be taught."""

from dataclasses import dataclass

from content.language import Translated
from content.language import gettext_noop as _


@dataclass(frozen=True)
class Kind:
    """One other way to teach a step.

    Attributes:
        label: what an author and a student read, for example "Visual aid".
        article: the label inside a sentence, for example "a visual aid".
        offers: how the student's sentence ends, for example "here is a picture of it".
        fallback: Markdown shown when the step has no variant of this kind; empty when the step
            must bring its own.
        is_harder: whether it asks more of the student than the step does.
    """

    name: str
    label: Translated = Translated()
    article: Translated = Translated()
    offers: Translated = Translated()
    fallback: Translated = Translated("")
    is_harder: bool = False

    def __str__(self) -> str:
        return self.label

    @property
    def is_built_in(self) -> bool:
        """Whether every step has this kind, with or without a variant of its own."""
        return bool(self.fallback)


_ALL = (
    Kind("visual", _("Visual aid"), _("a visual aid"), _("here is a picture of it")),
    Kind("easier", _("Easier example"), _("an easier example"), _("here is a gentler example first")),
    Kind("worked_example", _("Worked example"), _("a worked example"), _("here is one solved step by step")),
    Kind("hint", _("Hint"), _("a hint"), _("here is a small hint")),
    Kind(
        "challenge", _("Challenge"), _("a challenge"), _("here is something with more bite"), is_harder=True
    ),
    Kind(
        "break",
        _("Short break"),
        _("a short break"),
        _("a minute away from it may help"),
        fallback=_(
            "Look up, stretch, and take three slow breaths. Nothing is timed and nothing is lost: "
            "the step waits for you right here."
        ),
    ),
    Kind(
        "group_prompt",
        _("Talk it over"),
        _("a prompt to talk it over"),
        _("talk it over with the people around you"),
        fallback=_(
            "Turn to someone near you. Tell each other in your own words what this step asks, "
            "and where it stops making sense. Then try it together."
        ),
    ),
    Kind(
        "ask_teacher",
        _("Ask your teacher"),
        _("a nudge to ask the teacher"),
        _("this is a good moment to ask your teacher"),
        fallback=_(
            "Some things are quickest with another person. Raise your hand, or write down the one "
            "sentence that puzzles you and show it to your teacher."
        ),
    ),
)

KINDS: dict[str, Kind] = {kind.name: kind for kind in _ALL}
BUILT_IN: frozenset[str] = frozenset(kind.name for kind in _ALL if kind.is_built_in)
HARDER: frozenset[str] = frozenset(kind.name for kind in _ALL if kind.is_harder)


def variant_slug(kind: str) -> str:
    """Return what the first variant of a kind is called within its step."""
    return kind.replace("_", "-")
