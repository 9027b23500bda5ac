"""Where feedback belongs: to one answer, to all that are right or wrong, or to any, by who gets to see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from content.exchange.readers.qti.model import Spec


@dataclass(frozen=True)
class Told:
    """What is said: `common` are the fields for right, wrong and all answers, `own` the texts by answer."""

    common: Spec = field(default_factory=dict)
    own: Mapping[Any, str] = field(default_factory=dict)


def sort_feedback(shown: Mapping[Any, Sequence[str]], right: set[Any], texts: Mapping[str, str]) -> Told:
    """Return where each feedback goes, from what each answer shows of it by keys."""
    keys = [key for key in texts if texts[key] and any(key in of_one for of_one in shown.values())]
    cases = set(shown)
    by_key = {key: {case for case in cases if key in shown[case]} for key in keys}
    always = [key for key in keys if by_key[key] == cases]
    if right and right != cases and len(cases) > 1:
        rightly = [key for key in keys if by_key[key] == right]
        wrongly = [key for key in keys if by_key[key] == cases - right]
    else:
        rightly, wrongly = always, []
        always = []
    general = {*always, *rightly, *wrongly}
    own = {}
    for case in cases:
        if any(key not in general for key in shown[case] if key in by_key):
            # One's own feedback stands in the place of the general one, and so repeats it.
            own[case] = joined(texts, [key for key in shown[case] if key in by_key and key not in always])
    fields = {"feedback_right": rightly, "feedback_wrong": wrongly, "feedback_always": always}
    common = {name: joined(texts, of_it) for name, of_it in fields.items() if of_it}
    if "feedback_always" not in common and common.get("feedback_right", "") == common.get("feedback_wrong"):
        # Said in the same words to right and to wrong answers, it is said to all.
        said = common.pop("feedback_right")
        common = {"feedback_always": said}
        own = {case: _without(text, said) for case, text in own.items() if _without(text, said)}
    return Told(common, own)


def _without(text: str, said: str) -> str:
    return "\n\n".join(part for part in text.split("\n\n") if part not in said.split("\n\n"))


def joined(texts: Mapping[str, str], keys: Sequence[str]) -> str:
    """Return several feedbacks as one text, each once."""
    return "\n\n".join(dict.fromkeys(texts[key] for key in keys if texts.get(key)))
