"""A part of an epoch tells how long a whole one takes."""

from types import SimpleNamespace

import numpy as np
import pytest

from emotion.training.fitting.train import Material
from emotion.training.runs import pace
from tests.emotion.training.material import stills


def test_an_epoch_takes_as_many_times_a_batch_as_it_has_batches(monkeypatch):
    some = stills(200)
    material = Material(some, stills(4), some.images, np.ones(200, dtype=bool), stills(4).images)
    moments = iter([10.0, 22.0])
    monkeypatch.setattr(pace, "time", SimpleNamespace(process_time=lambda: next(moments)))
    found = pace.paced("lstm", material, batches=2)
    assert (found["batches_timed"], found["batches_of_an_epoch"]) == (2, 3)
    assert found["minutes_of_an_epoch"] == pytest.approx(0.3)  # 12 s for two batches of 64, three in 200
    assert found["side"] == 48
