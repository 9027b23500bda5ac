"""A teacher with a pencil: every report and file is read, and small groups are sought by subtraction."""

import csv
import io
import re
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from openpyxl import load_workbook

from tests.pdf_text import pdf_text
from tutor.domain.affect import figures
from tutor.domain.disclosure.small_groups import SuppressedCounts
from tutor.models import Classroom, ClassSession, Enrolment, Sitting
from tutor.services.sittings import open_sitting
from tutor.services.teaching import sessions

LEAST = 5
SAID = re.compile(r"(\d+) wrong of (\d+), \d+ hints?(?:, \d+ s)?, (\d+) (?:students|visits)")


@dataclass(frozen=True)
class Seen:
    """What a teacher read somewhere: of which sessions, about what, how many students and in which states."""

    where: str
    covers: frozenset[int]
    about: str
    students: int
    looked: tuple[int, ...] = ()
    withheld: int = 0

    @property
    def size(self) -> int:
        """Return how many are told of by their looks."""
        return sum(self.looked) + self.withheld


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def table_rows(rows: list[list[str]]) -> list[dict[str, str]]:
    """Return the lines of all tables that count students, by the names of their columns."""
    found, head = [], []
    for row in rows:
        if "Students" in row and "Answers" in row:
            head = row
        elif head and len(row) == len(head):
            found.append(dict(zip(head, row, strict=True)))
        else:
            head = []
    return found


def read_report(client, url: str, query: str, covers: frozenset[int]) -> list[Seen]:
    """Read the page and every file of a report; the workbook has to hold the CSV's own numbers."""
    rows = read_csv(client.get(f"{url}csv/{query}").content)
    book = load_workbook(io.BytesIO(client.get(f"{url}xlsx/{query}").content), data_only=True)
    in_book = {str(cell.value) for sheet in book for line in sheet.iter_rows() for cell in line}
    lines = [line for line in table_rows(rows) if line["Students"].isdigit()]
    assert {line["Students"] for line in lines} <= in_book
    seen = [to_seen(line, url, covers) for line in lines]
    texts = [strip_tags(client.get(f"{url}{query}").content.decode())]
    if not query:
        # A PDF takes a while to write, and all of them are written by the same code.
        texts.append(pdf_text(client.get(f"{url}pdf/").content))
    for text in texts:
        seen += [Seen(url, covers, "said", int(students)) for _, _, students in SAID.findall(text)]
    return seen


def to_seen(line: dict[str, str], url: str, covers: frozenset[int]) -> Seen:
    looked = [line.get(f"{name}, at least", "") for name in ("Engaged", "Bored", "Confused", "Frustrated")]
    is_told = all(value.isdigit() for value in looked)
    about = line.get("Title") or re.sub(r" \(.*", "", line["What"]).removeprefix("2. ")
    return Seen(
        url,
        covers,
        about,
        int(line["Students"]),
        tuple(int(value) for value in looked) if is_told else (),
        int(line["Withheld"]) if is_told else 0,
    )


def read_everything(client, *classrooms: Classroom) -> list[Seen]:
    """Read every report that a teacher of these classes can ask for, in every form and with every filter."""
    seen = []
    for classroom in classrooms:
        held = list(ClassSession.objects.filter(classroom=classroom).order_by("started_at"))
        for session in held:
            url = reverse("tutor:session_report", args=[classroom.pk, session.pk])
            seen += read_report(client, url, "", frozenset({session.pk}))
        url = reverse("tutor:lesson_report", args=[classroom.pk, held[0].lesson_id])
        seen += read_report(client, url, "", frozenset(session.pk for session in held))
        for first, last in combinations([*held, held[-1]], 2):
            covers = [one.pk for one in held if first.started_at <= one.started_at <= last.started_at]
            days = f"?first={first.started_at:%Y-%m-%d}&last={last.started_at:%Y-%m-%d}"
            url = reverse("tutor:term_report", args=[classroom.pk])
            seen += read_report(client, url, days, frozenset(covers))
        for pair in combinations(held, 2):
            url = reverse("tutor:compare_report", args=[classroom.pk])
            chosen = "&".join(f"session={session.pk}" for session in pair)
            page = client.get(f"{url}csv/?{chosen}")
            lines = [one for one in table_rows(read_csv(page.content)) if one["Students"].isdigit()]
            seen += [to_seen(line, url, frozenset()) for line in lines]
    return seen


def reconstruct(seen: list[Seen]) -> set[str]:
    """Return every small group whose looks can be read off, or worked out from two numbers or more.

    What students did is told of any number of them; how they looked is not.
    """
    seen = [one for one in seen if one.looked]
    found = {f"{one.where}: looks of {one.size}" for one in seen if 0 < one.size < LEAST}
    # Of a told group somebody must be left withheld, or each one's state may be known.
    found |= {f"{one.where}: everybody told" for one in seen if one.withheld == 0}
    parts = [one for one in seen if one.covers and one.about == "Your turn"]
    single = {one.covers: one for one in parts if len(one.covers) == 1}
    for whole in parts:
        for number in range(1, len(whole.covers) + 1):
            for chosen in combinations([single[key] for key in single if key < whole.covers], number):
                left = whole.size - sum(part.size for part in chosen)
                if 0 < left < LEAST:
                    found.add(f"{whole.where} less {number} sessions: looks of {left}")
    return found


@pytest.fixture
def two_weeks(hold_session, classroom):
    """Hold three sessions on three days: six students, all lost; then three; then seven, one of them lost."""

    def hold():
        for day, (students, lost) in enumerate([(6, 6), (3, 3), (7, 1)]):
            session = hold_session(students=students, lost=lost, first=10 * day)
            at = timezone.now() - timedelta(days=10 - day)
            ClassSession.objects.filter(pk=session.pk).update(started_at=at, ended_at=at)
            Sitting.objects.update(seen_at=timezone.now() - timedelta(hours=1))

    return hold


@pytest.mark.slow
def test_no_small_group_comes_out_of_any_report_or_file(client, tariq, classroom, two_weeks):
    two_weeks()
    client.force_login(tariq)
    seen = read_everything(client, classroom)
    assert len({one.where for one in seen}) >= 4
    assert any(one.looked for one in seen)
    assert reconstruct(seen) == set()


def exactly(counts, *, least):
    return SuppressedCounts(counts, withheld=0) if sum(counts.values()) >= least else None


@pytest.mark.slow
@pytest.mark.parametrize("without", ["the threshold", "the bounds"])
def test_the_attack_works_once_a_rule_is_taken_out(
    client, tariq, classroom, two_weeks, settings, monkeypatch, without
):
    if without == "the threshold":
        settings.MIN_GROUP = 1
    else:
        monkeypatch.setattr(figures, "suppress_small_counts", exactly)
    two_weeks()
    client.force_login(tariq)
    assert reconstruct(read_everything(client, classroom)) != set()


@pytest.mark.slow
def test_two_classes_that_share_all_but_one_student_do_not_tell_of_that_one(
    client,
    tariq,
    classroom,
    lesson,
    hold_session,
    monkeypatch,
):
    twin = Classroom.objects.create(name="All but one")
    twin.teachers.add(tariq)
    both = {}

    def hold_with_twin(students: int) -> None:
        def begin_the_other() -> None:
            for student in list(classroom.students.filter(username__startswith="s").order_by("pk"))[:-1]:
                Enrolment.objects.create(classroom=twin, student=student)
                both[student.pk] = open_sitting(student=student, lesson=lesson)
            other = sessions.start_session(classroom=twin, lesson=lesson, pacing="self")
            sessions.end_session(session=other)

        hold_session(students=students, lost=3, before_end=begin_the_other)

    hold_with_twin(7)
    assert len(both) == 6
    client.force_login(tariq)
    told = {
        session.classroom.name: [cell["students"] for cell in session.report["steps"]]
        for session in ClassSession.objects.all()
    }
    assert told == {"Year 6": [7, 7, 0], "All but one": [0, 0, 0]}
