"""Variables on their way through course files and the database."""

import re
from dataclasses import asdict
from pathlib import Path

import pytest

from content.authoring.checklist import gaps_in, lessons_of
from content.authoring.copying import duplicate_step
from content.coursefiles import BadCourseFiles, read_course
from content.coursefiles.writing import write_course
from content.exchange.exporting import export_course
from content.exchange.importing import save_course
from content.exchange.merging import _plain
from content.models import Question
from content.questions.variables import sample
from tests.content.coursefolder import course_files

BLOCK = """\
::: question number sum
prompt: What is ${{a}} + {{b}}$?
variables:
  a: 2..9
  b: 3..9
  where: [a != b]
answer: "{{a + b}}"
wrong:
  - value: "{{a * b}}"
    feedback: That is {{a}} times {{b}}.
hints:
  - Count on from {{max(a, b)}}.
  - text: How far is {{a}} from ten?
    question: {kind: number, answer: "{{10 - a}}"}
:::
"""


def with_block(block=BLOCK):
    """Return course files with one more question, its file, and the line on which it begins."""
    files = course_files()
    path = next(name for name in files if b"::: question" in files[name])
    before = files[path].decode().rstrip() + "\n"
    files[path] = (before + block).encode()
    return files, path, before.count("\n") + 1


def questions_of(course):
    return [one for lesson in course.lessons for step in lesson.steps for one in step.questions]


def test_a_question_with_variables_is_read_and_written_back():
    course = read_course(with_block()[0])
    question = questions_of(course)[-1]
    assert question.variables == {"a": "2..9", "b": "3..9", "where": ["a != b"]}
    assert question.spec["answer"] == "{{a + b}}"
    assert read_course(write_course(course)) == course


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("a: 2..9", "a: many", 3, "a variable is a range"),
        ("[a != b]", "[a = b]", 5, "= has no meaning here"),
        (
            "  b: 3..9\n  where: [a != b]\n",
            "  b: 2..9\n",
            7,
            r"right, not wrong \(in version \d+, where a = \d, b = \d\)",
        ),
        ('"{{a + b}}"', '"{{a + c}}"', 6, "there is no variable called c"),
        ('"{{a + b}}"', "{{a + b}}", 6, "quotation marks around a text that begins with braces"),
        ("What is $", "{{a}} and {{b}}: $", 1, "quotation marks around a text that begins with braces"),
        ("{{max(a, b)}}", "{{most(a, b)}}", 11, "no function called most"),
        ('"{{10 - a}}"', '"{{a}} less"', 13, "must be a number"),
        ("$?", "$ of $\\frac{ {{a}}$?", 1, "braces"),
        ("$?", "$ ![It](images/{{a}}.svg)?", 1, "there is no picture images/"),
    ],
)
def test_a_fault_is_named_with_its_line(old, new, line, reason):
    assert old in BLOCK
    files, path, start = with_block(BLOCK.replace(old, new, 1))
    with pytest.raises(BadCourseFiles, match=f"{path}:{start + line}: .*{reason}"):
        read_course(files)


@pytest.mark.django_db
def test_variables_are_stored_exported_and_copied(noor):
    doc = read_course(with_block()[0])
    course = save_course(doc, owner=noor)
    question = Question.objects.get(slug="sum")
    assert question.variables == {"a": "2..9", "b": "3..9", "where": ["a != b"]}
    assert questions_of(export_course(course)) == questions_of(doc)
    copy = duplicate_step(question.step).questions.get(slug="sum")
    assert (copy.variables, copy.spec) == (question.variables, question.spec)


@pytest.mark.django_db
def test_the_checklist_looks_at_what_students_see(noor):
    course = save_course(read_course(with_block()[0]), owner=noor)
    before = [gap.text for gap in gaps_in(course, lessons_of(course))]
    Question.objects.filter(slug="sum").update(
        prompt="![One](images/pizza-{{a - a + 1}}.svg) $\\frac{ {{a}}$"
    )
    after = [gap.text for gap in gaps_in(course, lessons_of(course))]
    assert any("images/pizza-1.svg" in text for text in set(after) - set(before))
    assert not any("{{" in text for text in after)


def test_a_question_without_variables_has_the_digest_that_earlier_imports_recorded():
    course = read_course(course_files())
    assert not any(
        "variables" in str(_plain(asdict(step), set())) for lesson in course.lessons for step in lesson.steps
    )
    assert "variables" in str(_plain(asdict(read_course(with_block()[0]).lessons[0].steps[-1]), set()))


def test_the_example_of_the_guide_is_sound():
    guide = Path("docs/writing-courses.md").read_text()
    block = re.search(r"```markdown\n(::: question number area.*?)```", guide, re.DOTALL)[1]
    question = questions_of(read_course(with_block(block)[0]))[-1]
    one, other, _ = sample(question.as_written())
    assert one.prompt != other.prompt
    assert not any("{{" in version.prompt + str(version.spec) for version in (one, other))
