"""An author plays learners of known truth, reads which variant helps, and takes the figures along."""

import json
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import expect

from content.policy.comparison import Outcome
from tests.e2e.looks import photograph
from tests.e2e.pages import OpenAs
from tests.tutor.comparing import choose_for, let_chance_choose
from tutor.models import HelpChoice
from tutor.services.reports.comparison_reports import tell_comparisons


def let_students_choose(lesson) -> None:
    """Let forty students come to the step; the number line helps four of five, the dots two of five."""
    seen: dict[str, int] = {}
    for one in choose_for(40, let_chance_choose(lesson)):
        assert one.variant is not None
        number = seen[one.variant.title] = seen.get(one.variant.title, 0) + 1
        helps = 4 if one.variant.title == "A number line" else 2
        one.outcome = Outcome.RIGHT if number % 5 < helps else Outcome.NOT_RIGHT
        one.save()
    HelpChoice.objects.update(seconds_to_right=40.0)
    tell_comparisons(now=timezone.now())


def test_an_author_reads_which_variant_helps_and_tries_it_in_the_lab(open_as: OpenAs, noor, lesson):
    let_students_choose(lesson)
    page = open_as(noor)
    page.goto(f"/courses/{lesson.course_id}/report/")
    head = page.get_by_role("heading", name="Which of several variants helps")
    head.scroll_into_view_if_needed()
    expect(page.locator("body")).to_contain_text("Visual aid “A number line” against Visual aid “Eight dots”")
    assert photograph(page, "which-help-helps") == []
    with page.expect_download() as download:
        page.click("text=JSON")
    told = json.loads(Path(download.value.path()).read_bytes())
    assert "Differences" in {section["key"] for section in told["sections"]}
    page.goto("/admin/content/rule/lab/compare/")
    page.get_by_label("right with the other, %").fill("75")
    page.get_by_role("button", name="Play").click()
    expect(page.locator("figure.compared")).to_contain_text("in truth 30")
    assert photograph(page, "lab-of-comparisons") == []
