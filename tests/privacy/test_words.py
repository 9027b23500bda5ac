"""`words`: what can be told has the odds that are promised, whoever knows all others; and it is useful."""

import math
from itertools import pairwise
from random import Random

import numpy as np
import pytest

from tests.privacy.exact import advantage, chances, greatest_odds, hard_cases
from tests.privacy.game import told_within
from tutor.domain.affect import words as affect_words
from tutor.domain.affect.cohort import SETTLED
from tutor.domain.affect.ledger import SlotSeen, disclose_slot, open_ledger, pack, unpack

CLASS = 25
THREE_SLOTS, SIX_SLOTS = 3, 6


@pytest.mark.parametrize(
    ("lost", "slots", "least", "most"),
    [(13, THREE_SLOTS, 0.95, 1), (0, SIX_SLOTS, 0, 0.02), (3, SIX_SLOTS, 0, 0.20)],
)
def test_a_lost_class_is_told_in_a_minute_and_a_class_that_follows_is_not(lost, slots, least, most):
    exact = 1 - chances([float(lost)] * slots, here=CLASS)[-1]
    assert least <= exact <= most
    rng = Random(20)
    runs = sum(bool(told_within(lost, slots, rng=rng)) for _ in range(1000))
    spread = 3 * math.sqrt(exact * (1 - exact) / 1000)
    assert abs(runs / 1000 - exact) <= spread


@pytest.mark.slow
@pytest.mark.parametrize("case", hard_cases(), ids=lambda case: case.name)
def test_who_knows_all_others_gains_little_and_is_never_sure(case):
    one, other = chances(case.one, here=CLASS), chances(case.other, here=CLASS)
    assert advantage(one, other) <= 12
    assert greatest_odds(one, other) < 9


def test_the_promise_is_under_nine_to_one():
    assert math.exp(affect_words.EPSILON) < 9


def test_the_chances_are_those_of_the_ledger_itself():
    """The exact sums and the code that serves agree, so that a bound on one is a bound on the other."""
    courses = [8.0, 9.0, 12.0, 11.0, 6.0]
    expected = chances(courses, here=CLASS)
    rng, counts = Random(3), np.zeros(len(expected))
    for _ in range(6000):
        words = affect_words.begin(rng)
        for slot, lost in enumerate(courses):
            words = affect_words.look(words, lost=int(lost), here=CLASS, slot=slot, rng=rng)
        place = 2 * words.slot + (words.told == "most") if words.told else len(expected) - 1
        counts[place] += 1
    assert np.abs(counts / 6000 - expected).max() < 0.02


def test_a_class_of_ten_is_too_small_to_be_told_of():
    assert {told_within(10, 200, rng=Random(run), here=10) for run in range(50)} == {""}


def test_a_word_is_told_once_in_a_lesson():
    rng = Random(1)
    ledger = open_ledger("words", rng)
    states = dict.fromkeys(range(CLASS), "confused")
    words = []
    for slot in range(100):
        ledger, told = disclose_slot(ledger, SlotSeen(slot, CLASS, states), least=5, rng=rng)
        words += [told["word"]] if told["word"] else []
    assert words == ["most"]


def test_what_is_kept_is_all_that_decides():
    """After a restart the same noise stands: the ledger holds it, and nothing is drawn anew."""
    ledger = open_ledger("words", Random(4))
    assert unpack(pack(ledger)) == ledger
    assert ledger.words.noise != open_ledger("words", Random(5)).words.noise


@pytest.mark.parametrize("state", ["confused", "engaged", None])
def test_one_student_moves_the_count_by_one_at_most(state):
    """However others come and go, the entry of one is the only one that depends on that one."""
    rng = Random(6)
    others = [
        {who: rng.choice(["confused", "engaged"]) for who in range(24) if rng.random() < 0.7}
        for _ in range(60)
    ]
    lost = []
    for own in (None, state):
        ledger, counts = open_ledger("words", Random(7)), []
        for slot, seen in enumerate(others):
            seen = {**seen, 99: own} if own else seen
            ledger, _ = disclose_slot(ledger, SlotSeen(slot, 10, seen), least=5, rng=Random(slot))
            counts.append(sum(one.state == "confused" for one in ledger.cohort.values()))
        lost.append(counts)
    assert {after - before for before, after in zip(*lost, strict=True)} <= {0, 1}


def test_nobody_changes_faster_than_settling_allows():
    ledger, changes = open_ledger("words", Random(8)), []
    for slot in range(40):
        seen = {1: "confused" if slot % 2 else "engaged"}
        ledger, _ = disclose_slot(ledger, SlotSeen(slot, 10, seen), least=5, rng=Random(slot))
        changes.append(ledger.cohort[1].since)
    assert min(after - before for before, after in pairwise(changes) if after != before) >= SETTLED


def test_a_look_aside_is_no_change():
    ledger = open_ledger("words", Random(9))
    counts = []
    for slot in range(20):
        seen = {1: "confused"} if slot in (0, 5, 10) else {}
        ledger, _ = disclose_slot(ledger, SlotSeen(slot, 10, seen), least=5, rng=Random(slot))
        counts.append(ledger.cohort[1].state)
    assert counts == ["confused"] * 16 + ["unknown"] * 4
