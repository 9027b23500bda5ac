"""The shapes of places on a picture: reading them, and the point of each where a page puts its control."""

import re
from collections.abc import Iterator
from itertools import pairwise

from content import figures
from content.language import gettext
from content.questions.fields import Data, Path, text_at
from content.questions.numbers import read_number
from content.questions.specs import Area, InvalidSpec

SHAPES = ("circle", "rect", "polygon")
MOST_CORNERS = 40
Point = tuple[float, float]
_PARTS = re.compile(r"[\s,;]+")


def read_shape(data: Data, path: Path) -> tuple[str, tuple[float, ...]]:
    """Return the shape and the coordinates of an area.

    Raises:
        InvalidSpec: it is no shape, or it is empty or lies beyond the picture.
    """
    shape = text_at(data, "shape", path=path, default=SHAPES[0])
    if shape not in SHAPES:
        raise InvalidSpec(
            gettext("a shape is one of %(known)s") % {"known": figures.in_a_row(SHAPES)},
            path=(*path, "shape"),
        )
    coords = _numbers(text_at(data, "coords", path=path), (*path, "coords"))
    problem = _problem(shape, coords)
    if problem:
        raise InvalidSpec(problem, path=(*path, "coords"))
    return shape, coords


def _numbers(text: str, path: Path) -> tuple[float, ...]:
    numbers = []
    # One number more than fits: too many are to be refused, not cut.
    for part in _PARTS.split(text.strip())[: 2 * MOST_CORNERS + 1]:
        number = read_number(part)
        if number is None or not 0 <= number <= 100:
            raise InvalidSpec(
                gettext("coordinates are numbers from 0 to 100, in per cent of the picture: %(part)r")
                % {"part": part[:40]},
                path=path,
            )
        numbers.append(float(number))
    return tuple(numbers)


def _problem(shape: str, coords: tuple[float, ...]) -> str | None:
    if shape == "circle":
        if len(coords) != 3:
            return gettext("a circle has three numbers: the centre's x and y, and the radius")
        return None if coords[2] > 0 else gettext("the radius is 0")
    if shape == "rect":
        if len(coords) != 4:
            return gettext("a rectangle has four numbers: left, top, right, bottom")
        left, top, right, bottom = coords
        return None if left < right and top < bottom else gettext("the rectangle is empty")
    if len(coords) % 2 or not 3 <= len(coords) // 2 <= MOST_CORNERS:
        return gettext("a polygon has 3 to %(most)s corners, x and y of each") % {"most": MOST_CORNERS}
    return None if _doubled_area(_corners(coords)) else gettext("the polygon is empty")


def _corners(coords: tuple[float, ...]) -> list[Point]:
    return list(zip(coords[::2], coords[1::2], strict=True))


def _edges(corners: list[Point]) -> Iterator[tuple[Point, Point]]:
    yield from pairwise([*corners, corners[0]])


def _doubled_area(corners: list[Point]) -> float:
    # The shoelace formula.
    return abs(sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in _edges(corners)))


def point_of(area: Area) -> Point:
    """Return a point inside an area, in per cent: its middle, or where a polygon is widest."""
    if area.shape == "circle":
        return area.coords[0], area.coords[1]
    if area.shape == "rect":
        left, top, right, bottom = area.coords
        return (left + right) / 2, (top + bottom) / 2
    return _point_in(_corners(area.coords))


def _point_in(corners: list[Point]) -> Point:
    """Return the middle of the widest stretch inside, of the level lines halfway between two corners."""
    heights = sorted({y for _, y in corners})
    middle = (heights[0] + heights[-1]) / 2
    stretches = []
    for y in ((one + other) / 2 for one, other in pairwise(heights)):
        for left, right in _stretches(corners, y):
            # Of two that are as wide, the one nearer the middle.
            stretches.append((right - left, -abs(y - middle), (left + right) / 2, y))
    _, _, x, y = max(stretches)
    return x, y


def _stretches(corners: list[Point], y: float) -> list[tuple[float, float]]:
    crossings = sorted(
        x + (y - at) * (next_x - x) / (next_at - at)
        for (x, at), (next_x, next_at) in _edges(corners)
        # A level edge, by whose height the line above would divide, has both ends on one side.
        if (at <= y) != (next_at <= y)
    )
    return list(zip(crossings[::2], crossings[1::2], strict=True))
