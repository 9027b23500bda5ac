"""What a browser says of a clip is what a worker says of it, known or not, and why not."""

import cv2
import pytest
from playwright.sync_api import Page

from emotion.runtime.engine import Engine, open_engine
from tests.faces import clip, frame, jpeg, scene
from tools.device_parity import EMOTIONS_WITHIN, STATES_WITHIN, compare, open_page, read_both


@pytest.fixture(scope="module")
def engine() -> Engine:
    return open_engine()


@pytest.fixture
def page(chromium, device_files) -> Page:
    page = chromium.new_page()
    page.set_default_timeout(60_000)
    open_page(page, device_files)
    return page


SCENES = ("smiling", "frowning", "surprised", "neutral", "empty", "two_faces", "covered", "dark")


def damaged() -> list[list[bytes]]:
    """Return clips that are blurred, leant far over, and of which pictures were lost."""
    blurred = [jpeg(cv2.GaussianBlur(scene("smiling", step), (0, 0), 3)) for step in range(8)]
    still = jpeg(frame())
    return [
        blurred,
        [jpeg(frame(turn=75))] * 8,
        [still, b"", still, still, b"no picture", still, still, still],
    ]


def test_the_same_faces_are_known_for_the_same_reasons_and_read_alike(page, engine):
    clips = [*(clip(name) for name in SCENES), *damaged()]
    pairs = read_both(iter(clips), page, count=len(clips))
    reasons = [one.reason for one, _ in pairs]
    assert reasons == [other.reason for _, other in pairs]
    assert {None, "no_face", "two_faces", "covered", "dark", "blurred"} <= set(reasons)
    assert [one.faces_share for one, _ in pairs] == [other.faces_share for _, other in pairs]
    found = compare(pairs)
    assert found["states"]["max"] <= STATES_WITHIN
    assert found["emotions"]["max"] <= EMOTIONS_WITHIN
