"""A second course from a first."""

from dataclasses import replace
from typing import Any

from django.db import transaction

from content.exporting import export_course
from content.importing import save_course
from content.models import Course
from content.slugs import free_slug


@transaction.atomic
def duplicate_course(course: Course, *, owner: Any) -> Course:
    """Return a draft of one's own that starts as a copy of a course, rules and pictures included."""
    doc = export_course(course)
    title = f"{doc.title} (copy)"[:160]
    slug = free_slug(title, among=Course.objects.all())
    return save_course(replace(doc, slug=slug, title=title), owner=owner, publish=False)
