"""What `words` discloses of a class: once in a lesson, that about so many may be lost, at a bounded price.

The sparse vector technique: every slot a count with fresh noise is held against a threshold whose own noise
is drawn once in a lesson, and the first that reaches it is told, as a word; then nothing more until the next
lesson. Whatever one student does all lesson long, and whatever is known of all others, changes the odds of
anything that can be told by a factor of exp(`EPSILON`) at most: shifting the threshold by one student answers
for all slots in which nothing was told, and two more for the slot in which something was. By how far the
count lies above the threshold is told at no further price.

Source: Dwork and Roth (2014), "The Algorithmic Foundations of Differential Privacy", 3.6; Lyu, Su and Li
(2017), "Understanding the Sparse Vector Technique for Differential Privacy", VLDB; Ding et al. (2019), "Free
Gap Information from the Differentially Private Sparse Vector and Noisy Max Mechanisms", VLDB.
"""

import math
from dataclasses import dataclass, replace
from random import Random

from content.language import gettext_noop

# Scales (students) of the noise of Laplace: of the threshold, once a lesson, and of each look.
THRESHOLD_SCALE, LOOK_SCALE = 0.8, 2.15
EPSILON = 1 / THRESHOLD_SCALE + 2 / LOOK_SCALE
# So many lost students are told, or so large a part of a class that is larger.
# Measured for a class of 25, of which both are the same (decision 0018).
LOST_STUDENTS, LOST_PART = 11.55, 0.462
# With fewer nothing could be told before nearly all of them are lost.
SMALLEST = 16
HALF_FROM, MOST_FROM = 0.35, 0.65
# For so long a word stands for the rules that ask how the class is.
STANDS_S = 180.0
SHARE_OF_WORD = {gettext_noop("a few"): 0.25, gettext_noop("about half"): 0.5, gettext_noop("most"): 0.75}


@dataclass(frozen=True)
class Words:
    """What stands in a lesson: the threshold's noise, which nobody sees; and the word, once it is told.

    Attributes:
        noise: what the threshold is raised by (students); drawn when the lesson begins, and never again.
        told: the word; empty until it is told.
        slot: of which slot it was told.
    """

    noise: float
    told: str = ""
    slot: int = 0


def begin(rng: Random) -> Words:
    """Draw a lesson's threshold."""
    return Words(noise=laplace(THRESHOLD_SCALE, rng))


def look(words: Words, *, lost: int, here: int, slot: int, rng: Random) -> Words:
    """Return what stands after one more slot.

    Args:
        words: what stood before.
        lost: how many look lost; one student changes it by one at most.
        here: how many are at the lesson, which everybody may see.
        slot: the number of the slot.
        rng: draws this look's noise.
    """
    if words.told or here < SMALLEST:
        return words
    above = lost + laplace(LOOK_SCALE, rng) - threshold_of(here) - words.noise
    if above < 0:
        return words
    return replace(words, told=word_of((threshold_of(here) + above) / here), slot=slot)


def threshold_of(here: int) -> float:
    """Return from how many lost students on a class of so many is told of, before noise."""
    return max(LOST_STUDENTS, LOST_PART * here)


def word_of(part: float) -> str:
    """Return a part of the class in a coarse word."""
    if part < HALF_FROM:
        return "a few"
    return "about half" if part < MOST_FROM else "most"


def laplace(scale: float, rng: Random) -> float:
    """Draw from the distribution of Laplace around 0."""
    # The difference of two exponential draws has this distribution.
    return scale * (rng.expovariate(1.0) - rng.expovariate(1.0))


def chance_below(x: float, scale: float) -> float:
    """Return the chance that noise of Laplace lies below `x`."""
    tail = 0.5 * math.exp(-abs(x) / scale)
    return tail if x < 0 else 1 - tail


def signals_of(words: Words, *, here: int, slot: int, slot_s: float) -> dict[str, float]:
    """Return what class rules may ask for while the word stands; nothing before and after."""
    if not words.told or not 0 <= (slot - words.slot) * slot_s <= STANDS_S:
        return {}
    return {"class.known": float(here), "class.confused_share": SHARE_OF_WORD[words.told]}
