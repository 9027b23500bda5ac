"""Places on a picture: one or several are to be chosen, or each is to be given its label."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from content import figures
from content.language import Said, gettext, ngettext
from content.questions.areas import Point, point_of, read_shape
from content.questions.fields import (
    Data,
    Path,
    flag_at,
    list_at,
    mapping_at,
    refuse_unknown,
    text_at,
    texts_at,
)
from content.questions.misconceptions import FIELD, named, read_misconception
from content.questions.specs import Area, HotspotsSpec, InvalidResponse, InvalidSpec, Verdict
from content.questions.tokens import token

MODES = ("one", "several", "labels")
MOST_AREAS = 20
_CHOSEN = {"correct", "feedback", FIELD}
_LABELLED = {"label"}
LONGEST_NAME = 120
_PICTURE = re.compile(r"!\[(?P<alt>(?:\\.|[^\\\]])*)\]\([^()\s]+\)")
_WORD = re.compile(r"\w+")
# Two rows of places a little apart in height are read as one.
_ROW = 12.5
Response = Mapping[str, list[str]]


@dataclass(frozen=True)
class AreaFace:
    """A place as a student meets it.

    Attributes:
        field: the name of the form field of its label.
        value: what chooses it.
        number: its place from the upper left to the lower right, from 1.
        point: a point inside, in per cent of the picture.
    """

    field: str
    value: str
    number: int
    area: Area
    point: Point


def read_hotspots(data: Data, right: str, wrong: str) -> HotspotsSpec:
    """Return the specification of places on a picture.

    Raises:
        InvalidSpec: a part is missing, or the right answers do not fit the mode.
    """
    mode = text_at(data, "mode", default=MODES[0])
    if mode not in MODES:
        raise InvalidSpec(
            gettext("mode is one of %(known)s") % {"known": figures.in_a_row(MODES)}, path=("mode",)
        )
    picture = text_at(data, "picture")
    found = _PICTURE.fullmatch(picture)
    if found is None:
        raise InvalidSpec(
            gettext("picture is one picture of the course, as ![what it shows](images/cell.svg)"),
            path=("picture",),
        )
    items = list_at(data, "areas", least=1 if mode == "labels" else 2)
    if len(items) > MOST_AREAS:
        reason = gettext("a picture has at most %(most)s places") % {"most": MOST_AREAS}
        raise InvalidSpec(reason, path=("areas", MOST_AREAS))
    areas = tuple(_read_area(item, ("areas", index), mode) for index, item in enumerate(items))
    spec = HotspotsSpec(
        right,
        wrong,
        picture,
        mode,
        areas,
        flag_at(data, "any_correct", default=False),
        tuple(texts_at(data, "others", least=0)),
    )
    _refuse_contradictions(spec)
    return spec


def _read_area(item: object, path: Path, mode: str) -> Area:
    entry = mapping_at(item, path)
    own, others = (_LABELLED, _CHOSEN) if mode == "labels" else (_CHOSEN, _LABELLED)
    for field in entry:
        if field in others:
            reason = gettext("%(field)s has no meaning in the mode %(mode)s")
            raise InvalidSpec(reason % {"field": field, "mode": mode}, path=(*path, field))
    refuse_unknown(entry, {"name", "shape", "coords", *own}, path)
    if not str(entry.get("name", "")).strip():
        raise InvalidSpec(
            gettext("a place needs a name, by which it can be chosen without seeing the picture"), path=path
        )
    written = text_at(entry, "name", path=path)
    name = written.on_one_line() if isinstance(written, Said) else " ".join(written.split())
    if len(name) > LONGEST_NAME:
        reason = gettext("the name has more than %(most)s characters") % {"most": LONGEST_NAME}
        raise InvalidSpec(reason, path=(*path, "name"))
    shape, coords = read_shape(entry, path)
    if mode == "labels":
        area = Area(name, shape, coords, label=text_at(entry, "label", path=path))
        if _gives_away(name, area.label):
            reason = gettext("the name gives the label away; say where the place is, not what it is")
            raise InvalidSpec(reason, path=(*path, "name"))
        return area
    is_correct = flag_at(entry, "correct", path=path, default=False)
    shown = read_misconception(entry, path)
    if shown and is_correct:
        raise InvalidSpec(gettext("a right choice shows no misconception"), path=(*path, FIELD))
    feedback = text_at(entry, "feedback", path=path, default="")
    return Area(name, shape, coords, is_correct, feedback, misconception=shown)


def _gives_away(name: str, label: str) -> bool:
    said, meant = (" ".join(_WORD.findall(text.casefold())) for text in (name, label))
    return bool(meant) and f" {meant} " in f" {said} "


def _refuse_contradictions(spec: HotspotsSpec) -> None:
    names = [area.name for area in spec.areas]
    if len(set(names)) != len(names):
        raise InvalidSpec(gettext("two places have the same name"), path=("areas",))
    if spec.mode == "labels" and len(labels_of(spec)) < 2:
        raise InvalidSpec(gettext("there is one label only; add others to choose from"), path=("areas",))
    if spec.mode == "labels":
        return
    if spec.others:
        raise InvalidSpec(gettext("others are labels, and there are none to put"), path=("others",))
    right = sum(area.is_correct for area in spec.areas)
    if spec.mode == "several" and not right:
        raise InvalidSpec(gettext("at least one place must be correct"), path=("areas",))
    if spec.mode == "one" and not spec.any_correct and right != 1:
        raise InvalidSpec(gettext("exactly one place must be correct"), path=("areas",))
    if spec.mode == "one" and spec.any_correct and not 1 <= right < len(spec.areas):
        raise InvalidSpec(gettext("of the places some must be correct, and not all"), path=("areas",))


def area_faces(spec: HotspotsSpec) -> tuple[AreaFace, ...]:
    """Return the places from the upper left to the lower right, whatever order they were written in."""
    points = [point_of(area) for area in spec.areas]
    order = sorted(range(len(points)), key=lambda index: (points[index][1] // _ROW, points[index][0], index))
    return tuple(
        AreaFace(f"label-{index}", token(spec.areas[index].name), number, spec.areas[index], points[index])
        for number, index in enumerate(order, start=1)
    )


def labels_of(spec: HotspotsSpec) -> list[tuple[str, str]]:
    """Return every label that there is to put, each once: form value and Markdown."""
    labels = [*(area.label for area in spec.areas if area.label), *spec.others]
    return list({token(label): label for label in labels}.items())


def spot_fields(spec: HotspotsSpec) -> dict[str, int]:
    """Return the names of the form's fields, and how many values of each are looked at."""
    if spec.mode != "labels":
        return {"spot": len(spec.areas) + 1}
    return {f"label-{index}": 1 for index in range(len(spec.areas))}


def check_hotspots(spec: HotspotsSpec, response: Response) -> Verdict:
    """Mark what was chosen on a picture, or put to its places.

    Raises:
        InvalidResponse: it is empty, incomplete or not of this question.
    """
    if spec.mode == "labels":
        return _check_labels(spec, response)
    chosen = _chosen(spec, response)
    if spec.mode == "one":
        area = chosen[0]
        return spec.verdict(is_correct=area.is_correct, feedback=area.feedback, misconceptions=named(area))
    extra = [area for area in chosen if not area.is_correct]
    is_complete = all(area in chosen for area in spec.areas if area.is_correct)
    if is_complete and not extra:
        return spec.verdict(is_correct=True)
    told = list(dict.fromkeys(area.feedback for area in extra if area.feedback))
    if spec.feedback_wrong:
        told.append(spec.feedback_wrong)
    elif not extra:
        told.append(gettext("All of these are right, and there is more to find."))
    return spec.verdict(is_correct=False, feedback="\n\n".join(told), misconceptions=named(*extra))


def _chosen(spec: HotspotsSpec, response: Response) -> Sequence[Area]:
    values = response.get("spot", [])
    if not values:
        raise InvalidResponse(gettext("Choose a place on the picture first."))
    if spec.mode == "one" and len(values) > 1:
        raise InvalidResponse(gettext("Choose one place only."))
    known = {token(area.name): area for area in spec.areas}
    if len(values) > len(known) or not set(values) <= known.keys():
        raise InvalidResponse(gettext("That place is not on the picture. Please choose again."))
    return [area for value, area in known.items() if value in values]


def _check_labels(spec: HotspotsSpec, response: Response) -> Verdict:
    empty = [face.number for face in area_faces(spec) if not _label_at(face.field, response)]
    if empty:
        text = ngettext(
            "Put a label to every place first: number %(places)s has none.",
            "Put a label to every place first: numbers %(places)s have none.",
            len(empty),
        )
        raise InvalidResponse(text % {"places": figures.listed(map(figures.number, empty))})
    if places_at_fault(spec, response):
        raise InvalidResponse(gettext("That label is not on the list. Please choose again."))
    parts = {
        f"label-{index}": _label_at(f"label-{index}", response) == token(area.label)
        for index, area in enumerate(spec.areas)
    }
    right, count = sum(parts.values()), len(parts)
    told = [spec.feedback_wrong] if spec.feedback_wrong else []
    if count > 1:
        text = ngettext(
            "%(right)s of %(count)s labels is right.", "%(right)s of %(count)s labels are right.", right
        )
        told.insert(0, text % {"right": right, "count": count})
    feedback = "" if right == count else "\n\n".join(told)
    verdict = spec.verdict(is_correct=right == count, feedback=feedback)
    return replace(verdict, parts=tuple(parts.items()))


def _label_at(field: str, response: Response) -> str:
    return "".join(response.get(field, [])[:1]).strip()


def places_at_fault(spec: HotspotsSpec, response: Response) -> set[str]:
    """Return the names of the fields of labels that are empty or hold none of the labels."""
    if spec.mode != "labels":
        return set()
    known = {value for value, _ in labels_of(spec)}
    return {field for field in spot_fields(spec) if _label_at(field, response) not in known}
