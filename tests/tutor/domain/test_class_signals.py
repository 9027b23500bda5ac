"""What a class's faces and words add up to; small groups stay unknown."""

import pytest

from content.policy.signals import SIGNALS
from tutor.domain.camera_signals import ClipReading
from tutor.domain.class_signals import LearnerTrack, build_class_timeline

FINE = {"engaged": 0.9, "bored": 0.1, "confused": 0.2, "frustrated": 0.1}
LOST = {**FINE, "engaged": 0.2, "confused": 0.7}


def face(levels: dict[str, float] | None, *, until: float = 100) -> LearnerTrack:
    times = range(int(until) - 8, int(until) + 1, 2)
    readings = [ClipReading(at=at, known=levels is not None, levels=levels or {}) for at in times]
    return LearnerTrack(readings=readings)


def now(*learners: LearnerTrack, min_known: int = 3) -> dict[str, float | None]:
    return dict(build_class_timeline(learners, now=100, span_s=0, min_known=min_known)[-1].values)


def said(word: str, at: float = 90) -> LearnerTrack:
    return LearnerTrack(reports=[(at, word)])


def test_a_class_counts_the_likeliest_state_among_those_known():
    values = now(face(LOST), face(LOST), face(FINE), face(None))
    assert values["class.known"] == 3
    assert values["class.confused_share"] == pytest.approx(2 / 3)
    assert values["class.bored_share"] == pytest.approx(1 / 3)


def test_a_share_is_never_all_nor_nothing():
    values = now(*[face(LOST)] * 5)
    assert (values["class.confused_share"], values["class.frustrated_share"]) == (0.8, 0.2)


def test_shares_of_too_few_are_unknown():
    values = now(face(LOST), face(LOST), face(None))
    assert (values["class.known"], values["class.confused_share"]) == (2, None)


def test_without_any_camera_words_alone_tell():
    values = now(said("lost"), said("lost"), said("bored"), said("fine"))
    assert values["class.known"] == 4
    assert (values["class.confused_share"], values["class.bored_share"]) == (0.5, 0.25)
    assert values["class.lost_taps"] == 2


def test_a_word_is_believed_before_the_face():
    learner = LearnerTrack(readings=face(LOST).readings, reports=[(95, "got_it")])
    assert now(learner, face(LOST), face(LOST))["class.confused_share"] == pytest.approx(2 / 3)


def test_a_tap_counts_for_a_minute_and_the_last_one_only():
    taken_back = LearnerTrack(reports=[(80, "lost"), (90, "fine")])
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
