"""What becomes of a worker's estimate: kept, told to the page in words, and never left without an answer."""

import re
import time
from pathlib import Path

import pytest
from django.conf import settings

from emotion.estimate import REASONS, ClipEstimate
from tests.people import agree
from tutor import tasks
from tutor.messages import events
from tutor.models import Reading

WORDS = Path(settings.BASE_DIR) / "tutor" / "static" / "tutor" / "js" / "estimate.js"


@pytest.fixture
def told(monkeypatch) -> list[dict]:
    """Return what the page is told."""
    told = []
    monkeypatch.setattr(events, "send_estimate", lambda **words: told.append(words["estimate"].to_message()))
    return told


@pytest.mark.parametrize("reason", REASONS)
def test_a_clip_that_says_nothing_is_kept_and_told_with_its_reason(amira, sitting, told, reason):
    agree(amira, "camera")
    tasks.observe(ClipEstimate.unknown(reason).to_message(), sitting.pk, time.time())
    assert [(reading.known, reading.reason) for reading in Reading.objects.all()] == [(False, reason)]
    assert [estimate["reason"] for estimate in told] == [reason]


@pytest.mark.parametrize("message", [{}, ClipEstimate.unknown("of a later version").to_message()])
def test_what_cannot_be_understood_is_unknown_so_that_the_camera_keeps_its_turn(
    amira, sitting, told, message
):
    agree(amira, "camera")
    tasks.observe(message, sitting.pk, time.time())
    assert [(estimate["known"], estimate["reason"]) for estimate in told] == [(False, "no_model")]


def test_the_page_has_words_for_every_reason():
    words = re.findall(r"^  (\w+): gettext\(\"Unknown: ", WORDS.read_text(), re.M)
    assert set(REASONS) <= set(words)
