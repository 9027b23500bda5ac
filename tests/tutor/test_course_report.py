"""The report of a course over all its classes, for its authors: hard steps, and ways that help."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.people import make_user
from tutor.models import Adaptation, Classroom, CourseFigures, Enrolment, Sitting
from tutor.services.answers import record_answer
from tutor.services.personal_data import erase
from tutor.services.sittings import finish_step, open_sitting

pytestmark = pytest.mark.slow


@pytest.fixture
def let_class_finish(lesson, db):
    """Let students of a class answer the question wrongly, get a picture, and finish the step."""
    ask = lesson.steps.get(slug="ask")

    def finish(name: str, students: int) -> None:
        classroom, _ = Classroom.objects.get_or_create(name=name)
        for number in range(students):
            student = make_user(f"{name}-{number}-{Sitting.objects.count()}")
            Enrolment.objects.create(classroom=classroom, student=student)
            sitting = open_sitting(student=student, lesson=lesson)
            Adaptation.objects.create(
                sitting=sitting, step=ask, kind="visual", rule_key="1", state="shown", next_answer_right=True
            )
            record_answer(
                sitting=sitting,
                question=ask.questions.get(),
                submission_id=uuid4(),
                response={"number": ["7"]},
            )
            finish_step(sitting=sitting, step=ask)

    return finish


def url_of(lesson):
    return reverse("tutor:course_report", args=[lesson.course_id])


def later():
    CourseFigures.objects.update(renewed_at=timezone.now() - timedelta(hours=1))


def students_told(client, lesson) -> object:
    later()
    return client.get(url_of(lesson)).context["document"].sections[0].table.rows[1][2]


def test_the_author_reads_what_to_work_on_and_what_helped(client, noor, lesson, let_class_finish):
    # A name that no token of the page can spell by chance.
    let_class_finish("Class six-a!", 6)
    let_class_finish("6b", 5)
    client.force_login(noor)
    page = client.get(url_of(lesson)).content.decode()
    assert "Work on 2. Your turn in A half first." in page
    assert "11 of 11 first answers wrong (74 to 100%)" in page
    assert "What went best so far: Visual aid, next answer right for 11 of 11 (74 to 100%), few" in page
    assert "six-a!" not in page


def test_too_few_are_told_nothing(client, noor, lesson, let_class_finish):
    let_class_finish("6a", 4)
    client.force_login(noor)
    assert "Nothing to tell yet: fewer than 5 students" in client.get(url_of(lesson)).content.decode()


def test_one_student_more_or_erased_changes_no_number(client, noor, lesson, let_class_finish):
    let_class_finish("6a", 6)
    client.force_login(noor)
    assert students_told(client, lesson) == 6
    let_class_finish("6a", 4)
    assert students_told(client, lesson) == 6
    erase(person=Sitting.objects.first().student, with_account=False)
    let_class_finish("6a", 1)
    assert students_told(client, lesson) == 6
    let_class_finish("6a", 1)
    assert students_told(client, lesson) == 11


def test_the_desk_leads_its_authors_there_and_nobody_else(client, noor, lesson, tariq):
    client.force_login(noor)
    desk = client.get(reverse("admin:content_course_change", args=[lesson.course_id])).content.decode()
    assert url_of(lesson) in desk
    for user, status in ((tariq, 403), (make_user("omar", role="author", is_staff=True), 404)):
        client.force_login(user)
        assert client.get(url_of(lesson)).status_code == status


def test_more_students_take_no_more_queries(client, noor, lesson, let_class_finish):
    client.force_login(noor)
    counts = []
    for students in (5, 6):
        let_class_finish("6a", students)
        client.get(url_of(lesson))
        later()
        with CaptureQueriesContext(connection) as queries:
            client.get(url_of(lesson))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 16
