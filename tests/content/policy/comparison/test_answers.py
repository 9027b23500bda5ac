"""What is said of the arms of a step."""

import pytest

from content.policy.comparison import Arm, Outcome, Standing, Terms, Verdict, compare, sentence
from content.policy.comparison.answers import MOST_TOLD, students_needed, worse_arms
from tests.content.policy.comparison.histories import PICTURE, PLAIN, STORY, count, history_of

NAMES = {PLAIN: "The text", PICTURE: "The picture", STORY: "The story"}


def said(chances, students, **more):
    return compare(history_of(chances, students, **more), list(chances), terms=Terms())


def test_a_large_difference_is_told_with_its_size_and_the_worse_arm_is_stopped():
    told = said({PLAIN: 0.3, PICTURE: 0.8}, 120)
    assert (told.verdict.code, told.verdict.better) == ("better", PICTURE)
    assert 0 < told.verdict.low < 50 < told.verdict.high
    assert [one.is_stopped for one in told.standings] == [True, False]
    assert told.pairs[0].more == 0
    assert told.best[1] > 0.99


def test_the_order_of_the_arms_changes_nothing_but_the_sign():
    history = history_of({PLAIN: 0.3, PICTURE: 0.8}, 120)
    there, back = (compare(history, arms, terms=Terms()) for arms in ((PLAIN, PICTURE), (PICTURE, PLAIN)))
    assert back.verdict == there.verdict
    assert back.pairs[0].whenever == pytest.approx([-end for end in there.pairs[0].whenever[::-1]], abs=0.003)
    assert back.pairs[0].fixed == pytest.approx([-end for end in there.pairs[0].fixed[::-1]], abs=1e-4)


def test_with_few_students_it_is_too_early_and_says_how_many_more():
    told = said({PLAIN: 0.45, PICTURE: 0.6}, 100)
    assert told.verdict.code == "too_few"
    assert 0 < told.verdict.more <= MOST_TOLD
    assert told.verdict.more % 10 == 0
    assert not any(one.is_stopped for one in told.standings)


def test_the_more_alike_they_look_the_more_students_are_missing():
    alike, apart = (said({PLAIN: 0.5, PICTURE: 0.5 + gap}, 150).verdict for gap in (0, 0.15))
    assert (alike.code, apart.code) == ("too_few", "too_few")
    assert alike.more > apart.more


def test_what_was_won_already_is_not_asked_for_again():
    arms = Standing(PLAIN, 40, 60), Standing(PICTURE, 60, 40)
    needed = [students_needed(log, *arms, (0.5, 0.5), against=20) for log in (0.0, 1.5, 4.0)]
    assert needed[0] == pytest.approx(2 * needed[1], abs=20)
    assert needed[2] == 0
    assert students_needed(0.0, *arms, (0.0, 1.0), against=20) > MOST_TOLD


def test_before_the_first_answer_there_is_a_plan():
    told = compare([], [PLAIN, PICTURE], terms=Terms())
    assert told.verdict.code == "too_few"
    assert 20 <= told.verdict.more <= 200
    assert told.best == (0.5, 0.5)


@pytest.mark.slow
def test_many_students_without_a_difference_are_told_that_they_are_alike():
    told = said({PLAIN: 0.9, PICTURE: 0.9}, 1500)
    assert told.verdict.code == "alike"
    assert told.verdict.high <= 10


@pytest.mark.slow
def test_what_turned_round_is_told_as_changed_and_stops_nobody():
    early = history_of({PLAIN: 0.1, PICTURE: 0.9}, 120)
    late = history_of({PLAIN: 0.9, PICTURE: 0.1}, 300, seed="later")
    told = compare(early + late, [PLAIN, PICTURE], terms=Terms())
    assert told.verdict.code == "changed"
    assert not any(one.is_stopped for one in told.standings)


def test_counts_are_of_this_text_and_leave_out_what_is_void_or_open():
    history = history_of({PLAIN: 0.5, PICTURE: 0.5}, 20)
    whole = compare(history, [PLAIN, PICTURE], terms=Terms()).standings
    assert [(one.right, one.wrong) for one in whole] == [
        (one.right, one.wrong) for one in (count(history, PLAIN), count(history, PICTURE))
    ]
    without = [(choice, Outcome.VOID) for choice, _ in history]
    assert [one.settled for one in compare(without, [PLAIN, PICTURE], terms=Terms()).standings] == [0, 0]
    changed = compare(history, [PLAIN, Arm("picture", "2")], terms=Terms())
    assert changed.standings[1].settled == 0
    assert changed.pairs[0].whenever == (-1, 1)


@pytest.mark.slow
def test_of_three_arms_each_pair_has_an_interval_and_the_best_must_beat_all():
    told = said({PLAIN: 0.2, PICTURE: 0.55, STORY: 0.9}, 400)
    assert (told.verdict.code, told.verdict.better) == ("better", STORY)
    assert [one.is_stopped for one in told.standings] == [True, True, False]
    two_alike = said({PLAIN: 0.2, PICTURE: 0.8, STORY: 0.8}, 400)
    assert two_alike.verdict.code == "too_few"
    assert [one.is_stopped for one in two_alike.standings] == [True, False, False]


def test_three_intervals_share_the_five_percent():
    chances = {PLAIN: 0.5, PICTURE: 0.5}
    history = history_of(chances, 120)
    two = compare(history, [PLAIN, PICTURE], terms=Terms()).pairs[0].whenever
    three = compare(history, [PLAIN, PICTURE, STORY], terms=Terms()).pairs[0].whenever
    assert three[0] < two[0] < two[1] < three[1]


def test_if_all_seem_worse_than_another_none_is_stopped():
    circle = {(PLAIN, PICTURE): (0.1, 0.2), (PICTURE, STORY): (0.1, 0.2), (PLAIN, STORY): (-0.2, -0.1)}
    assert worse_arms(circle) == set()
    assert worse_arms({**circle, (PLAIN, STORY): None}) == {PLAIN, PICTURE}


def test_one_arm_is_no_comparison():
    with pytest.raises(ValueError, match="two arms"):
        compare([], [PLAIN], terms=Terms())


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (Verdict("better", PICTURE, 6, 19), "The picture does better by 6 to 19 points"),
        (Verdict("better", PICTURE, 0, 19), "The picture does better, by up to 19 points"),
        (Verdict("too_few", more=40), "Too few to say: about 40 more students"),
        (Verdict("too_few", more=MOST_TOLD + 1), "Too few to say: more than 2,000 more students"),
        (Verdict("alike", high=8), "They do equally well, or nearly: at most 8 points apart"),
        (
            Verdict("changed"),
            "What helped early did not help late: no one difference fits all students",
        ),
    ],
)
def test_each_verdict_has_its_sentence(verdict, words):
    assert sentence(verdict, NAMES) == words
