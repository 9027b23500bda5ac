"""Questions as the page shows them: the prompt, what can be chosen, and what the student did so far."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString

from content.models import Question, Skill, Step
from content.questions import ClozeSpec, Spec, face_of, named_choices
from content.texts.rendering import render_inline, render_markdown
from tutor.domain.learning.spacing import read_tries, this_time
from tutor.models import Answer, Sitting
from tutor.presenters.gaps import Piece, present_gaps
from tutor.queries.progress import mastered_skills

Response = dict[str, list[str]]


@dataclass(frozen=True)
class QuestionView:
    """A question as the page shows it.

    Attributes:
        choices, items, rights: what can be chosen, ordered or matched: value and html.
        lefts: what is to be matched: the field's name, html, and what was chosen.
        response: what the student sent last.
        tries, rung: how many answers and hints there are; they travel with the forms, so that what is sent
            from a page that shows less is known as stale.
        verdict: `is_correct` and `feedback_html` of the last answer, `None` before the first.
        error: why the last response could not be read.
        pieces: of a text with gaps.
        skipped_for: the skills for which a practice question is folded away: the student has them all.
    """

    question: Question
    prompt_html: SafeString
    choices: list[dict[str, Any]]
    items: list[dict[str, Any]]
    lefts: list[dict[str, Any]]
    rights: list[dict[str, Any]]
    unit: str
    response: Response
    hints_html: list[SafeString]
    hints_left: int
    tries: int
    rung: int
    verdict: dict[str, Any] | None = None
    error: str = ""
    skipped_for: tuple[str, ...] = ()
    pieces: list[Piece] = field(default_factory=list)

    @property
    def typed(self) -> str:
        """Return what was typed into a number or text field."""
        values = self.response.get("number") or self.response.get("text") or [""]
        return values[0]


@dataclass(frozen=True)
class _Done:
    """What the student did about one question; `is_hidden` where it is asked again as if it were new."""

    answers: list[Answer] = field(default_factory=list)
    hints: int = 0
    is_hidden: bool = False


def image_urls(step: Step) -> Mapping[str, str]:
    """Return the addresses of the pictures a step's texts may name; one query, once a text has a picture."""
    return image_urls_at(lambda: step)


def image_urls_at(find_step: Callable[[], Step]) -> Mapping[str, str]:
    """Return the same for a step that is looked up, if need be, with its lesson and course."""
    return cast("Mapping[str, str]", SimpleLazyObject(lambda: find_step().lesson.course.image_urls()))


def present_questions(sitting: Sitting, step: Step, *, images: Mapping[str, str]) -> list[QuestionView]:
    """Return the step's questions with what the student did about each: three queries.

    Practice asks up to three more, to leave out what the student has already.
    """
    answers: dict[int, list[Answer]] = {}
    for answer in sitting.answers.filter(question__step=step):
        answers.setdefault(answer.question_id, []).append(answer)
    hints: dict[int, int] = {}
    for use in sitting.hint_uses.filter(question__step=step):
        hints[use.question_id] = max(use.number, hints.get(use.question_id, 0))
    mastered = mastered_skills(sitting.student_id) if step.kind == Step.Kind.PRACTICE else set()
    questions = step.questions.prefetch_related("skills") if mastered else step.questions.all()
    of_step = list(step.skills.all()) if mastered else []
    return [
        _present(
            question,
            _Done(answers.get(question.pk, []), hints.get(question.pk, 0)),
            images=images,
            seed=sitting.pk,
            skipped_for=_reasons_to_skip(question, of_step, mastered) if question.pk not in answers else (),
        )
        for question in questions
    ]


def present_untouched(question: Question, *, images: Mapping[str, str]) -> QuestionView:
    """Return a question that nobody has touched.

    Raises:
        InvalidSpec: what is stored does not describe a question of its kind.
    """
    return _present(question, _Done(), images=images, seed=0)


def _reasons_to_skip(question: Question, of_step: list[Skill], mastered: set[int]) -> tuple[str, ...]:
    """Return the titles of the question's skills if the student has every one of them."""
    skills = (list(question.skills.all()) or of_step) if mastered else []
    has_all = all(skill.pk in mastered for skill in skills)
    return tuple(skill.title for skill in skills) if has_all else ()


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
    images = image_urls(question.step)
    view = _present(question, _done_about(question, sitting, is_hidden=True), images=images, seed=sitting.pk)
    body = render_markdown(question.step.body, images=images)
    return AskedAgain(sitting, view, body, question.step.kind == Step.Kind.EXPLANATION)


def present_practised(
    question: Question, sitting: Sitting, *, error: str = "", response: Response | None = None
) -> QuestionView:
    """Return a question that is practised, with what was done about it this time and nothing from before."""
    done = _done_about(question, sitting)
    hints = list(sitting.hint_uses.filter(question=question).values_list("created_at", flat=True))
    tries = read_tries([(answer.created_at, answer.is_correct) for answer in done.answers], hints)
    earlier = done.answers[: len(tries) - this_time(tries, zone=timezone.get_current_timezone())]
    is_helped = any(not earlier or hint > earlier[-1].created_at for hint in hints)
    images = image_urls(question.step)
    view = _present(question, done, images=images, seed=sitting.pk, error=error, response=response)
    return view if is_helped else replace(view, hints_html=[], hints_left=len(question.hints))


def present_question(
    sitting: Sitting, question: Question, *, error: str = "", response: Response | None = None
) -> QuestionView:
    """Return one question; `error` and `response` are those of a response that could not be read."""
    done = _done_about(question, sitting)
    images = image_urls(question.step)
    return _present(question, done, images=images, seed=sitting.pk, error=error, response=response)


def _done_about(question: Question, sitting: Sitting, *, is_hidden: bool = False) -> _Done:
    answers = list(sitting.answers.filter(question=question))
    return _Done(answers, sitting.hint_uses.filter(question=question).count(), is_hidden)


def _present(
    question: Question,
    done: _Done,
    *,
    images: Mapping[str, str],
    seed: int,
    error: str = "",
    response: Response | None = None,
    skipped_for: tuple[str, ...] = (),
) -> QuestionView:
    last = done.answers[-1] if done.answers and not done.is_hidden else None
    hints = 0 if done.is_hidden else done.hints
    spec = question.parsed_spec()
    sent = named_choices(spec, response if response is not None else (last.response if last else {}))
    verdict = None
    if last is not None and not error:
        feedback = render_markdown(last.feedback, images=images)
        verdict = {"is_correct": last.is_correct, "feedback_html": feedback}
    return QuestionView(
        question=question,
        prompt_html=render_markdown(question.prompt, images=images),
        **_present_face(spec, sent, images=images, seed=seed + question.pk),
        response=sent,
        hints_html=[render_markdown(text, images=images) for text in question.hints[:hints]],
        hints_left=max(0, len(question.hints) - hints),
        tries=len(done.answers),
        rung=done.hints,
        verdict=verdict,
        error=error,
        skipped_for=skipped_for,
        pieces=_pieces(
            spec, sent, images=images, seed=seed + question.pk, last=last if verdict else None, error=error
        ),
    )


def _pieces(
    spec: Spec,
    sent: Response,
    *,
    images: Mapping[str, str],
    seed: int,
    last: Answer | None,
    error: str,
) -> list[Piece]:
    if not isinstance(spec, ClozeSpec):
        return []
    parts = last.parts if last else {}
    return present_gaps(spec, sent, images=images, seed=seed, parts=parts, has_error=bool(error))


def _present_face(spec: Spec, sent: Response, *, images: Mapping[str, str], seed: int) -> dict[str, Any]:
    face = face_of(spec, seed=seed)

    def render_all(pairs: tuple[tuple[str, str], ...]) -> list[dict[str, Any]]:
        return [{"value": value, "html": render_inline(text, images=images)} for value, text in pairs]

    order = {value: place for place, value in enumerate(sent.get("order", []))}
    items = sorted(render_all(face.items), key=lambda item: order.get(item["value"], len(order)))
    lefts = [
        {
            "name": f"match-{index}",
            "html": render_inline(text, images=images),
            "chosen": (sent.get(f"match-{index}") or [""])[0],
        }
        for index, text in enumerate(face.lefts)
    ]
    return {
        "choices": render_all(face.choices),
        "items": items,
        "lefts": lefts,
        "rights": render_all(face.rights),
        "unit": face.unit,
    }
