"""`figures`: bounds that are true, move rarely and in large steps, and still bring the suggestion in time."""

from random import Random

import pytest

from tutor.domain.affect import figures
from tutor.domain.affect.figures import LASTS, MOST
from tutor.domain.affect.ledger import SlotSeen, disclose_slot, open_ledger

CLASS = 25


def play(states_of, slots: int, *, here: int = CLASS, seed: int = 1):
    """Play slots through the ledger; return what was told of each."""
    rng = Random(seed)
    ledger, told = open_ledger("figures", rng), []
    for slot in range(slots):
        ledger, one = disclose_slot(ledger, SlotSeen(slot, here, states_of(slot)), least=5, rng=rng)
        told.append(one)
    return told


@pytest.mark.parametrize("onset", [3, 9, 20, 90])
@pytest.mark.parametrize("lost", [13, 16, 25])
def test_a_lost_half_is_known_to_rules_after_a_minute(onset, lost):
    """As before: the rule that waits for a minute of half the class acts when that minute is over."""

    def states_of(slot):
        return {who: "confused" if slot >= onset and who < lost else "engaged" for who in range(CLASS)}

    told = play(states_of, onset + 8)
    first = next(
        slot for slot, one in enumerate(told) if one["signals"].get("class.confused_share", 0) >= 0.5
    )
    waits = max(0, LASTS - 1 + figures.APART - onset)
    assert first <= onset + LASTS - 1 + waits
    assert told[first]["renewed"] == first


def test_what_lasts_for_less_than_a_minute_moves_nothing():
    told = play(lambda slot: dict.fromkeys(range(CLASS), "confused" if slot in (30, 31) else "engaged"), 33)
    assert {one["column"]["confused"] for one in told[LASTS:32]} == {0}


@pytest.mark.parametrize("seed", range(20))
def test_bounds_are_true_when_they_are_told_and_leave_somebody_out(seed):
    rng = Random(seed)
    levels = [rng.choice(["engaged", "confused", "bored"]) for _ in range(CLASS)]
    for one in play(lambda slot: dict(enumerate(levels)), 6, seed=seed):
        column = one["column"]
        assert all(column[state] <= levels.count(state) for state in ("engaged", "confused", "bored"))
        assert column["untold"] >= 1
        assert sum(column.values()) == CLASS


def test_figures_change_a_few_times_in_a_lesson_at_most():
    rng = Random(2)
    moods = [rng.choice(["engaged", "confused", "bored"]) for _ in range(40)]
    told = play(lambda slot: dict.fromkeys(range(CLASS), moods[slot // 8]), 200)
    assert len({one["renewed"] for one in told} - {0}) <= MOST


def test_four_students_are_not_told_of():
    told = play(lambda slot: dict.fromkeys(range(4), "confused"), 6, here=4)
    assert {one["column"] for one in told} == {None}
    assert not any(one["signals"] for one in told)


def test_few_known_among_many_look_like_none():
    few = play(lambda slot: dict.fromkeys(range(4), "confused"), 6)
    assert few == play(lambda slot: {}, 6)


def test_rules_read_shares_in_steps():
    told = play(lambda slot: {who: "confused" if who < 11 else "engaged" for who in range(CLASS)}, 4)
    assert told[-1]["signals"]["class.confused_share"] == 0.4
    assert told[-1]["signals"]["class.known"] == 25
