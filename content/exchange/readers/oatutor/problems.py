"""A problem of OATutor as a step, and each of its steps as a question."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.text import slugify

from content.coursefiles.documents import CREDITS, ImageDoc, QuestionDoc, StepDoc
from content.coursefiles.lined import TITLE
from content.exchange.readers.gathering import Findings
from content.exchange.readers.oatutor.answers import read_answer
from content.exchange.readers.oatutor.changing import Changing
from content.exchange.readers.oatutor.hints import Hint, HintReader
from content.exchange.readers.oatutor.texts import Texts
from content.exchange.readers.oatutor.tree import (
    ProblemFolder,
    Unfit,
    as_mapping,
    credit_in,
    read_json,
    text_in,
)
from content.language import gettext
from content.questions import InvalidSpec
from content.questions.variables import check_question
from content.texts.slugs import FreeSlugs

MOST_STEPS = 100
_SLUG = 60
_CHANGES = re.compile(r"@\{[^{}]*\}")


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
    course, lesson, lesson_id = (
        " ".join(text_in(data, name).split()) for name in ("courseName", "lesson", "lessonId")
    )
    source, own = credit_in(data, "oer"), credit_in(data, "license")
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
        title, body = (text_in(head.data, name) for name in ("title", "body"))
        words = Texts.words(_CHANGES.sub("…", title))
        texts = Texts(self._files, folder.folder, title=words, where=folder.path, findings=self._findings)
        asked = _Asked(folder, texts, head.data, title, body, _lead(folder, head.data), keeps_order)
        shown = [body] if len(words) <= TITLE and "\\" not in title.replace("\\n", "") else [title, body]
        body = "\n\n".join(filter(None, (texts.markdown(text) for text in shown if text not in asked.lead)))
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
        own = [text_in(data, name) for name in ("stepTitle", "stepBody")]
        pathway = self._pathway(asked, step)
        asked.texts.changing = Changing(asked.data, data, *_variabilized(pathway))
        prompt = "\n\n".join(filter(None, map(asked.texts.markdown, [*asked.lead, *own])))
        # A step without a text of its own asks what its problem says.
        prompt = prompt or asked.texts.markdown(asked.title)
        if not prompt:
            raise Unfit(gettext("it has no text"))
        kind, spec = read_answer(
            data,
            "stepAnswer",
            asked.texts,
            self._findings,
            asked=[asked.title, asked.body, *own],
            keeps_order=asked.keeps_order,
        )
        hints = self._hints(asked, step, pathway)
        skills = tuple(sorted(self._skills_of.get(step, ())))
        question = QuestionDoc("", kind, prompt, spec, hints, skills, asked.texts.changing.variables())
        check_question(question.as_written())
        return question

    def _pathway(self, asked: "_Asked", step: str) -> Any:
        """Return what the file with a step's hints holds; nothing where it cannot be read, which is named."""
        path = asked.folder.pathway(step)
        try:
            return read_json(self._files, path) if path else []
        except Unfit as error:
            self._miss_hints(error, path)
            return []

    def _hints(self, asked: "_Asked", step: str, pathway: Any) -> tuple[Hint, ...]:
        path = asked.folder.pathway(step)
        try:
            return HintReader(asked.texts, self._findings, where=path).read(pathway)
        except Unfit as error:
            self._miss_hints(error, path)
            return ()

    def _miss_hints(self, error: Unfit, path: str) -> None:
        reason = gettext("%(problem)s; the question is taken without hints.")
        self._findings.skip(error.where or path, reason % {"problem": error})


@dataclass(frozen=True)
class _Asked:
    """One problem under way."""

    folder: ProblemFolder
    texts: Texts
    data: Mapping[str, Any]
    title: str
    body: str
    lead: Sequence[str]
    keeps_order: bool


def _lead(folder: ProblemFolder, data: Mapping[str, Any]) -> list[str]:
    """Return the texts of a problem that change: they stand before the question, which draws the numbers.

    Raises:
        Unfit: there are several questions, each of which draws its own.
    """
    changing = Changing(data)
    texts = [text for name in ("title", "body") if changing.uses(text := text_in(data, name))]
    if texts and len(folder.steps) > 1:
        raise Unfit(gettext("its text has numbers that change, and several questions about them"))
    return texts


def _variabilized(pathway: Any) -> list[Mapping[str, Any]]:
    entries = pathway if isinstance(pathway, list) else []
    inner = [one for entry in entries if isinstance(entry, dict) for one in entry.get("subHints") or ()]
    return [entry for entry in (*entries, *inner) if isinstance(entry, dict)]


def _cut(title: str) -> str:
    return title if len(title) <= TITLE else f"{title[: TITLE - 1].rstrip()}…"
