"""Imports questions in Moodle's GIFT format into a step, and reports what was skipped."""

from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from content.admin.access import after_last
from content.admin.pages import author_page, editable_step, for_authors
from content.admin.reading_status import PageWatcher
from content.authoring.versions import record_first_version, record_version
from content.coursefiles.documents import QuestionDoc
from content.exchange.bounded_reading import ReadingStopped, read_gift
from content.language import gettext, ngettext, with_names
from content.models import Question, Step
from content.texts.slugs import FreeSlugs

if TYPE_CHECKING:
    from content.exchange.gift import GiftReport

MAX_UPLOAD = 1_000_000
MAX_CHARS = 500_000


@for_authors
@require_http_methods(["GET", "POST"])
def import_questions(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the questions that fit; tell which were skipped and why."""
    step = editable_step(request, pk)
    course = step.lesson.course
    report: GiftReport | None = None
    problem = ""
    if request.method == "POST":
        text, problem = _given(request)
        known = list(step.questions.values_list("kind", "prompt", "spec"))
        try:
            report = None if problem else read_gift(text, known=known, watcher=PageWatcher(request))
        except ReadingStopped as stopped:
            problem = gettext("Nothing was changed. %(stopped)s") % {"stopped": stopped}
        if report is not None and report.questions:
            _add(step, report.questions)
            note = with_names(gettext("Brought questions into the step “%(step)s”"), {"step": step})
            record_version(course, by=request.user, note=note)
        if report is not None and not report.skipped and report.questions:
            messages.success(
                request,
                ngettext("%(count)s question is in.", "%(count)s questions are in.", len(report.questions))
                % {"count": len(report.questions)},
            )
            return redirect("admin:content_step_change", step.pk)
    context: dict[str, Any] = {"step": step, "report": report, "problem": problem, "reading": uuid4()}
    context["text"] = request.POST.get("text", "") if problem else ""
    page = author_page(
        request, "content/gift.html", with_names(gettext("Questions for %(step)s"), {"step": step}), **context
    )
    page.status_code = 422 if problem else 200
    return page


def _given(request: HttpRequest) -> tuple[str, str]:
    """Return the text that was typed or brought, and what is wrong with it."""
    file = request.FILES.get("file")
    text = request.POST.get("text", "").strip()
    if file is not None:
        if (file.size or 0) > MAX_UPLOAD:
            return "", gettext("The file has more than 1 MB.")
        try:
            text = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            return "", gettext("The file is not UTF-8 text.")
    if "\0" in text:
        return "", gettext("This is no text.")
    if len(text) > MAX_CHARS:
        return "", gettext("This has more than %(max_chars)s characters: bring it in parts.") % {
            "max_chars": MAX_CHARS
        }
    return text, "" if text else gettext("Choose a file or paste the questions.")


@transaction.atomic
def _add(step: Step, questions: tuple[QuestionDoc, ...]) -> None:
    record_first_version(step.lesson.course)
    slugs = FreeSlugs(Question.all_objects.filter(step=step).values_list("slug", flat=True))
    Question.objects.bulk_create(
        Question(
            step=step,
            slug=slugs.take(question.slug),
            position=number,
            kind=question.kind,
            prompt=question.prompt,
            spec=dict(question.spec),
        )
        for number, question in enumerate(questions, start=after_last(step.questions))
    )


def gift_urls() -> list[URLPattern]:
    """Return the address, below /admin/content/step/."""
    return [path("<int:pk>/gift/", import_questions, name="content_step_gift")]
