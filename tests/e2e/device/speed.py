"""How long a device takes for a picture, whatever the machine that tests run on is busy with."""

_SCRIPT = """
const Plain = window.Worker;
window.Worker = class extends Plain {
  addEventListener(kind, hear) {
    super.addEventListener(kind, (event) => {
      const { data } = event;
      hear(data?.type === "done" ? { data: { ...data, took_ms: MILLISECONDS } } : event);
    });
  }
};
"""


def taking(milliseconds: int) -> str:
    """Return a script under which a device says that a picture took so long."""
    return _SCRIPT.replace("MILLISECONDS", str(milliseconds))
