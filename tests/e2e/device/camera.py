"""The camera's panel in a lesson's page, and what tests do to it."""

from playwright.sync_api import Page

SWITCH, STATUS, WHERE, NOTE = "#camera-switch", "#camera-status", "#camera-where", "#estimate-note"
# A browser that cannot read by itself.
UNABLE = "delete window.OffscreenCanvas;"
# Counts what is sent, and keeps what the panel says, one after the other.
WATCH = """(() => {
  window.sent = { pictures: 0, words: [] };
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    if (typeof data === "string") window.sent.words.push(data);
    else window.sent.pictures += 1;
    return send.call(this, data);
  };
  window.said = [];
  document.addEventListener("DOMContentLoaded", () => {
    const status = document.getElementById("camera-status");
    new MutationObserver(() => window.said.push(status.dataset.state)).observe(status, { childList: true });
  });
})();"""


def switch_on(page: Page) -> None:
    page.click(SWITCH)


def said(page: Page) -> list[str]:
    """Return what the panel has said so far, as keys of its words."""
    return page.evaluate("window.said")
