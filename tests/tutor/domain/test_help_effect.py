"""What came after help is compared from a moment that is alike for both groups."""

import pytest

from tutor.domain.reports.help_effect import (
    Helped,
    Learner,
    Tried,
    after_each_help,
    compare,
    find_episodes,
    newcombe,
    outcomes_of,
    share_of,
)
from tutor.domain.reports.shares import Share

LATER = 10_000.0


def learner(marks: str, *helps: float, start: float = 0.0, reasons: tuple[str, ...] = ("wrong",)) -> Learner:
    """Return somebody who tries one question every 60 s: w, r; a new question at a new step with W, R."""
    tried, question = [], 1
    for n, mark in enumerate(marks):
        question += mark.isupper()
        tried.append(Tried(start + 60 * n, question, question, mark in "rR", mark.isupper() or n == 0))
    return Learner(tried, [Helped(at, reasons) for at in helps])


def test_an_episode_begins_with_the_third_wrong_answer_once_a_step():
    found = find_episodes({1: learner("wwwwrwww"), 2: learner("wwrww")})
    assert [(one.learner, one.began) for one in found] == [(1, 120.0)]


def test_who_got_out_before_help_could_come_counts_for_neither_group():
    people = {
        1: learner("wwwwr", 200.0),
        # Helped too late, and out without help: both before the landmark of 80 s.
        2: learner("wwwr"),
        3: learner("wwwr", 190.0),
        4: learner("wwwww"),
    }
    helped, others, landmark = outcomes_of(people, until=LATER)
    assert landmark == 80.0
    assert [(one.learner, one.got_out) for one in helped] == [(1, True)]
    assert [(one.learner, one.got_out) for one in others] == [(4, False)]


def test_the_next_first_try_tells_and_repeats_do_not():
    helped, _, _ = outcomes_of({1: learner("wwwwrR", 200.0), 2: learner("wwwrrW", 150.0)}, until=LATER)
    assert [one.first_try for one in helped] == [True, False]
    came = after_each_help({1: learner("wR", 30.0, reasons=("asked", "lost"))}, until=LATER)
    assert {reason: [one.first_try for one in outcomes] for reason, outcomes in came.items()} == {
        "asked": [True],
        "lost": [True],
    }


def test_the_end_of_the_term_is_no_failure():
    helped, _, _ = outcomes_of({1: learner("wwww", 190.0)}, until=400.0)
    assert [(one.got_out, one.first_try) for one in helped] == [(None, None)]


def test_few_students_are_withheld_however_often_they_count():
    many = [(n % 4, True) for n in range(40)]
    assert share_of(many, least=5) is None
    assert compare(many, [(n, n > 2) for n in range(9)], least=5).difference is None


def test_a_difference_has_the_interval_of_newcombe():
    """Newcombe (1998), table II, (a): 56 of 70 against 48 of 80."""
    assert newcombe(Share(56, 70), Share(48, 80)) == pytest.approx((0.2, 0.0524, 0.3339), abs=1e-4)


def test_only_a_difference_whose_interval_leaves_out_nothing_is_sure():
    right, half = [(n, True) for n in range(20)], [(n, n % 2 == 0) for n in range(20)]
    assert compare(right, half, least=5).is_sure
    assert not compare(right[:5], half[:5], least=5).is_sure
