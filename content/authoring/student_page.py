"""What the page that students get of a step needs, for a preview of it.

Whoever serves students registers how; the authors' pages know of no sitting.
"""

from collections.abc import Callable, Sequence
from typing import Any

from content.models import Step

TEMPLATE = "content/preview_step.html"
Presenter = Callable[[Step, Sequence[str] | None], dict[str, Any]]
_presenters: list[Presenter] = []


def present_with(presenter: Presenter) -> None:
    """Name what fills the students' page: given a step and the kinds of help to unfold, None for all."""
    _presenters[:] = [presenter]


def page_of(step: Step, kinds: Sequence[str] | None) -> dict[str, Any]:
    """Return the context of a step's preview."""
    return _presenters[0](step, kinds)
