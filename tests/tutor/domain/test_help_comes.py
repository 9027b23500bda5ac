"""However a student goes about a step, help comes when answers stay wrong, and never something harder.

The default rules and the real signals, over every course of answers, taps, declines and undos.
"""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from content.coursefiles import read_rules
from content.lab import play_recording
from content.policy.decide import PastAdaptation, Situation, decide
from content.policy.kinds import BUILT_IN, KINDS
from content.signals.step import StepEvents, Tried, build_timeline

DEFAULTS = Path(__file__).parents[3] / "content" / "courses" / "default_rules.yaml"
LOOK_EVERY_S = 10.0
SPAN_S = 120.0
LENGTH_S = 400.0
HERE, EARLIER = "here", "earlier"
# The promise is two minutes; what keeps it is that only the last help must have been readable, for 30 s.
STUCK, WITHIN_S = 3, 40.0

steady = settings(max_examples=40)
# Seconds since the act before, and what it is.
acts = st.lists(
    st.tuples(
        st.sampled_from([1.0, 2.0, 4.0, 8.0, 20.0, 45.0]),
        st.sampled_from(["wrong", "wrong", "wrong", "right", "decline", "lost", "bored"]),
    ),
    min_size=3,
    max_size=14,
)
# A recording has a row each two seconds, and cannot tell a wrong and a right answer within one apart.
one_a_tick = acts.map(lambda happened: [(max(2.0, wait), what) for wait, what in happened])
steps = st.sets(st.sampled_from(sorted(set(KINDS) - BUILT_IN))).map(lambda kinds: frozenset(kinds) | BUILT_IN)
pasts = st.sampled_from([(), (PastAdaptation(at=-5.0, rule="idle", kind="break", step=EARLIER),)])
GUESSING = [(2.0, "wrong")] * 2 + [(3.0, "decline")] + [(9.0, "wrong")] * 4


@pytest.fixture(scope="module")
def rules():
    docs = read_rules(DEFAULTS.read_text(), file="default_rules.yaml")
    return [doc.policy for doc in docs if doc.policy.scope == "learner"]


class Lesson:
    """A stay at one step, looked at after every act and at every sign of life, as a real one is."""

    def __init__(self, rules, kinds, past):
        self.rules, self.kinds, self.past = rules, kinds, list(past)
        self.answers, self.reports, self.shown = [], [], []

    def signals(self, now):
        events = StepEvents(
            entered_at=0.0,
            answers=self.answers,
            reports=self.reports,
            helps=[item.at for item in self.shown],
        )
        return build_timeline(events, now=now, span_s=SPAN_S)

    def act(self, now, what):
        if what in ("lost", "bored"):
            self.reports.append((now, what))
        elif what == "decline" and self.shown:
            self.past = [replace(item, undone=True) if item is self.shown[-1] else item for item in self.past]
            self.shown[-1] = self.past[-1]
        elif what != "decline":
            before = self.answers[-1].at if self.answers else 0.0
            self.answers.append(Tried(now, what == "right", now - before))

    def look(self, now):
        used = frozenset(item.kind for item in self.shown)
        where = Situation(
            step=HERE, step_kind="question", available=self.kinds - used, adaptations=tuple(self.past)
        )
        decision = decide(self.rules, self.signals(now), where, now)
        if decision is not None:
            self.past.append(PastAdaptation(now, decision.rule, decision.kind, HERE))
            self.shown.append(self.past[-1])

    def is_stuck(self):
        last_help = self.shown[-1].at if self.shown else -1.0
        wrong = [answer for answer in self.answers if answer.at > last_help and not answer.is_correct]
        return len(wrong) >= STUCK and not self.answers[-1].is_correct


def play(rules, kinds, past, happened):
    """Yield the lesson after every look, with the time."""
    lesson, at, moments = Lesson(rules, kinds, past), 0.0, {}
    for wait, what in happened:
        at += wait
        moments[at] = what
    looks = {LOOK_EVERY_S * count for count in range(1, int((at + WITHIN_S + 30) // LOOK_EVERY_S))}
    for now in sorted(looks | set(moments)):
        if now in moments:
            lesson.act(now, moments[now])
        lesson.look(now)
        yield now, lesson


GENTLE = {"visual", "easier", "worked_example", "hint", "ask_teacher"}


@pytest.mark.slow
@steady
@given(kinds=steps, past=pasts, happened=acts)
@example(kinds=frozenset(KINDS), past=(), happened=GUESSING)
@example(
    kinds=frozenset(KINDS),
    past=(PastAdaptation(at=-5.0, rule="idle", kind="break", step=EARLIER),),
    happened=[(8.0, "wrong")] * 6,
)
def test_from_the_third_wrong_answer_after_help_on_the_next_comes_soon(rules, kinds, past, happened):
    stuck_since = None
    for now, lesson in play(rules, kinds, past, happened):
        left = (GENTLE & kinds) - {item.kind for item in lesson.shown}
        if not (lesson.is_stuck() and left):
            stuck_since = None
        elif stuck_since is None:
            stuck_since = now
        assert stuck_since is None or now - stuck_since < WITHIN_S


@pytest.mark.slow
@steady
@given(kinds=steps, past=pasts, happened=acts)
@example(kinds=frozenset(KINDS), past=(), happened=GUESSING)
@example(kinds=frozenset(KINDS), past=(), happened=[(2.0, "wrong"), (2.0, "wrong"), (2.0, "bored")])
def test_nothing_harder_comes_while_answers_are_wrong_or_guessed(rules, kinds, past, happened):
    seen = 0
    for now, lesson in play(rules, kinds, past, happened):
        recent = [answer for answer in lesson.answers if answer.at > now - 60 and not answer.is_correct]
        misses = bool(lesson.answers) and not lesson.answers[-1].is_correct
        if misses or any(answer.took_s < 5 for answer in recent):
            assert not any(item.kind == "challenge" for item in lesson.shown[seen:])
        seen = len(lesson.shown)


@pytest.mark.slow
@steady
@given(kinds=steps, happened=acts)
def test_what_came_last_can_be_read_before_the_next_unless_the_student_asks(rules, kinds, happened):
    asked = {"lost", "bored"}
    calm = [(wait, what) for wait, what in happened if what not in asked]
    for _, lesson in play(rules, kinds, (), calm):
        times = [item.at for item in lesson.shown]
        assert all(later - sooner >= 30 for sooner, later in pairwise(times))


@pytest.mark.slow
@steady
@given(kinds=steps, happened=one_a_tick)
@example(kinds=frozenset(KINDS), happened=[(2.0, "wrong")] * 8)
@example(kinds=BUILT_IN, happened=[(1.0, "wrong")] * 4 + [(1.0, "right"), (1.0, "wrong")])
def test_the_lab_shows_what_the_lesson_showed(rules, kinds, happened):
    lesson, at, recording = Lesson(rules, kinds, ()), 0.0, []
    due = [(at := at + wait, what) for wait, what in happened if what != "decline"]
    for tick in range(int(at // 2) + 30):
        now = 2.0 * tick
        while due and due[0][0] <= now:
            lesson.act(*due.pop(0))
        recording.append(lesson.signals(now)[-1])
        lesson.look(now)
    where = Situation(step=HERE, step_kind="question", available=kinds)
    played = play_recording(rules, recording, where).shown
    assert [(item.at, item.decision.kind) for item in played] == [
        (item.at, item.kind) for item in lesson.shown
    ]
