"""A course as its rows."""

from content.models import Condition, Course, Question, Skill, Step, Variant


def rows_of(course):
    """Return every field of every row that is in a course, but for when it last changed."""
    rows = {
        "course": Course.objects.filter(pk=course.pk),
        "skills": course.skills.all(),
        "misconceptions": course.misconceptions.all(),
        "images": course.images.all(),
        "lessons": course.lessons.all(),
        "steps": Step.objects.filter(lesson__in=course.lessons.all()),
        "variants": Variant.objects.filter(step__lesson__in=course.lessons.all()),
        "questions": Question.objects.filter(step__lesson__in=course.lessons.all()),
        "step_skills": Step.skills.through.objects.filter(step__lesson__in=course.lessons.all()),
        "skill_needs": Skill.needs.through.objects.filter(from_skill__in=course.skills.all()),
        "question_skills": Question.skills.through.objects.filter(
            question__step__lesson__in=course.lessons.all()
        ),
        "rules": course.rules.all(),
        "conditions": Condition.objects.filter(rule__in=course.rules.all()),
    }
    without_keys = ("conditions", "step_skills", "question_skills", "skill_needs")  # nothing hangs on these
    found = {}
    for name, queryset in rows.items():
        values = [dict(row) for row in queryset.order_by("pk").values()]
        for row in values:
            row.pop("changed_at", None)
            if name in without_keys:
                row.pop("id")
        found[name] = sorted(values, key=str) if name in without_keys else values
    return found
