"""Reports with the names that steps have in the reader's language."""

from typing import cast

from content.models import Lesson
from content.models.base import reader_language
from tutor.domain.reports.cells import Report
from tutor.models import ClassSession


class SaidReports:
    """Reports are kept with names in the course's own language; one query a lesson tells the others."""

    def __init__(self) -> None:
        self._titles: dict[int, dict[int, str]] = {}

    def of(self, session: ClassSession) -> Report:
        """Return a session's report; what is not translated stays as it was kept."""
        titles = self._titles_of(session.lesson)
        return cast("Report", _with_titles(session.report, titles)) if titles else session.report

    def _titles_of(self, lesson: Lesson) -> dict[int, str]:
        if lesson.own_language == reader_language():
            return {}
        if lesson.pk not in self._titles:
            steps = lesson.numbered_steps()
            self._titles[lesson.pk] = {pk: str(title) for _, pk, title in steps if title.is_translation}
        return self._titles[lesson.pk]


def _with_titles(part: object, titles: dict[int, str]) -> object:
    if isinstance(part, list):
        return [_with_titles(item, titles) for item in part]
    if not isinstance(part, dict):
        return part
    named = {name: _with_titles(value, titles) for name, value in part.items()}
    return (
        {**named, "title": titles[part["step"]]} if part.get("step") in titles and "title" in part else named
    )
