"""Checks that every text of a course goes through: its formulas and its pictures."""

from collections.abc import Container

from content.coursefiles.faults import FaultList
from content.language import gettext, ngettext
from content.texts.formulas import math_problem
from content.texts.gaps import misplaced_gaps
from content.texts.rendering import LONGEST_TEXT, formulas_in, images_in


class TextChecker:
    """Checks texts against the course's pictures, and gathers the alternative texts they give."""

    def __init__(self, images: Container[str], faults: FaultList) -> None:
        self.images = images
        self.faults = faults
        self.alts: dict[str, str] = {}

    def check(self, text: str, *, file: str, line: int) -> None:
        """Note a text that is too long, bad formulas, unknown pictures and those without alternative text."""
        if len(text) > LONGEST_TEXT:
            self.faults.add(
                file,
                line,
                ngettext(
                    "a text has at most %(most)s character, and this has %(count)s",
                    "a text has at most %(most)s characters, and this has %(count)s",
                    LONGEST_TEXT,
                )
                % {"most": LONGEST_TEXT, "count": len(text)},
            )
            return
        for offset, latex in formulas_in(text):
            problem = math_problem(latex)
            if problem:
                self.faults.add(file, line + offset, problem)
        for offset, name, alt in images_in(text):
            self._check_image(name, alt, file=file, line=line + offset)

    def check_gaps(self, text: object, *, file: str, line: int) -> None:
        """Note every gap of a cloze text that stands where a page can put no field."""
        for offset, mark in misplaced_gaps(text) if isinstance(text, str) else ():
            self.faults.add(
                file,
                line + offset,
                gettext("%(mark)s stands in a formula or an alternative text, where no field can be")
                % {"mark": mark},
            )

    def _check_image(self, name: str, alt: str, *, file: str, line: int) -> None:
        if name not in self.images:
            self.faults.add(
                file, line, gettext("there is no picture %(name)s; pictures live in images/") % {"name": name}
            )
        elif not alt:
            self.faults.add(
                file, line, gettext("the picture %(name)s has no alternative text") % {"name": name}
            )
        else:
            self.alts.setdefault(name, alt)
