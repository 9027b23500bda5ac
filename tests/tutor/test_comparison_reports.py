"""Which of several variants helps: worked out in the background, read by the author, and by nobody else."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from content.policy.comparison import Outcome
from tests.people import agree
from tests.tutor.comparing import choose_for, let_chance_choose
from tutor.models import CourseFigures, Enrolment, HelpChoice, Sitting
from tutor.services.reports.comparison_reports import tell_comparisons
from tutor.services.teaching.sessions import end_session, start_session

pytestmark = pytest.mark.slow


@pytest.fixture
def step(lesson):
    return let_chance_choose(lesson)


@pytest.fixture
def chosen(step):
    """Twenty-four students at the step: with the number line all right, with the dots none."""
    made = choose_for(24, step)
    for one in made:
        is_line = one.variant.title == "A number line"
        one.outcome = Outcome.RIGHT if is_line else Outcome.NOT_RIGHT
        one.save()
    return made


def url_of(lesson, form=""):
    return reverse("tutor:course_report", args=[lesson.course_id]) + (f"{form}/" if form else "")


def test_the_author_reads_both_variants_their_difference_and_a_sentence(client, noor, lesson, chosen):
    tell_comparisons(now=timezone.now())
    client.force_login(noor)
    page = client.get(url_of(lesson)).content.decode()
    assert "Which of several variants helps" in page
    assert "Visual aid “A number line”" in page
    assert "Worked out" in page
    assert "for a fixed number of students" in page
    assert "whenever one looks" in page


@pytest.mark.parametrize("form", ["csv", "json", "xlsx", "pdf"])
def test_the_author_takes_it_along(client, noor, lesson, chosen, form):
    tell_comparisons(now=timezone.now())
    client.force_login(noor)
    reply = client.get(url_of(lesson, form))
    assert reply.status_code == 200
    if form == "csv":
        assert "A number line" in reply.content.decode()
    if form == "json":
        sections = {one["key"]: one for one in json.loads(reply.content)["sections"]}
        assert len(sections["Compared"]["rows"]) == 2
        assert len(sections["Differences"]["rows"]) == 1


def test_without_a_switch_the_report_says_how_to_begin(client, noor, lesson):
    client.force_login(noor)
    assert "Chance chooses nowhere in this course yet" in client.get(url_of(lesson)).content.decode()


def test_where_the_site_compares_nothing_the_report_says_nothing_of_it(client, noor, lesson, settings):
    settings.HELP_COMPARISON = False
    client.force_login(noor)
    assert "several variants" not in client.get(url_of(lesson)).content.decode()


def test_with_too_few_students_it_says_so(client, noor, lesson, step):
    choose_for(3, step)
    tell_comparisons(now=timezone.now())
    client.force_login(noor)
    page = client.get(url_of(lesson)).content.decode()
    assert "Fewer than 5 students with a variant" in page


def test_a_page_works_out_nothing_of_it(client, noor, lesson, chosen):
    client.force_login(noor)
    client.get(url_of(lesson))
    assert not any(key.startswith("compared") for key in CourseFigures.objects.get().cells)
    tell_comparisons(now=timezone.now())
    before = CourseFigures.objects.get().cells[f"compared:{chosen[0].step_id}"]
    tell_comparisons(now=timezone.now() + timedelta(hours=1))
    assert CourseFigures.objects.get().cells[f"compared:{chosen[0].step_id}"] == before


def test_where_classes_are_told_of_in_words_nobody_with_a_camera_counts(lesson, chosen, settings):
    settings.CLASS_AFFECT_DETAIL = "words"
    for one in chosen[:22]:
        agree(one.sitting.student, "camera")
    tell_comparisons(now=timezone.now())
    assert not CourseFigures.objects.get().cells


def test_a_session_report_says_which_variant_its_students_saw(client, tariq, classroom, lesson, chosen):
    for one in chosen:
        Enrolment.objects.create(classroom=classroom, student=one.sitting.student)
    Sitting.objects.update(seen_at=timezone.now())
    session = start_session(classroom=classroom, lesson=lesson, pacing="self")
    HelpChoice.objects.update(chosen_at=timezone.now())
    for one in chosen:
        session.seats.get_or_create(sitting=one.sitting)
    session.seats.update(taken_at=timezone.now() - timedelta(minutes=5))
    end_session(session=session)
    session.refresh_from_db()
    (cell,) = session.report["variants"]
    assert set(cell["seen"]["counts"]) == {"Eight dots", "A number line"}
    assert sum(cell["seen"]["counts"].values()) + cell["seen"]["untold"] == 24
    client.force_login(tariq)
    page = client.get(reverse("tutor:session_report", args=[classroom.pk, session.pk])).content.decode()
    assert "Which of several variants they saw" in page
    assert "24 (" in page


def test_help_in_which_a_camera_had_a_part_is_told_of_no_session(classroom, lesson, chosen):
    HelpChoice.objects.update(from_camera=True)
    session = start_session(classroom=classroom, lesson=lesson, pacing="self")
    for one in chosen:
        session.seats.get_or_create(sitting=one.sitting)
    session.seats.update(taken_at=timezone.now() - timedelta(minutes=5))
    end_session(session=session)
    session.refresh_from_db()
    assert session.report["variants"] == []
