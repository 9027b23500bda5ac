"""Whom to help first is told by acts, in one order for all, and the planted strugglers come first."""

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tutor.domain.calls import LearningFacts
from tutor.domain.learning.help_first import Behind, Standing, rank_needs

NOW = 10_000.0
REST = 600.0


def stand(key: int, answers: str = "", *, step: str = "Halves", **more) -> Standing:
    """Return somebody whose last answers were right (r) or wrong (w), 20 seconds apart."""
    own = {name: more.pop(name) for name in ("hand_at", "lost_at", "fits", "entered_at") if name in more}
    tried = [(NOW - 20 * (len(answers) - n), mark == "r") for n, mark in enumerate(answers)]
    facts = LearningFacts(**{"now": NOW, "entered_at": NOW - 200, "answers": tried, **own})
    return Standing(key, step, facts, **more)


def ranked(*standings: Standing) -> list[int]:
    return [need.key for need in rank_needs(standings, rests_s=REST)]


def test_who_asks_comes_first_then_who_is_wrong_again_then_who_is_quiet():
    asks = stand(1, hand_at=NOW - 10)
    thrice = stand(2, "rwww")
    twice = stand(3, "ww")
    quiet = stand(4, touched_at=NOW - 200, entered_at=NOW - 300)
    fine = stand(5, "wr")
    assert ranked(fine, quiet, twice, thrice, asks) == [1, 2, 3, 4]


def test_a_mix_up_with_a_name_moves_somebody_up():
    plain, named = stand(1, "wwww"), stand(2, "www", fits=[["Flips"], ["Adds tops"], ["Adds tops"]])
    assert ranked(plain, named) == [2, 1]


def test_the_sentence_says_what_was_done_and_what_was_said():
    one = stand(1, "www", fits=[[], ["Adds tops"], ["Adds tops", "Flips"]], lost_at=NOW - 250)
    (need,) = rank_needs([one], rests_s=REST)
    assert need.sentence == (
        "Wrong 3 times at “Halves”; the last 2 answers fit “Adds tops”. Said “I’m lost” 4 minutes ago."
    )
    assert (need.codes, need.fits) == (["wrong", "fits", "lost"], "Adds tops")


def test_who_was_helped_rests_until_they_ask_again():
    stuck = stand(1, "www", helped_at=NOW - 60)
    assert ranked(stuck) == []
    assert ranked(replace(stuck, helped_at=NOW - REST)) == [1]
    assert ranked(stand(1, "www", helped_at=NOW - 60, hand_at=NOW - 5)) == [1]
    assert ranked(stand(1, "www", helped_at=NOW - 60, lost_at=NOW - 90)) == []


def test_between_lessons_a_long_stay_is_no_news_and_missing_steps_are():
    away = {"is_here": False, "entered_at": 0.0, "touched_at": 0.0}
    assert ranked(stand(1, **away)) == []
    (need,) = rank_needs([stand(2, behind=Behind("Halves", 2, 7, 9), **away)], rests_s=REST)
    assert need.sentence == "2 of 9 steps of “Halves” done; half of the class has done 7."
    assert ranked(stand(3, behind=Behind("Halves", 6, 7, 9), **away)) == []


def test_who_has_just_come_back_is_not_idle():
    assert ranked(stand(1, touched_at=NOW - 900, entered_at=NOW - 20)) == []


standings = st.builds(
    stand,
    st.integers(1, 9),
    st.text("rw", max_size=7),
    hand_at=st.none() | st.floats(0, NOW),
    lost_at=st.none() | st.floats(0, NOW),
    touched_at=st.none() | st.floats(0, NOW),
    entered_at=st.floats(0, NOW),
    helped_at=st.none() | st.floats(0, NOW),
)


@given(st.lists(standings, unique_by=lambda one: one.key), st.randoms(use_true_random=False))
def test_any_order_of_the_same_people_gives_the_same_list(people, rng):
    shuffled = list(people)
    rng.shuffle(shuffled)
    assert rank_needs(people, rests_s=REST) == rank_needs(shuffled, rests_s=REST)


@given(standings)
def test_one_more_wrong_answer_never_moves_anybody_down(one):
    answers = [*one.facts.answers, (NOW, False)]
    worse = replace(one, facts=replace(one.facts, answers=answers, fits=()))
    before, after = rank_needs([one], rests_s=REST), rank_needs([worse], rests_s=REST)
    assert not before or one.facts.answers[-1:] == [(NOW, True)] or after[0].points >= before[0].points


def test_the_planted_strugglers_come_first_in_a_simulated_class():
    """Twenty-five learners answer with a known chance to be right; five of them seldom are."""
    rng, found = random.Random(7), 0
    for _ in range(40):
        weak = set(rng.sample(range(25), 5))
        people = [
            stand(key, "".join(rng.choices("rw", (15, 85) if key in weak else (80, 20), k=8)))
            for key in range(25)
        ]
        found += len(weak & set(ranked(*people)[:5]))
    # By chance one of five places would be a struggler's; who was right a moment ago is not named.
    assert found / 200 > 0.65
