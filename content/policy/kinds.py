"""The kinds of variant: the other ways a step can be taught."""

from dataclasses import dataclass


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
    label: str
    article: str
    offers: str
    fallback: str = ""
    is_harder: bool = False

    @property
    def is_built_in(self) -> bool:
        """Whether every step has this kind, with or without a variant of its own."""
        return bool(self.fallback)


_ALL = (
    Kind("visual", "Visual aid", "a visual aid", "here is a picture of it"),
    Kind("easier", "Easier example", "an easier example", "here is a gentler example first"),
    Kind("worked_example", "Worked example", "a worked example", "here is one solved step by step"),
    Kind("hint", "Hint", "a hint", "here is a small hint"),
    Kind("challenge", "Challenge", "a challenge", "here is something with more bite", is_harder=True),
    Kind(
        "break",
        "Short break",
        "a short break",
        "a minute away from it may help",
        fallback=(
            "Look up, stretch, and take three slow breaths. Nothing is timed and nothing is lost: "
            "the step waits for you right here."
        ),
    ),
    Kind(
        "group_prompt",
        "Talk it over",
        "a prompt to talk it over",
        "talk it over with the people around you",
        fallback=(
            "Turn to someone near you. Tell each other in your own words what this step asks, "
            "and where it stops making sense. Then try it together."
        ),
    ),
    Kind(
        "ask_teacher",
        "Ask your teacher",
        "a nudge to ask the teacher",
        "this is a good moment to ask your teacher",
        fallback=(
            "Some things are quickest with another person. Raise your hand, or write down the one "
            "sentence that puzzles you and show it to your teacher."
        ),
    ),
)

KINDS: dict[str, Kind] = {kind.name: kind for kind in _ALL}
BUILT_IN: frozenset[str] = frozenset(kind.name for kind in _ALL if kind.is_built_in)
HARDER: frozenset[str] = frozenset(kind.name for kind in _ALL if kind.is_harder)
