"""The form of places on a picture; areas.js draws them where a script runs, and writes the same fields."""

from content.language import gettext_noop
from content.questions.editing.parts import Field, Part, Rows


def hotspots_form(feedback: Field, misconception: Field) -> tuple[Part, ...]:
    """Return the fields of places, with those that every wrong answer has."""
    return (
        Field(
            "picture",
            gettext_noop("Picture"),
            "text",
            required=True,
            help_text=gettext_noop("One picture, as ![what it shows](images/cell.svg)."),
        ),
        Field(
            "mode",
            gettext_noop("What students do"),
            "option",
            default="one",
            options=(
                ("one", gettext_noop("Choose one place")),
                ("several", gettext_noop("Choose all places that fit")),
                ("labels", gettext_noop("Give each place its label")),
            ),
        ),
        Field(
            "any_correct",
            gettext_noop("Any right place will do"),
            "flag",
            help_text=gettext_noop("Several places are right, and one of them is to be chosen."),
        ),
        _areas(feedback, misconception),
        Rows(
            "others",
            gettext_noop("Labels that belong nowhere"),
            gettext_noop("Label"),
            (Field("text", gettext_noop("Text"), "text", required=True),),
            plain="text",
        ),
    )


def _areas(feedback: Field, misconception: Field) -> Rows:
    return Rows(
        "areas",
        gettext_noop("Places"),
        gettext_noop("Place"),
        (
            Field(
                "name",
                gettext_noop("Name"),
                required=True,
                help_text=gettext_noop(
                    "Read out to those who cannot see it: where the place is or how it looks, not what it is."
                ),
            ),
            Field(
                "shape",
                gettext_noop("Shape"),
                "option",
                default="circle",
                options=(
                    ("circle", gettext_noop("Circle")),
                    ("rect", gettext_noop("Rectangle")),
                    ("polygon", gettext_noop("Polygon")),
                ),
            ),
            Field(
                "coords",
                gettext_noop("Coordinates"),
                required=True,
                help_text=gettext_noop(
                    "In per cent of the picture. Circle: x, y, radius. Rectangle: left, top, right, bottom. "
                    "Polygon: x and y of each corner."
                ),
            ),
            Field("correct", gettext_noop("Right"), "flag"),
            feedback,
            misconception,
            Field("label", gettext_noop("Its label"), "text"),
        ),
        least=2,
    )
