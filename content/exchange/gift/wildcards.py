"""Short answers with `*` in them, whose order counts in Moodle: the first that fits decides."""

from collections.abc import Iterable

from content.language import gettext
from content.questions.marking import fits_form


def problem_of_order(answers: Iterable[tuple[str, bool]]) -> str:
    """Return why short answers cannot be marked here as there, empty if they can.

    Each is a text and whether it is right. Here right answers come first: a wrong one that stands before a
    right one with `*` would never count where both fit.
    """
    wrong: list[str] = []
    for text, is_right in answers:
        if not is_right and text != "*":
            wrong.append(text)
        elif is_right and _has_wildcard(text):
            for known in wrong:
                if _has_wildcard(known) or fits_form(known.casefold(), text.casefold()):
                    return gettext("the wrong answer %(text)r would count as right here") % {"text": known}
    return ""


def _has_wildcard(text: str) -> bool:
    return "*" in text.replace("\\*", "")
