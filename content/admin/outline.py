"""The outline of the course beside every form, and the checklist."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse

from content.authoring.access import course_of, owns
from content.authoring.checklist import Gap, gaps_in, lessons_of
from content.authoring.drafts import part_in_working_copy
from content.authoring.publishing import unpublished_changes
from content.keys import read_key
from content.models import Course, Lesson


def outline_context(request: HttpRequest, part: Any) -> dict[str, Any]:
    """Return what `content/partials/outline.html` shows beside the form of a part."""
    course = course_of(part)
    if course is None:
        return {}
    lessons = lessons_of(course)
    return {
        "outline_course": course,
        "outline_original": course.original,
        "outline_changes": len(unpublished_changes(course)) if isinstance(part, Course) else None,
        "outline_lessons": lessons,
        "outline_here": part,
        "outline_from": f"{part._meta.model_name}-{part.pk}",
        "outline_gaps": [_linked(gap) for gap in gaps_in(course, lessons)]
        if isinstance(part, Course)
        else [],
        "is_owner": owns(request.user, course),
    }


def _linked(gap: Gap) -> dict[str, str]:
    return {"text": gap.text, "url": reverse(f"admin:content_{gap.model}_change", args=[gap.pk])}


class OutlineMixin:
    """Puts the course tree beside a change form."""

    change_form_outer_before_template = "content/partials/outline.html"
    scripts: tuple[str, ...] = ("author", "pictures")

    @property
    def media(self) -> forms.Media:
        """Bring the script that drags the tree and previews texts."""
        inherited: Any = super()
        own: forms.Media = inherited.media + forms.Media(
            js=[forms.Script(f"content/{name}.js", type="module") for name in self.scripts]  # type: ignore[misc]
        )
        return own

    def form_context(self, request: HttpRequest, object_id: str | None) -> dict[str, Any]:
        """Add the tree to what the form shows."""
        part = self._part(request, object_id)
        return {} if part is None else outline_context(request, part)

    def _part(self, request: HttpRequest, object_id: str | None) -> Any:
        """Return the part that is open, or the one that a new part is to be put into."""
        admin: Any = self
        if object_id is not None:
            return admin.get_object(request, object_id)
        for name, model in (("lesson", Lesson), ("course", Course)):
            found: Any = model._default_manager.filter(pk=read_key(request.GET.get(name, "")) or 0).first()
            if found is not None and admin.has_change_permission(request, found):
                course = found if isinstance(found, Course) else found.course
                return part_in_working_copy(found, course)
        return None
