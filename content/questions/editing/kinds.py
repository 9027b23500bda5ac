"""The form of every kind of question, as a declaration: names are those of the stored specification."""

from content.language import gettext_noop
from content.questions.editing.hotspots import hotspots_form
from content.questions.editing.parts import Asked, Field, Part, Rows

_FEEDBACK = Field("feedback", gettext_noop("Feedback"), "text")
_MISCONCEPTION = Field(
    "misconception",
    gettext_noop("Misconception"),
    "misconception",
    help_text=gettext_noop("What a student who gives this believes."),
)
_ALWAYS: tuple[Part, ...] = (
    Field("feedback_right", gettext_noop("Feedback to a right answer"), "text"),
    Field(
        "feedback_wrong",
        gettext_noop("Feedback to a wrong answer"),
        "text",
        help_text=gettext_noop("For answers that have no feedback of their own."),
    ),
    Field(
        "feedback_always",
        gettext_noop("Feedback to every answer"),
        "text",
        help_text=gettext_noop("Shown below the other feedback."),
    ),
)
_CHOICES = Rows(
    "choices",
    gettext_noop("Choices"),
    gettext_noop("Choice"),
    (
        Field("text", gettext_noop("Text"), "text", required=True),
        Field("correct", gettext_noop("Right"), "flag"),
        _FEEDBACK,
        _MISCONCEPTION,
    ),
    least=2,
)
_KEEP_ORDER = Field(
    "keep_order",
    gettext_noop("Keep this order"),
    "flag",
    help_text=gettext_noop("Otherwise each student sees the choices in an order of their own."),
)
_TOLERANCE = Field(
    "tolerance",
    gettext_noop("Tolerance"),
    "number",
    help_text=gettext_noop("How far an answer may be off."),
)

FORMS: dict[str, tuple[Part, ...]] = {
    "single": (
        _CHOICES,
        Field(
            "any_correct",
            gettext_noop("Any right choice will do"),
            "flag",
            help_text=gettext_noop("Several choices are right, and one of them is to be chosen."),
        ),
        _KEEP_ORDER,
        *_ALWAYS,
    ),
    "multiple": (_CHOICES, _KEEP_ORDER, *_ALWAYS),
    "number": (
        Field(
            "answer",
            gettext_noop("Right answer"),
            "number",
            required=True,
            help_text=gettext_noop("A number such as 12, 0.5 or 3/4."),
        ),
        _TOLERANCE,
        Field("unit", gettext_noop("Unit"), help_text=gettext_noop("Shown behind the field.")),
        Rows(
            "also",
            gettext_noop("More right answers"),
            gettext_noop("Right answer"),
            (Field("answer", gettext_noop("Value"), "number", required=True), _TOLERANCE, _FEEDBACK),
        ),
        Rows(
            "wrong",
            gettext_noop("Wrong answers to expect"),
            gettext_noop("Wrong answer"),
            (
                Field("value", gettext_noop("Value"), "number", required=True),
                _TOLERANCE,
                _FEEDBACK,
                _MISCONCEPTION,
            ),
        ),
        *_ALWAYS,
    ),
    "text": (
        Rows(
            "accepted",
            gettext_noop("Right answers"),
            gettext_noop("Right answer"),
            (Field("text", gettext_noop("Text"), required=True), _FEEDBACK),
            plain="text",
            least=1,
        ),
        Field("ignore_case", gettext_noop("Capitals and small letters are the same"), "flag", default=True),
        Field(
            "wildcards",
            gettext_noop("A * stands for any letters"),
            "flag",
            help_text=gettext_noop("Write \\* for an asterisk itself."),
        ),
        Rows(
            "wrong",
            gettext_noop("Wrong answers to expect"),
            gettext_noop("Wrong answer"),
            (Field("text", gettext_noop("Text"), required=True), _FEEDBACK, _MISCONCEPTION),
            plain="text",
        ),
        *_ALWAYS,
    ),
    "expression": (
        Field(
            "answer",
            gettext_noop("Right answer"),
            required=True,
            help_text=gettext_noop("As students type it: 2x + 2, y = 2x + 1, x < 3, {1, -2}, 3 sqrt(2)/2."),
        ),
        Field(
            "form",
            gettext_noop("What it must look like"),
            "option",
            default="any",
            options=(
                ("any", gettext_noop("Any form")),
                ("simplified", gettext_noop("Simplified")),
                ("expanded", gettext_noop("Expanded")),
                ("factored", gettext_noop("Factored")),
                ("solved", gettext_noop("Solved for the letter")),
            ),
        ),
        Field(
            "feedback_form",
            gettext_noop("Feedback to another form"),
            "text",
            help_text=gettext_noop("For an answer of the right value in another form; it counts as wrong."),
        ),
        Rows(
            "also",
            gettext_noop("More right answers"),
            gettext_noop("Right answer"),
            (Field("answer", gettext_noop("Answer"), required=True), _FEEDBACK),
            plain="answer",
        ),
        Rows(
            "wrong",
            gettext_noop("Wrong answers to expect"),
            gettext_noop("Wrong answer"),
            (Field("expression", gettext_noop("Answer"), required=True), _FEEDBACK, _MISCONCEPTION),
        ),
        Rows(
            "letters",
            gettext_noop("Letters that answers may use"),
            gettext_noop("Letter"),
            (Field("letter", gettext_noop("Letter"), required=True),),
            plain="letter",
            help_text=gettext_noop(
                "Without any: those of the answers above. Names such as v_0 or speed stand here."
            ),
        ),
        Field(
            "domain",
            gettext_noop("Letters stand for"),
            "option",
            default="real",
            options=(
                ("real", gettext_noop("Any real number")),
                ("positive", gettext_noop("Positive numbers")),
            ),
        ),
        Field(
            "log",
            gettext_noop("Base of log"),
            "option",
            default="10",
            options=(("10", "10"), ("e", "e")),
        ),
        *_ALWAYS,
    ),
    "cloze": (
        Field(
            "text",
            gettext_noop("Text with gaps"),
            "text",
            required=True,
            help_text=gettext_noop("[[1]] stands for the first gap, [[2]] for the second, in any order."),
        ),
        Rows(
            "gaps",
            gettext_noop("Gaps"),
            gettext_noop("Gap"),
            (
                Asked(
                    "",
                    gettext_noop("What is filled in"),
                    kinds=("text", "number", "single", "expression"),
                    usual="text",
                ),
            ),
            marks="text",
            least=1,
        ),
        *_ALWAYS,
    ),
    "hotspots": (*hotspots_form(_FEEDBACK, _MISCONCEPTION), *_ALWAYS),
    "ordering": (
        Rows(
            "items",
            gettext_noop("Items"),
            gettext_noop("Item"),
            (Field("text", gettext_noop("Text"), "text", required=True),),
            plain="text",
            least=2,
            help_text=gettext_noop("In the right order; students get them mixed."),
        ),
        *_ALWAYS,
    ),
    "matching": (
        Rows(
            "pairs",
            gettext_noop("Pairs"),
            gettext_noop("Pair"),
            (
                Field("left", gettext_noop("Left"), "text", required=True),
                Field("right", gettext_noop("Belongs to it"), "text", required=True),
            ),
            least=2,
        ),
        Rows(
            "others",
            gettext_noop("Partners of none"),
            gettext_noop("Partner"),
            (Field("text", gettext_noop("Text"), "text", required=True),),
            plain="text",
            help_text=gettext_noop("More to choose from, which belongs to nothing on the left."),
        ),
        *_ALWAYS,
    ),
}
"""The parts of each kind's specification, in the order in which an author fills them in."""

HINTS: tuple[Part, ...] = (
    Rows(
        "hints",
        gettext_noop("Hints"),
        gettext_noop("Hint"),
        (
            Field("text", gettext_noop("Text"), "text", required=True),
            Asked(
                "question",
                gettext_noop("Ask something"),
                kinds=tuple(FORMS),
                leading=(
                    Field(
                        "prompt",
                        gettext_noop("Question"),
                        "text",
                        help_text=gettext_noop("Empty: the hint's text asks."),
                    ),
                ),
                help_text=gettext_noop("Its answer is part of the help; it does not count for mastery."),
            ),
        ),
        plain="text",
        help_text=gettext_noop("From gentle to plain."),
    ),
)


def asked_parts(part: Asked, kind: str) -> tuple[Part, ...]:
    """Return the fields of a question inside another; of none, nothing."""
    return (*part.leading, *FORMS[kind]) if kind in FORMS else ()
