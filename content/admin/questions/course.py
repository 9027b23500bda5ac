"""What a course has that its questions may name: pictures and misconceptions."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field

from content.admin.texts import AnyPicture, text_problems
from content.language import gettext
from content.models import Course, Step
from content.questions.misconceptions import misconceptions_in


@dataclass(frozen=True)
class CourseParts:
    """The parts of a course; of a step that has no course yet, any picture and any misconception.

    Attributes:
        misconceptions: titles by slug.
    """

    pictures: Container[str] = field(default_factory=AnyPicture)
    misconceptions: Mapping[str, str] = field(default_factory=dict)
    is_known: bool = False

    def problems(self, text: str) -> list[str]:
        """Return what is wrong with a text."""
        return text_problems(text, pictures=self.pictures)

    def unknown_misconceptions(self, data: object) -> list[tuple[tuple[str | int, ...], str]]:
        """Return what is wrong with the misconceptions that a question names, by the path to each."""
        message = gettext("The course has no misconception called %(slug)s; add it on the course's page.")
        return [
            (path, message % {"slug": slug})
            for path, slug in misconceptions_in(data)
            if self.is_known and slug not in self.misconceptions
        ]


def parts_of(course: Course) -> CourseParts:
    """Return what a course has."""
    known = dict(course.misconceptions.values_list("slug", "title"))
    return CourseParts(set(course.image_urls()), known, is_known=True)


def parts_for(step: Step | None) -> CourseParts:
    """Return what the course of a step has; asked once for all its forms."""
    if step is None or not step.lesson_id:
        return CourseParts()
    known: CourseParts | None = step.__dict__.get("_course_parts")
    if known is None:
        known = step.__dict__["_course_parts"] = parts_of(step.lesson.course)
    return known
