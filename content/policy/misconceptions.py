"""Signals about named misconceptions: how often the student's answers have shown them.

A condition may name one misconception by its slug. Then its value stands under `key_of`, and a misconception
without a value of its own has been shown 0 times as long as the signal itself is known.
"""

from content.language import gettext, pgettext
from content.language import gettext_noop as _
from content.policy.signal import Signal

_UNKNOWN = _("Known whenever the student is on a step.")


def _shown(where: str, *, title: str, meaning: str, phrase: str) -> Signal:
    return Signal(
        name=f"mastery.misconceptions_{where}",
        title=title,
        unit="count",
        family="mastery",
        meaning=meaning,
        phrase=phrase,
        unknown=_UNKNOWN,
        enter=2,
        leave=2,
        names_misconception=True,
    )


IN_COURSE = _shown(
    "course",
    title=_("Misconception shown in the course"),
    meaning=_(
        "How many of the student's answers in this course have shown the misconception; where none is named, "
        "the one that was shown most."
    ),
    phrase=_("answers in the course showing one misconception"),
)
IN_LESSON = _shown(
    "lesson",
    title=_("Misconception shown in the lesson"),
    meaning=_(
        "How many of the student's answers in this lesson have shown the misconception; where none is named, "
        "the one that was shown most."
    ),
    phrase=_("answers in the lesson showing one misconception"),
)
MISCONCEPTION_SIGNALS = (IN_COURSE, IN_LESSON)


def key_of(signal: str, misconception: str) -> str:
    """Return under which name a snapshot holds the value that a condition asks for."""
    return f"{signal}:{misconception}" if misconception else signal


def base_of(key: str) -> str:
    """Return the signal that a name in a snapshot belongs to."""
    return key.partition(":")[0]


def phrase_about(signal: Signal, misconception: str) -> str:
    """Return a signal inside a rule's sentence, with the misconception by its name."""
    if not misconception:
        return signal.phrase
    text = gettext("answers in the course showing “%(name)s”")
    if signal is IN_LESSON:
        text = gettext("answers in the lesson showing “%(name)s”")
    return text % {"name": misconception.replace("-", " ")}


def title_about(signal: Signal, misconception: str) -> str:
    """Return a signal's title, with the misconception by its name."""
    if not misconception:
        return signal.title
    return pgettext("signal", "%(title)s: “%(name)s”") % {
        "title": signal.title,
        "name": misconception.replace("-", " "),
    }
