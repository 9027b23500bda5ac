"""Moodle's pictures with labels to drop on them (`ddimageortext`, `ddmarker`), as places and their labels.

Source of the format: what Moodle's own export writes. Coordinates are in pixels of the background picture.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from content.exchange.readers.moodle.elements import Entry, text_of
from content.exchange.readers.moodle.specs import Spec, Taken, Unfit, common_feedback, number_in, question_of
from content.exchange.readers.moodle.texts import Texts
from content.exchange.readers.pictures import decoded, picture_size
from content.language import gettext, gettext_noop
from content.texts.images import InvalidImage

NAMED = gettext_noop("places on a picture are named by where they stand; describe them")
SIZED = gettext_noop("places for labels are as large as their labels, for their source gives no size")
_LETTER_PX, _PADDING_PX, _LINE_PX = 8, 16, 26
"""Of a label as Moodle shows it, about: the width of a letter, of its edges, and its height."""
_BREAK = re.compile(r"(?<!\\)\\\n")
_SHAPES = {"circle": "circle", "rectangle": "rect", "rect": "rect", "polygon": "polygon", "poly": "polygon"}
_THIRDS = (
    (gettext_noop("upper left"), gettext_noop("top"), gettext_noop("upper right")),
    (gettext_noop("left"), gettext_noop("middle"), gettext_noop("right")),
    (gettext_noop("lower left"), gettext_noop("bottom"), gettext_noop("lower right")),
)


@dataclass(frozen=True)
class _Place:
    """A drop zone in pixels: its shape, its numbers, and the number of the label that belongs there."""

    shape: str
    numbers: tuple[float, ...]
    choice: str


def read_places(entry: Entry, texts: Texts) -> Taken:
    """Return a picture whose places are to be given their labels.

    Raises:
        Unfit: it has no picture or no text, or a place that makes no sense.
    """
    try:
        return _read_places(entry, texts)
    except InvalidImage as error:
        raise Unfit(gettext("its picture cannot be used (%(error)s)") % {"error": error}) from None


def _read_places(entry: Entry, texts: Texts) -> Taken:
    prompt = texts.of(entry.element.find("questiontext"))
    file = entry.element.find("file")
    data = None if file is None else decoded(file.text)
    size = None if data is None else picture_size(data)
    if not prompt or file is None or data is None or size is None:
        raise Unfit(gettext("it has no picture whose size is known") if prompt else gettext("it has no text"))
    labels = dict(_labels(entry, texts))
    places = [_place(drop, labels, size) for drop in entry.element.iterfind("drop") if _is_used(drop)]
    if any(not labels.get(place.choice) for place in places):
        raise Unfit(gettext("a place asks for a label that is not there"))
    texts.note(gettext(NAMED))
    if entry.element.find("drop/xleft") is not None:
        texts.note(gettext(SIZED))
    used = {labels[place.choice] for place in places}
    spec: Spec = {
        **common_feedback(entry, texts),
        "picture": texts.picture(file.get("name") or "", data),
        "mode": "labels",
        "areas": [_area(number, place, labels, size) for number, place in enumerate(places, start=1)],
    }
    others = list(dict.fromkeys(label for label in labels.values() if label and label not in used))
    if others:
        spec["others"] = others
    return "", [question_of(entry, texts, "hotspots", spec, prompt=prompt)]


def _labels(entry: Entry, texts: Texts) -> Iterator[tuple[str, str]]:
    """Yield each label by its number: words, or a picture."""
    for drag in entry.element.iterfind("drag"):
        words = " ".join(_BREAK.sub(" ", texts.markdown(text_of(drag))).split())
        file = drag.find("file")
        data = None if file is None else decoded(file.text)
        shown = texts.picture(file.get("name") or "", data, words) if file is not None and data else words
        yield (drag.findtext("no") or "").strip(), shown


def _is_used(drop: Element) -> bool:
    return (drop.findtext("choice") or "0").strip() not in ("", "0")


def _place(drop: Element, labels: dict[str, str], size: tuple[float, float]) -> _Place:
    choice = (drop.findtext("choice") or "").strip()
    if drop.find("xleft") is not None:
        left, top = (number_in(drop.findtext(name) or "") for name in ("xleft", "ytop"))
        label = labels.get(choice, "")
        letters = 6 if label.startswith("![") else len(label)
        right = left + _LETTER_PX * letters + _PADDING_PX
        return _Place("rect", _on_picture((left, top, right, top + _LINE_PX), size), choice)
    shape = _SHAPES.get((drop.findtext("shape") or "").strip().lower())
    numbers = [number_in(part) for part in re.split(r"[,;\s]+", (drop.findtext("coords") or "").strip())]
    if shape is None or len(numbers) < 3:
        raise Unfit(gettext("a place has no outline that is known here"))
    if shape == "circle":
        return _Place(shape, tuple(numbers[:3]), choice)
    if shape == "rect":
        left, top, width, height = (*numbers, 0.0)[:4]
        numbers = [left, top, left + width, top + height]
    return _Place(shape, _on_picture(numbers, size), choice)


def _on_picture(numbers: Sequence[float], size: tuple[float, float]) -> tuple[float, ...]:
    """Return corners that lie on the picture."""
    return tuple(min(size[index % 2], max(0.0, value)) for index, value in enumerate(numbers))


def _area(number: int, place: _Place, labels: dict[str, str], size: tuple[float, float]) -> Spec:
    width, height = size
    sides = (width, height, width) if place.shape == "circle" else (width, height) * len(place.numbers)
    coords = [
        min(100.0, max(0.0, 100 * value / side)) for value, side in zip(place.numbers, sides, strict=False)
    ]
    corners = coords[:2] if place.shape == "circle" else coords
    across, down = (sum(corners[axis::2]) / len(corners[axis::2]) for axis in (0, 1))
    where = gettext(_THIRDS[min(2, int(down // 33.4))][min(2, int(across // 33.4))])
    return {
        "name": gettext("Place %(number)s, %(where)s") % {"number": number, "where": where},
        "shape": place.shape,
        "coords": ", ".join(f"{round(value, 2):g}" for value in coords),
        "label": labels[place.choice],
    }
