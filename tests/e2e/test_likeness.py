"""Ten key pages look as they did when their likenesses were kept; what is compared is told in `likeness`.

A page that was changed on purpose gets a new likeness, to be looked at and committed with the change:

    .venv/bin/python -m pytest tests/e2e/test_likeness.py --renew-likenesses
"""

from collections.abc import Callable
from contextlib import closing
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page

from content.models import Course, Lesson
from tests.e2e.likeness import LIKENESSES, MOST_STONES, WINDOWS, compare, differing, keep, see
from tests.e2e.pages import have_signed_in
from tests.e2e.server import ROOT, Server
from tests.people import make_user
from tutor.models import Classroom, Enrolment, Sitting, StepVisit, User
from tutor.services.sittings import enter_step, open_sitting

RENEW = (
    "Pages look otherwise than they were kept. Look at each picture that is named; what is meant is kept by\n"
    "  .venv/bin/python -m pytest tests/e2e/test_likeness.py --renew-likenesses\n"
    f"and committed with {LIKENESSES.relative_to(ROOT)}/."
)
# The pages that one demo course leads to, by whom they are opened.
OPENED = {
    "home": None,
    "sign-in": None,
    "courses": "amira",
    "lesson": "amira",
    "question": "amira",
    "choices": "amira",
    "class": "tariq",
    "report": "tariq",
    "desk": "noor",
    "step": "noor",
}


@pytest.fixture
def course(demo_course: Course) -> Lesson:
    """Return the first lesson of the demo course."""
    return demo_course.lessons.get(slug="what-a-fraction-is")


@pytest.fixture
def addresses(
    course: Lesson, hold_session: Callable, classroom: Classroom, amira: User, tariq: User
) -> dict[str, str]:
    """Return where each page is: Amira's lesson, a class of eight without cameras, another's report."""
    session = hold_session(students=6, lost=6)
    sitting = open_sitting(student=amira, lesson=course)
    steps = list(course.steps.all())
    here = Classroom.objects.create(name="Year 7")
    here.teachers.add(tariq)
    for number in range(8):
        classmate = make_user(f"c{number}", first_name=f"Classmate {number}")
        Enrolment.objects.create(classroom=here, student=classmate)
        enter_step(sitting=open_sitting(student=classmate, lesson=course), step=steps[number % 4])
    # However slow the machine: they are here when their class is looked at, and have been for some minutes.
    theirs = Sitting.objects.filter(student__username__startswith="c")
    now = timezone.now()
    theirs.update(seen_at=now + timedelta(hours=1), started_at=now - timedelta(minutes=5))
    StepVisit.objects.filter(sitting__in=theirs).update(entered_at=now - timedelta(minutes=5))
    return {
        "home": "/",
        "sign-in": "/accounts/login/",
        "courses": "/learn/",
        "lesson": f"/sittings/{sitting.pk}/steps/1/",
        "question": f"/sittings/{sitting.pk}/steps/2/",
        "choices": "/choices/",
        "class": f"/teach/{here.pk}/",
        "report": f"/teach/{classroom.pk}/reports/{session.pk}/",
        "desk": reverse("admin:content_course_changelist"),
        "step": reverse("admin:content_step_change", args=[steps[1].pk]),
    }


@pytest.fixture
def opened(chromium: Browser, server: Server) -> Callable[[User | None], Page]:
    """Return an empty page of a user's own browser, at the product's address."""

    def open_as(user: User | None) -> Page:
        context = chromium.new_context(base_url=server.url, bypass_csp=True, reduced_motion="reduce")
        if user is not None:
            have_signed_in(context, user, server.url)
        return context.new_page()

    return open_as


@pytest.mark.timeout(400)  # Thirty pictures, on whatever machine.
def test_ten_pages_look_as_they_were_kept(opened, addresses, request):
    pages = {name: opened(name and User.objects.get(username=name)) for name in {*OPENED.values()}}
    unlike: list[str] = []
    for name, who in OPENED.items():
        # An author's page asks for a preview of what it shows.
        pages[who].goto(addresses[name], wait_until="networkidle")
        for window in WINDOWS:
            seen = see(pages[who], name, window)
            if request.config.getoption("--renew-likenesses"):
                keep(seen)
            elif complaint := compare(seen):
                unlike.append(complaint)
    assert not unlike, "\n".join([RENEW, *unlike])


SEEN = "(chosen) => [...document.querySelectorAll(chosen)].find((one) => one.checkVisibility())"
FAULTS = {
    "a button moved by 40 pixels": 'seen("main button.primary").style.translate = "40px"',
    "another accent": 'document.documentElement.style.setProperty("--accent", "#8a2c7d")',
    "a card is missing": 'seen("main .question").style.display = "none"',
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_broken_is_seen(opened, amira, course, fault):
    sitting = open_sitting(student=amira, lesson=course)
    with closing(opened(amira)) as page:
        page.goto(f"/sittings/{sitting.pk}/steps/2/")
        before, again = (see(page, "question", "phone-light").mosaic for _ in range(2))
        page.evaluate(f"() => {{ const seen = {SEEN}; {FAULTS[fault]}; }}")
        after = see(page, "question", "phone-light").mosaic
    assert differing(before, again).sum() == 0
    assert differing(before, after).sum() > MOST_STONES
