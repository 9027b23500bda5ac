"""Every page, seen: screenshots by width and colour scheme, and no accessibility fault that matters.

The pictures go to screenshots/, which git ignores; look at them before a release.
"""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from fsrs import Rating
from playwright.sync_api import Page, expect

from content.models import Lesson
from tests.e2e.pages import give_consent
from tests.e2e.server import ROOT
from tests.people import agree, make_user
from tutor.domain.learning.review import reviewed_card
from tutor.models import (
    Answer,
    ClassSession,
    Enrolment,
    GroupPrompt,
    Mastery,
    Post,
    Reading,
    Sitting,
    User,
)
from tutor.services.audit.acts import note_act
from tutor.services.audit.openings import note_opened
from tutor.services.consents import token_of
from tutor.services.sittings import open_sitting


@pytest.fixture
def course(noor: User) -> Lesson:
    """Load the demo course and the default rules; return the first lesson."""
    courses = ROOT / "content" / "courses"
    call_command("load_rules", str(courses / "default_rules.yaml"), verbosity=0)
    call_command("import_course", str(courses / "fractions"), owner="noor", publish=True, verbosity=0)
    return Lesson.objects.get(course__slug="fractions", position=Lesson.objects.first().position)


def test_pages_for_everybody(look):
    assert look("home", "/") == []
    assert look("sign-in", "/accounts/login/") == []
    assert look("privacy", "/privacy/") == []
    assert look("not-found", "/nowhere/") == []


def test_pages_of_a_student(look, amira, course):
    sitting = open_sitting(student=amira, lesson=course)
    assert look("courses", "/learn/", amira) == []
    assert look("lesson", f"/sittings/{sitting.pk}/steps/1/", amira) == []
    assert look("question", f"/sittings/{sitting.pk}/steps/2/", amira) == []
    open_list = "#step-list summary"
    assert look("steps", f"/sittings/{sitting.pk}/steps/1/", amira, lambda page: page.click(open_list)) == []
    assert look("join", "/join/", amira) == []


def test_text_looks_as_somebody_chose(look, amira, tariq, classroom, course):
    sitting = open_sitting(student=amira, lesson=course)
    for person, tint in ((amira, "sand"), (tariq, "sky")):
        person.legibility = f"lexend spaced narrow {tint}"
        person.save()
    assert look("text", "/text/", amira) == []
    assert look("legible-lesson", f"/sittings/{sitting.pk}/steps/1/", amira) == []
    assert look("legible-question", f"/sittings/{sitting.pk}/steps/2/", amira) == []
    assert look("legible-class", f"/teach/{classroom.pk}/", tariq) == []


def test_a_class_is_at_a_lesson_now(look, amira, classroom, course):
    ClassSession.objects.create(classroom=classroom, lesson=course, step=course.steps.first())
    assert look("courses-now", "/learn/", amira) == []


def test_pages_about_choices(look, amira):
    """One purpose agreed to, one whose words have changed, one refused; and a guardian's page."""
    yes = agree(amira, "camera")
    amira.consents.filter(purpose="figures").update(version="older")
    assert look("consent", "/choices/", amira) == []
    assert look("yours", "/you/", amira) == []
    assert look("asked-again", "/learn/", amira) == []
    assert look("guardian", reverse("tutor:guardian", args=[token_of(yes)])) == []


@pytest.fixture
def practised(amira, course) -> Sitting:
    """Amira has been through the lesson: one skill mastered, one not, and its question tried two days ago."""
    sitting = open_sitting(student=amira, lesson=course)
    skills = {skill.slug: skill for skill in course.course.skills.all()}
    Mastery.objects.create(student=amira, skill=skills["more-than-one"], p_known=0.97)
    two_days_ago = timezone.now() - timedelta(days=2)
    due = Mastery(student=amira, skill=skills["equal-parts"], p_known=0.5)
    due.card = reviewed_card(None, Rating.Again, on=timezone.localdate(two_days_ago))
    due.save()
    for question in skills["equal-parts"].questions.all():
        Answer.objects.create(
            sitting=sitting,
            question=question,
            submission_id=uuid4(),
            response={},
            is_correct=False,
            created_at=two_days_ago,
        )
    return sitting


def test_practice_that_comes_again_and_practice_left_out(look, amira, course, practised):
    steps = list(course.steps.values_list("slug", flat=True))
    skill = practised.student.masteries.get(p_known=0.5).skill

    def answer(page: Page) -> None:
        if page.locator(".question").count():
            page.locator(".choice").first.click()
            page.locator(".question button.primary").first.click()
            expect(page.locator(".feedback")).to_be_visible()

    def finish(page: Page) -> None:
        page.click("#next")
        expect(page.locator(".knows")).to_be_visible()
        expect(page.locator(".still-open")).to_be_visible()

    assert look("courses-practice", "/learn/", amira) == []
    assert look("practise", f"/practise/{skill.pk}/", amira, answer) == []
    practice = steps.index("wholes-and-parts") + 1
    assert look("skipped", f"/sittings/{practised.pk}/steps/{practice}/", amira) == []
    assert look("finished", f"/sittings/{practised.pk}/steps/{len(steps)}/", amira, finish) == []


def test_an_adaptation_has_arrived(look, amira, course):
    sitting = open_sitting(student=amira, lesson=course)

    def get_lost(page: Page) -> None:
        if not page.locator("section.adaptation").count():
            page.click("#say-lost")
        expect(page.locator("section.adaptation")).to_be_visible()

    assert look("adaptation", f"/sittings/{sitting.pk}/steps/1/", amira, get_lost) == []


def test_the_switch_of_a_consenting_student(look, amira, course):
    give_consent(amira)
    sitting = open_sitting(student=amira, lesson=course)

    def switch_on(page: Page) -> None:
        page.click("#camera-switch")
        expect(page.locator("#camera-status")).to_be_visible()

    assert look("no-camera", f"/sittings/{sitting.pk}/steps/1/", amira, switch_on) == []


def test_pages_of_a_teacher(look, tariq, classroom, course):
    seat_class(classroom, course)
    assert look("classes", "/teach/", tariq) == []
    assert look("class", f"/teach/{classroom.pk}/", tariq) == []


NOTES = (
    "Two of the four pieces are the same as one of two. We folded it to see.",
    "But only if the pieces are equally big!",
    "½ = 2/4 because you just cut each half again.",
    "What about three pieces? Then no half fits.",
)


@pytest.fixture
def talk(tariq, amira, classroom, course) -> GroupPrompt:
    """Ten students in groups, most of whom have written something; Amira is in the first."""
    seat_class(classroom, course)
    sittings = [open_sitting(student=amira, lesson=course), *Sitting.objects.exclude(student=amira)[:9]]
    session = ClassSession.objects.create(classroom=classroom, lesson=course, step=course.steps.first())
    prompt = GroupPrompt.objects.create(
        session=session,
        step=course.steps.first(),
        words="Fold a strip into four. **How many ways** can you show a half with it? Agree on one sentence.",
        ends_at=timezone.now() + timedelta(minutes=4),
    )
    for number in range(3):
        group = prompt.groups.create(number=number + 1)
        for chair, sitting in enumerate(sittings[number::3], start=1):
            prompt.places.create(group=group, sitting=sitting, chair=chair)
            if number < 2:
                words = NOTES[(number + chair) % len(NOTES)]
                group.posts.create(sitting=sitting, submission_id=uuid4(), words=words)
    Post.objects.filter(group__number=2).update(removed_at=timezone.now(), removed_by=tariq)
    Post.objects.filter(group__number=2).exclude(pk=Post.objects.last().pk).update(removed_at=None)
    return prompt


def test_a_class_in_groups(look, tariq, amira, classroom, talk):
    lesson = f"/sittings/{amira.sittings.get().pk}/steps/1/"
    assert look("group", lesson, amira) == []
    assert look("boards", f"/teach/{classroom.pk}/boards/", tariq) == []
    GroupPrompt.objects.update(ends_at=timezone.now())
    assert look("group-over", lesson, amira) == []
    assert look("boards-over", f"/teach/{classroom.pk}/boards/", tariq) == []


def test_a_group_prompt_is_begun(look, tariq, classroom, talk):
    GroupPrompt.objects.update(closed_at=timezone.now())
    assert (
        look(
            "group-begin",
            f"/teach/{classroom.pk}/boards/",
            tariq,
            lambda page: page.click(".by-hand summary"),
        )
        == []
    )
    assert look("class-session", f"/teach/{classroom.pk}/", tariq) == []


def seat_class(classroom, lesson) -> None:
    """Seat twelve students who have learned for ten minutes, their readings made up for the picture."""
    now = timezone.now()
    readings = []
    for number in range(12):
        student = make_user(f"s{number}", first_name=f"Student {number}")
        Enrolment.objects.create(classroom=classroom, student=student)
        sitting = open_sitting(student=student, lesson=lesson)
        sitting.started_at = now - timedelta(minutes=10)
        sitting.step = list(lesson.steps.all())[number % 4]
        sitting.save()
        if number < 10:
            readings += [
                make_reading(sitting, number, now - timedelta(seconds=back)) for back in range(0, 600, 10)
            ]
    Reading.objects.bulk_create(readings)


def make_reading(sitting, number: int, at) -> Reading:
    is_lost = number < (at.minute % 5)
    levels = {
        "engaged": 0.2 if is_lost else 0.8,
        "bored": 0.1,
        "confused": 0.8 if is_lost else 0.2,
        "frustrated": 0.1,
    }
    return Reading(sitting=sitting, at=at, known=True, faces_share=1, model="picture", **levels)


def test_who_looked_at_whom(look, classroom, tariq, amira):
    admin = User.objects.create_superuser("admin", first_name="Ada", last_name="Lovelace")
    assert look("audit-empty", "/audit/?action=year.ended", admin) == []
    User.objects.filter(pk=tariq.pk).update(first_name="Omid", last_name="Tariq")
    tariq.refresh_from_db()
    for _ in range(4):
        note_opened(actor=tariq, address="tutor:people", parts={"classroom_id": classroom.pk})
    note_act(actor=tariq, action="password.reset", whose=amira)
    changes = {"role": ["student", "author"], "email": ["", "a-rather-long-address@school.example.org"]}
    note_act(actor=admin, action="changed", what=f"tutor.User {amira.pk}", whose=amira, changes=changes)
    note_act(actor=None, action="guardian.answered", what="camera: confirmed", whose=amira)
    assert look("audit", "/audit/", admin) == []
    assert look("you-looked", "/you/#looked", amira) == []
