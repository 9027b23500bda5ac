"""The weights in the repository, on the whole path from JPEG to estimate."""

import pytest

from emotion.runtime.engine import Engine, open_engine
from tests import faces


@pytest.fixture(scope="module")
def engine() -> Engine:
    return open_engine()


@pytest.mark.parametrize(("scene", "emotion"), [("smiling", "happiness"), ("surprised", "surprise")])
def test_a_plain_expression_is_named(engine: Engine, scene: str, emotion: str) -> None:
    emotions = engine.estimate(faces.clip(scene)).emotions
    assert max(emotions, key=lambda name: emotions[name]) == emotion


def test_a_frown_is_not_taken_for_a_smile(engine: Engine) -> None:
    frown, smile = (engine.estimate(faces.clip(name)).emotions for name in ("frowning", "smiling"))
    assert frown["happiness"] < 0.3 < smile["happiness"]
    assert frown["anger"] + frown["sadness"] > smile["anger"] + smile["sadness"]


@pytest.mark.parametrize("scene", ["empty", "two_faces", "covered", "dark"])
def test_nothing_is_guessed_without_one_clear_face(engine: Engine, scene: str) -> None:
    assert not engine.estimate(faces.clip(scene)).known


@pytest.mark.parametrize(
    "change", [{"light": 0.4}, {"light": 1.4}, {"turn": 15.0}, {"zoom": 0.8}, {"zoom": 1.6}]
)
def test_a_smile_stays_a_smile_dim_bright_tilted_far_or_near(
    engine: Engine, change: dict[str, float]
) -> None:
    estimate = engine.estimate_images([faces.frame(**change)] * 8)
    assert estimate.emotions["happiness"] > 0.6
