"""An interaction of any kind as our questions."""

from collections.abc import Sequence
from dataclasses import replace

from content.exchange.readers.qti.model import Answers, Interval, Mark, Trial
from content.exchange.readers.qti.specs.arranged import (
    Kinds,
    match_specs,
    order_spec,
    right_pairs,
    told_pairs,
)
from content.exchange.readers.qti.specs.choices import choice_spec
from content.exchange.readers.qti.specs.typed import typed_spec
from content.exchange.readers.qti.spots import labels_spec, spots_spec
from content.exchange.readers.qti.tree import Unmarkable
from content.language import gettext as _


class Unmarked:
    """Marks nothing: what is declared right counts."""

    def mark(self, answers: Answers) -> Mark:
        """Count nothing and show nothing."""
        return Mark(None)

    def words(self, response: str) -> Sequence[str]:
        """Compare with no text."""
        return ()

    def intervals(self, response: str) -> Sequence[Interval]:
        """Compare with no number."""
        return ()

    def sequences(self, response: str) -> Sequence[tuple[str, ...]]:
        """Compare with no order."""
        return ()


def specs_of(trial: Trial) -> Kinds:
    """Return the questions that an interaction becomes: what each adds to its prompt, its kind, its spec.

    Where its marking cannot be carried out, what it declares as right counts, unless something is typed:
    of that the marking may take more than is declared.

    Raises:
        Unfit: it cannot be asked or marked here.
    """
    try:
        return _specs(trial)
    except Unmarkable:
        if trial.interaction.kind == "text" or not trial.declared.correct:
            raise
        trial.note(_("a marking that cannot be followed here is left out: what is declared right counts"))
        return _specs(replace(trial, marker=Unmarked()))


def _specs(trial: Trial) -> Kinds:
    kind = trial.interaction.kind
    if kind == "choice":
        made, spec = choice_spec(trial)
        if not trial.interaction.places:
            return [("", made, spec)]
        return [("", "hotspots", spots_spec(trial.interaction, made, spec))]
    if kind == "labels":
        pairs = right_pairs(trial)
        return [("", "hotspots", labels_spec(trial.interaction, pairs, told_pairs(trial, pairs)))]
    if kind == "text":
        return [("", *typed_spec(trial))]
    if kind == "order":
        return [("", "ordering", order_spec(trial))]
    return match_specs(trial)
