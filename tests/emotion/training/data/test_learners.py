"""Made clips hold what learners do, as often as people were observed to do it, and where it is done."""

from dataclasses import replace

import pytest
import torch

from emotion.training.data.clips import LEARNERS, make_clips
from emotion.training.data.learners import (
    FRAMES_PER_SECOND,
    PLACE_SHARES,
    PLACES,
    Behaviour,
    LearnerConfig,
    behave,
    draw_behaviour,
)

CONFIG = LearnerConfig()
CLIPS = 20_000


@pytest.fixture(scope="module")
def many() -> Behaviour:
    return draw_behaviour(CLIPS, 8, CONFIG, torch.Generator().manual_seed(1))


def still(**what: float) -> Behaviour:
    """One clip of two frames in which only the second does something."""
    fields = {name: torch.zeros(1, 2) for name in Behaviour.__dataclass_fields__}
    fields["hand"] = fields["hand"].long()
    for name, value in what.items():
        fields[name][0, 1] = value
    return Behaviour(**fields)


def changed(**what: float) -> torch.Tensor:
    """Return where the second frame of a random still differs from the first, shape (48, 48)."""
    crops = torch.rand(1, 1, 48, 48, generator=torch.Generator().manual_seed(3))
    frames = behave(crops, still(**what), torch.Generator().manual_seed(4))
    assert torch.allclose(frames[0, 0], crops[0, 0], atol=1e-5)
    return (frames[0, 1] - frames[0, 0]).abs() > 1e-3


def blinks_per_minute(many: Behaviour, talks: torch.Tensor) -> float:
    # A frame shows one of so many moments of a blink's length.
    return float((many.closed[talks] > 0).float().mean()) * 60 / CONFIG.blink_s


def test_eyes_close_as_often_as_people_blink_and_more_often_in_speech(many):
    assert blinks_per_minute(many, ~many.talks) == pytest.approx(7.9, rel=0.05)
    assert blinks_per_minute(many, many.talks) == pytest.approx(21.5, rel=0.05)


def test_mouths_move_in_the_clips_that_have_speech_alone(many):
    assert float(many.talks[:, 0].float().mean()) == pytest.approx(0.2, abs=0.01)
    assert float(many.opening[~many.talks].abs().max()) == 0
    assert 0 <= float(many.opening.min()) < float(many.opening.max()) <= CONFIG.opening


@pytest.mark.parametrize("pace", [2.0, 3.0])
def test_a_mouth_opens_as_many_times_a_second_as_it_is_told(pace):
    slow = replace(CONFIG, talk_share=1.0, syllables_hz=(pace / 4, pace / 4))
    opening = draw_behaviour(2000, 64, slow, torch.Generator().manual_seed(2)).opening
    spectrum = torch.fft.rfft(opening - opening.mean(1, keepdim=True)).abs().mean(0)
    found = int(spectrum[1:].argmax()) + 1
    assert found * FRAMES_PER_SECOND / 64 == pytest.approx(pace / 4, abs=0.07)


def test_hands_come_as_often_and_stay_as_long_as_they_should(many):
    share = float((many.hand > 0).float().mean())
    mean_stay_s = sum(CONFIG.hand_s) / 2
    assert share == pytest.approx(CONFIG.hands_per_hour / 3600 * mean_stay_s, rel=0.15)
    touched = many.hand.max(1).values
    counts = torch.bincount(touched[touched > 0], minlength=len(PLACES) + 1)[1:].float()
    assert (counts / counts.sum()).tolist() == pytest.approx(PLACE_SHARES, abs=0.06)


def test_heads_nod_and_shake_as_often_as_they_should_and_are_else_nearly_still(many):
    nodding = (many.pitch_deg.abs() > 5 * CONFIG.sway_deg[1]).any(1).float().mean()
    most = CONFIG.nods_per_minute / 60 * (8 / FRAMES_PER_SECOND + CONFIG.nod_s)
    assert 0.4 * most < float(nodding) < most
    assert float(many.pitch_deg.abs().median()) < 0.6
    turned = (many.yaw_deg.abs() > 6).any(1).float().mean()
    assert 0.03 < float(turned) < CONFIG.turn_share + 0.05


def test_a_blink_changes_the_eyes_alone():
    where = changed(closed=1.0)
    assert where[16:22, 11:20].any()
    assert where[16:22, 28:37].any()
    assert not where[:14].any()
    assert not where[26:].any()


def test_a_jaw_that_drops_moves_what_lies_around_the_mouth():
    where = changed(opening=0.07)
    assert where[36:44, 18:30].float().mean() > 0.9
    assert not where[:20].any()


def test_a_turned_face_moves_before_a_wall_that_stands_still():
    where = changed(yaw_deg=10.0)
    assert where[20:30, 15:33].float().mean() > 0.9
    assert not where[:, :3].any()


@pytest.mark.parametrize(("number", "place"), list(enumerate(PLACES, start=1)))
def test_a_hand_covers_its_place_on_one_side_of_the_face(number, place):
    where = changed(hand=number)
    across, down = (min(int(share * 48), 47) for share in PLACES[place])
    assert bool(where[down, across]) or bool(where[down, 47 - across])
    assert 0.05 < float(where.float().mean()) < 0.16


def test_clips_of_learners_are_the_same_of_the_same_seed_and_others_of_another():
    crops = torch.rand(4, 1, 48, 48, generator=torch.Generator().manual_seed(5))
    first, again, other = (
        make_clips(crops, LEARNERS, torch.Generator().manual_seed(seed))[0] for seed in (1, 1, 2)
    )
    assert first.shape == (4, 8, 1, 48, 48)
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert 0 <= float(first.min()) <= float(first.max()) <= 1
