"""A problem of OATutor as a step, and each of its steps as a question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.text import slugify

from content.coursefiles.documents import CREDITS, ImageDoc, QuestionDoc, StepDoc
from content.coursefiles.lined import TITLE
from content.exchange.readers.oatutor.answers import read_answer
from content.exchange.readers.oatutor.hints import Hint, HintReader
from content.exchange.readers.oatutor.texts import Texts
from content.exchange.readers.oatutor.tree import (
    Findings,
    ProblemFolder,
    Unfit,
    as_mapping,
    read_json,
    text_in,
)
from content.language import gettext
from content.questions import InvalidSpec, parse_spec
from content.texts.slugs import FreeSlugs

MOST_STEPS = 100
_SLUG = 60
_FORMULA = "$$"


@dataclass(frozen=True)
class Head:
    """What a problem's own file says besides its texts: where it belongs, whose it is."""

    data: Mapping[str, Any]
    course: str
    lesson: str
    lesson_id: str
    source: str
    licence: str


@dataclass(frozen=True)
class Problem:
    """A problem that is taken: its step, and the pictures that its texts show."""

    step: StepDoc
    images: Mapping[str, ImageDoc]


def read_head(files: Mapping[str, bytes], folder: ProblemFolder, *, licence: str) -> Head:
    """Return what a problem's file says; `licence` is what is stated for one that has none.

    Raises:
        Unfit: it cannot be read.
    """
    data = as_mapping(read_json(files, folder.path), gettext("a problem"))
    names = ("courseName", "lesson", "lessonId", "oer", "license")
    course, lesson, lesson_id, source, own = (" ".join(text_in(data, name).split()) for name in names)
    if course.startswith("!!"):
        raise Unfit(gettext("OATutor does not show it: its course begins with !!"))
    return Head(
        data, course, lesson, lesson_id, source[: CREDITS["source"]], (own or licence)[: CREDITS["licence"]]
    )


class ProblemReader:
    """Reads problems; `skills_of` gives the skills of a step of theirs by its name."""

    def __init__(
        self, files: Mapping[str, bytes], skills_of: Mapping[str, Sequence[str]], findings: Findings
    ) -> None:
        self._files, self._skills_of, self._findings = files, skills_of, findings

    def read(self, folder: ProblemFolder, head: Head, *, keeps_order: bool) -> Problem:
        """Return a problem.

        Raises:
            Unfit: it has no licence, none of its questions can be taken, or its text cannot be shown.
        """
        if not head.licence:
            raise Unfit(
                gettext("it has no licence; --licence or the page's field states one for all that have none")
            )
        title = text_in(head.data, "title")
        words = Texts.words(title)
        texts = Texts(self._files, folder.folder, title=words, where=folder.path, findings=self._findings)
        body = texts.markdown(text_in(head.data, "body"))
        if len(words) > TITLE or "\\" in title.replace("\\n", ""):
            body = "\n\n".join(filter(None, (texts.markdown(title), body)))
        asked = _Asked(folder, texts, title, text_in(head.data, "body"), keeps_order)
        questions = self._questions(asked)
        if not questions:
            raise Unfit(gettext("none of its questions can be taken"))
        step = StepDoc(
            slug=slugify(folder.id)[:_SLUG].strip("-") or "problem",
            title=_cut(words) or "Problem",
            kind="question",
            body=body,
            skills=tuple(sorted({skill for question in questions for skill in question.skills})),
            questions=tuple(questions),
            source=head.source,
            licence=head.licence,
        )
        return Problem(step, texts.images)

    def _questions(self, asked: "_Asked") -> list[QuestionDoc]:
        questions: list[QuestionDoc] = []
        slugs = FreeSlugs()
        for number, step in enumerate(asked.folder.steps[:MOST_STEPS], start=1):
            path = asked.folder.step_path(step)
            try:
                question = self._question(asked, step)
            except (Unfit, InvalidSpec) as error:
                self._findings.skip(getattr(error, "where", "") or path, f"{error}.")
                continue
            own = slugify(step.removeprefix(asked.folder.id))[:_SLUG].strip("-")
            questions.append(replace(question, slug=slugs.take(own or f"step-{number}")))
        if len(asked.folder.steps) > MOST_STEPS:
            reason = gettext("a problem has at most %(most)s steps; it is taken with so many.")
            self._findings.skip(asked.folder.path, reason % {"most": MOST_STEPS})
        return questions

    def _question(self, asked: "_Asked", step: str) -> QuestionDoc:
        data = as_mapping(read_json(self._files, asked.folder.step_path(step)), gettext("a step"))
        names = ("stepTitle", "stepBody")
        prompt = "\n\n".join(filter(None, (asked.texts.markdown(text_in(data, name)) for name in names)))
        # A step without a text of its own asks what its problem says.
        prompt = prompt or asked.texts.markdown(asked.title)
        if not prompt:
            raise Unfit(gettext("it has no text"))
        kind, spec = read_answer(
            data,
            "stepAnswer",
            asked.texts,
            self._findings,
            asked=[asked.title, asked.body, *(text_in(data, name) for name in names)],
            keeps_order=asked.keeps_order,
        )
        parse_spec(kind, spec)
        hints = self._hints(asked, step)
        return QuestionDoc("", kind, prompt, spec, hints, tuple(sorted(self._skills_of.get(step, ()))))

    def _hints(self, asked: "_Asked", step: str) -> tuple[Hint, ...]:
        path = asked.folder.pathway(step)
        if not path:
            return ()
        try:
            return HintReader(asked.texts, self._findings, where=path).read(read_json(self._files, path))
        except Unfit as error:
            reason = gettext("%(problem)s; the question is taken without hints.")
            self._findings.skip(error.where or path, reason % {"problem": error})
            return ()


@dataclass(frozen=True)
class _Asked:
    """One problem under way."""

    folder: ProblemFolder
    texts: Texts
    title: str
    body: str
    keeps_order: bool


def _cut(title: str) -> str:
    return title if len(title) <= TITLE else f"{title[: TITLE - 1].rstrip()}…"
