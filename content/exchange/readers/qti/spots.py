"""Places on a picture: hotspots to choose, and labels to put on them, in per cent of the picture."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element

from content.exchange.readers.qti.bodies import Body
from content.exchange.readers.qti.model import UNFIT, Interaction, Option, Place, Spec
from content.exchange.readers.qti.tree import (
    Unfit,
    attribute,
    child,
    first_child,
    name_of,
    number,
    text_of,
    within,
)
from content.language import gettext as _

_CORNERS = 24
"""So many stand for an ellipse."""
_MOST_CORNERS = 40
_NAMED = {"circle": "circle", "rect": "rect", "poly": "polygon", "polygon": "polygon", "ellipse": "polygon"}


def read_hotspots(body: Body, element: Element) -> Interaction:
    """Return places of which one or several are to be chosen."""
    is_multiple = int(number(element, "maxChoices", 1)) != 1
    spots = list(within(element, "hotspotChoice"))
    return _with_places(body, element, "choice", spots, is_multiple=is_multiple)


def read_labels(body: Body, element: Element) -> Interaction:
    """Return places that are to be given their labels, which are words or pictures."""
    spots = list(within(element, "associableHotspot"))
    labels = tuple(
        Option(attribute(part, "identifier"), _label(body, part))
        for part in within(element, "gapText", "gapImg")
    )
    return _with_places(body, element, "labels", spots, targets=labels)


def _with_places(
    body: Body,
    element: Element,
    kind: str,
    spots: Sequence[Element],
    *,
    targets: tuple[Option, ...] = (),
    is_multiple: bool = False,
) -> Interaction:
    response = attribute(element, "responseIdentifier")
    image = first_child(element, "object", "img")
    if image is None:
        image = child(element, "picture", "img")
    if image is None:
        return Interaction(UNFIT, response, _("it has no picture"))
    address = image.get("data") or image.get("src") or ""
    words = text_of(image) or image.get("alt") or image.get("aria-label") or _("the picture of this question")
    picture = body.picture(address, words)
    if not picture:
        return Interaction(UNFIT, response, _("its picture does not come with the package"))
    size = _size(body, image, address)
    try:
        places = tuple(_place(spot, size) for spot in spots)
    except Unfit as error:
        return Interaction(UNFIT, response, str(error))
    return Interaction(
        kind,
        response,
        body.markdown(child(element, "prompt")),
        tuple(
            Option(attribute(spot, "identifier"), name)
            for spot, name in zip(spots, _names(spots), strict=True)
        ),
        targets,
        is_multiple=is_multiple,
        picture=picture,
        places=places,
    )


def _size(body: Body, image: Element, address: str) -> tuple[float, float]:
    """Return how large the picture is to be for its places: as it is said, else as it is."""
    said = [number(image, name) for name in ("width", "height")]
    return (said[0], said[1]) if all(said) else body.size_of(address)


def _names(spots: Sequence[Element]) -> list[str]:
    """Return a name for each place, none of which gives away what is there."""
    said = [" ".join(attribute(spot, "hotspotLabel").split()) for spot in spots]
    often = Counter(said)
    return [
        name if name and often[name] == 1 else f"Place {place}" for place, name in enumerate(said, start=1)
    ]


def _label(body: Body, element: Element) -> str:
    if name_of(element) == "gapText":
        return " ".join(body.markdown(element).split())
    image = first_child(element, "object", "img")
    image = element if image is None else image
    words = text_of(image) or image.get("alt") or attribute(element, "objectLabel")
    return body.picture(image.get("data") or image.get("src") or "", words)


def _place(spot: Element, size: tuple[float, float]) -> Place:
    """Return a place in per cent; raises Unfit if it has none."""
    shape = _NAMED.get((attribute(spot, "shape") or "").lower())
    given = (spot.get("coords") or "").replace(";", ",").replace(" ", ",").split(",")
    try:
        numbers = [float(part) for part in given if part]
    except ValueError:
        numbers = []
    if shape is None or len(numbers) < 3 or not all(map(math.isfinite, numbers)) or not all(size):
        raise Unfit(_("one of its places has no outline that is known here"))
    if attribute(spot, "shape").lower() == "ellipse":
        numbers = list(_ellipse(numbers))
    return Place(attribute(spot, "identifier"), shape, ", ".join(_in_per_cent(shape, numbers, size)))


def _ellipse(numbers: Sequence[float]) -> Iterable[float]:
    x, y, across, down = (*numbers, numbers[-1])[:4]
    for step in range(_CORNERS):
        angle = 2 * math.pi * step / _CORNERS
        yield from (x + across * math.cos(angle), y + down * math.sin(angle))


def _in_per_cent(shape: str, numbers: Sequence[float], size: tuple[float, float]) -> Iterable[str]:
    width, height = size
    sides: tuple[float, ...] = (width, height, width)
    if shape != "circle":
        corners = len(numbers) // 2
        numbers = numbers[: 2 * corners]
        if shape == "polygon" and numbers[:2] == numbers[-2:]:
            numbers = numbers[:-2]  # the outline is closed by itself
        if len(numbers) > 2 * _MOST_CORNERS:
            every = math.ceil(len(numbers) / 2 / _MOST_CORNERS)
            numbers = [
                part for place in range(0, len(numbers), 2 * every) for part in numbers[place : place + 2]
            ]
        sides = (width, height) * (len(numbers) // 2)
    for value, side in zip(numbers, sides, strict=False):
        yield f"{min(100.0, max(0.0, 100 * value / side)):.2f}".rstrip("0").rstrip(".")


def spots_spec(interaction: Interaction, kind: str, spec: Spec) -> Spec:
    """Return a choice of names as one of places on a picture."""
    areas = []
    for choice, place in zip(spec["choices"], interaction.places, strict=True):
        area: Spec = {"name": choice["text"], "shape": place.shape, "coords": place.coords}
        area |= {name: choice[name] for name in ("correct", "feedback") if name in choice}
        areas.append(area)
    common = {
        name: value for name, value in spec.items() if name.startswith("feedback_") or name == "any_correct"
    }
    mode = "several" if kind == "multiple" else "one"
    return {**common, "picture": interaction.picture, "mode": mode, "areas": areas}


def labels_spec(interaction: Interaction, pairs: Sequence[tuple[str, str]], common: Spec) -> Spec:
    """Return places with the labels that belong on them; raises Unfit where a place has none, or several."""
    words = {option.identifier: option.text for option in interaction.targets if option.text}
    label_of = {place: words[label] for label, place in pairs if label in words}
    if len(label_of) < len(pairs):
        raise Unfit(_("one of its places has several labels"))
    areas = [
        {
            "name": option.text,
            "shape": place.shape,
            "coords": place.coords,
            "label": label_of[place.identifier],
        }
        for option, place in zip(interaction.options, interaction.places, strict=True)
        if place.identifier in label_of
    ]
    if not areas:
        raise Unfit(_("nothing declares which pairs are right"))
    used = {label for label, _place in pairs}
    others = [text for name, text in words.items() if name not in used]
    spec: Spec = {**common, "picture": interaction.picture, "mode": "labels", "areas": areas}
    return {**spec, "others": others} if others else spec
