"""The state of a class in one sentence, made of what students said and did and of nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass

from tutor.domain.commonest import commonest

NOBODY = "Nobody is in the lesson right now."


@dataclass(frozen=True)
class Called:
    """How one student calls for the teacher, and at which step of the lesson (from 1), if at one."""

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
        return NOBODY
    lost = [call for call in calls if "lost" in call.kinds]
    hands = sum("hand" in call.kinds for call in calls)
    stuck = sum(not call.kinds & {"lost", "hand"} for call in calls)
    told = [
        _describe_lost(lost),
        f"{hands} {'hand is' if hands == 1 else 'hands are'} up" if hands else "",
        f"{stuck} {'more ' if lost or hands else ''}{'is' if stuck == 1 else 'are'} stuck" if stuck else "",
    ]
    return "; ".join(filter(None, [f"{learning} learning", *told])) if calls else _describe_quiet(learning)


def _describe_quiet(learning: int) -> str:
    return f"{learning} learning; nobody has called for you"


def _describe_lost(lost: Sequence[Called]) -> str:
    if not lost:
        return ""
    count = f"{len(lost)} {'says' if len(lost) == 1 else 'say'} they are lost"
    step, most = commonest(call.step for call in lost) or (None, 0)
    if step is None:
        return count
    return f"{count} on step {step}" if most == len(lost) else f"{count}, {most} of them on step {step}"
