"""Places on a picture as the page shows it: the picture, the shapes over it, and the control of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from django.utils.safestring import SafeString

from content.questions import HotspotsSpec, face_of, fields_at_fault
from content.questions.areas import Point
from content.questions.hotspots import AreaFace
from content.questions.specs import Area
from content.texts.rendering import render_inline

_NEAR, _TOUCHING = 14, 8
"""Controls nearer than this, in per cent of the picture, would overlap on a phone, and on any page."""


@dataclass(frozen=True)
class Shape:
    """An area as SVG in a drawing as wide and high as the picture; the attributes of its elements.

    Attributes:
        kind: circle, rect or polygon.
        box: x, y, width and height, in per cent.
        points: of a polygon, in per cent.
    """

    kind: str
    box: tuple[str, str, str, str]
    points: str = ""


@dataclass(frozen=True)
class SpotView:
    """A place.

    Attributes:
        across, down: where its control stands, in whole per cent, as two digits.
        given: the label that was put there last; `is_chosen` where the place itself is chosen.
        is_right: what came of the label, `None` where it was not marked.
        is_faulty: its label is missing or unknown.
    """

    face: AreaFace
    shape: Shape
    across: str
    down: str
    given: str
    is_chosen: bool
    is_right: bool | None
    is_faulty: bool


@dataclass(frozen=True)
class SpotsView:
    """A picture with its places.

    Attributes:
        mode: one, several or labels.
        is_crowded: on a narrow page the controls stand in a list below the picture.
        is_listed: they do so on every page.
        is_missing: the course has no such picture, only its description is shown.
        labels: to put: value, html and plain text.
    """

    picture_html: SafeString
    mode: str
    spots: list[SpotView]
    is_crowded: bool
    is_listed: bool
    is_missing: bool
    labels: list[dict[str, str]]
    shows_numbers: bool


def present_spots(
    spec: HotspotsSpec,
    sent: Mapping[str, list[str]],
    *,
    images: Mapping[str, str],
    seed: int,
    parts: Mapping[str, bool],
    has_error: bool,
) -> SpotsView:
    """Return the picture and its places; `parts` tells which labels are right."""
    face = face_of(spec, seed=seed)
    faulty = fields_at_fault(spec, sent) if has_error else set()
    picture = render_inline(face.text, images=images)
    labels = [{"value": value, "html": render_inline(text, images=images)} for value, text in face.rights]
    points = [area.point for area in face.areas]
    return SpotsView(
        picture_html=picture,
        mode=spec.mode,
        spots=[
            SpotView(
                face=area,
                shape=_shape(area.area),
                across=_two_digits(area.point[0]),
                down=_two_digits(area.point[1]),
                given=(sent.get(area.field) or [""])[0],
                is_chosen=area.value in sent.get("spot", []),
                is_right=parts.get(area.field),
                is_faulty=area.field in faulty,
            )
            for area in face.areas
        ],
        is_crowded=_any_nearer(points, than=_NEAR),
        is_listed="<img" not in picture or _any_nearer(points, than=_TOUCHING),
        is_missing="<img" not in picture,
        labels=labels,
        shows_numbers=any("<math" in label["html"] or "<img" in label["html"] for label in labels),
    )


def _any_nearer(points: list[Point], *, than: float) -> bool:
    return any(
        abs(one[0] - other[0]) < than and abs(one[1] - other[1]) < than
        for one, other in combinations(points, 2)
    )


def _two_digits(per_cent: float) -> str:
    """Return where a control's middle stands, so that all of it stays on the picture's edge at least."""
    return f"{min(96, max(4, round(per_cent))):02d}"


def _shape(area: Area) -> Shape:
    if area.shape == "circle":
        # As high as the picture: of the two the width decides how large the circle in it becomes.
        across, down, radius = area.coords
        return Shape(
            "circle", (_per_cent(across - radius), _per_cent(down - 50), _per_cent(2 * radius), "100%")
        )
    if area.shape == "rect":
        left, top, right, bottom = area.coords
        return Shape(
            "rect", (_per_cent(left), _per_cent(top), _per_cent(right - left), _per_cent(bottom - top))
        )
    corners = zip(area.coords[::2], area.coords[1::2], strict=True)
    return Shape("polygon", ("0", "0", "100%", "100%"), " ".join(f"{x:g},{y:g}" for x, y in corners))


def _per_cent(value: float) -> str:
    # As text: a template would write a number with the comma of the reader's language.
    return f"{value:g}%"
