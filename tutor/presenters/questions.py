"""Questions as the page shows them: the prompt, what can be chosen, and what the student did so far."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from django.db.models import prefetch_related_objects
from django.utils.functional import SimpleLazyObject

from content.models import Question, Step
from content.questions import (
    ClozeSpec,
    Hint,
    HotspotsSpec,
    Spec,
    face_of,
    has_question,
    named_choices,
)
from content.questions.variables import describe
from content.skills_needed import skills_of
from content.texts.rendering import render_inline, render_markdown
from tutor.models import Answer, HintAnswer, Sitting
from tutor.presenters.gaps import present_gaps
from tutor.presenters.question_views import Asked, Done, HintView, QuestionView, Refused, Response
from tutor.presenters.spots import present_spots
from tutor.queries.progress import mastered_skills
from tutor.queries.versions import Version, version_at, version_of_seed


def image_urls(step: Step) -> Mapping[str, str]:
    """Return the addresses of the pictures a step's texts may name; one query, once a text has a picture."""
    return image_urls_at(lambda: step)


def image_urls_at(find_step: Callable[[], Step]) -> Mapping[str, str]:
    """Return the same for a step that is looked up, if need be, with its lesson and course."""
    return image_urls_of(lambda: find_step().lesson.course.image_urls())


def image_urls_of(find_urls: Callable[[], Mapping[str, str]]) -> Mapping[str, str]:
    """Return addresses of pictures that are asked for once a text has a picture."""
    return cast("Mapping[str, str]", SimpleLazyObject(find_urls))


def present_questions(sitting: Sitting, step: Step, *, images: Mapping[str, str]) -> list[QuestionView]:
    """Return the step's questions with what the student did about each: three queries.

    One more where a hint that is open asks something. Practice asks up to three more, to leave out what the
    student has already.
    """
    answers: dict[int, list[Answer]] = {}
    for answer in sitting.answers.filter(question__step=step):
        answers.setdefault(answer.question_id, []).append(answer)
    hints: dict[int, int] = {}
    for use in sitting.hint_uses.filter(question__step=step):
        hints[use.question_id] = max(use.number, hints.get(use.question_id, 0))
    mastered = mastered_skills(sitting.student_id) if step.kind == Step.Kind.PRACTICE else set()
    questions = list(step.questions.prefetch_related("skills") if mastered else step.questions.all())
    if mastered:
        prefetch_related_objects([step], "skills")
    said = _hint_answers(sitting, {question: hints.get(question.pk, 0) for question in questions})
    return [
        present(
            question,
            Done(answers.get(question.pk, []), hints.get(question.pk, 0), said.get(question.pk, [])),
            images=images,
            sitting=sitting.pk,
            skipped_for=_reasons_to_skip(question, mastered) if question.pk not in answers else (),
        )
        for question in questions
    ]


def present_untouched(
    question: Question, *, images: Mapping[str, str], with_hints: bool = False, seed: int = 0
) -> QuestionView:
    """Return a question that nobody has touched, or of which only the hints are open, in one of its versions.

    Raises:
        InvalidSpec: what is stored does not describe a question of its kind.
    """
    hints = len(question.hints) if with_hints else 0
    version = version_of_seed(question, seed, hints=hints)
    view = present(question, Done(hints=hints), images=images, sitting=0, version=version)
    return replace(view, values=describe(version.values or {}))


def _reasons_to_skip(question: Question, mastered: set[int]) -> tuple[str, ...]:
    """Return the titles of the question's skills if the student has every one of them."""
    skills = skills_of(question) if mastered else []
    has_all = all(skill.pk in mastered for skill in skills)
    return tuple(skill.say("title") for skill in skills) if has_all else ()


def present_question(
    sitting: Sitting, question: Question, *, refused: Refused | None = None, key: str = ""
) -> QuestionView:
    """Return one question with what the student did about it; `key`: of the version that was shown."""
    done = done_about(question, sitting)
    images = image_urls(question.step)
    return present(question, done, images=images, sitting=sitting.pk, refused=refused, key=key)


def done_about(question: Question, sitting: Sitting) -> Done:
    """Return what a student did about a question: two queries, one more where an open hint asks."""
    answers = list(sitting.answers.filter(question=question))
    hints = sitting.hint_uses.filter(question=question).count()
    return Done(answers, hints, _hint_answers(sitting, {question: hints}).get(question.pk, []))


def _hint_answers(sitting: Sitting, opened: Mapping[Question, int]) -> dict[int, list[HintAnswer]]:
    """Return the answers to what open hints ask, by question; no query where none of them asks."""
    asked = [question for question, hints in opened.items() if any(map(has_question, question.hints[:hints]))]
    found: dict[int, list[HintAnswer]] = {}
    for answer in sitting.hint_answers.filter(question__in=asked) if asked else ():
        found.setdefault(answer.question_id, []).append(answer)
    return found


def present(
    question: Question,
    done: Done,
    *,
    images: Mapping[str, str],
    sitting: int,
    refused: Refused | None = None,
    skipped_for: tuple[str, ...] = (),
    key: str = "",
    version: Version | None = None,
) -> QuestionView:
    """Return a question as the page shows it.

    Args:
        question: with its step.
        done: what the student did about it.
        images: the addresses of its pictures.
        sitting: the key of the student's; it decides the version, and the order of what is mixed.
        refused: a response that was not taken; what it holds stays in the form.
        skipped_for: the skills for which it is folded away.
        key: of the version that the page showed, if there was one.
        version: which to show; else the student's own.
    """
    mix = sitting + question.pk
    own = refused if refused and not refused.hint else None
    answers = [] if done.hides_answers else done.answers
    hints = 0 if done.hides_hints else done.hints
    if version is None:
        version = version_at(
            question, done.answers, sitting=sitting, is_new=done.hides_answers, key=key, hints=hints
        )
    shown = version.shown
    view = _present_asked(
        Asked(question.pk, question.kind),
        shown.prompt,
        shown.spec,
        answers if version.is_of_last else [],
        images=images,
        seed=mix,
        refused=own,
    )
    return replace(
        view,
        question=question,
        version=version.key,
        hints=[
            _present_hint(
                question, number, hint, done, images=images, seed=mix, refused=refused, version=version
            )
            for number, hint in enumerate(shown.hints, start=1)
        ],
        hints_left=max(0, len(question.hints) - hints),
        # All there are, also those that are not shown: the form's state is held against what is stored.
        tries=len(done.answers),
        rung=done.hints,
        skipped_for=skipped_for,
    )


def _present_hint(
    question: Question,
    number: int,
    hint: Hint,
    done: Done,
    *,
    images: Mapping[str, str],
    seed: int,
    refused: Refused | None,
    version: Version,
) -> HintView:
    html = render_markdown(hint.text, images=images)
    if hint.question is None:
        return HintView(number, html, None)
    asked = hint.question
    answers = [answer for answer in done.hint_answers if answer.number == number]
    shown = [
        answer
        for answer in answers
        if answer.seed == version.seed and (done.since is None or answer.created_at > done.since)
    ]
    view = _present_asked(
        Asked(f"{question.pk}-hint-{number}", asked.kind),
        asked.prompt,
        asked.spec,
        shown,
        images=images,
        seed=seed + number,
        refused=refused if refused and refused.hint == number else None,
    )
    # Of all versions, as `record_hint_answer` counts them.
    return HintView(number, html, replace(view, tries=len(answers)))


def _present_asked(
    asked: Asked,
    prompt: str,
    spec: Spec,
    answers: Sequence[Answer | HintAnswer],
    *,
    images: Mapping[str, str],
    seed: int,
    refused: Refused | None,
) -> QuestionView:
    """Return what is asked, by a question or a hint, with what came of the last of its answers."""
    last = answers[-1] if answers else None
    error = refused.error if refused else ""
    sent = refused.response if refused else None
    response = named_choices(spec, sent if sent is not None else (last.response if last else {}))
    verdict = None
    if last is not None and not error:
        feedback = render_markdown(last.feedback, images=images)
        verdict = {"is_correct": last.is_correct, "feedback_html": feedback}
    return QuestionView(
        question=asked,
        prompt_html=render_markdown(prompt, images=images),
        **_present_face(spec, response, images=images, seed=seed),
        response=response,
        hints=[],
        hints_left=0,
        tries=len(answers),
        rung=0,
        verdict=verdict,
        error=error,
        **_present_fields(
            spec, response, images=images, seed=seed, last=last if verdict else None, error=error
        ),
    )


def _present_fields(
    spec: Spec,
    sent: Response,
    *,
    images: Mapping[str, str],
    seed: int,
    last: Answer | HintAnswer | None,
    error: str,
) -> dict[str, Any]:
    """Return what only kinds with fields of several names need."""
    parts, has_error = last.parts if last else {}, bool(error)
    if isinstance(spec, ClozeSpec):
        gaps = present_gaps(spec, sent, images=images, seed=seed, parts=parts, has_error=has_error)
        return {"pieces": gaps}
    if isinstance(spec, HotspotsSpec):
        spots = present_spots(spec, sent, images=images, seed=seed, parts=parts, has_error=has_error)
        return {"spots": spots}
    return {}


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
        "letters": face.letters,
    }
