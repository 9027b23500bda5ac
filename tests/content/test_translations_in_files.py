"""Files in further languages: what they may say, and that nothing of it is lost on its way."""

import json

import pytest

from content.authoring.drafts import working_copy
from content.authoring.publishing import publish
from content.coursefiles import BadCourseFiles, read_course
from content.coursefiles.writing import write_course
from content.exchange.exporting import export_course
from content.exchange.importing import save_course
from content.exchange.merging import merge, replace_all
from content.exchange.stored import as_stored
from content.models import Question, Step, Variant
from content.translations.kept import MADE_FROM, as_in_files, digest_of, is_one_line

from .coursefolder import COURSE, EXPLANATION, PRACTICE, course_files
from .translatedfolder import HEAD, SPANISH, WHAT
from .translatedfolder import translated as spanish


def faults_of(**changes: str | None) -> str:
    with pytest.raises(BadCourseFiles) as refused:
        spanish(**changes)
    return str(refused.value)


def test_a_step_file_brings_every_text_by_its_path():
    course = spanish()
    what, turn = course.lessons[0].steps
    assert what.translations["es"] == {"title": "Qué es una mitad", "body": r"Una mitad es $\frac{1}{2}$."}
    assert what.variants[1].translations["es"]["body"] == "Respira."
    assert turn.questions[0].translations["es"]["wrong.0.feedback"] == r"Eso es $\frac{1}{4}$."
    assert turn.questions[1].translations["es"]["choices.1.text"] == "No"
    assert course.skills[0].translations["es"] == {"title": "Conoce la mitad"}
    assert course.lessons[0].translations["es"] == {"title": "Una mitad"}


def test_files_with_translations_are_written_as_they_are_read():
    course = as_stored(spanish())
    files = write_course(course)
    assert {"course.es.yaml", "01-a-half/lesson.es.yaml", "01-a-half/02-turn.es.md"} <= files.keys()
    assert read_course(files) == course


def test_a_title_that_was_stored_with_two_lines_is_written_on_one(noor):
    course = save_course(spanish(), owner=noor)
    variant = Variant.objects.get(slug="visual")
    variant.translations["es"]["title"] = "Un pastel\n:::"
    variant.save()
    read = read_course(write_course(export_course(course)))
    assert read.lessons[0].steps[0].variants[0].translations["es"]["title"] == "Un pastel :::"


@pytest.mark.parametrize(
    ("path", "is_one"),
    [
        ("title", True),
        ("unit", True),
        ("areas.0.name", True),
        ("wrong.0.text", True),
        ("gaps.1.wrong.0", True),
        ("variables.body.0", True),
        ("wrong.0.feedback", False),
        ("body", False),
        ("choices.0.text", False),
        ("accepted", False),
    ],
)
def test_what_has_one_line_in_the_original_has_one_in_a_translation(path, is_one):
    assert is_one_line(path) == is_one
    assert as_in_files(path, "One \r\n two") == ("One two" if is_one else "One \n two")


def test_a_course_without_translations_is_written_as_ever():
    files = write_course(read_course(course_files()))
    assert not [path for path in files if ".es." in path]
    assert b"language" not in files["course.yaml"]


@pytest.mark.parametrize(
    ("path", "old", "new", "told"),
    [
        ("01-a-half/02-turn.es.md", "correct: true", "correct: false", "choices.0.correct is as in the orig"),
        ("01-a-half/02-turn.es.md", "  - {text: 'No'}\n", "", "choices has 1 entries, and the original 2"),
        ("01-a-half/02-turn.es.md", "hints: [", "hints: [Uno., ", "hints has 2 entries, and the original 1"),
        ("01-a-half/02-turn.es.md", "single which", "single wich", "the original has no question"),
        ("01-a-half/02-turn.es.md", "'No'", "Uno de dos", "two choices are the same"),
        ("01-a-half/02-turn.es.md", "prompt: ¿La", "promt: ¿La", "the original has no promt"),
        ("01-a-half/01-what.es.md", "skills: [half]", "skills: [hal]", "skills.0 is as in the original"),
        ("01-a-half/01-what.es.md", "::: break", "::: visual", "2 blocks visual, and the original has 1"),
        ("01-a-half/01-what.es.md", "pie.svg", "pay.svg", "there is no picture images/pay.svg"),
        ("course.es.yaml", "slug: half", "slug: hal", "course.yaml has no entry 'hal' in skills"),
    ],
)
def test_what_does_not_fit_the_original_is_told_with_file_and_key(path, old, new, told):
    text = SPANISH[path]
    assert old in text
    message = faults_of(**{path: text.replace(old, new)})
    assert message.startswith(path)
    assert told in message


def test_a_translation_of_nothing_and_one_into_its_own_language_are_faults():
    assert "there is no 01-a-half/03-no.md beside it" in faults_of(**{"01-a-half/03-no.es.md": WHAT})
    assert "the course itself is in this language" in faults_of(
        **{"course.yaml": COURSE + "language: es\n", "course.es.yaml": HEAD}
    )
    assert "language is one of en, es" in faults_of(**{"course.yaml": COURSE + "language: xx\n"})


def test_what_is_left_out_or_empty_is_no_fault():
    short = "---\ntitle: Te toca\n---\n::: question single which\nchoices:\n  - {text: Uno}\n  -\n:::\n"
    course = spanish(**{"01-a-half/02-turn.es.md": short, "01-a-half/01-what.es.md": None})
    what, turn = course.lessons[0].steps
    assert what.translations == {}
    assert turn.questions[0].translations == {}
    assert turn.questions[1].translations["es"] == {"choices.0.text": "Uno"}
    assert read_course(write_course(as_stored(course))) == as_stored(course)


@pytest.mark.django_db
def test_what_is_stored_comes_back_with_its_digests_left_out():
    doc = spanish()
    course = save_course(doc)
    assert export_course(course) == as_stored(doc)
    kept = Question.objects.get(slug="which").translations["es"]
    assert kept[MADE_FROM]["prompt"] == digest_of("Which is a half?")
    assert MADE_FROM not in export_course(course).lessons[0].steps[1].questions[1].translations["es"]


@pytest.mark.django_db
def test_a_changed_original_marks_its_translation_until_that_is_changed_too():
    course = save_course(spanish())
    Step.objects.filter(slug="what").update(body="A half is one of two.")
    outdated = export_course(course).lessons[0].steps[0].translations["es"][MADE_FROM]
    assert outdated == {"body": digest_of(r"A half is $\frac{1}{2}$.")}
    files = write_course(export_course(course))
    assert f"made_from:\n  body: {outdated['body']}" in files["01-a-half/01-what.es.md"].decode()
    assert read_course(files) == export_course(course)


@pytest.mark.django_db
def test_files_that_bring_a_new_original_alone_mark_the_translation():
    here = export_course(save_course(spanish()))
    changed = EXPLANATION.replace("A half is", "One half is")
    brought = spanish(**{"01-a-half/01-what.md": changed})
    merged = replace_all(here, brought)
    assert merged.course.lessons[0].steps[0].translations["es"][MADE_FROM] == {
        "body": digest_of(r"A half is $\frac{1}{2}$.")
    }
    seen = WHAT.replace("skills: [half]", "made_from: {body: now}")
    looked_through = spanish(**{"01-a-half/01-what.md": changed, "01-a-half/01-what.es.md": seen})
    assert MADE_FROM not in replace_all(here, looked_through).course.lessons[0].steps[0].translations["es"]


@pytest.mark.django_db
def test_files_without_translations_say_which_would_leave():
    here = export_course(save_course(spanish()))
    merged = replace_all(here, read_course(course_files()))
    assert merged.leaving == ["a-half (es)", "a-half/what (es)", "a-half/turn (es)"]


@pytest.mark.django_db
def test_what_another_system_brings_keeps_the_translations_that_are_here():
    here = export_course(save_course(spanish()))
    brought = read_course(course_files(**{"01-a-half/02-turn.md": PRACTICE.replace("Half of 8?", "8 / 2?")}))
    merged = merge(here, brought, {}, overwrite=True)
    turn = merged.course.lessons[0].steps[1]
    assert merged.updated == ["a-half/turn"]
    assert turn.translations == here.lessons[0].steps[1].translations
    assert turn.questions[0].translations["es"][MADE_FROM] == {"prompt": digest_of("Half of 8?")}


@pytest.mark.django_db
def test_an_answer_taken_out_takes_no_others_translation():
    course = save_course(spanish())
    question = Question.objects.get(slug="which")
    question.spec = {"choices": [{"text": "New"}, *reversed(question.spec["choices"])]}
    question.save()
    told = export_course(course).lessons[0].steps[1].questions[1].translations["es"]
    assert {path: text for path, text in told.items() if path.startswith("choices")} == {
        "choices.1.text": "No",
        "choices.2.text": "Uno de dos",
    }


@pytest.mark.django_db
def test_drafts_carry_translations_to_and_fro(noor):
    course = save_course(spanish(), owner=noor, publish=True)
    draft = working_copy(course)
    step = Step.objects.get(lesson__course=draft, slug="what")
    assert json.loads(json.dumps(step.translations["es"]["title"])) == "Qué es una mitad"
    step.translations["es"]["title"] = "La mitad"
    step.save()
    publish(course, by=noor)
    assert Step.objects.get(lesson__course=course, slug="what").translations["es"]["title"] == "La mitad"
