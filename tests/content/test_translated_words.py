"""What the texts of a course are called where they are translated."""

import pytest
from django.utils import translation

from content.authoring.translated import texts_of
from content.models import Question
from content.translations.words import in_words
from tests.e2e.every_kind import make_every_kind


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("title", "title"),
        ("choices.1.feedback", "choice 2 · feedback"),
        ("choices.0.text", "choice 1"),
        ("gaps.2.wrong.0.text", "gap 3 · wrong answer 1"),
        ("gaps.0.accepted", "gap 1 · accepted answers, a line each"),
        ("hints.0", "hint 1"),
        ("pairs.0.left", "pair 1 · one side"),
        ("variables.fruit.1", "value 2 of fruit"),
    ],
)
def test_a_path_is_told_from_the_outside_in(path, words):
    assert in_words(path) == words


def test_the_numbers_are_the_readers(db):
    with translation.override("ar"):
        assert in_words("choices.1.feedback") == "الخيار ٢ · التغذية الراجعة"


@pytest.mark.django_db
def test_every_text_of_every_kind_of_question_has_a_name(lesson):
    make_every_kind(lesson.course, a_step_each=False)
    told = {path: in_words(path) for question in Question.objects.all() for path in texts_of(question)}
    assert len(told) > 20
    assert [words for words in told.values() if "." in words or "_" in words] == []
