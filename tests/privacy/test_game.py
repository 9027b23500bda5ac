"""The game, with bars: how much better than chance an attacker guesses one student's course."""

import json
import math
from pathlib import Path
from random import Random

import numpy as np
import pytest

from tests.privacy.exact import advantage, after_lessons, chances, greatest_odds, hard_cases
from tests.privacy.game import (
    CLASS,
    learn,
    play_words,
    points_over_chance,
    read_every_slot,
    read_figures,
    read_lessons,
    told_within,
)
from tests.privacy.lessons import draw_others, time_courses
from tutor.domain.affect import words
from tutor.simulation.measures import describe_machine

BAR, SEED = 12.0, 20_26
COURSES = list(time_courses())
# Those that the rule of before gives away outright: enough to see in a moment.
PLAIN = [pair for pair in COURSES if "20 s" in pair[0] or "first half" in pair[0]]


def play_figures(read, pair, *, lessons: int, seed: int) -> float:
    """Return by how many points over chance the attacker is right: half of the lessons are for learning."""
    _, one, other = pair
    per_slot = "20 s" in pair[0]
    rows = [
        read_lessons(
            read,
            draw_others(np.random.default_rng(seed + part), lessons=lessons),
            course,
            seed=1000 * (seed + part),
            per_slot=per_slot,
        )
        for part, course in enumerate((one, other, one, other))
    ]
    return points_over_chance(learn(rows[0], rows[1]), rows[2], rows[3])


@pytest.mark.slow
@pytest.mark.parametrize("pair", PLAIN, ids=lambda pair: pair[0])
def test_what_was_told_of_every_slot_gives_a_course_away_and_figures_do_not(pair):
    # Few lessons, so that the bar is wider: two standard errors of the guesses.
    lessons = 150
    assert play_figures(read_every_slot, pair, lessons=lessons, seed=SEED) > 20
    assert play_figures(read_figures, pair, lessons=lessons, seed=SEED) <= BAR + 100 / math.sqrt(2 * lessons)


@pytest.mark.slow
def test_in_words_the_best_attacker_gains_little():
    games = 300
    won, surest = play_words(hard_cases(), games=games, seed=SEED)
    assert 100 * won / games - 50 <= BAR + 100 / math.sqrt(games)
    assert surest < 9


@pytest.mark.bench
def test_ten_thousand_games(request):
    """Play both games in full, and write what came out."""
    lessons = 10_000 // (2 * len(COURSES))
    figures = {
        pair[0]: {
            "figures": round(play_figures(read_figures, pair, lessons=lessons, seed=SEED), 1),
            "told_of_every_slot": round(
                play_figures(read_every_slot, pair, lessons=lessons // 2, seed=SEED), 1
            ),
        }
        for pair in COURSES
    }
    cases = hard_cases()
    games = 10_000
    won, surest = play_words(cases, games=games, seed=SEED)
    exact = {case.name: (chances(case.one, here=CLASS), chances(case.other, here=CLASS)) for case in cases}
    worst = max(exact, key=lambda name: advantage(*exact[name]))
    over = [points["figures"] for points in figures.values()]
    report = {
        "what": "points over chance of who guesses one of two courses of one student, from all that is told",
        "class": CLASS,
        "seed": SEED,
        "figures": {
            "games": 2 * lessons * len(COURSES),
            "points": round(float(np.mean(over)), 1),
            "by_course": figures,
        },
        "words": {
            "games": games,
            "points": round(100 * won / games - 50, 1),
            "surest_odds": round(surest, 2),
            "worst_case": worst,
            "worst_points_exact": round(advantage(*exact[worst]), 2),
            "worst_odds_exact": round(max(greatest_odds(*pair) for pair in exact.values()), 2),
            "epsilon_a_lesson": round(words.EPSILON, 3),
            "after_lessons": {
                str(number): after_lessons(
                    *exact["10 others, lost or never"], lessons=number, games=20_000, seed=SEED
                )
                for number in (1, 5, 10, 20, 40)
            },
            "told_of_a_class_of_10": sum(
                bool(told_within(10, 135, rng=Random(run), here=10)) for run in range(1000)
            ),
            "useful": {
                "13 of 25 lost, told within 60 s": useful(13, 3),
                "none lost, told within two minutes": useful(0, 6),
                "3 of 25 lost, told within two minutes": useful(3, 6),
            },
        },
        "machine": describe_machine(),
    }
    if folder := request.config.getoption("--results"):
        Path(folder, "privacy_game.json").write_text(json.dumps(report, indent=1) + "\n")
    assert max(over) <= BAR
    assert report["words"]["points"] <= BAR
    assert report["words"]["worst_points_exact"] <= BAR
    assert surest < 9
    lost, none, few = report["words"]["useful"].values()
    assert lost >= 0.95
    assert none <= 0.02
    assert few <= 0.2


def useful(lost: int, slots: int) -> float:
    """Return in which part of 10,000 runs the class was told of."""
    rng = Random(SEED)
    return sum(bool(told_within(lost, slots, rng=rng)) for _ in range(10_000)) / 10_000
