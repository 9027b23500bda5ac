"""What came after a teacher's help, beside what came where the list would have said to help and nobody did.

Both groups begin alike: with the third wrong answer in a row at a step, once for each student and step. Help
comes a while later, and some get out by themselves before anybody could come. Counted from the third wrong
answer they would make those who got no help look better. So a landmark is set: as long after the beginning
as help usually takes to come (the median). From there on count, of those without help, only those who are
still stuck; those with help count from their help on.

Sources: Anderson, Cain and Gelber (1983), "Analysis of survival by tumor response", for the landmark;
Newcombe (1998), "Interval estimation for the difference between independent proportions", method 10.
It stays a comparison and no proof: teachers choose whom they help.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import median

from tutor.domain.calls import WRONG_IN_ROW
from tutor.domain.reports.shares import Share

# Help that comes later answers something else.
HELP_WITHIN_S = 1800.0
# How soon after it an answer at the step, and a first try elsewhere, still has to do with it.
SOON_S, WEEK_S = 1800.0, 7 * 86400.0
# Where nobody was helped yet: so long a teacher takes to look up and come.
USUAL_DELAY_S = 120.0


@dataclass(frozen=True)
class Tried:
    """One answer: when (epoch seconds), at which step, to which question, right or not, the first or not."""

    at: float
    step: int
    question: int
    is_correct: bool
    is_first: bool


@dataclass(frozen=True)
class Helped:
    """Help that was noted: when, and why the list named the student, as codes."""

    at: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Learner:
    """One student over the term: answers in time order, help in time order."""

    answers: Sequence[Tried]
    helps: Sequence[Helped] = ()


@dataclass(frozen=True)
class Episode:
    """A third wrong answer in a row at a step, and when help came, if it did."""

    learner: int
    step: int
    began: float
    helped: float | None


@dataclass(frozen=True)
class Outcome:
    """What came after one moment; `None` where nothing came that could tell."""

    learner: int
    got_out: bool | None
    first_try: bool | None


@dataclass(frozen=True)
class Compared:
    """One outcome in both groups, and the difference with its interval, in shares.

    A share is `None` where fewer students than `least` are behind it, the difference where either is.
    """

    helped: Share | None
    others: Share | None
    difference: tuple[float, float, float] | None

    @property
    def is_sure(self) -> bool:
        """Say whether the difference is more than chance would bring."""
        return self.difference is not None and not self.difference[1] <= 0 <= self.difference[2]


def find_episodes(learners: Mapping[int, Learner]) -> list[Episode]:
    """Return where the list would have said to help: a third wrong answer in a row, the first at a step."""
    found = []
    for key, learner in sorted(learners.items()):
        row: dict[int, int] = {}
        known: set[int] = set()
        for one in learner.answers:
            row[one.step] = 0 if one.is_correct else row.get(one.step, 0) + 1
            if row[one.step] == WRONG_IN_ROW and one.step not in known:
                known.add(one.step)
                came = (given.at for given in learner.helps if 0 <= given.at - one.at <= HELP_WITHIN_S)
                found.append(Episode(key, one.step, one.at, next(came, None)))
    return found


def outcomes_of(
    learners: Mapping[int, Learner], *, until: float
) -> tuple[list[Outcome], list[Outcome], float]:
    """Return what came after help, what came without, and the landmark in seconds.

    Args:
        learners: by key.
        until: the end of what is known, in epoch seconds.
    """
    episodes = find_episodes(learners)
    stuck_till_help = [
        one
        for one in episodes
        if one.helped is not None and not _got_out(learners[one.learner], one.step, one.began, one.helped)
    ]
    delays = [one.helped - one.began for one in stuck_till_help if one.helped is not None]
    landmark = float(median(delays)) if delays else USUAL_DELAY_S
    helped = [
        _outcome(learners[one.learner], one.learner, one.step, one.helped, until)
        for one in stuck_till_help
        if one.helped is not None
    ]
    others = [
        _outcome(learners[one.learner], one.learner, one.step, one.began + landmark, until)
        for one in episodes
        if one.helped is None
        and one.began + landmark <= until
        and not _got_out(learners[one.learner], one.step, one.began, one.began + landmark)
    ]
    return helped, others, landmark


def after_each_help(learners: Mapping[int, Learner], *, until: float) -> dict[str, list[Outcome]]:
    """Return what came after each noted help, by the reason for which the list named the student."""
    found: dict[str, list[Outcome]] = {}
    for key, learner in sorted(learners.items()):
        for help_given in learner.helps:
            first = _first_try(learner, help_given.at, until)
            for reason in help_given.reasons:
                found.setdefault(reason, []).append(Outcome(key, None, first))
    return found


def _outcome(learner: Learner, key: int, step: int, since: float, until: float) -> Outcome:
    later = since + SOON_S
    got_out = _got_out(learner, step, since, later)
    # Of a moment so late in what is known, nothing tells yet that somebody stayed stuck.
    return Outcome(
        key, True if got_out else False if later <= until else None, _first_try(learner, since, until)
    )


def _after(learner: Learner, since: float, until: float) -> Iterable[Tried]:
    begin = bisect_right(learner.answers, since, key=lambda one: one.at)
    for one in learner.answers[begin:]:
        if one.at > until:
            return
        yield one


def _got_out(learner: Learner, step: int, since: float, until: float) -> bool:
    return any(one.is_correct for one in _after(learner, since, until) if one.step == step)


def _first_try(learner: Learner, since: float, until: float) -> bool | None:
    """Return whether the next first try at any question was right."""
    later = _after(learner, since, min(until, since + WEEK_S))
    return next((one.is_correct for one in later if one.is_first), None)


def compare(
    helped: Sequence[tuple[int, bool | None]], others: Sequence[tuple[int, bool | None]], *, least: int
) -> Compared:
    """Return both groups' shares and their difference; each entry is a student and what came, if anything."""
    one, other = share_of(helped, least=least), share_of(others, least=least)
    return Compared(one, other, newcombe(one, other) if one and other else None)


def share_of(came: Sequence[tuple[int, bool | None]], *, least: int) -> Share | None:
    """Return the share that went well; `None` with fewer students than `least`."""
    told = [(key, went_well) for key, went_well in came if went_well is not None]
    if len({key for key, _ in told}) < max(1, least):
        return None
    return Share(sum(went_well for _, went_well in told), len(told))


def newcombe(one: Share, other: Share) -> tuple[float, float, float]:
    """Return the difference of two shares and the ends of its 95 % interval, each from -1 to 1."""
    (low, high), (other_low, other_high) = one.interval, other.interval
    difference = one.value - other.value
    below = sqrt((one.value - low) ** 2 + (other_high - other.value) ** 2)
    above = sqrt((high - one.value) ** 2 + (other.value - other_low) ** 2)
    return difference, difference - below, difference + above
