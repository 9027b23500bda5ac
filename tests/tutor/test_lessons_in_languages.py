"""Lessons in the reader's language: what is translated, what stands in for the rest, and what stays alike."""

import re
from fractions import Fraction
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from content.exchange.importing import save_course
from content.models import Question, Step
from content.questions import check
from content.questions.variables import Written, show
from content.translations.questions import said_question
from tests.content.coursefolder import COURSE, PRACTICE
from tests.content.translatedfolder import SPANISH, TURN, translated
from tutor.models import Adaptation, ClassSession
from tutor.presenters.lessons import render_adaptation
from tutor.queries.open_questions import open_questions
from tutor.services.answers import record_answer
from tutor.services.sittings import open_sitting
from tutor.services.teaching.sessions import end_session, start_session

TEXT = """
::: question text name-it
prompt: What is it called?
accepted: [half, {text: one half, feedback: Both words.}]
wrong: [{text: whole, feedback: That is all of it.}]
:::
"""
TEXTO = """
::: question text name-it
prompt: ¿Cómo se llama?
accepted: [mitad, {text: una mitad, feedback: Las dos palabras.}, medio]
wrong: [{text: entero, feedback: Eso es todo.}]
:::
"""


@pytest.fixture
def course(noor):
    files = {"01-a-half/02-turn.md": PRACTICE + TEXT, "01-a-half/02-turn.es.md": TURN + TEXTO}
    return save_course(translated(**files), owner=noor, publish=True)


@pytest.fixture
def page(client, amira, course):
    client.force_login(amira)

    def page(number, language):
        sitting = open_sitting(student=amira, lesson=course.lessons.get())
        url = reverse("tutor:step", args=[sitting.pk, number])
        return client.get(url, headers={"accept-language": language}).content.decode()

    return page


def values_in(page):
    return re.findall(r'name="choice" value="(\w+)"', page)


def test_a_lesson_speaks_the_readers_language_with_the_same_answers(page):
    english, spanish = page(2, "en"), page(2, "es")
    assert '<html lang="es">' in spanish
    assert '<h1 id="step-title" tabindex="-1">Te toca</h1>' in spanish
    assert "¿Qué es una mitad?" in spanish
    assert "Uno de dos" in spanish
    assert "One of two" not in spanish
    assert values_in(spanish) == values_in(english) != []
    assert "Una mitad" in spanish
    assert 'lang="en"' not in spanish


def test_where_nothing_is_translated_the_original_says_its_language(page):
    arabic, german = page(1, "ar"), page(1, "de")
    assert '<html lang="ar" dir="rtl">' in arabic
    assert '<span lang="en" dir="ltr">What a half is</span>' in arabic
    assert '<div lang="en" dir="ltr"><p>A half is' in arabic
    assert '<div lang="en"><p>A half is' in german
    assert 'lang="en"' not in page(1, "en").replace('<html lang="en-gb">', "")


def test_text_by_text_the_original_stands_in(page):
    step = Step.objects.get(slug="what")
    del step.translations["es"]["body"]
    step.save()
    spanish = page(1, "es")
    assert "Qué es una mitad</h1>" in spanish
    assert '<div lang="en"><p>A half is' in spanish


def test_what_is_shown_as_help_speaks_the_readers_language(page, course, amira):
    page(1, "es")
    sitting = open_sitting(student=amira, lesson=course.lessons.get())
    step = Step.objects.get(slug="what")
    variant = step.variants.get(kind="break")
    help_given = Adaptation.objects.create(
        sitting=sitting, step=step, kind="break", variant=variant, state="shown"
    )
    with translation.override("es"):
        told = render_adaptation(Adaptation.objects.select_related("variant").get(pk=help_given.pk))
    assert "Un momento" in told
    assert "Respira." in told
    assert "Respira." in page(1, "es")
    assert "Breathe." in page(1, "en")


def answer(sitting, slug, **response):
    question = Question.objects.select_related("step__lesson__course").get(slug=slug)
    return record_answer(
        sitting=sitting,
        question=question,
        submission_id=uuid4(),
        response={n: [v] for n, v in response.items()},
    )


@pytest.mark.parametrize("language", ["en", "es", "ar"])
def test_words_of_all_languages_are_accepted_on_every_page(course, amira, language):
    sitting = open_sitting(student=amira, lesson=course.lessons.get())
    with translation.override(language):
        right = [answer(sitting, "name-it", text=word).is_correct for word in ("half", "mitad", "medio")]
        wrong = answer(sitting, "name-it", text="entero")
    assert right == [True, True, True]
    assert not wrong.is_correct
    assert wrong.feedback == ("Eso es todo." if language == "es" else "That is all of it.")


def test_what_is_said_to_an_accepted_word_is_in_the_readers_language(course, amira):
    sitting = open_sitting(student=amira, lesson=course.lessons.get())
    with translation.override("es"):
        assert answer(sitting, "name-it", text="one half").feedback == "Las dos palabras."
    with translation.override("en"):
        assert answer(sitting, "name-it", text="one half").feedback == "Both words."


def queries_of(page, number, language):
    with CaptureQueriesContext(connection) as queries:
        page(number, language)
    return len(queries)


def test_a_translated_page_asks_no_query_more(page):
    page(2, "en")
    english, spanish, german = (queries_of(page, 2, code) for code in ("en", "es", "de"))
    assert spanish <= english
    assert german <= english


def test_open_questions_are_named_in_the_readers_language(course, amira):
    lesson = course.lessons.get()
    with translation.override("es"):
        assert {one.title for one in open_questions(amira.pk, [lesson.pk])[lesson.pk]} == {"Te toca"}


def test_a_translation_that_makes_no_sense_gives_way_to_the_original(course):
    question = Question.objects.get(slug="which")
    question.translations["es"]["choices.1.text"] = "Uno de dos"
    with translation.override("es"):
        shown = show(question.as_said(), {})
    assert [choice.text for choice in shown.spec.choices] == ["One of two", "No"]


def test_drawn_words_are_translated_and_numbers_stay():
    written = Written(
        "number",
        "{{n}} {{fruit}} for two: how many {{fruit}} each?",
        {"answer": "{{n / 2}}"},
        (),
        {"n": "4", "fruit": ["apples", "pears"]},
    )
    kept = {"es": {"prompt": "{{n}} {{fruit}} para dos", "variables.fruit.1": "peras"}}
    said = said_question(written, kept, reader="es", own="en")
    shown = show(said, {"n": Fraction(4), "fruit": "pears"})
    assert shown.prompt == "4 peras para dos"
    assert check(shown.spec, {"number": ["2"]}).is_correct


def test_a_course_written_in_spanish_is_translated_into_english(noor):
    own = {"course.yaml": COURSE + "language: es\n", "course.en.yaml": "title: Hi\n"}
    doc = translated(**{**dict.fromkeys(SPANISH), **own})
    course = save_course(doc, owner=noor, publish=True)
    with translation.override("en-gb"):
        assert course.say("title") == "Hi"
        assert course.say("summary").language == "es"
    with translation.override("es"):
        assert course.say("title") == "Halves"


def test_a_teachers_pages_name_steps_in_the_teachers_language(client, course, classroom, tariq):
    lesson = course.lessons.get()
    session = start_session(classroom=classroom, lesson=lesson, pacing=ClassSession.Pacing.TEACHER)
    client.force_login(tariq)
    spanish = {"accept-language": "es"}
    live = client.get(reverse("tutor:classroom", args=[classroom.pk]), headers=spanish).content.decode()
    assert "Te toca" in live
    assert "Una mitad" in live
    end_session(session=session)
    url = reverse("tutor:session_report", args=[classroom.pk, session.pk])
    report = client.get(url, headers=spanish).content.decode()
    assert "Te toca" in report
    assert "Your turn" not in report
    assert "Your turn" in client.get(url, headers={"accept-language": "en"}).content.decode()
