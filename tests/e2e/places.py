"""Every kind of page there is, by who opens it, in a world where something is on each."""

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from content.models import Course
from tests.e2e.every_kind import make_every_kind
from tutor.models import Classroom, ClassSession, Sitting, User
from tutor.services.sittings import open_sitting

KEY_PLACES = ("question", "live", "report")


@dataclass(frozen=True)
class Place:
    """A page: its name, its address, and who opens it (nobody is a guest)."""

    name: str
    path: str
    user: User | None = None


def make_places(classroom: Classroom, course: Course, held: ClassSession, *, state: str) -> list[Place]:
    """Let a class be in a session at a lesson with all kinds of questions, and return all places.

    Args:
        classroom: with a teacher, and a student Amira.
        course: an author's; a lesson is added to it.
        held: a session that has ended.
        state: of the session that is open: running or paused.
    """
    teacher, amira = classroom.teachers.get(), User.objects.get(username="amira")
    lesson = make_every_kind(course, a_step_each=False)
    sitting = open_sitting(student=amira, lesson=lesson)
    questions = lesson.steps.get(position=2)
    told = {"state": state, "pacing": "teacher", "message": "Five minutes"}
    ClassSession.objects.create(classroom=classroom, lesson=lesson, step=questions, **told)
    return [
        *_for_guests(),
        *_for_a_student(amira, sitting),
        *_for_a_teacher(teacher, classroom, held),
        Place("desk", reverse("admin:content_course_changelist"), course.owner),
        Place("course", reverse("admin:content_course_change", args=[course.pk]), course.owner),
        Place("step", reverse("admin:content_step_change", args=[questions.pk]), course.owner),
        Place("course-report", f"/courses/{course.pk}/report/", course.owner),
    ]


def _for_guests() -> list[Place]:
    paths = {"home": "/", "sign-in": "/accounts/login/", "privacy": "/privacy/", "text": "/text/"}
    paths |= {"forgotten": reverse("account_reset_password"), "card": reverse("tutor:type_card")}
    return [Place(name, path) for name, path in paths.items()]


def _for_a_student(student: User, sitting: Sitting) -> list[Place]:
    skill = sitting.lesson.course.skills.get(slug="quarter")
    paths = {
        "lessons": "/learn/",
        "lesson": f"/sittings/{sitting.pk}/steps/1/",
        "question": f"/sittings/{sitting.pk}/steps/2/",
        "practice": f"/practise/{skill.pk}/",
        "choices": "/choices/",
        "yours": "/you/",
        "erase": "/you/erase/",
        "join": "/join/",
        "password": reverse("tutor:change_password"),
    }
    return [Place(name, path, student) for name, path in paths.items()]


def _for_a_teacher(teacher: User, classroom: Classroom, held: ClassSession) -> list[Place]:
    now = timezone.now()
    ClassSession.objects.filter(pk=held.pk).update(ended_at=now - timedelta(hours=1))
    teach = f"/teach/{classroom.pk}"
    paths = {
        "classes": "/teach/",
        "live": f"{teach}/",
        "boards": f"{teach}/boards/",
        "people": f"{teach}/people/",
        "help-first": reverse("tutor:help_first", args=[classroom.pk]),
        "reports": f"{teach}/reports/",
        "report": f"{teach}/reports/{held.pk}/",
        "code": reverse("tutor:show_code", args=[classroom.pk]),
    }
    return [Place(name, path, teacher) for name, path in paths.items()]
