"""What a text of a course is called where it is translated."""

from collections.abc import Iterator
from typing import Final

from content.language import gettext, gettext_noop

# By the name of the field that holds a list: an entry of it.
_ENTRIES: Final = {
    "choices": gettext_noop("choice %(number)s"),
    "items": gettext_noop("item %(number)s"),
    "pairs": gettext_noop("pair %(number)s"),
    "areas": gettext_noop("place %(number)s"),
    "gaps": gettext_noop("gap %(number)s"),
    "wrong": gettext_noop("wrong answer %(number)s"),
    "also": gettext_noop("another right answer %(number)s"),
    "hints": gettext_noop("hint %(number)s"),
}
_TEXTS: Final = {
    "title": gettext_noop("title"),
    "summary": gettext_noop("summary"),
    "body": gettext_noop("text"),
    "text": gettext_noop("text"),
    "prompt": gettext_noop("question"),
    "question": gettext_noop("question"),
    "feedback": gettext_noop("feedback"),
    "feedback_right": gettext_noop("feedback to a right answer"),
    "feedback_wrong": gettext_noop("feedback to a wrong answer"),
    "feedback_always": gettext_noop("feedback to every answer"),
    "feedback_form": gettext_noop("feedback to a right answer in another form"),
    "accepted": gettext_noop("accepted answers, a line each"),
    "unit": gettext_noop("unit"),
    "name": gettext_noop("name"),
    "left": gettext_noop("one side"),
    "right": gettext_noop("the other side"),
    "picture": gettext_noop("picture"),
}


def in_words(path: str) -> str:
    """Return what the text at a path is, from the outside in: "choice 2 · feedback"."""
    return " · ".join(_told(path.split(".")))


def _told(parts: list[str]) -> Iterator[str]:
    at = 0
    while at < len(parts):
        name, place = parts[at], parts[at + 1] if at + 1 < len(parts) else ""
        if name in _ENTRIES and place.isdecimal():
            yield gettext(_ENTRIES[name]) % {"number": int(place) + 1}
            at += 2
            # Of an entry, its text is the entry.
            at += parts[at:] == ["text"]
        elif name == "variables" and parts[-1].isdecimal():
            values = {"letter": place, "number": int(parts[-1]) + 1}
            yield gettext("value %(number)s of %(letter)s") % values
            return
        else:
            yield gettext(_TEXTS[name]) if name in _TEXTS else name
            at += 1
