"""The report of a session: what to do tomorrow, then the evidence, then files; small groups held back."""

import csv
import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from tests.pdf_text import pdf_text
from tests.people import make_user
from tutor.models import Sitting, Suggestion
from tutor.reports import palette
from tutor.services.teaching import sessions
from tutor.services.teaching.classrooms import remove_student

pytestmark = pytest.mark.slow

TOKENS = Path(__file__).parents[2] / "tutor" / "static" / "tutor" / "css" / "tokens.css"


def urls_of(session):
    page = reverse("tutor:session_report", args=[session.classroom_id, session.pk])
    lesson = reverse("tutor:lesson_report", args=[session.classroom_id, session.lesson_id])
    return [f"{start}{form}" for start in (page, lesson) for form in ("", "csv/", "xlsx/", "pdf/")]


def test_the_report_opens_with_what_to_look_at_tomorrow(client, tariq, hold_session):
    session = hold_session(students=6, lost=4)
    client.force_login(tariq)
    page = client.get(urls_of(session)[0]).content.decode()
    assert "Tomorrow, look at step 2, Your turn." in page
    assert "6 of 6 answers wrong (61 to 100%)" in page
    assert not any(f"Pupil{number}" in page for number in range(6))


def test_the_csv_is_read_back(client, tariq, hold_session):
    session = hold_session(students=6, lost=4)
    client.force_login(tariq)
    rows = list(csv.reader(io.StringIO(client.get(urls_of(session)[1]).content.decode("utf-8-sig"))))
    head = rows[1]
    step = dict(zip(head, rows[3], strict=True))
    assert (step["Title"], step["Wrong"], step["Confused, at least"]) == ("Your turn", "6", "3")


def test_the_workbook_is_read_back_with_its_chart(client, tariq, hold_session):
    session = hold_session(students=6, lost=4)
    client.force_login(tariq)
    book = load_workbook(io.BytesIO(client.get(urls_of(session)[2]).content))
    assert book["Step by step"]["E3"].value == 6
    assert "Tomorrow" in book["Report"]["A2"].value
    assert len(book["Step by step"]._charts) == 2


def test_the_pdf_is_one(client, tariq, hold_session):
    session = hold_session(students=6, lost=4)
    client.force_login(tariq)
    reply = client.get(urls_of(session)[3])
    assert reply["Content-Type"] == "application/pdf"
    assert reply.content.startswith(b"%PDF-")


def test_a_name_with_letters_that_no_workbook_takes_is_written_without_them(
    client, tariq, classroom, lesson, hold_session
):
    classroom.name, lesson.title = "Year\x0b6", "\x01=1+1"
    classroom.save()
    lesson.save()
    session = hold_session(students=6, lost=4)
    client.force_login(tariq)
    book = load_workbook(io.BytesIO(client.get(urls_of(session)[2]).content))
    assert book["Report"]["A1"].value.startswith("Year6, =1+1")


def test_a_title_that_looks_like_a_formula_is_text(client, tariq, lesson, hold_session):
    lesson.steps.filter(slug="ask").update(title="=1+1")
    session = hold_session(students=5, lost=0)
    client.force_login(tariq)
    book = load_workbook(io.BytesIO(client.get(urls_of(session)[2]).content))
    assert book["Step by step"]["B3"].value == "'=1+1"


@pytest.mark.parametrize("students", [1, 4])
def test_a_small_session_says_what_was_done_and_not_how_it_looked(client, tariq, hold_session, students):
    session = hold_session(students=students, lost=students)
    client.force_login(tariq)
    page = client.get(urls_of(session)[0]).content.decode()
    assert [cell["wrong"] for cell in session.report["steps"]] == [0, students, 0]
    assert {cell["states"] for cell in session.report["steps"]} == {None}
    assert "Tomorrow, look at step 2" in page
    assert "onfused" not in page.replace("Confusion ended", "")


def test_a_later_small_session_adds_what_was_done_and_not_how_it_looked(client, tariq, hold_session):
    session = hold_session(students=6, lost=4)
    client.force_login(tariq)
    url = urls_of(session)[4]
    before = client.get(url).context["document"].sections[0].rows[1]
    Sitting.objects.update(seen_at=timezone.now() - timedelta(hours=1))
    hold_session(students=3, lost=3, first=10)
    after = client.get(url).context["document"].sections[0].rows[1]
    assert (before.share.n, after.share.n) == (6, 9)
    assert after.mix == before.mix


def test_page_workbook_csv_and_pdf_round_alike(client, tariq, hold_session):
    session = hold_session(students=8, lost=0)
    step = session.report["steps"][1]
    step["wrong"] = 5
    session.save()
    client.force_login(tariq)
    page, table, book, pdf = (client.get(url).content for url in urls_of(session)[:4])
    assert "63% (31 to 86, few)" in page.decode()
    assert "63% (31 to 86, few)" in pdf_text(pdf)
    assert ",63,31,86," in table.decode()
    sheet = load_workbook(io.BytesIO(book))["Step by step"]
    assert [sheet.cell(3, column).value for column in (6, 7, 8)] == [63, 31, 86]


def test_page_workbook_and_pdf_show_the_same_things_in_one_order(client, tariq, classroom, hold_session):
    session = hold_session(students=6, lost=4)
    asked = {
        "classroom": classroom,
        "lesson": session.lesson,
        "step": session.lesson.steps.first(),
        "kind": "visual",
        "evidence": ["7 are lost"],
    }
    one = Suggestion.objects.create(**asked, state="dismissed", reason="Nearly done")
    Suggestion.objects.filter(pk=one.pk).update(created_at=session.started_at)
    client.force_login(tariq)
    reply, _, book, pdf = (client.get(url) for url in urls_of(session)[:4])
    titles = [section.title for section in reply.context["document"].sections]
    assert titles[-1] == "What was suggested to you"
    workbook = load_workbook(io.BytesIO(book.content))
    assert workbook.sheetnames == ["Report", *titles]
    assert "Nearly done" in workbook[titles[-1]]["B2"].value
    for told in (reply.content.decode(), pdf_text(pdf.content)):
        places = [told.index(title) for title in titles]
        assert places == sorted(places)
        assert "7 are lost" in told
        assert "Nearly done" in told


def test_files_have_the_pages_colours_and_fonts():
    page = dict(re.findall(r"--([a-z-]+): (?:#|\")([^;\"]+)", TOKENS.read_text()))
    named = {"ink": palette.INK, "ink-soft": palette.SOFT, "line": palette.LINE, "accent": palette.ACCENT}
    named |= {"line-strong": palette.OUTLINE, **palette.STATES, "sans": palette.SANS, "serif": palette.SERIF}
    assert {name: page[name].casefold() for name in named} == {
        name: value.casefold() for name, value in named.items()
    }


def test_charts_of_the_workbook_have_labels_and_no_legend(client, tariq, hold_session):
    session = hold_session(students=6, lost=4)
    client.force_login(tariq)
    sheet = load_workbook(io.BytesIO(client.get(urls_of(session)[2]).content))["Step by step"]
    shares, mix = sheet._charts
    assert shares.legend is mix.legend is None
    assert all(series.dLbls.showVal for chart in (shares, mix) for series in chart.series)
    colours = [series.graphicalProperties.solidFill for series in mix.series]
    assert [colour and colour.srgbClr for colour in colours] == [*palette.STATES.values(), None]


def test_taking_a_student_off_the_list_changes_no_report(client, tariq, classroom, hold_session):
    session = hold_session(
        students=6,
        lost=4,
        before_end=lambda: remove_student(
            classroom=classroom, student_id=classroom.students.get(username="s0").pk
        ),
    )
    assert session.report["steps"][1]["students"] == 6


def test_there_is_no_report_while_the_session_runs(client, tariq, classroom, lesson):
    session = sessions.start_session(classroom=classroom, lesson=lesson, pacing="self")
    client.force_login(tariq)
    assert {client.get(url).status_code for url in urls_of(session)} == {404}


def test_a_stranger_to_the_class_reads_no_report(client, amira, hold_session):
    session = hold_session(students=5, lost=3)
    for user, status in ((make_user("olga", role="teacher"), 404), (amira, 403)):
        client.force_login(user)
        assert {client.get(url).status_code for url in urls_of(session)} == {status}


def test_the_list_of_reports_says_each_in_a_sentence(client, tariq, classroom, hold_session):
    hold_session(students=5, lost=3)
    client.force_login(tariq)
    page = client.get(reverse("tutor:reports", args=[classroom.pk])).content.decode()
    assert "Tomorrow, look at step 2" in page


def term_of(classroom, **days):
    first, last = days.get("first", "2000-01-01"), days.get("last", "2100-01-01")
    return f"{reverse('tutor:term_report', args=[classroom.pk])}?first={first}&last={last}"


def test_a_term_says_what_to_come_back_to_over_all_its_sessions(client, tariq, classroom, hold_session):
    hold_session(students=6, lost=4)
    Sitting.objects.update(seen_at=timezone.now() - timedelta(hours=1))
    hold_session(students=5, lost=2, first=10)
    client.force_login(tariq)
    page = client.get(term_of(classroom)).content.decode()
    assert "Come back to Your turn in A half." in page
    assert "11 of 11 answers wrong (74 to 100%)" in page
    assert "2 sessions" in page


@pytest.mark.parametrize("days", [{"last": "1999-01-01"}, {"first": "soon"}, {"last": "2000-06-01"}])
def test_a_term_without_a_session_or_sense_says_so(client, tariq, classroom, hold_session, days):
    hold_session(students=5, lost=2)
    client.force_login(tariq)
    assert client.get(term_of(classroom, **days)).status_code == 422


def test_sessions_of_a_lesson_stand_side_by_side(client, tariq, classroom, hold_session):
    one = hold_session(students=6, lost=4)
    Sitting.objects.update(seen_at=timezone.now() - timedelta(hours=1))
    two = hold_session(students=5, lost=2, first=10)
    client.force_login(tariq)
    url = reverse("tutor:compare_report", args=[classroom.pk])
    reply = client.get(f"{url}?session={one.pk}&session={two.pk}")
    rows = reply.context["document"].sections[0].rows
    told = [(row.group, row.share.n) for row in rows if row.share]
    assert told == [("2. Your turn", 6), ("2. Your turn", 5)]
    assert client.get(f"{url}?session={one.pk}").status_code == 422


def test_a_pdf_keeps_letters_beyond_latin(client, tariq, lesson, hold_session):
    lesson.steps.filter(slug="ask").update(title="Łukasz, Ελένη, Київ, Nguyễn")
    session = hold_session(students=5, lost=0)
    client.force_login(tariq)
    text = pdf_text(client.get(urls_of(session)[3]).content)
    assert "Łukasz, Ελένη, Київ, Nguyễn" in text
    assert "Tomorrow, look at step 2" in text


def test_a_workbook_in_arabic_runs_from_right_to_left(client, tariq, hold_session):
    session = hold_session(students=6, lost=4)
    client.force_login(tariq)
    for language, is_rtl in (("ar", True), ("de", False)):
        reply = client.get(urls_of(session)[2], headers={"accept-language": language})
        book = load_workbook(io.BytesIO(reply.content))
        assert [bool(sheet.sheet_view.rightToLeft) for sheet in book] == [is_rtl] * len(book.worksheets)


def test_a_file_for_programs_is_english_and_one_for_people_is_not(client, tariq, hold_session):
    session = hold_session(students=6, lost=4)
    client.force_login(tariq)
    german = {"accept-language": "de"}
    page = urls_of(session)[0]
    steps = client.get(f"{page}json/", headers=german).json()["sections"][0]
    assert steps["title"] == "Step by step"
    assert "Median seconds" in steps["rows"][0]
    told = client.get(f"{page}csv/", headers=german).content.decode("utf-8-sig")
    assert told.splitlines()[0] == "Schritt für Schritt"
    assert "Antworten" in told
    assert "Median seconds" not in told
