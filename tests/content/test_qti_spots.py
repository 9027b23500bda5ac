"""QTI's places on a picture: chosen or labelled here, in per cent of the picture wherever it is shown."""

from io import BytesIO

import pytest
from PIL import Image

from content.exchange.readers import Source
from content.exchange.readers.banks import Bank
from content.exchange.readers.documents import Wanted
from content.exchange.readers.qti.texts import Texts
from content.questions.tokens import token
from tests.content.qtibank import PAIRS, item, mark, read, response


def picture(width=200, height=100, *, kind="PNG"):
    data = BytesIO()
    Image.new("RGB", (width, height)).save(data, kind)
    return data.getvalue()


def image(size='width="200" height="100"'):
    return f'<object type="image/png" data="map.png" {size}>a map</object>'


def spot(name, shape, coords, *, kind="hotspotChoice", label=""):
    said = f' hotspotLabel="{label}"' if label else ""
    return f'<{kind} identifier="{name}" shape="{shape}" coords="{coords}"{said}/>'


def hotspots(*spots, most=1, shown=None):
    given = f'responseIdentifier="RESPONSE" maxChoices="{most}"'
    inside = (image() if shown is None else shown) + "".join(spots)
    return f"<hotspotInteraction {given}><prompt>Where?</prompt>{inside}</hotspotInteraction>"


CIRCLES = (spot("A", "circle", "50,25,10"), spot("B", "circle", "150,75,10"))


def reading_of(body, *declared, **more):
    return read({"a.xml": item(body, *declared, **more), "map.png": picture()})


def only(body, *declared, **more):
    reading = reading_of(body, *declared, **more)
    assert reading.skipped == ()
    return reading.steps()[0].questions[0]


def test_a_place_is_chosen_by_a_name_that_gives_nothing_away():
    question = only(f"<p>Look.</p>{hotspots(*CIRCLES)}", response("B"))
    assert (question.kind, question.prompt) == ("hotspots", "Look.\n\nWhere?")
    assert question.spec["picture"].startswith("![a map](images/map-")
    assert [(area["name"], area["coords"]) for area in question.spec["areas"]] == [
        ("Place 1", "25, 25, 5"),
        ("Place 2", "75, 75, 5"),
    ]
    assert mark(question, spot=token("Place 2")).is_correct
    assert not mark(question, spot=token("Place 1")).is_correct


def test_several_places_are_all_to_be_chosen():
    spots = [*CIRCLES, spot("C", "rect", "0,0,20,20", label="upper left")]
    question = only(hotspots(*spots, most=0), response("A", "C", cardinality="multiple"))
    assert question.spec["mode"] == "several"
    assert mark(question, spot=[token("Place 1"), token("upper left")]).is_correct


@pytest.mark.parametrize(
    ("shape", "coords", "expected"),
    [
        ("rect", "20,10,40,20", ("rect", "10, 10, 20, 20")),
        ("poly", "0,0,200,0,100,50,0,0", ("polygon", "0, 0, 100, 0, 50, 50")),
        ("circle", "190,95,20", ("circle", "95, 95, 10")),
        ("rect", "-20,0,400,20", ("rect", "0, 0, 100, 20")),
    ],
)
def test_outlines_are_in_per_cent_and_within_the_picture(shape, coords, expected):
    area = only(hotspots(CIRCLES[0], spot("B", shape, coords)), response("A")).spec["areas"][1]
    assert (area["shape"], area["coords"]) == expected


def test_an_ellipse_has_corners_and_a_picture_its_own_size_where_none_is_said():
    spots = (spot("A", "ellipse", "100,50,40,20"), CIRCLES[1])
    area = only(hotspots(*spots, shown=image("")), response("A")).spec["areas"][0]
    corners = area["coords"].split(", ")
    assert (area["shape"], corners[:2], len(corners)) == ("polygon", ["70", "50"], 48)


def test_a_drawing_has_the_size_of_its_view():
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100"></svg>'
    shown = image("").replace("map.png", "map.svg").replace("image/png", "image/svg+xml")
    body = hotspots(*CIRCLES, shown=shown)
    reading = read({"a.xml": item(body, response("A")), "map.svg": drawing})
    area = reading.steps()[0].questions[0].spec["areas"][0]
    assert area["coords"] == "25, 25, 5"


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "ICO", "PPM"])
def test_the_size_of_what_is_no_picture_of_the_web_is_not_asked_for(kind):
    source = Source("bank.zip", {"map": picture(kind=kind)})
    texts = Texts(Bank(source=source, wanted=Wanted(), format="qti"), "a.xml", where="a.xml")
    assert texts.size_of("map") == (0.0, 0.0)


def test_labels_are_put_on_their_places():
    labels = "".join(
        f'<gapText identifier="{name}" matchMax="1">{text}</gapText>'
        for name, text in (("L", "London"), ("P", "Paris"), ("R", "Rome"))
    )
    spots = "".join(
        spot(name, "rect", coords, kind="associableHotspot")
        for name, coords in (("X", "0,0,20,10"), ("Y", "100,50,120,60"))
    )
    kind, given = "graphicGapMatchInteraction", 'responseIdentifier="RESPONSE"'
    body = f"<{kind} {given}><prompt>Name them.</prompt>{image()}{labels}{spots}</{kind}>"
    question = only(body, response("P X", "L Y", **PAIRS))
    assert (question.spec["mode"], question.spec["others"]) == ("labels", ["Rome"])
    assert [area["label"] for area in question.spec["areas"]] == ["Paris", "London"]
    right = {"label-0": token("Paris"), "label-1": token("London")}
    assert mark(question, **right).is_correct
    assert not mark(question, **{**right, "label-0": token("Rome")}).is_correct


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (hotspots(*CIRCLES, shown=""), "it has no picture"),
        (hotspots(*CIRCLES, shown=image().replace("map", "gone")), "its picture does not come"),
        (hotspots(CIRCLES[0], spot("B", "default", "")), "no outline that is known"),
        (hotspots(CIRCLES[0], spot("B", "circle", "a,b,c")), "no outline that is known"),
        (hotspots(CIRCLES[0], spot("B", "circle", "50,25,0")), "the radius is 0"),
    ],
)
def test_places_that_make_no_sense_are_named(body, why):
    reading = reading_of(body, response("A"))
    assert reading.steps() == []
    assert any(why in skipped.reason for skipped in reading.skipped)


def test_a_place_at_no_finite_number_is_named():
    (skipped,) = reading_of(hotspots(CIRCLES[0], spot("B", "circle", "nan,10,5")), response("A")).skipped
    assert "no outline" in skipped.reason
