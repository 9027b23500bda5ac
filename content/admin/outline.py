"""The outline of the course beside every form, and the checklist."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_GET

from content.admin.pages import author_page, editable_course, for_authors
from content.authoring.access import course_of, owns
from content.authoring.checklist import Gap, gaps_in, lessons_of
from content.authoring.drafts import part_in_working_copy
from content.authoring.publishing import unpublished_changes
from content.authoring.tree import View, is_large, tree_of
from content.keys import read_key
from content.language import gettext, with_names
from content.models import Course, Lesson, Step

MOST_GAPS_SHOWN = 200
"""Of more gaps the checklist shows how many there are, and these: mended, they make room for the others."""


def outline_context(request: HttpRequest, part: Any) -> dict[str, Any]:
    """Return what `content/partials/outline.html` shows beside the form of a part."""
    course = course_of(part)
    if course is None:
        return {}
    return {
        **tree_context(request, course, part),
        "outline_original": course.original,
        "is_owner": owns(request.user, course),
        **(_open_points(course) if isinstance(part, Course) and not is_large(course) else {}),
    }


def tree_context(request: HttpRequest, course: Course, part: Any) -> dict[str, Any]:
    """Return what `content/partials/outline_lessons.html` shows beside the form of a part."""
    return {
        "outline_course": course,
        "outline_tree": tree_of(course, here=part, view=View.read(request.GET.get("tree", ""))),
        "outline_here": part,
        "outline_from": f"{part._meta.model_name}-{part.pk}",
    }


def _open_points(course: Course) -> dict[str, Any]:
    """Return what is still to do in a course: what is not published, and what is missing."""
    gaps = gaps_in(course, lessons_of(course))
    return {
        "outline_changes": len(unpublished_changes(course)),
        "outline_gaps": [_linked(gap) for gap in gaps[:MOST_GAPS_SHOWN]],
        "outline_gap_total": len(gaps),
        "outline_gaps_left": max(0, len(gaps) - MOST_GAPS_SHOWN),
        "outline_checked": True,
    }


def _linked(gap: Gap) -> dict[str, str]:
    return {"text": gap.text, "url": reverse(f"admin:content_{gap.model}_change", args=[gap.pk])}


@for_authors
@require_GET
def show_tree(request: HttpRequest, pk: int) -> HttpResponse:
    """Show another part of a large course's tree, in place of the one that the page has."""
    course = editable_course(request, pk)
    kind, _, key = request.GET.get("here", "").partition("-")
    parts: dict[str, Any] = {"lesson": course.lessons, "step": Step.objects.filter(lesson__course=course)}
    part: Any = parts[kind].filter(pk=read_key(key) or 0).first() if kind in parts else None
    return render(
        request, "content/partials/outline_lessons.html", tree_context(request, course, part or course)
    )


@for_authors
@require_GET
def show_open_points(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is missing in a large course: into its page, or as a page of its own."""
    course = editable_course(request, pk)
    context = {"outline_course": course, "outline_original": course.original, **_open_points(course)}
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "content/partials/open_points.html", context)
    title = with_names(gettext("What is missing in %(course)s"), {"course": course})
    return author_page(request, "content/open_points.html", title, **context)


def outline_urls() -> list[URLPattern]:
    """Return the addresses of the parts that a large course's pages leave out at first."""
    return [
        path("<int:pk>/tree/", show_tree, name="content_course_tree"),
        path("<int:pk>/missing/", show_open_points, name="content_course_missing"),
    ]


class OutlineMixin:
    """Puts the course tree beside a change form."""

    change_form_outer_before_template = "content/partials/outline.html"
    scripts: tuple[str, ...] = ("author", "text_preview", "pictures")

    @property
    def media(self) -> forms.Media:
        """Bring the script that drags the tree and previews texts."""
        inherited: Any = super()
        own: forms.Media = inherited.media + forms.Media(
            js=[forms.Script(f"content/{name}.js", type="module") for name in self.scripts]  # type: ignore[misc]
        )
        return own

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Add the tree where a form is shown: what is stored and sends the browser on needs none."""
        inherited: Any = super()
        obj = kwargs.get("obj")
        part = self._part(request, None if obj is None else str(obj.pk))
        if part is not None:
            context |= outline_context(request, part)
        shown: HttpResponse = inherited.render_change_form(request, context, *args, **kwargs)
        return shown

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
