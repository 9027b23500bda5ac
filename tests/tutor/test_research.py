"""The export for research: numbers of those who agreed, since they agreed, and never of a few."""

import csv
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.people import agree, make_user
from tests.tutor.learners import take_first_step
from tutor.models import Answer, Consent, Reading, Sitting, StepVisit
from tutor.services import consents

pytestmark = pytest.mark.slow


@pytest.fixture
def researched(lesson):
    """Six students with a name and an answer, who let research have their numbers."""
    students = []
    for number in range(6):
        student = make_user(f"name-{number}", first_name=f"Zora{number}", email=f"z{number}@school.example")
        agree(student, "research")
        take_first_step(student, lesson)
        sitting = student.sittings.get()
        sitting.readings.update(step=sitting.step)
        question = lesson.steps.get(slug="ask").questions.get()
        Answer.objects.create(
            sitting=sitting,
            question=question,
            submission_id="7d6f4051-0000-4000-8000-000000000000",
            response={"text": ["what Zora wrote"]},
            is_correct=number % 2 == 0,
        )
        students.append(student)
    return students


@pytest.fixture
def export(tmp_path, capsys):
    def run() -> list[dict[str, str]]:
        call_command("export_research", tmp_path / "out.csv")
        return list(csv.DictReader((tmp_path / "out.csv").open()))

    return run


def test_a_row_for_each_step_with_its_numbers(researched, export):
    rows = export()
    assert {(row["lesson"], row["step"]) for row in rows} == {("a-half", "what"), ("a-half", "ask")}
    first = next(row for row in rows if row["step"] == "what")
    assert (float(first["seconds"]), first["clips_known"], first["confused"]) == (60.0, "30", "0.8")
    assert [row["tries"] for row in rows if row["step"] == "ask"] == ["1"] * 6


def test_no_name_no_word_and_no_date_leaves(researched, export, tmp_path):
    assert export()
    text = (tmp_path / "out.csv").read_text().lower()
    for trace in ("zora", "name-", "school.example", "wrote", str(timezone.now().year)):
        assert trace not in text


def joined(one: list[dict[str, str]], other: list[dict[str, str]]) -> list[int]:
    """Return, for every row of an export, how many rows of another it can be."""
    return [sum(mine.items() == theirs.items() for theirs in other) for mine in one]


def test_two_exports_cannot_be_joined_row_by_row(researched, export):
    """Everybody took another while and looked otherwise: by the numbers themselves all would be found."""
    for number, sitting in enumerate(Sitting.objects.order_by("pk")):
        took = timedelta(seconds=40 + 3.7 * number)
        visit = sitting.visits.get()
        StepVisit.objects.filter(pk=visit.pk).update(finished_at=visit.entered_at + took)
        Reading.objects.filter(sitting=sitting).update(confused=0.1 + 0.13 * number)
    first, second = export(), export()
    assert len(first) == len(second) == 12
    assert min(joined(first, second)) >= 5
    assert min(joined(first, first)) >= 5


def test_rows_of_one_student_are_not_marked_as_such(researched, export):
    assert "student" not in export()[0]


def test_only_those_who_agree_are_in_it(researched, export):
    consents.withdraw(student=researched[0], purpose="research")
    assert len([row for row in export() if row["step"] == "what"]) == 5


def test_a_step_of_fewer_than_five_is_left_out(researched, export):
    for student in researched[:2]:
        consents.withdraw(student=student, purpose="research")
    assert export() == []


def test_what_cameras_said_is_left_out_where_few_had_one(researched, export):
    Reading.objects.filter(sitting__student__in=researched[:2]).delete()
    assert {row["clips_known"] for row in export()} == {""}


def test_what_was_before_the_yes_stays_out(researched, export):
    later = timezone.now() - timedelta(seconds=10)
    Consent.objects.filter(student=researched[0], purpose="research").update(given_at=later)
    # Of the one without a time there are not five, so that nobody's is told.
    assert {row["seconds"] for row in export() if row["step"] == "what"} == {""}


def test_where_research_is_off_nothing_is_handed_on(researched, settings, tmp_path):
    settings.RESEARCH_EXPORT = False
    with pytest.raises(CommandError, match="nobody was asked"):
        call_command("export_research", tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()
