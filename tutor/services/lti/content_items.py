"""The links that an LMS gets: what they are called, where they lead, and how they are graded.

Source: 1EdTech, LTI Deep Linking 2.0, "LTI Resource Link".
"""

from dataclasses import dataclass
from typing import Any

from django.utils.text import Truncator

from content.language import gettext
from content.models import Course, Lesson

# Open edX stores no longer label of a column, and answers a longer one with a fault.
LONGEST_LABEL = 100
LONGEST_TEXT = 300
SCORE_MAXIMUM = 100
# Several links share one window beside the LMS.
WINDOW = "attune"


@dataclass(frozen=True)
class ContentItem:
    """One link."""

    title: str
    text: str
    url: str
    custom: dict[str, str]
    line_item: dict[str, Any] | None
    opens_window: bool

    def as_claim(self) -> dict[str, Any]:
        """Return it as the answer to the LMS writes it; what is empty is left out."""
        claim: dict[str, Any] = {
            "type": "ltiResourceLink",
            "title": self.title,
            "url": self.url,
            "custom": self.custom,
        }
        if self.text:
            claim["text"] = self.text
        if self.line_item is not None:
            claim["lineItem"] = self.line_item
        if self.opens_window:
            claim["window"] = {"targetName": WINDOW}
        return claim


def item_of_course(
    course: Course, *, launch_url: str, has_line_item: bool, opens_window: bool
) -> ContentItem:
    """Return the link to a course: its list of lessons."""
    return ContentItem(
        title=course.title,
        text=_shorten(course.summary),
        url=launch_url,
        custom={"attune_course": course.slug, "attune_key": f"course-{course.pk}"},
        line_item=_line_item("attune-course", course) if has_line_item else None,
        opens_window=opens_window,
    )


def item_of_lesson(
    lesson: Lesson, *, led: bool, launch_url: str, has_line_item: bool, opens_window: bool
) -> ContentItem:
    """Return the link to a lesson, taken alone, or with `led` when the teacher begins it with the class."""
    custom = {"attune_course": lesson.course.slug, "attune_lesson": lesson.slug}
    # Its author may give it another address some day.
    custom["attune_key"] = f"lesson-{lesson.pk}"
    if led:
        custom["attune_led"] = "1"
    return ContentItem(
        title=gettext("%(lesson)s (with the class)") % {"lesson": lesson.title} if led else lesson.title,
        text=_shorten(lesson.summary) or lesson.course.title,
        url=launch_url,
        custom=custom,
        line_item=_line_item("attune-lesson", lesson) if has_line_item else None,
        opens_window=opens_window,
    )


def _line_item(tag: str, part: Course | Lesson) -> dict[str, Any]:
    """Return the column of a part, by the names under which scores look for it."""
    return {
        "label": Truncator(part.title).chars(LONGEST_LABEL),
        "scoreMaximum": SCORE_MAXIMUM,
        "resourceId": f"{tag}-{part.pk}",
        "tag": tag,
    }


def _shorten(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(LONGEST_TEXT)
