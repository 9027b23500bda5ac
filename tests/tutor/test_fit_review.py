"""manage.py fit_review: from a site's reviews to the weights it plans by."""

import json
from datetime import UTC, datetime, time
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from fsrs import Rating

from tests.forgetting import forgetful
from tests.people import make_user
from tutor.domain.learning import review_fit
from tutor.domain.learning.review import DEFAULT_WEIGHTS
from tutor.models import Answer, ReviewFit, Sitting
from tutor.queries.review_data import read_histories, weights_in_use

pytestmark = pytest.mark.slow

FORGETFUL = (0.5, 0.8, 1.0, 2.0, *DEFAULT_WEIGHTS[4:20], 0.6)


@pytest.fixture
def reviewed(lesson, question, skill):
    """Store what forgetful students answered."""

    def store(students):
        for number, ((history,),) in enumerate((student,) for student in students):
            sitting = Sitting.objects.create(student=make_user(f"s{number}"), lesson=lesson)
            Answer.objects.bulk_create(
                Answer(
                    sitting=sitting,
                    question=question,
                    submission_id=uuid4(),
                    response={},
                    is_correct=rating is Rating.Good,
                    created_at=datetime.combine(day, time(12), UTC),
                )
                for day, rating in history
            )

    return store


@pytest.fixture
def found(monkeypatch):
    """Let the package's optimiser find weights of people who forget fast."""
    monkeypatch.setattr(review_fit, "_optimise", lambda students: list(FORGETFUL))


def fit(*args):
    out = StringIO()
    call_command("fit_review", *args, stdout=out)
    return out.getvalue()


@pytest.mark.training
def test_weights_are_learned_from_the_database_and_served(reviewed):
    reviewed(forgetful(25, reviews=40))
    told = fit()
    assert "1000 reviews by 25 students" in told
    assert "Kept" in told
    kept = ReviewFit.objects.get()
    assert kept.log_loss_after < kept.log_loss_before
    assert weights_in_use() == tuple(kept.weights) != DEFAULT_WEIGHTS


def test_what_students_answered_is_what_is_fitted_to(reviewed):
    students = forgetful(3, reviews=5)
    reviewed(students)
    assert list(read_histories().values()) == students


def test_what_predicts_better_is_kept_and_told(reviewed, found, tmp_path):
    reviewed(forgetful(25, reviews=40))
    out = tmp_path / "fit.json"
    fit("--json", str(out))
    told = json.loads(out.read_text())
    assert weights_in_use() == FORGETFUL == tuple(told["weights"])
    assert (told["is_kept"], told["reviews"], told["students"]) == (True, 1000, 25)
    assert told["log_loss_after"] < told["log_loss_before"]


def test_a_dry_run_tells_and_keeps_nothing(reviewed, found):
    reviewed(forgetful(25, reviews=40))
    told = fit("--dry-run")
    assert "log loss" in told
    assert "Nothing is kept." in told
    assert not ReviewFit.objects.exists()


def test_what_predicts_no_better_is_not_kept(reviewed, found):
    reviewed(forgetful(25, reviews=40))
    fit()
    assert "Nothing is kept." in fit()
    assert ReviewFit.objects.count() == 1


def test_a_site_with_few_reviews_is_refused(reviewed, found):
    reviewed(forgetful(25, reviews=4))
    with pytest.raises(CommandError, match="too few reviews: 100 by 25 students"):
        fit()
    assert not ReviewFit.objects.exists()


def test_without_the_libraries_of_training_it_says_what_is_missing(reviewed, monkeypatch):
    def refuse(students):
        raise ImportError("torch")

    monkeypatch.setattr(review_fit, "_optimise", refuse)
    reviewed(forgetful(25, reviews=40))
    with pytest.raises(CommandError, match="train extra"):
        fit()


def test_one_can_go_back(reviewed, found):
    reviewed(forgetful(25, reviews=40))
    fit()
    assert "1 fits forgotten" in fit("--forget")
    assert weights_in_use() == DEFAULT_WEIGHTS
    with pytest.raises(CommandError, match="dry-run"):
        fit("--forget", "--dry-run")


def test_a_file_that_cannot_be_written_is_named(reviewed, found, tmp_path):
    reviewed(forgetful(25, reviews=40))
    with pytest.raises(CommandError, match="nowhere"):
        fit("--dry-run", "--json", str(tmp_path / "nowhere" / "fit.json"))
