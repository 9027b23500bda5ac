"""Whatever happens at a step, the lab tells what a lesson tells: the same numbers, the same unknowns."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.lab.ticks import FOLLOWING, LEARNING_S, USUAL, USUAL_S, Ticks, compare_with_usual
from content.policy.decide import Snapshot
from content.policy.signals import STATES
from content.signals.camera import ClipReading
from content.signals.step import StepEvents, Tried, build_timeline

TICK_S = 2.0
SLOW_S = 10.0
"""With clips so far apart, a lesson has no other one to average a level with, just as a tick has none."""

steady = settings(max_examples=50)
levels = st.sampled_from([0.0, 0.44, 0.45, 0.5, 0.64, 0.65, 0.9, 1.0]) | st.floats(0, 1)
faces = st.none() | st.fixed_dictionaries(dict.fromkeys(STATES, levels))
acts = st.lists(st.sampled_from(["wrong", "wrong", "right", "help", None]), min_size=10, max_size=60)


def clip(at, face):
    if face is None:
        return ClipReading(at, known=False)
    against = {state: compare_with_usual(level, USUAL[state]) for state, level in face.items()}
    return ClipReading(at, True, face, against)


def stay(acts, clips=()):
    """Return a stay in which one thing happens at each tick, at most."""
    at = {what: [] for what in ("wrong", "right", "help", None)}
    for index, what in enumerate(acts):
        at[what].append(TICK_S * index)
    tried = sorted([(when, False) for when in at["wrong"]] + [(when, True) for when in at["right"]])
    return StepEvents(
        entered_at=0.0,
        readings=clips,
        answers=[Tried(when, is_right, 9.0) for when, is_right in tried],
        helps=at["help"],
        rest_since=LEARNING_S,
        usual_s=USUAL_S,
    )


def lesson(events, until):
    return build_timeline(events, now=until, span_s=until)


def lab(timeline, events):
    """Tell the lab what a lesson told, less what follows from it."""
    ticks = Ticks()
    told = []
    for snapshot in timeline:
        given = {name: value for name, value in snapshot.values.items() if name not in FOLLOWING}
        helps = [at for at in events.helps if at <= snapshot.at]
        told.append(Snapshot(snapshot.at, ticks.tell(snapshot.at, given, helps)))
    return told


def following(timeline, *names):
    return [(snapshot.at, *(snapshot.values.get(name) for name in names)) for snapshot in timeline]


@pytest.mark.slow
@steady
@given(acts=acts, shown=st.lists(faces, min_size=4, max_size=24), data=st.data())
def test_what_follows_from_slow_clips_and_acts_is_the_same(acts, shown, data):
    gaps = data.draw(st.lists(st.sampled_from([0, 1, 4]), min_size=len(shown), max_size=len(shown)))
    at, clips = 0.0, []
    for gap, face in zip(gaps, shown, strict=True):
        clips.append(clip(at, face))
        at += SLOW_S + TICK_S * gap
    events, moments = stay(acts, clips), {reading.at for reading in clips}
    timeline = lesson(events, clips[-1].at)
    told = [snapshot for snapshot in timeline if snapshot.at in moments]
    # Help and answers come between clips, too: the lab needs each tick for those.
    faces_of = [name for name in FOLLOWING if name.startswith("camera.")]
    assert following(lab(told, events), *faces_of) == following(told, *faces_of)
    done = [name for name in FOLLOWING if name.startswith("behaviour.")]
    assert following(lab(timeline, events), *done) == following(timeline, *done)


@steady
@given(shown=st.lists(faces, min_size=1, max_size=60))
def test_how_long_a_state_lasts_is_the_same_at_any_rate(shown):
    events = stay([], [clip(TICK_S * index, face) for index, face in enumerate(shown)])
    timeline = lesson(events, TICK_S * (len(shown) - 1))
    names = [f"camera.{state}_seconds" for state in STATES]
    assert following(lab(timeline, events), *names) == following(timeline, *names)


@pytest.mark.slow
@steady
@given(before=acts, after=acts, pause=st.integers(1, 30))
def test_a_stay_that_an_absence_begins_anew_is_told_the_same(before, after, pause):
    first, second = stay(before), stay(after)
    began = TICK_S * (len(before) + pause)
    again = replace(
        second,
        entered_at=began,
        answers=[replace(answer, at=began + answer.at) for answer in second.answers],
        helps=[*first.helps, *(began + at for at in second.helps)],
    )
    timeline = [
        *lesson(first, TICK_S * (len(before) - 1)),
        *build_timeline(again, now=began + TICK_S * (len(after) - 1), span_s=600.0),
    ]
    done = ("behaviour.wrong_since_help", "behaviour.seconds_over_usual")
    assert following(lab(timeline, again), *done) == following(timeline, *done)
