"""Which course and lesson OATutor's problems come into, whose they are, and what skills they practise."""

import pytest

from content.coursefiles import BadCourseFiles
from content.exchange.readers import Source, read_source
from content.exchange.readers.documents import Wanted
from tests.content.oatutortree import LICENCE, checkout, dumped, lesson, plan, pool, problem, step

TWO = [
    plan("Halves", lesson("l1", "Lesson 1", "Sums", "adding"), lesson("l2", "Lesson 2", "Rest", "taking")),
    plan("Thirds", lesson("l3", "Lesson 1", "Sums", "thirds"), lesson("l2", "Shared", "", "taking")),
]


def read(files, *, name="oatutor", **wanted):
    return read_source(Source(name, files), Wanted(**wanted), format_name="oatutor")


def outline(reading):
    return {
        one.course.title: {part.title: [step.slug for step in part.steps] for part in one.course.lessons}
        for one in reading.each()
    }


def two_courses(**more):
    problems = (problem("a1", lessonId="l1"), problem("b1", lessonId="l2"), problem("c1", lessonId="l3"))
    return checkout(*problems, plans=TWO, **more)


def test_a_problem_comes_into_every_lesson_of_its_number_and_each_course_is_one():
    assert outline(read(two_courses())) == {
        "Halves": {"Lesson 1 Sums": ["a1"], "Lesson 2 Rest": ["b1"]},
        "Thirds": {"Lesson 1 Sums": ["c1"], "Shared": ["b1"]},
    }


@pytest.mark.parametrize("part", ["Thirds", "thirds", "THIRDS"])
def test_one_of_several_courses_is_taken_by_its_title_or_address(part):
    assert list(outline(read(two_courses(), part=part))) == ["Thirds"]


def test_a_course_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(
        BadCourseFiles, match=r"no course 'Fifths' in it; it holds 2 courses: “Halves”, “Thirds”"
    ):
        read(two_courses(), part="Fifths")


def test_the_address_of_one_of_several_courses_takes_that_one():
    assert list(outline(read(two_courses(), course="thirds"))) == ["Thirds"]


def test_under_an_address_of_its_own_several_courses_become_one_and_that_is_noted():
    reading = read(two_courses(), course="mine")
    assert reading.course.slug == "mine"
    assert outline(reading)["Oatutor"] == {
        **{"Halves: Lesson 1 Sums": ["a1"], "Halves: Lesson 2 Rest": ["b1"]},
        **{"Thirds: Lesson 1 Sums": ["c1"], "Thirds: Shared": ["b1"]},
    }
    assert any("Halves, Thirds" in note for note in reading.notes)


def test_a_problem_without_a_lesson_comes_where_its_skill_is_an_aim():
    files = checkout(problem("a1", lessonId=""), plans=TWO, skills={"a1a": ["thirds"]})
    assert outline(read(files)) == {"Thirds": {"Lesson 1 Sums": ["a1"]}}


def test_without_plans_problems_name_their_own_course_and_lesson():
    files = pool(problem("a1"), problem("b1", courseName="Thirds", lesson="2.1 - Rest"))
    assert outline(read(files)) == {"Halves": {"1.1 - Sums": ["a1"]}, "Thirds": {"2.1 - Rest": ["b1"]}}


def test_the_folder_of_one_problem_is_a_course():
    files = {path.removeprefix("a1/"): data for path, data in problem("a1").items()}
    assert outline(read(files, name="a1")) == {"Halves": {"1.1 - Sums": ["a1"]}}


def test_a_problem_that_names_nothing_comes_into_a_course_called_after_the_source():
    files = pool(problem("a1", courseName="", lesson="", lessonId=""))
    assert outline(read(files, name="my-sums.zip")) == {"My sums": {"My sums": ["a1"]}}


def test_what_oatutor_hides_is_left_out():
    reading = read(checkout(problem("a1", courseName="!!Old"), problem("b1", lessonId="lesson-1")))
    assert [step.slug for step in reading.steps()] == ["b1"]
    assert "OATutor does not show it" in reading.skipped[0].reason


@pytest.mark.parametrize("blank", ["", "  ", None, 0.0])
def test_a_blank_licence_is_refused_unless_one_is_stated(blank):
    files = checkout(problem("a1", license=blank), problem("b1"))
    reading = read(files)
    assert [step.slug for step in reading.steps()] == ["b1"]
    assert [item.where for item in reading.skipped] == ["content-pool/a1/a1.json"]
    assert "it has no licence" in reading.skipped[0].reason
    stated = read(files, licence="CC0")
    assert [(step.slug, step.licence) for step in stated.steps()] == [("a1", "CC0"), ("b1", LICENCE)]


def test_skills_come_with_their_tracing_parameters():
    files = checkout(
        problem("a1", step(), step()),
        skills={"a1a": ["adding_&_taking", "sums"], "a1b": ["sums"], "z1a": ["unused"]},
        parameters={
            "sums": {"probMastery": 0.25, "probTransit": 0.05, "probSlip": 0.1, "probGuess": 0.3},
            "unused": {"probMastery": 7},
        },
    )
    reading = read(files)
    assert [(skill.slug, skill.title, dict(skill.parameters)) for skill in reading.course.skills] == [
        ("adding-taking", "Adding & taking", {}),
        ("sums", "Sums", {"p_init": 0.25, "p_learn": 0.05, "p_guess": 0.3}),
    ]
    first, second = reading.steps()[0].questions
    assert (first.skills, second.skills) == (("adding-taking", "sums"), ("sums",))
    assert reading.steps()[0].skills == ("adding-taking", "sums")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"probSlip": 1.2}, "the skill 'sums': probSlip must lie between 0 and 1, and is 1.2"),
        ({"probSlip": 10**320}, "probSlip must lie between 0 and 1, and is 1000"),
        ({"probMastery": 0}, "probMastery must lie between 0 and 1, and is 0"),
        ({"probGuess": "high"}, "probGuess must be a number"),
        ({"probTransit": True}, "probTransit must be a number"),
        ({"probSlip": 0.6, "probGuess": 0.5}, "probSlip, probGuess: 0.6, 0.5"),
        ({"probSlip": float("nan")}, "probSlip must lie between 0 and 1"),
    ],
)
def test_parameters_out_of_bounds_are_refused_by_name(changed, words):
    usual = {"probMastery": 0.1, "probTransit": 0.1, "probSlip": 0.1, "probGuess": 0.1}
    files = checkout(
        problem("a1"), skills={"a1a": ["sums"]}, parameters={"other": usual, "sums": {**usual, **changed}}
    )
    with pytest.raises(BadCourseFiles) as refused:
        read(files)
    (fault,) = refused.value.faults
    assert (fault.path, fault.line) == ("bkt-params/defaultBKTParams.json", 8)
    assert words in fault.reason


@pytest.mark.parametrize(
    ("path", "data", "words"),
    [
        ("coursePlans.json", b'[\n{"courseName": }\n]', "coursePlans.json:2: this is no JSON"),
        ("coursePlans.json", b"{}", "coursePlans.json must be a list"),
        ("coursePlans.json", dumped([{}]), "course 1: courseName is missing"),
        ("coursePlans.json", dumped([plan("A", {"id": []})]), "course 1: lesson 1: id must be text"),
        ("coursePlans.json", dumped([plan("A", 7)]), "course 1: lesson 1: a lesson must be names and values"),
        ("skillModel.json", dumped({"a1a": "sums"}), "a1a must be a list"),
        ("skillModel.json", b"[" * 100_000, "nested too deep"),
        ("skillModel.json", b"\xff", "this is not UTF-8 text"),
        ("bkt-params/defaultBKTParams.json", b"[]", "must be names and values"),
    ],
)
def test_a_file_about_all_problems_that_cannot_be_read_refuses_the_source(path, data, words):
    with pytest.raises(BadCourseFiles, match=path) as refused:
        read({**checkout(problem("a1")), path: data})
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("path", "data", "words"),
    [
        ("content-pool/a1/a1.json", b"{", "this is no JSON"),
        ("content-pool/a1/a1.json", b"[]", "a problem must be names and values"),
        ("content-pool/a1/a1.json", b"7" * 600_000, "more than 500 kB"),
        (
            "content-pool/a1/a1.json",
            dumped({"body": ["x"], "license": "x", "lessonId": "lesson-1"}),
            "body must be text",
        ),
        ("content-pool/a1/steps/a1a/a1a.json", b"\x00", "this is no JSON"),
        ("content-pool/a1/steps/a1a/a1a.json", b"9" * 5_000, "too many digits"),
        ("content-pool/a1/steps/a1a/tutoring/a1aDefaultPathway.json", b"{}", "a pathway must be a list"),
    ],
)
def test_a_problem_that_cannot_be_read_is_named_and_the_others_are_taken(path, data, words):
    reading = read({**checkout(problem("a1"), problem("b1")), path: data})
    assert "b1" in [step.slug for step in reading.steps()]
    assert reading.skipped[0].where.startswith(path)
    assert words in reading.skipped[0].reason


def test_a_problem_without_its_own_file_or_without_steps_is_named():
    files = checkout(problem("a1"), problem("b1"), problem("c1"))
    del files["content-pool/a1/a1.json"]
    del files["content-pool/b1/steps/b1a/b1a.json"]
    del files["content-pool/b1/steps/b1a/tutoring/b1aDefaultPathway.json"]
    reading = read(files)
    assert {(item.where, item.reason) for item in reading.skipped} == {
        ("content-pool/a1/a1.json", "this file is missing."),
        ("content-pool/b1/b1.json", "it has no steps."),
    }


def test_what_is_no_content_of_oatutor_is_refused():
    with pytest.raises(BadCourseFiles, match="there is no problem of OATutor in it"):
        read({"readme.json": b"{}"})
