"""The headline of a class is made of facts."""

from tutor.domain.headline import Called, describe_class


def called(*kinds: str, step: int | None = 4) -> Called:
    return Called(frozenset(kinds), step)


def test_all_who_say_they_are_lost_are_counted_and_so_is_their_step():
    assert describe_class(7, [called("lost")] * 7) == "7 learning; 7 say they are lost on step 4"


def test_lost_on_several_steps_the_commonest_is_named():
    calls = [*[called("lost")] * 5, *[called("lost", "hand", step=2)] * 2]
    assert (
        describe_class(22, calls) == "22 learning; 7 say they are lost, 5 of them on step 4; 2 hands are up"
    )


def test_one_is_one():
    calls = [called("hand"), called("lost", step=None), called("stuck")]
    assert describe_class(5, calls) == "5 learning; 1 says they are lost; 1 hand is up; 1 more is stuck"


def test_who_is_stuck_is_told_once():
    assert describe_class(9, [called("stuck"), called("stuck")]) == "9 learning; 2 are stuck"
    assert describe_class(9, [called("stuck", "lost")]) == "9 learning; 1 says they are lost on step 4"


def test_a_quiet_class_is_said_to_be_quiet_and_an_empty_one_empty():
    assert describe_class(9, []) == "9 learning; nobody has called for you"
    assert describe_class(0, []) == "Nobody is in the lesson right now."
