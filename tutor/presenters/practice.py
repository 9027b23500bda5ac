"""A question that is asked again outside its lesson, as the page shows it."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone
from django.utils.safestring import SafeString

from content.models import Question, Step
from content.texts.rendering import render_markdown
from tutor.domain.learning.spacing import has_rested, read_tries, this_time
from tutor.models import Answer, Sitting
from tutor.presenters.question_views import Done, QuestionView, Refused
from tutor.presenters.questions import done_about, image_urls, present
from tutor.queries.help_times import times_about


@dataclass(frozen=True)
class AskedAgain:
    """A question asked again outside its lesson, with the step it comes from.

    Attributes:
        body_html: the step's text, which the question may point at.
        is_told: the step explains; its text would give the answer away, so it is not shown at once.
    """

    sitting: Sitting
    question_view: QuestionView
    body_html: SafeString
    is_told: bool


def present_again(question: Question, sitting: Sitting) -> AskedAgain:
    """Return a question as if it were new, for practising again."""
    done = replace(done_about(question, sitting), hides_answers=True, hides_hints=True)
    view = present(question, done, images=image_urls(question.step), sitting=sitting.pk)
    return _with_step(question, sitting, view)


def present_under_way(
    question: Question, sitting: Sitting, *, refused: Refused | None = None, key: str = ""
) -> AskedAgain:
    """Return a question that is practised, with the step it comes from."""
    return _with_step(question, sitting, present_practised(question, sitting, refused=refused, key=key))


def present_practised(
    question: Question, sitting: Sitting, *, refused: Refused | None = None, key: str = ""
) -> QuestionView:
    """Return a question that is practised, with what was done about it this time and nothing from before.

    `key` is that of the version which was shown.
    """
    done = done_about(question, sitting)
    hints = times_about(sitting=sitting, question=question)
    earlier = _earlier_answers(done, hints)
    last = earlier[-1].created_at if earlier else None
    this_time_done = replace(
        done,
        since=last,
        hides_answers=len(earlier) == len(done.answers),
        hides_hints=not any(last is None or hint > last for hint in hints),
    )
    images = image_urls(question.step)
    return present(question, this_time_done, images=images, sitting=sitting.pk, refused=refused, key=key)


def _earlier_answers(done: Done, hints: list[datetime]) -> list[Answer]:
    """Return the answers from before the present practice."""
    tries = read_tries([(answer.created_at, answer.is_correct) for answer in done.answers], hints)
    zone = timezone.get_current_timezone()
    if has_rested(tries, now=timezone.now(), zone=zone):
        return done.answers
    return done.answers[: len(tries) - this_time(tries, zone=zone)]


def _with_step(question: Question, sitting: Sitting, view: QuestionView) -> AskedAgain:
    body = render_markdown(question.step.say("body"), images=image_urls(question.step))
    return AskedAgain(sitting, view, body, question.step.kind == Step.Kind.EXPLANATION)
