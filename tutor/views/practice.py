"""Practising again what is not mastered yet, after a rest."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from content.models import Course, Skill
from tutor import progress
from tutor.question_presenters import present_many_again


@require_GET
@login_required
def practise(request: HttpRequest, skill_id: int) -> HttpResponse:
    """Ask the questions of one skill that are due again; answers go where they always go."""
    skills = Skill.objects.filter(course__in=Course.objects.visible_to(request.user))
    skill = get_object_or_404(skills.select_related("course"), pk=skill_id)
    due = progress.due_questions_of(request.user, skill, now=timezone.now())
    context = {"skill": skill, "course": skill.course, "asked": present_many_again(due)}
    return render(request, "tutor/practise.html", context)
