"""Why help came: kept as what was seen, and told in the language of whoever reads it.

A rule acts in a worker, which knows no reader; its student may read in one language, and their teacher or a
guardian who opens the download in another. So signals and values are kept, and sentences made of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from content.language import gettext
from content.policy.decisions import Decision
from content.policy.kinds import KINDS
from content.policy.sentences import Compared, evidence_sentence, student_sentence
from content.policy.signals import SIGNALS

FROM_TEACHER: Final = "teacher"
"""Stands for a rule where a teacher brought the help."""


@dataclass(frozen=True)
class Because:
    """What a student reads of help: one sentence, and a sentence for each thing that was seen."""

    sentence: str
    evidence: list[str]


def kept_of(decision: Decision) -> dict[str, Any]:
    """Return what is kept of a decision: its author's `sentence`, if any, and `evidence` as values."""
    seen = [
        # As exact as it is told, and no more.
        {"signal": one.signal, "comparison": one.comparison, "value": round(one.value, 2)}
        for one in decision.evidence
    ]
    return {"sentence": decision.authors_words, "evidence": seen}


def told(*, rule: str, kind: str, sentence: str, evidence: Sequence[Mapping[str, Any] | str]) -> Because:
    """Return why help came, in the reader's language.

    Args:
        rule: the key of the rule, or `FROM_TEACHER`.
        kind: of help.
        sentence: what the rule's author wrote; empty where the words are the product's own.
        evidence: as `kept_of` returns it. Sentences are kept from before, and stay as they are; a signal
            that is no longer known is left out.
    """
    met = [
        (Compared(one["signal"], one["comparison"]), float(one["value"]))
        for one in evidence
        if not isinstance(one, str) and one["signal"] in SIGNALS
    ]
    sentences = [one for one in evidence if isinstance(one, str)]
    sentences += [evidence_sentence(condition, value) for condition, value in met]
    if not sentence and rule == FROM_TEACHER:
        offers = KINDS[kind].offers
        sentence = gettext("Your teacher thought of everyone: %(offers)s.") % {"offers": offers}
    return Because(sentence or student_sentence(kind, met), sentences)
