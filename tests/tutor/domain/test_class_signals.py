"""What a class says and what was told of it add up to; small groups stay unknown."""

import pytest

from content.policy.signals import SIGNALS
from tutor.domain.class_signals import Standing, build_class_timeline


def now(*learners, min_known: int = 3, told=None) -> dict[str, float | None]:
    return dict(build_class_timeline(learners, now=100, span_s=0, min_known=min_known, told=told)[-1].values)


def said(word: str, at: float = 90) -> list[tuple[float, str]]:
    return [(at, word)]


def test_without_any_camera_words_alone_tell():
    values = now(said("lost"), said("lost"), said("bored"), said("fine"))
    assert values["class.known"] == 4
    assert (values["class.confused_share"], values["class.bored_share"]) == (0.5, 0.25)
    assert values["class.lost_taps"] == 2


def test_a_share_is_never_all_nor_nothing():
    values = now(*[said("lost")] * 5)
    assert (values["class.confused_share"], values["class.frustrated_share"]) == (0.8, 0.2)


def test_shares_of_too_few_are_unknown():
    values = now(said("lost"), said("lost"), [])
    assert (values["class.known"], values["class.confused_share"]) == (2, None)


def test_with_cameras_rules_read_what_was_told_and_taps():
    told = [Standing(40, {"class.confused_share": 0.5}), Standing(101, {"class.confused_share": 0.75})]
    assert now(said("lost"), told=told) == {"class.confused_share": 0.5, "class.lost_taps": 1}


def test_what_was_told_later_counts_from_where_it_began():
    told = [Standing(80, {"class.known": 5.0}), Standing(60, {"class.known": 10.0})]
    assert now(told=told)["class.known"] == 10


def test_before_anything_is_told_only_taps_are_known():
    assert now(said("lost"), told=[]) == {"class.lost_taps": 1}


def test_a_tap_counts_for_a_minute_and_the_last_one_only():
    taken_back = [(80, "lost"), (90, "fine")]
    assert now(said("lost", at=39), taken_back, said("lost"))["class.lost_taps"] == 1


def test_nobody_is_no_error():
    assert now()["class.known"] == 0


def test_the_timeline_looks_back_in_steps_of_four_seconds():
    timeline = build_class_timeline([said("lost")], now=100, span_s=9, min_known=1)
    assert [snapshot.at for snapshot in timeline] == [92, 96, 100]
    assert [snapshot.values["class.lost_taps"] for snapshot in timeline] == [1, 1, 1]
    assert all(SIGNALS[name].read(value) == value for name, value in timeline[-1].values.items())


def test_a_negative_span_is_refused():
    with pytest.raises(ValueError, match="span_s"):
        build_class_timeline([], now=1, span_s=-1, min_known=5)
