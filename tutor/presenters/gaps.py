"""A text with gaps as the page shows it: its pieces, and the field that stands after each."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from content.questions import ClozeSpec, face_of, fields_at_fault
from content.questions.cloze import GapFace
from content.texts.gaps import render_with_gaps
from content.texts.rendering import render_inline

_CLOSING = re.compile(r"[,.;:!?)\]%’”°]+")


@dataclass(frozen=True)
class GapView:
    """A gap.

    Attributes:
        face: its field's name, its kind, its number among the `count` gaps.
        options: what can be chosen: value and html; `is_listed` where an option's text alone cannot show it.
        given: what was typed or chosen last.
        is_right: what came of that, `None` where it was not marked.
        is_faulty: it is empty or cannot be read.
    """

    face: GapFace
    count: int
    options: list[dict[str, Any]]
    is_listed: bool
    given: str
    is_right: bool | None
    is_faulty: bool


@dataclass(frozen=True)
class Piece:
    """A part of the text, and the gap that follows it; after the last there is none.

    Attributes:
        closing: the comma or so that stands right after the gap, and stays on its line.
    """

    html: SafeString
    gap: GapView | None
    closing: str = ""


def present_gaps(
    spec: ClozeSpec,
    sent: Mapping[str, list[str]],
    *,
    images: Mapping[str, str],
    seed: int,
    parts: Mapping[str, bool],
    has_error: bool,
) -> list[Piece]:
    """Return the text and its gaps; `parts` tells which of them are right."""
    face = face_of(spec, seed=seed)
    faulty = fields_at_fault(spec, sent) if has_error else set()
    views = {}
    for gap in face.gaps:
        options = [
            {"value": value, "html": render_inline(text, images=images)} for value, text in gap.options
        ]
        views[spec.order[gap.number - 1] + 1] = GapView(
            face=gap,
            count=len(face.gaps),
            options=options,
            is_listed=any("<math" in option["html"] or "<img" in option["html"] for option in options),
            given=(sent.get(gap.field) or [""])[0],
            is_right=parts.get(gap.field),
            is_faulty=gap.field in faulty,
        )
    # A mark that stands where no field can is named when the course is checked.
    pieces = [(html, views.get(mark or 0)) for html, mark in render_with_gaps(face.text, images=images)]
    closings = [_closing(html) for html, _ in pieces[1:]]
    shown = [html[len(closing) :] for (html, _), closing in zip(pieces, ["", *closings], strict=True)]
    return [
        Piece(mark_safe(html), gap, closing)  # noqa: S308 (rendered above; a sign of its text is cut off)
        for html, (_, gap), closing in zip(shown, pieces, [*closings, ""], strict=True)
    ]


def _closing(html: str) -> str:
    """Return the signs that close what stands before them."""
    found = _CLOSING.match(html)
    return found[0] if found else ""
