"""While a class learns, every process is restarted and the model exchanged, and nobody is stopped."""

import json
import time
from pathlib import Path

import pytest

from emotion.runtime.weights import load_weights
from tests.production.site import Site

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def models_seen(site: Site) -> set[str]:
    return {model for (model,) in site.ask("SELECT DISTINCT model FROM tutor_reading")}


def test_workers_and_web_restart_one_after_the_other(site, classmates):
    """`learning` compares the answers afterwards, and sees that nobody was signed out."""
    for name in ("emotion-1", "emotion-2", "default", "beat", "web"):
        site.parts[name].stop()
        site.restart(name)
        classmates.wait_for_estimates(since=time.monotonic(), within_s=10)


def test_the_model_is_exchanged_while_it_is_used(site, classmates):
    """The new one leaves the states out, so that its hash is another."""
    folder = Path(site.env["EMOTION_WEIGHTS"])
    old = load_weights(folder).model
    manifest = json.loads((folder / "manifest.json").read_text())
    del manifest["files"]["states"]
    (folder / "manifest.new").write_text(json.dumps(manifest))
    (folder / "manifest.new").replace(folder / "manifest.json")
    new = load_weights(folder).model
    deadline = time.monotonic() + 20
    while new not in models_seen(site) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert {old, new} <= models_seen(site)
    classmates.wait_for_estimates(since=time.monotonic(), within_s=10)
