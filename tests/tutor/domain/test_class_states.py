"""A class is counted in groups; small groups are withheld at the source."""

from tutor.domain.class_states import LearnerSlot, count_states, summarise

LOST = {"engaged": 0.1, "bored": 0.1, "confused": 0.8, "frustrated": 0.2}
FINE = {"engaged": 0.9, "bored": 0.1, "confused": 0.2, "frustrated": 0.1}


def minute(levels: dict[str, float] | None, *, camera: bool = True, at: int = 0) -> LearnerSlot:
    return LearnerSlot(at, levels=levels, had_camera=camera)


def test_five_known_learners_are_counted_by_state():
    series = count_states([minute(LOST)] * 3 + [minute(FINE)] * 2, first=0, last=0, min_group=5)
    assert (series["confused"], series["engaged"]) == ([3], [2])


def test_four_learners_show_nothing():
    series = count_states([minute(LOST)] * 4, first=0, last=0, min_group=5)
    assert all(values == [None] for values in series.values())


def test_few_known_among_many_show_no_state():
    entries = [minute(LOST)] * 4 + [minute(None)] + [minute(None, camera=False)] * 3
    series = count_states(entries, first=0, last=0, min_group=5)
    assert series["confused"] == [0]
    assert (series["unknown"], series["no_camera"]) == ([5], [3])


def test_a_slot_before_or_after_is_left_out():
    series = count_states([minute(FINE, at=7)] * 5, first=0, last=1, min_group=5)
    assert series["engaged"] == [None, None]


def test_the_sentence_tells_how_many_look_lost():
    entries = [minute(LOST)] * 3 + [minute(FINE)] * 3 + [minute(None)]
    assert summarise(entries, min_group=5) == "7 learning, 3 of 6 look lost."


def test_the_sentence_says_when_too_few_are_known():
    assert "Too few" in summarise([minute(LOST)] * 4 + [minute(None)] * 9, min_group=5)


def test_an_empty_class_is_said_to_be_empty():
    assert "Nobody" in summarise([], min_group=5)
