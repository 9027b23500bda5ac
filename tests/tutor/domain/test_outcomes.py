"""What came of a help: counted where it shows, unknown everywhere else."""

import pytest

from content.signals.camera import ClipReading
from tutor.domain.outcomes import confusion_ended, next_answer_right

HELPED = 100.0


def clips(*stretches: tuple[float, float, float | None]) -> list[ClipReading]:
    """Return a clip every two seconds; each stretch is from, until, and at which level of confusion."""
    return [
        ClipReading(at=at, known=level is not None, levels={} if level is None else {"confused": level})
        for start, end, level in stretches
        for at in range(int(start), int(end), 2)
    ]


def ended(*stretches, reports=()):
    return confusion_ended(HELPED, readings=clips(*stretches), reports=reports)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([], None),
        ([(90, True)], None),
        ([(90, True), (110, False), (120, True)], False),
        ([(90, False), (400, True)], True),
    ],
)
def test_the_first_answer_after_the_help_counts(answers, expected):
    assert next_answer_right(HELPED, answers) is expected


def test_a_face_that_clears_within_the_minute_ended():
    assert ended((80, 120, 0.9), (120, 162, 0.2)) is True


def test_a_face_that_stays_confused_did_not():
    assert ended((80, 162, 0.9)) is False


def test_clearing_after_the_minute_is_too_late():
    assert ended((80, 158, 0.9), (158, 300, 0.1)) is False


def test_who_was_not_confused_has_nothing_to_end():
    assert ended((80, 162, 0.2)) is None
    assert ended() is None


def test_a_face_that_went_out_of_sight_tells_nothing():
    assert ended((80, 110, 0.9), (110, 162, None)) is None
    assert ended((80, 130, 0.9)) is None


def test_a_tap_tells_without_any_camera():
    assert ended(reports=[(95, "lost"), (130, "got_it")]) is True
    assert ended(reports=[(95, "lost"), (130, "lost")]) is False
    assert ended(reports=[(95, "lost")]) is None


def test_a_tap_after_the_minute_or_long_before_does_not_count():
    assert ended(reports=[(95, "lost"), (161, "got_it")]) is None
    assert ended(reports=[(30, "lost"), (130, "got_it")]) is None


def test_a_word_is_believed_before_the_face():
    assert ended((80, 162, 0.9), reports=[(130, "fine")]) is True


def test_who_said_lost_and_then_looks_calm_is_not_lost_any_more():
    assert ended((80, 162, 0.2), reports=[(95, "lost")]) is True
