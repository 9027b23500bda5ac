"""How long from the last frame of the deciding clip to the new content in the page.

Run by `make bench`, over the browser's own path: `LOOPS` rounds, each a fresh decision, by the wall clock
that the browser and the server of one machine share.
"""

import json
import platform
import statistics
from pathlib import Path

import pytest
from playwright.sync_api import Page

from content.models import Rule
from tests.e2e.pages import give_consent, open_lesson, switch_camera_on
from tutor.models import Adaptation, Reading

LOOPS = 20
WATCH = """
window.sent = [];
window.arrived = [];
const now = () => Date.now();
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (data) {
  // The heartbeat asks the policy as well, between two clips; here only clips may decide.
  if (typeof data === "string" && data.includes("here")) return;
  if (typeof data !== "string") window.sent.push(now());
  return send.call(this, data);
};
document.addEventListener("DOMContentLoaded", () => {
  new MutationObserver((changes) => {
    for (const change of changes)
      for (const node of change.addedNodes)
        if (node.matches?.("section.adaptation")) requestAnimationFrame(() => window.arrived.push(now()));
  }).observe(document.body, { childList: true, subtree: true });
});
"""


@pytest.mark.bench
def test_new_content_follows_the_deciding_frame_within_half_a_second(
    open_as, amira, sitting, make_rule, camera_file, request
):
    rule = make_rule("camera.coverage", enter=0.5)
    give_consent(amira)
    page = open_as(amira, camera=camera_file("smiling"))
    page.add_init_script(WATCH)
    open_lesson(page, sitting)
    switch_camera_on(page)
    loops = [measure_loop(page, rule) for _ in range(LOOPS)]
    write_result(loops, request.config.getoption("--results"))
    assert statistics.median(loops) < 500


def measure_loop(page: Page, rule: Rule) -> float:
    """Return the milliseconds of one decision; then forget it, so that the next clip decides anew."""
    page.locator("section.adaptation").wait_for(state="attached", timeout=30_000)
    page.wait_for_timeout(200)
    arrived, sent = page.evaluate("[window.arrived[0], window.sent]")
    adaptation = Adaptation.objects.get(rule=rule)
    decided = Reading.objects.filter(at__lte=adaptation.created_at).latest("at").at.timestamp() * 1000
    deciding_frame = max(moment for moment in sent if moment <= decided)
    page.evaluate("document.querySelector('section.adaptation').remove(); window.arrived = []")
    adaptation.delete()
    return float(arrived - deciding_frame)


def write_result(loops: list[float], folder: str | None) -> None:
    ordered = sorted(loops)
    result = {
        "what": "last frame of the deciding clip to new content in the page, milliseconds",
        "students": 1,
        "loops": len(loops),
        "ms": {
            "p50": round(statistics.median(ordered), 1),
            "p95": round(ordered[int(0.95 * (len(ordered) - 1))], 1),
            "max": round(ordered[-1], 1),
        },
        "machine": f"{platform.machine()}, {platform.python_implementation()} {platform.python_version()}",
    }
    print(json.dumps(result, indent=1))  # noqa: T201  (a benchmark's figure is its output)
    if folder:
        Path(folder, "loop_latency.json").write_text(json.dumps(result, indent=1) + "\n")
