"""The state of a class in one sentence, made of what students said and did and of nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass

from content import figures
from content.language import gettext, gettext_noop, ngettext
from tutor.domain.commonest import commonest

NOBODY = gettext_noop("Nobody is in the lesson right now.")


@dataclass(frozen=True)
class Called:
    """How one student calls for the teacher, and at which step of the lesson (from 1), if at one.

    Attributes:
        kinds: of the reasons (`tutor.domain.calls.Reason`): "hand", "lost", "stuck".
    """

    kinds: frozenset[str]
    step: int | None = None


def describe_class(learning: int, calls: Sequence[Called]) -> str:
    """Return what a teacher reads from across the room: who is here, lost, raises a hand, is stuck.

    For example: 22 learning; 7 say they are lost, 5 of them on step 4; 2 hands are up; 1 more is stuck

    Args:
        learning: how many are there.
        calls: one entry for each student who calls for the teacher in some way.
    """
    if not learning:
        return gettext(NOBODY)
    lost = [call for call in calls if "lost" in call.kinds]
    hands = sum("hand" in call.kinds for call in calls)
    stuck = sum(not call.kinds & {"lost", "hand"} for call in calls)
    if not calls:
        return _describe_quiet(learning)
    more = _describe_stuck(stuck, more=bool(lost or hands))
    told = [_describe_learning(learning), _describe_lost(lost), _describe_hands(hands), more]
    return figures.side_by_side(filter(None, told))


def _describe_learning(learning: int) -> str:
    return ngettext("%(n)s learning", "%(n)s learning", learning) % {"n": learning}


def _describe_quiet(learning: int) -> str:
    text = ngettext(
        "%(n)s learning; nobody has called for you", "%(n)s learning; nobody has called for you", learning
    )
    return text % {"n": learning}


def _describe_hands(hands: int) -> str:
    return ngettext("%(n)s hand is up", "%(n)s hands are up", hands) % {"n": hands} if hands else ""


def _describe_stuck(stuck: int, *, more: bool) -> str:
    if not stuck:
        return ""
    if more:
        return ngettext("%(n)s more is stuck", "%(n)s more are stuck", stuck) % {"n": stuck}
    return ngettext("%(n)s is stuck", "%(n)s are stuck", stuck) % {"n": stuck}


def _describe_lost(lost: Sequence[Called]) -> str:
    if not lost:
        return ""
    step, most = commonest(call.step for call in lost) or (None, 0)
    values = {"n": len(lost), "step": step, "most": most}
    if step is None:
        text = ngettext("%(n)s says they are lost", "%(n)s say they are lost", len(lost))
    elif most == len(lost):
        text = ngettext(
            "%(n)s says they are lost on step %(step)s", "%(n)s say they are lost on step %(step)s", len(lost)
        )
    else:
        text = ngettext(
            "%(n)s says they are lost, %(most)s of them on step %(step)s",
            "%(n)s say they are lost, %(most)s of them on step %(step)s",
            len(lost),
        )
    return text % values
