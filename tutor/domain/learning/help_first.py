"""Whom a teacher may want to help first, by what students did and said: never by a face, never by a mood.

Each reason is worth points, and a student's points are their sum. Why so many for which:

- *asked*: whoever asks is waiting, knows it, and can go on least; nothing else outweighs it but two strong
  reasons together.
- *wrong again*: practice that fails again and again seldom turns by itself ("wheel-spinning"; Beck and Gong
  2013). From three in a row each further one adds a little, up to a bound, so that somebody who clicks
  through choices does not stand before all others for ever.
- *a misconception*: where the last answers fit one wrong belief, the teacher knows what to say.
- *a long stay*, *nothing done*: the least certain. Who reads on paper or thinks looks the same.
- *behind*: between lessons, by how much of a lesson is missing that half of the class has done.
- *waiting* decides among those who are alike, up to ten minutes.

That help which is not asked for reaches those who need it was seen in a trial with 635 pupils (36 % more
proficiency among pupils below the median; arXiv 2605.11155).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from content.language import gettext, ngettext, with_names
from content.signals.step import count_wrong_in_row
from tutor.domain.calls import LONG_S, WRONG_IN_ROW, LearningFacts

# Points.
ASKED = 8.0
WRONG_ONCE_MORE, WRONG_THRICE, EACH_MORE, MOST_MORE = 2.0, 4.0, 0.5, 4
FITS = 2.0
STAY, IDLE = 2.0, 1.5
# For a whole lesson.
BEHIND = 6.0
WAITING, WAITED_S = 1.0, 600.0
# When.
WRONG_AGAIN, FIT_TOGETHER = 2, 2
IDLE_S = 180.0
# Less is a day's difference, and no reason to speak to somebody.
LEAST_MISSING = 0.25


class Code(StrEnum):
    """Why the list named somebody."""

    ASKED = "asked"
    LOST = "lost"
    WRONG = "wrong"
    FITS = "fits"
    STAY = "stay"
    IDLE = "idle"
    BEHIND = "behind"


@dataclass(frozen=True)
class Behind:
    """How far a learner is in a lesson, in steps, and how far half of the class is at least."""

    lesson: str
    done: int
    usual: int
    total: int

    @property
    def missing(self) -> float:
        """Return the share of the lesson that is missing, 0 to 1."""
        return max(0, self.usual - self.done) / max(1, self.total)


@dataclass(frozen=True)
class Standing:
    """One learner as the list sees them; every moment in epoch seconds.

    Attributes:
        key: the student; decides between those who are alike in all else.
        step: the title of the step.
        facts: what the learner did there.
        is_here: whether the lesson is open in front of the learner now.
        touched_at: when the learner last typed, tapped or scrolled, if the page told.
        behind: the lesson that is furthest behind the class, if one is.
        helped_at: when a teacher last noted to have helped.
    """

    key: int
    step: str
    facts: LearningFacts
    is_here: bool = True
    touched_at: float | None = None
    behind: Behind | None = None
    helped_at: float | None = None


@dataclass(frozen=True)
class Why:
    """One reason: its points, the moment from which it holds, and the sentence."""

    code: Code
    points: float
    since: float
    words: str


@dataclass(frozen=True)
class Need:
    """A learner on the list. `fits` is the misconception that the last answers have in common."""

    key: int
    points: float
    since: float
    reasons: tuple[Why, ...]
    fits: str | None = None

    @property
    def codes(self) -> list[str]:
        """Return the reasons as they are kept."""
        return [why.code.value for why in self.reasons]

    @property
    def sentence(self) -> str:
        """Return why, as the teacher reads it."""
        return " ".join(why.words for why in self.reasons if why.words)


def rank_needs(standings: Iterable[Standing], *, rests_s: float) -> list[Need]:
    """Return those whom to help, the first one first; the same standings in any order give the same list.

    Args:
        standings: of each learner one.
        rests_s: for how long somebody who was helped is left off, unless they ask again.
    """
    needs = [need for one in standings if not _rests(one, rests_s) and (need := _need_of(one))]
    return sorted(needs, key=lambda need: (-need.points, need.since, need.key))


def _rests(one: Standing, rests_s: float) -> bool:
    if one.helped_at is None or one.facts.now - one.helped_at >= rests_s:
        return False
    asked = (one.facts.hand_at, one.facts.lost_at)
    return not any(at is not None and at > one.helped_at for at in asked)


def _need_of(one: Standing) -> Need | None:
    row, fits = _in_row(one.facts), _fit_together(one.facts.fits)
    reasons = [*_wrong_again(one, row, fits), *_asked(one.facts), *_quiet(one), *_behind(one)]
    if not reasons:
        return None
    since = min(why.since for why in reasons)
    waited = min(1.0, max(0.0, one.facts.now - since) / WAITED_S)
    points = sum(why.points for why in reasons) + WAITING * waited
    return Need(one.key, points, since, tuple(reasons), fits[0] if fits else None)


def _in_row(facts: LearningFacts) -> Sequence[float]:
    """Return when each wrong answer came since the last right one."""
    count = count_wrong_in_row([is_correct for _, is_correct in facts.answers])
    return [at for at, _ in facts.answers[len(facts.answers) - count :]]


def _fit_together(fits: Sequence[Sequence[str]]) -> tuple[str, int] | None:
    """Return the misconception that most of the last wrong answers show without a gap, and how many do."""
    found = None
    for title in sorted(fits[-1]) if fits else ():
        last = next((n for n, shown in enumerate(reversed(fits)) if title not in shown), len(fits))
        if last >= FIT_TOGETHER and (found is None or last > found[1]):
            found = title, last
    return found


def _wrong_again(one: Standing, row: Sequence[float], fits: tuple[str, int] | None) -> list[Why]:
    if len(row) < WRONG_AGAIN:
        return []
    points = WRONG_ONCE_MORE
    if len(row) >= WRONG_IN_ROW:
        points = WRONG_THRICE + EACH_MORE * min(MOST_MORE, len(row) - WRONG_IN_ROW)
    values: dict[str, object] = {"n": len(row), "step": one.step}
    if not fits:
        text = ngettext("Wrong %(n)s time at “%(step)s”.", "Wrong %(n)s times at “%(step)s”.", len(row))
        return [Why(Code.WRONG, points, row[1], with_names(text, values))]
    title, last = fits
    text = ngettext(
        "Wrong %(n)s time at “%(step)s”; the last %(last)s answers fit “%(title)s”.",
        "Wrong %(n)s times at “%(step)s”; the last %(last)s answers fit “%(title)s”.",
        len(row),
    )
    words = with_names(text, {**values, "last": last, "title": title})
    return [Why(Code.WRONG, points, row[1], words), Why(Code.FITS, FITS, row[-last], "")]


def _asked(facts: LearningFacts) -> list[Why]:
    """Return that somebody asked; asking in two ways counts once."""
    last_right = max((at for at, is_correct in facts.answers if is_correct), default=float("-inf"))
    found = []
    if facts.hand_at is not None:
        found.append(Why(Code.ASKED, ASKED, facts.hand_at, _say_hand(facts.now - facts.hand_at)))
    if facts.lost_at is not None and facts.lost_at > last_right:
        points = 0.0 if found else ASKED
        found.append(Why(Code.LOST, points, facts.lost_at, _say_lost(facts.now - facts.lost_at)))
    return found


def _say_hand(seconds: float) -> str:
    minutes = int(seconds // 60)
    if minutes < 1:
        return gettext("Hand up.")
    text = ngettext("Hand up for %(n)s minute.", "Hand up for %(n)s minutes.", minutes)
    return text % {"n": minutes}


def _say_lost(seconds: float) -> str:
    minutes = int(seconds // 60)
    if minutes < 1:
        return gettext("Said “I’m lost” just now.")
    if minutes >= 120:
        return gettext("Said “I’m lost”.")
    text = ngettext("Said “I’m lost” %(n)s minute ago.", "Said “I’m lost” %(n)s minutes ago.", minutes)
    return text % {"n": minutes}


def _quiet(one: Standing) -> list[Why]:
    facts, found = one.facts, []
    if not one.is_here:
        return []
    stay, last_is_right = facts.now - facts.entered_at, bool(facts.answers) and facts.answers[-1][1]
    if stay >= LONG_S and not last_is_right:
        minutes = int(stay // 60)
        text = ngettext(
            "%(n)s minute at “%(step)s” without a right answer.",
            "%(n)s minutes at “%(step)s” without a right answer.",
            minutes,
        )
        words = with_names(text, {"n": minutes, "step": one.step})
        found.append(Why(Code.STAY, STAY, facts.entered_at + LONG_S, words))
    # Who came a moment ago has had no time to type.
    quiet_since = max(one.touched_at, facts.entered_at) if one.touched_at is not None else facts.now
    if facts.now - quiet_since >= IDLE_S:
        minutes = int((facts.now - quiet_since) // 60)
        text = ngettext(
            "Nothing typed or tapped for %(n)s minute.", "Nothing typed or tapped for %(n)s minutes.", minutes
        )
        found.append(Why(Code.IDLE, IDLE, quiet_since + IDLE_S, text % {"n": minutes}))
    return found


def _behind(one: Standing) -> list[Why]:
    behind = one.behind
    if behind is None or behind.missing < LEAST_MISSING:
        return []
    values = {"done": behind.done, "total": behind.total, "usual": behind.usual, "lesson": behind.lesson}
    text = gettext("%(done)s of %(total)s steps of “%(lesson)s” done; half of the class has done %(usual)s.")
    if not behind.done:
        text = gettext("Not begun: “%(lesson)s”; half of the class has done %(usual)s of %(total)s steps.")
    return [Why(Code.BEHIND, BEHIND * behind.missing, one.facts.now, with_names(text, values))]
