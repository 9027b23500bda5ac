"""Places on a picture: what an author may write, where controls stand, and what comes of choosing them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.questions import (
    InvalidResponse,
    InvalidSpec,
    check,
    face_of,
    fields_at_fault,
    known_fields,
    parse_spec,
)
from content.questions.areas import point_of
from content.questions.specs import Area
from content.questions.tokens import token

CELL = "![A cell, cut open](images/cell.svg)"


def area(name, coords="50, 50, 10", shape="circle", **more):
    return {"name": name, "shape": shape, "coords": coords, **more}


MIDDLE = area("round body in the middle", correct=True)
EDGE = area("outer edge", "0 20 10 80", "rect", feedback="That is the membrane.", misconception="edges")
CORNER = area("corner", "0,0; 20,0; 0,20.5", "polygon")
PLACES = [MIDDLE, EDGE, CORNER]
LABELLED = [area("on the left", "10 50 5", label="nucleus"), area("on the right", "90 50 5", label="$x$")]


def spec(areas=PLACES, **more):
    return parse_spec("hotspots", {"picture": CELL, "areas": areas, **more})


def labelled(areas=LABELLED, **more):
    return spec(areas, mode="labels", others=["wall"], **more)


def chosen(*names):
    return {"spot": [token(name) for name in names]}


def test_one_place_is_right_and_a_wrong_one_says_what_it_is():
    assert check(spec(), chosen(MIDDLE["name"])).is_correct
    verdict = check(spec(), chosen(EDGE["name"]))
    assert (verdict.is_correct, verdict.feedback) == (False, "That is the membrane.")
    assert verdict.misconceptions == ("edges",)


def test_of_several_right_ones_any_will_do_where_the_author_says_so():
    both = spec([MIDDLE, {**CORNER, "correct": True}, EDGE], any_correct=True)
    assert check(both, chosen("corner")).is_correct
    assert not check(both, chosen("outer edge")).is_correct


def test_several_places_are_all_to_be_chosen_and_no_other():
    asked = spec([MIDDLE, {**CORNER, "correct": True}, EDGE], mode="several")
    assert check(asked, chosen("corner", MIDDLE["name"])).is_correct
    assert "more to find" in check(asked, chosen("corner")).feedback
    assert check(asked, chosen("corner", MIDDLE["name"], "outer edge")).feedback == "That is the membrane."


def test_each_place_gets_its_label():
    right = {"label-0": [token("nucleus")], "label-1": [token("$x$")]}
    assert check(labelled(), right).is_correct
    partly = check(labelled(feedback_wrong="Look."), {**right, "label-1": [token("wall")]})
    assert dict(partly.parts) == {"label-0": True, "label-1": False}
    assert partly.feedback == "1 of 2 labels is right.\n\nLook."


@pytest.mark.parametrize(
    ("asked", "response", "words", "fields"),
    [
        (spec(), {}, "Choose a place", set()),
        (spec(), chosen("corner", "outer edge"), "one place only", set()),
        (spec(), {"spot": ["x"]}, "not on the picture", set()),
        (spec(mode="several"), {"spot": [token("corner")] * 4}, "not on the picture", set()),
        (labelled(), {"label-0": [token("wall")]}, "number 2 has none", {"label-1"}),
        (labelled(), {"label-0": ["x"], "label-1": [token("wall")]}, "not on the list", {"label-0"}),
    ],
)
def test_what_cannot_be_marked_counts_for_nothing(asked, response, words, fields):
    with pytest.raises(InvalidResponse, match=words):
        check(asked, response)
    assert fields_at_fault(asked, response) == fields


def test_only_the_fields_of_the_picture_are_kept():
    sent = {"spot": ["a"] * 9, "label-0": ["b", "c"], "label-2": ["d"], "text": ["e"]}
    assert known_fields(spec(), sent) == {"spot": ["a"] * 4}
    assert known_fields(labelled(), sent) == {"label-0": ["b"]}


def test_places_are_numbered_as_the_picture_is_read_and_labels_are_mixed():
    faces = face_of(spec([MIDDLE, EDGE, CORNER]), seed=1).areas
    assert [(face.number, face.area.name) for face in faces] == [
        (1, "corner"),
        (2, "outer edge"),
        (3, "round body in the middle"),
    ]
    orders = {tuple(text for _, text in face_of(labelled(), seed=seed).rights) for seed in range(9)}
    assert len(orders) > 1
    assert {frozenset(order) for order in orders} == {frozenset({"nucleus", "$x$", "wall"})}


@pytest.mark.parametrize(
    ("areas", "more", "words", "path"),
    [
        ([MIDDLE, area("")], {}, "needs a name, by which", ("areas", 1)),
        ([MIDDLE, {"shape": "circle", "coords": "1 1 1"}], {}, "needs a name", ("areas", 1)),
        ([MIDDLE, area("x" * 121)], {}, "more than 120", ("areas", 1, "name")),
        ([MIDDLE, area(MIDDLE["name"])], {}, "same name", ("areas",)),
        ([MIDDLE], {}, "at least 2", ("areas",)),
        ([area("a"), area("b")], {}, "exactly one place", ("areas",)),
        ([area("a"), area("b")], {"mode": "several"}, "at least one place", ("areas",)),
        (
            [MIDDLE, {**EDGE, "misconception": "", "correct": True}],
            {"any_correct": True},
            "not all",
            ("areas",),
        ),
        (
            [{**MIDDLE, "misconception": "m"}, EDGE],
            {},
            "shows no misconception",
            ("areas", 0, "misconception"),
        ),
        (PLACES, {"others": ["wall"]}, "none to put", ("others",)),
        (PLACES, {"mode": "drag"}, "mode is one of", ("mode",)),
        (PLACES, {"picture": "images/cell.svg"}, "picture is one picture", ("picture",)),
        (PLACES, {"picture": f"{CELL} {CELL}"}, "picture is one picture", ("picture",)),
        ([area(str(number)) for number in range(21)], {}, "at most 20", ("areas", 20)),
        (LABELLED, {}, "label has no meaning in the mode one", ("areas", 0, "label")),
        (PLACES, {"mode": "labels"}, "correct has no meaning in the mode labels", ("areas", 0, "correct")),
        (
            [area("the nucleus, left", label="Nucleus")],
            {"mode": "labels"},
            "gives the label away",
            ("areas", 0, "name"),
        ),
        ([area("left", label="a")], {"mode": "labels"}, "one label only", ("areas",)),
        (
            [area("left", label="a"), area("right", label="a")],
            {"mode": "labels"},
            "one label only",
            ("areas",),
        ),
    ],
)
def test_a_picture_that_makes_no_sense_is_refused_where_it_does_not(areas, more, words, path):
    with pytest.raises(InvalidSpec, match=words) as caught:
        spec(areas, **more)
    assert caught.value.path == path


@pytest.mark.parametrize(
    ("shape", "coords", "words"),
    [
        ("oval", "1 2 3", "a shape is one of"),
        ("circle", "1 2", "three numbers"),
        ("circle", "1 2 0", "radius is 0"),
        ("circle", "1 2 x", "numbers from 0 to 100"),
        ("circle", "1 2 -3", "numbers from 0 to 100"),
        ("circle", "1 101 3", "numbers from 0 to 100"),
        ("rect", "1 2 3", "four numbers"),
        ("rect", "5 2 5 9", "rectangle is empty"),
        ("polygon", "1 2 3 4", "3 to 40 corners"),
        ("polygon", "1 2 3 4 5", "3 to 40 corners"),
        ("polygon", "1 1 2 2 3 3", "polygon is empty"),
        ("polygon", "1 2 " * 41, "3 to 40 corners"),
    ],
)
def test_a_shape_that_is_none_is_told_with_what_is_wrong(shape, coords, words):
    with pytest.raises(InvalidSpec, match=words) as caught:
        spec([MIDDLE, area("a", coords, shape)])
    assert caught.value.path[:2] == ("areas", 1)


def test_the_control_of_a_hollow_shape_stands_in_it():
    # A horseshoe: its middle is not in it.
    hollow = Area("u", "polygon", (0, 0, 20, 0, 20, 80, 80, 80, 80, 0, 100, 0, 100, 100, 0, 100))
    x, y = point_of(hollow)
    assert y > 80 or x < 20 or x > 80


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=3, max_size=8))
def test_the_control_of_any_polygon_stands_on_its_picture(corners):
    text = " ".join(f"{x} {y}" for x, y in corners)
    try:
        asked = spec([MIDDLE, area("a", text, "polygon")])
    except InvalidSpec:
        return
    x, y = point_of(asked.areas[1])
    assert min(x for x, _ in corners) <= x <= max(x for x, _ in corners)
    assert min(y for _, y in corners) <= y <= max(y for _, y in corners)
