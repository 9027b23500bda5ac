"""Signals are computed from what happened at a step, and unknown never becomes a number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.policy.signals import SIGNALS
from content.signals.camera import ClipReading
from content.signals.step import StepEvents, Tried, build_timeline


def reading(at: float, confused: float | None = None) -> ClipReading:
    levels = (
        {} if confused is None else {"confused": confused, "engaged": 0.1, "bored": 0.1, "frustrated": 0.1}
    )
    return ClipReading(at=at, known=confused is not None, levels=levels)


def last_values(events: StepEvents, now: float) -> dict[str, float | None]:
    return dict(build_timeline(events, now=now, span_s=60)[-1].values)


def test_the_window_mean_is_over_the_last_ten_seconds():
    events = StepEvents(entered_at=0, readings=[reading(5, 0.9), reading(22, 0.4), reading(28, 0.6)])
    assert last_values(events, 30)["camera.confused"] == pytest.approx(0.5)


def test_mostly_unknown_clips_make_the_state_unknown_but_tell_the_coverage():
    events = StepEvents(entered_at=0, readings=[reading(22), reading(24), reading(26, 0.9)])
    values = last_values(events, 30)
    assert values["camera.coverage"] == pytest.approx(1 / 3)
    assert values.get("camera.confused") is None


def test_without_a_camera_no_camera_signal_is_known():
    values = last_values(StepEvents(entered_at=0), 30)
    assert not [name for name, value in values.items() if name.startswith("camera.") and value is not None]


def test_a_right_answer_ends_a_run_of_wrong_ones():
    tries = [Tried(10, False, 10), Tried(20, False, 10), Tried(30, True, 10), Tried(40, False, 3)]
    values = last_values(StepEvents(entered_at=0, answers=tries), 50)
    assert values["behaviour.wrong_in_row"] == 1
    assert values["behaviour.recent_errors"] == 3
    assert values["behaviour.fast_wrong"] == 1
    assert values["behaviour.seconds_without_progress"] == 20


@pytest.mark.parametrize(
    ("helps", "rights", "wrong"),
    [([], [], 4), ([25], [], 2), ([25], [35], 2), ([25], [45], 0), ([50], [], 0)],
)
def test_wrong_answers_count_since_the_last_help_until_one_is_right(helps, rights, wrong):
    tries = [(at, False) for at in (10, 20, 30, 40)] + [(at, True) for at in rights]
    events = StepEvents(
        entered_at=0, answers=[Tried(at, right, 9) for at, right in sorted(tries)], helps=helps
    )
    assert last_values(events, 60)["behaviour.wrong_since_help"] == wrong


def test_a_tap_counts_until_it_is_answered_with_help():
    asked = StepEvents(entered_at=0, reports=[(10, "lost")])
    answered = StepEvents(entered_at=0, reports=[(10, "lost")], helps=[12])
    assert last_values(asked, 20)["said.lost"] == 1
    assert last_values(answered, 20)["said.lost"] == 0


def test_the_last_word_counts():
    events = StepEvents(entered_at=0, reports=[(10, "lost"), (14, "got_it")])
    values = last_values(events, 20)
    assert (values["said.lost"], values["said.got_it"]) == (0, 1)


def test_the_timeline_begins_with_the_step_and_ends_now():
    timeline = build_timeline(StepEvents(entered_at=100), now=109, span_s=60)
    assert [snapshot.at for snapshot in timeline] == [101, 103, 105, 107, 109]


def test_a_negative_span_is_refused():
    with pytest.raises(ValueError, match="span_s"):
        build_timeline(StepEvents(entered_at=0), now=1, span_s=-1)


def test_time_beyond_the_usual_counts_from_the_usual_on_and_is_unknown_without_one():
    assert last_values(StepEvents(entered_at=0, usual_s=40), 30)["behaviour.seconds_over_usual"] == 0
    assert last_values(StepEvents(entered_at=0, usual_s=40), 50)["behaviour.seconds_over_usual"] == 10
    assert last_values(StepEvents(entered_at=0), 50)["behaviour.seconds_over_usual"] is None


def test_who_touches_the_page_is_not_idle():
    events = StepEvents(entered_at=0, touched_at=25)
    assert last_values(events, 30)["behaviour.seconds_idle"] == 5
    assert last_values(events, 20)["behaviour.seconds_idle"] == 20


def test_mastery_is_what_it_is_and_unknown_before_any_answer():
    assert last_values(StepEvents(entered_at=0, mastery=0.3), 10)["mastery.lowest"] == 0.3
    assert last_values(StepEvents(entered_at=0), 10)["mastery.lowest"] is None


@given(
    tries=st.lists(st.tuples(st.floats(0, 100), st.booleans()), max_size=8),
    levels=st.lists(st.tuples(st.floats(0, 100), st.none() | st.floats(0, 1)), max_size=20),
    now=st.floats(0, 100),
)
def test_every_signal_is_registered_and_inside_its_range(tries, levels, now):
    events = StepEvents(
        entered_at=0,
        answers=[Tried(at, right, 1) for at, right in sorted(tries)],
        readings=[reading(at, level) for at, level in sorted(levels, key=lambda pair: pair[0])],
    )
    for snapshot in build_timeline(events, now=now, span_s=50):
        for name, value in snapshot.values.items():
            assert value is None or SIGNALS[name].read(value) == value
