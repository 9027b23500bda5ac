"""Launches, links and scores with a real platform, over HTTP from the first request to the last."""

from __future__ import annotations

import pytest

from tests.lti.consumer.running import RealPlatform

pytestmark = [pytest.mark.process, pytest.mark.slow]


def test_the_platform_tells_a_tool_what_to_know(real_platform: RealPlatform):
    unit = real_platform.make_unit("http://127.0.0.1:9")
    assert unit.issuer == real_platform.url
    assert real_platform.read_book(unit) == {"content": [], "line_items": [], "scores": [], "grades": []}
