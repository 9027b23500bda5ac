"""A teacher and an author read their reports in a browser, take the files along, and open them."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.e2e.pages import PHONE, OpenAs
from tests.pdf_text import pdf_text
from tutor.models import ClassSession, Sitting, StepVisit


@pytest.fixture
def two_sessions(hold_session, classroom):
    """Hold two sessions of one lesson, a week apart: first all six lost and wrong, then seven."""

    def hold() -> list[ClassSession]:
        held = []
        for days, students, lost in ((8, 6, 5), (1, 7, 2)):
            session = hold_session(students=students, lost=lost, first=10 * days)
            at = timezone.now() - timedelta(days=days)
            ClassSession.objects.filter(pk=session.pk).update(started_at=at, ended_at=at)
            Sitting.objects.update(seen_at=timezone.now() - timedelta(hours=1))
            held.append(session)
        StepVisit.objects.update(finished_at=timezone.now())
        return held

    return hold


def take(page: Page, form: str) -> bytes:
    with page.expect_download() as download:
        page.click(f"text={form.upper()}")
    return Path(download.value.path()).read_bytes()


def files_of(page: Page) -> dict[str, bytes]:
    return {form: take(page, form) for form in ("csv", "xlsx", "pdf")}


def test_a_teacher_takes_a_term_along_and_every_file_says_the_same(
    open_as: OpenAs, tariq, classroom, two_sessions
):
    two_sessions()
    page = open_as(tariq)
    page.goto(f"/teach/{classroom.pk}/reports/")
    page.click("text=Show the term")
    sentence = page.locator(".say").inner_text()
    assert sentence == "Come back to Your turn in A half."
    expect(page.locator(".hardest")).to_contain_text("13 of 13 answers wrong (77 to 100%)")
    files = files_of(page)
    rows = list(csv.reader(io.StringIO(files["csv"].decode("utf-8-sig"))))
    assert ["Lesson by lesson"] in rows
    book = load_workbook(io.BytesIO(files["xlsx"]))
    assert book["Report"]["A2"].value == sentence
    assert [len(book[name]._charts) for name in book.sheetnames[1:4]] == [2, 2, 2]
    assert sentence in pdf_text(files["pdf"]).replace("\n", " ")


def test_sessions_side_by_side_and_the_table_behind_a_chart(open_as: OpenAs, tariq, classroom, two_sessions):
    two_sessions()
    page = open_as(tariq, viewport=PHONE)
    page.goto(f"/teach/{classroom.pk}/reports/")
    page.click("text=Put sessions side by side")
    page.click("text=Show side by side")
    expect(page.locator(".report-chart h3", has_text="2. Your turn")).to_be_visible()
    page.locator("summary", has_text="The same as a table").first.click()
    expect(page.locator("table").first.locator("tbody tr")).to_have_count(6)
    assert take(page, "csv").count(b"What came to help on") == 2


def test_an_author_reads_how_the_course_goes_from_its_desk(open_as: OpenAs, noor, lesson, two_sessions):
    two_sessions()
    page = open_as(noor)
    page.goto(f"/admin/content/course/{lesson.course_id}/change/")
    page.click("text=How it goes in class")
    expect(page.locator(".say")).to_contain_text("Work on 2. Your turn in A half first")
    assert b"First answer wrong" in take(page, "csv")


def test_the_looks_of_reports(look: Callable[..., list[str]], tariq, noor, classroom, lesson, two_sessions):
    one, two = two_sessions()
    start = f"/teach/{classroom.pk}/reports/"
    assert look("reports", start, tariq) == []
    assert look("report", f"{start}{one.pk}/", tariq) == []
    assert look("report-term", f"{start}term/?first=2000-01-01&last=2100-01-01", tariq) == []
    assert look("report-compare", f"{start}compare/?session={one.pk}&session={two.pk}", tariq) == []
    assert look("report-course", f"/courses/{lesson.course_id}/report/", noor) == []
