"""Who has shown which misconception: what a session's report tells, and what is held back of a course."""

from tutor.domain.calls import LearningFacts, call_reasons
from tutor.domain.reports.misconceptions import (
    Asked,
    Naming,
    course_cell,
    course_cells,
    merge_misconceptions,
    session_cells,
)

ADDS, FLIPS = "adds", "flips"
TITLES = {ADDS: "Adds both", FLIPS: "Flips it"}
NAMINGS = {
    (1, ADDS): Naming("Halves", ("2/5",)),
    (2, ADDS): Naming("Thirds", ("2/6", "2/5")),
    (1, FLIPS): Naming("Halves", ("2",)),
}


def asked(students, *, times=0, question=1, slug=ADDS, group=None):
    return [Asked(student, question, slug, times, group) for student in students]


def test_a_session_tells_who_showed_it_of_who_was_asked_and_where():
    entries = [
        *asked([1, 2], times=1),
        *asked([3]),
        *asked([1], times=2, question=2),
        *asked([1], slug=FLIPS),
    ]
    assert session_cells(entries, TITLES, NAMINGS) == [
        {
            "slug": ADDS,
            "title": "Adds both",
            "shown": [2, 3],
            "times": 4,
            "places": [{"name": "Halves", "shown": [2, 3]}, {"name": "Thirds", "shown": [1, 1]}],
            "answers": ["2/5", "2/6"],
        }
    ]


def test_the_one_shown_by_most_comes_first():
    entries = [*asked([1], times=9), *asked([1, 2], times=1, slug=FLIPS)]
    assert [cell["slug"] for cell in session_cells(entries, TITLES, NAMINGS)] == [FLIPS, ADDS]


def test_sessions_add_up():
    one = session_cells(asked([1], times=1) + asked([2]), TITLES, NAMINGS)
    two = session_cells(asked([1, 2], times=1, question=2), TITLES, NAMINGS)
    merged = merge_misconceptions([one, [], two])
    assert [(cell["shown"], cell["times"]) for cell in merged] == [([3, 4], 3)]
    assert [place["name"] for place in merged[0]["places"]] == ["Halves", "Thirds"]


def test_of_a_course_a_whole_group_is_told_and_no_class_beside_it():
    assert course_cell(asked(range(4), times=1), min_group=5) is None
    alone = course_cell(asked(range(6), times=1, group=1), min_group=5)
    assert alone == {"students": 6, "shown": 6, "questions": {"1": [6, 6]}}
    beside = asked(range(6), times=1, group=1) + asked(range(20, 24), times=1, group=2)
    assert course_cell(beside, min_group=5) == alone


def test_a_question_that_few_answered_is_not_told_by_itself():
    entries = asked(range(6)) + asked(range(4), times=1, question=2)
    cell = course_cell(entries, min_group=5)
    assert (cell["shown"], cell["questions"]) == (4, {"1": [0, 6]})
    told = course_cells({ADDS: cell}, TITLES, NAMINGS)
    assert (told[0]["shown"], told[0]["places"]) == ([4, 6], [])


def test_one_that_nobody_showed_is_no_line():
    assert course_cells({ADDS: {"students": 9, "shown": 0, "questions": {}}}, TITLES, NAMINGS) == []


def test_a_teacher_reads_what_the_wrong_answers_have_in_common():
    wrong = [(float(at), False) for at in range(3)]
    facts = LearningFacts(now=9.0, entered_at=0.0, answers=wrong, shown=["Adds both"])
    assert [reason.words for reason in call_reasons(facts)] == ["wrong 3 times: “Adds both”"]
    plain = LearningFacts(now=9.0, entered_at=0.0, answers=wrong)
    assert [reason.words for reason in call_reasons(plain)] == ["wrong 3 times"]
