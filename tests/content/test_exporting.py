"""Out and in again gives the same course."""

import string
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.coursefiles import read_course, read_rules
from content.coursefiles.archives import files_in_folder, files_in_zip
from content.coursefiles.documents import CourseDoc, LessonDoc, QuestionDoc, SkillDoc, StepDoc, VariantDoc
from content.coursefiles.writing import write_course, write_rules
from content.exchange.exporting import course_files as files_of
from content.exchange.exporting import export_course, zip_files
from content.exchange.importing import save_course
from content.exchange.stored import as_stored
from content.models import Course, Rule
from tests.content.coursefolder import course_files

COURSES = Path(__file__).parents[2] / "content" / "courses"
FOLDERS = [path for path in COURSES.iterdir() if path.is_dir()]

line = st.text(string.ascii_letters + string.digits + " .,:;#'\"-?!&*%@|>~éß½", min_size=1, max_size=30)
words = line.map(str.strip).filter(bool)
texts = st.lists(words, min_size=1, max_size=3).map("\n".join).filter(lambda text: not text.startswith("---"))
slugs = st.text(string.ascii_lowercase + "-", min_size=1, max_size=8)


@st.composite
def questions(draw):
    kind, spec = draw(
        st.sampled_from(
            [
                ("number", {"answer": "0.50", "unit": "cm"}),
                ("text", {"accepted": ["No", "true", "null", "1:30", "~"], "ignore_case": False}),
                ("ordering", {"items": ["a", "b"], "feedback_wrong": "- no"}),
            ]
        )
    )
    return QuestionDoc("q", kind, draw(texts), spec, tuple(draw(st.lists(words, max_size=2))), ())


@st.composite
def courses(draw):
    steps = [
        StepDoc(
            slug=slug,
            title=draw(words),
            kind=draw(st.sampled_from(["explanation", "practice"])),
            body=draw(texts),
            can_confuse=draw(st.booleans()),
            skills=draw(st.sampled_from([(), ("half",)])),
            variants=tuple(draw(st.sampled_from([(), (VariantDoc("hint", "A: hint", draw(texts)),)]))),
            questions=tuple(draw(st.lists(questions(), max_size=1))),
            source=draw(st.sampled_from(["", "https://example.org <A: book>"])),
            licence=draw(st.sampled_from(["", "CC BY 4.0"])),
        )
        for slug in draw(st.lists(slugs, min_size=1, max_size=12, unique=True))
    ]
    lesson = LessonDoc(draw(slugs), draw(words), draw(st.sampled_from(["", "Two\nlines"])), tuple(steps))
    skill = SkillDoc("half", draw(words), {"p_slip": 0.05})
    licence = draw(st.sampled_from(["", "CC BY 4.0"]))
    return CourseDoc(draw(slugs), draw(words), draw(words), (skill,), (lesson,), licence=licence)


@pytest.mark.slow
@settings(max_examples=60)
@given(courses())
def test_any_course_is_read_back_as_it_was_written(course):
    assert read_course(write_course(course)) == course


@pytest.mark.slow
@pytest.mark.django_db
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(courses())
def test_what_a_course_will_be_is_known_before_it_is_stored(course):
    Course.objects.all().delete()
    assert export_course(save_course(course)) == as_stored(course)


@pytest.mark.slow
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
@pytest.mark.django_db
def test_out_of_the_database_and_in_again_gives_the_same_course(folder):
    course = save_course(read_course(files_in_folder(folder)))
    files = files_of(course)
    again = read_course(files_in_zip(zip_files(files, folder="any")))
    assert files_of(save_course(again)) == files
    assert Course.objects.count() == 1


@pytest.mark.django_db
def test_rules_travel_with_their_course():
    course = save_course(read_course(course_files()))
    before = [rule.to_policy(key="x") for rule in course.rules.all()]
    save_course(read_course(files_of(course)))
    assert [rule.to_policy(key="x") for rule in Rule.objects.all()] == before


def test_the_default_rules_are_read_back_as_they_were_written():
    rules = read_rules((COURSES / "default_rules.yaml").read_text(), file="x")
    assert read_rules(write_rules(rules), file="x") == rules


@pytest.mark.slow
@pytest.mark.django_db
def test_exporting_takes_the_same_number_of_queries_for_any_course(django_assert_num_queries):
    course = save_course(read_course(files_in_folder(FOLDERS[0])))
    with django_assert_num_queries(11):
        files_of(course)


@pytest.mark.slow
@pytest.mark.django_db
def test_the_command_writes_a_folder_or_a_zip_that_loads_again(tmp_path):
    save_course(read_course(course_files()))
    for target in (tmp_path / "out", tmp_path / "out.zip"):
        call_command("export_course", "halves", str(target), stdout=StringIO())
        call_command("import_course", str(target), stdout=StringIO())
    with pytest.raises(CommandError, match="is there already"):
        call_command("export_course", "halves", str(tmp_path / "out"))
    with pytest.raises(CommandError, match="no course called"):
        call_command("export_course", "wholes", str(tmp_path / "new"))
