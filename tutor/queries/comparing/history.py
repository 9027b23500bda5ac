"""Choices that chance made at a step, what came of them, and what that says."""

from collections.abc import Sequence

from content.arms import arm_of
from content.models import Variant
from content.policy.comparison import Arm, Choice, Comparison, Outcome, Standing, Terms, compare
from tutor.models import ArmStanding, HelpChoice
from tutor.queries.selectors import variants_with_words

# How chance chooses, everywhere.
TERMS = Terms()


def history_of(step_id: int) -> list[tuple[Choice, Outcome]]:
    """Return the choices at a step in the order in which they were made, each with what came of it."""
    made = HelpChoice.objects.filter(step=step_id).in_order().values_list("record", "outcome")
    return [(Choice.from_record(record), Outcome(outcome)) for record, outcome in made]


def arms_now(step_id: int, history: Sequence[tuple[Choice, Outcome]]) -> dict[Arm, Variant]:
    """Return the arms of a step that stood in a choice, in the order of the step, each with its variant.

    Left out is what stands in the step no more, and what chance has not chosen among yet.
    """
    known = {standing.arm for choice, _ in history for standing in choice.standings}
    present = {arm_of(variant): variant for variant in variants_with_words([step_id])}
    return {arm: variant for arm, variant in present.items() if arm in known}


def comparison_of(step_id: int) -> Comparison | None:
    """Return what can be said of a step's variants; `None` as long as chance has not chosen between two."""
    history = history_of(step_id)
    arms = list(arms_now(step_id, history))
    return compare(history, arms, terms=TERMS) if len(arms) > 1 else None


def standings_at(step_id: int, arms: Sequence[Arm]) -> list[Standing]:
    """Return what is known of some arms of a step, in their order; one query."""
    known = {row.arm: row for row in ArmStanding.objects.filter(step=step_id)}
    return [
        Standing(arm, row.right, row.wrong, row.is_stopped) if (row := known.get(arm)) else Standing(arm)
        for arm in arms
    ]
