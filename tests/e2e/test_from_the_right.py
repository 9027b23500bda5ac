"""Pages in Arabic, from the right, on a desk and on a phone; and in forced colours: nothing is lost.

The pictures go to `screenshots/`, for eyes.
"""

import pytest
from django.urls import reverse

from tests.e2e.looks import PICTURES, is_wider_than_its_window
from tests.e2e.pages import have_signed_in
from tests.e2e.settled import wait_for_rest
from tutor.models import User
from tutor.services.sittings import open_sitting

WINDOWS = {"desk": (1280, 900), "phone": (360, 740)}
# Where each icon that points onwards has its tip: mirrored, it is at the left.
UNTURNED = """() => [...document.querySelectorAll('.icon')]
  .filter((icon) => /#(left|right)$/.test(icon.querySelector('use')?.getAttribute('href') ?? ''))
  .filter((icon) => icon.checkVisibility() && getComputedStyle(icon).scale !== '-1 1').length"""
UNSEEN = """() => [...document.querySelectorAll('.progress .done, .progress .now, .bar[data-level]')]
  .filter((bar) => bar.checkVisibility())
  .filter((bar) => {
    const { backgroundColor, backgroundImage } = getComputedStyle(bar);
    const paper = getComputedStyle(document.body).backgroundColor;
    return backgroundImage === 'none' && backgroundColor === paper;
  }).length"""


@pytest.fixture
def addresses(demo_course, hold_session, classroom, amira) -> list[tuple[str, str | None, str]]:
    """Return the name of each page, who opens it, and where it is."""
    lesson = demo_course.lessons.get(slug="what-a-fraction-is")
    session = hold_session(students=6, lost=6)
    sitting = open_sitting(student=amira, lesson=lesson)
    room, step = classroom.pk, lesson.steps.all()[1]
    return [
        ("home", None, "/"),
        ("sign-in", None, "/accounts/login/"),
        ("join", "amira", reverse("tutor:join")),
        ("courses", "amira", "/learn/"),
        ("lesson", "amira", f"/sittings/{sitting.pk}/steps/1/"),
        ("question", "amira", f"/sittings/{sitting.pk}/steps/2/"),
        ("choices", "amira", "/choices/"),
        ("yours", "amira", "/you/"),
        ("erase", "amira", reverse("tutor:erase_mine")),
        ("classes", "tariq", "/teach/"),
        ("class", "tariq", f"/teach/{room}/"),
        ("people", "tariq", f"/teach/{room}/people/"),
        ("help-first", "tariq", f"/teach/{room}/help/"),
        ("code", "tariq", reverse("tutor:show_code", args=[room])),
        ("reports", "tariq", f"/teach/{room}/reports/"),
        ("report", "tariq", f"/teach/{room}/reports/{session.pk}/"),
        ("desk", "noor", reverse("admin:content_course_changelist")),
        ("course", "noor", reverse("admin:content_course_change", args=[demo_course.pk])),
        ("step", "noor", reverse("admin:content_step_change", args=[step.pk])),
        ("lab", "noor", reverse("admin:content_rule_lab")),
    ]


@pytest.fixture
def opened(chromium, server):
    """Return an empty page of somebody's own browser."""

    def open_as(who: str | None, **options):
        context = chromium.new_context(base_url=server.url, reduced_motion="reduce", **options)
        if who is not None:
            have_signed_in(context, User.objects.get(username=who), server.url)
        page = context.new_page()
        page.set_default_timeout(60_000)
        return page

    return open_as


def looked_at(page, name: str, path: str, complaint: str) -> list[str]:
    """Photograph a page in both windows; return what is wrong with it."""
    wrong = []
    page.goto(path, wait_until="load")
    for window, (across, down) in WINDOWS.items():
        page.set_viewport_size({"width": across, "height": down})
        wait_for_rest(page)
        PICTURES.mkdir(exist_ok=True)
        page.screenshot(path=PICTURES / f"{name}-{window}.png")
        if is_wider_than_its_window(page):
            wrong.append(f"{name} scrolls sideways at a {window}")
    if count := page.evaluate(complaint):
        wrong.append(f"{name}: {count} wrong")
    return wrong


@pytest.mark.timeout(900)
def test_pages_in_arabic_run_from_the_right(opened, addresses):
    pages = {who: opened(who, locale="ar") for who in {who for _, who, _ in addresses}}
    wrong = []
    for name, who, path in addresses:
        wrong += looked_at(pages[who], f"rtl-{name}", path, UNTURNED)
        assert pages[who].evaluate("document.documentElement.dir") == "rtl", name
    assert wrong == []


@pytest.mark.timeout(900)
def test_in_forced_colours_nothing_is_lost(opened, addresses):
    pages = {who: opened(who, forced_colors="active") for who in {who for _, who, _ in addresses}}
    wrong = []
    for name, who, path in addresses:
        wrong += looked_at(pages[who], f"forced-{name}", path, UNSEEN)
    assert wrong == []
