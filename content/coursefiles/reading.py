"""A whole course from its files."""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from content.coursefiles.aligning import language_of, translated_path
from content.coursefiles.blocks import Place
from content.coursefiles.documents import (
    CREDITS,
    CourseDoc,
    ImageDoc,
    LessonDoc,
    MisconceptionDoc,
    SkillDoc,
    StepDoc,
)
from content.coursefiles.faults import FaultList, Unreadable
from content.coursefiles.lined import TITLE, Lined, is_slug, read_yaml
from content.coursefiles.rules import read_rules
from content.coursefiles.skills import read_skills
from content.coursefiles.steps import read_credits, read_step
from content.coursefiles.texts import TextChecker
from content.coursefiles.translated import Language, read_head, read_lesson, read_translated_step
from content.language import OF_TEXTS, gettext
from content.policy.pretest import LEAST_PRETEST, MOST_PRETEST
from content.texts.images import CleanImage, InvalidImage, read_image

LONGEST_FILE = 200_000
"""The most bytes of a Markdown or YAML file."""
D = TypeVar("D", CourseDoc, LessonDoc, SkillDoc, MisconceptionDoc)
OnProgress = Callable[[int, int], None]
_STEP_NAME = re.compile(r"\d+-(.+)\.md")
_ALTS = "images/alt.yaml"
_PARTS = ("language", "skills", "misconceptions", "lessons", "pretest_questions", "chance_chooses")


def read_course(
    files: Mapping[str, bytes],
    *,
    complete: bool = True,
    keep_unsound: bool = False,
    on_progress: OnProgress = lambda done, total: None,
) -> CourseDoc:
    """Return the course that `files` (by path below the course's folder) describe.

    A draft need not be `complete`: it may have a lesson without steps, or a step without text. With
    `keep_unsound`, as a course's own history wants it, a rule or skill that makes no sense is taken as it is.
    `on_progress` hears, file by file, how many are read and how many there are.

    Raises:
        BadCourseFiles: anything is wrong; it tells every fault with file and line.
    """
    faults = FaultList()
    try:
        reader = _Reader(files, faults, complete=complete, keep_unsound=keep_unsound, on_progress=on_progress)
        course = reader.read()
    except Unreadable:
        course = None
    faults.raise_if_any()
    assert course is not None
    return course


class _Reader:
    """Reads one course; every fault is noted, and what depends on it is left out."""

    def __init__(
        self,
        files: Mapping[str, bytes],
        faults: FaultList,
        *,
        complete: bool,
        keep_unsound: bool,
        on_progress: OnProgress,
    ) -> None:
        self.files = files
        self.keep_unsound = keep_unsound
        self.on_progress = on_progress
        self.read_so_far = 0
        self.complete = complete
        self.faults = faults
        pictures = [name for name in files if name.startswith("images/") and name != _ALTS]
        self.texts = TextChecker(pictures, faults)
        self.misconceptions: Container[str] | None = None
        # Once for all lessons: to look through all files for each would take files times lessons.
        self.folders: dict[str, list[str]] = {}
        for path in sorted(files):
            self.folders.setdefault(path.partition("/")[0], []).append(path)

    def read(self) -> CourseDoc:
        part = self._yaml("course.yaml")
        part.refuse_unknown("slug", "title", "summary", *_PARTS, *CREDITS)
        self.own = self._own_language(part)
        skills = read_skills(part, keep_unsound=self.keep_unsound)
        _refuse_twice(part, "skills", [skill.slug for skill in skills])
        misconceptions = tuple(self._misconception(entry) for entry in part.parts("misconceptions"))
        _refuse_twice(part, "misconceptions", [one.slug for one in misconceptions])
        # A former state of the course may name one that has since been taken out.
        self.misconceptions = None if self.keep_unsound else {one.slug for one in misconceptions}
        lessons = self._lessons(part, {skill.slug for skill in skills})
        course = CourseDoc(
            slug=part.slug(),
            title=part.text("title", most=TITLE),
            summary=part.text("summary", default=""),
            skills=skills,
            lessons=lessons,
            rules=self._rules(),
            misconceptions=misconceptions,
            pretest_questions=_read_pretest(part),
            chance_chooses=part.flag("chance_chooses", default=False),
            images=(),
            language=self.own,
            translations={},
            **read_credits(part),
        )
        course = self._with_heads(course, part)
        return replace(course, images=self._images())

    def _own_language(self, part: Lined) -> str:
        code = part.text("language", default="en")
        if code not in OF_TEXTS:
            part.fault(gettext("language is one of %(known)s") % {"known": ", ".join(OF_TEXTS)}, "language")
        return code

    def _further(self, path: str) -> Iterator[tuple[str, Language]]:
        """Yield the files that stand beside one in further languages, each with its language."""
        for code in OF_TEXTS:
            other = translated_path(path, code)
            if other not in self.files:
                continue
            if code == self.own:
                self.faults.add(other, 1, gettext("the course itself is in this language"))
            else:
                yield other, Language(code, self.own, self.texts, not self.keep_unsound)

    def _with_heads(self, course: CourseDoc, part: Lined) -> CourseDoc:
        """Return a course with what course.es.yaml and its like say."""
        for path, language in self._further("course.yaml"):
            try:
                head = read_head(self._yaml(path), part.data, course.skills, course.misconceptions, language)
            except Unreadable:
                continue
            course = replace(
                _translated(course, language, head.course),
                skills=tuple(_translated(one, language, head.skills.get(one.slug)) for one in course.skills),
                misconceptions=tuple(
                    _translated(one, language, head.misconceptions.get(one.slug))
                    for one in course.misconceptions
                ),
            )
        return course

    def _misconception(self, part: Lined) -> MisconceptionDoc:
        part.refuse_unknown("slug", "title", "feedback")
        feedback = part.text("feedback", default="")
        self.texts.check(feedback, file=part.file, line=part.line("feedback"))
        return MisconceptionDoc(part.slug(), part.text("title", most=TITLE), feedback)

    def _count(self) -> None:
        self.read_so_far += 1
        self.on_progress(min(self.read_so_far, len(self.files)), len(self.files))

    def _text(self, path: str) -> str:
        self._count()
        if path not in self.files:
            raise self.faults.stop(path, 1, gettext("this file is missing"))
        if len(self.files[path]) > LONGEST_FILE:
            raise self.faults.stop(
                path,
                1,
                gettext("this file has more than %(most)s kB") % {"most": LONGEST_FILE // 1000},
            )
        try:
            text = self.files[path].decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            line = self.files[path][: error.start].count(b"\n") + 1
            raise self.faults.stop(path, line, gettext("this is not UTF-8 text")) from None
        if "\0" in text:
            line = text.partition("\0")[0].count("\n") + 1
            raise self.faults.stop(path, line, gettext("there is a character here that is no text"))
        return text

    def _yaml(self, path: str) -> Lined:
        return read_yaml(self._text(path), file=path, faults=self.faults)

    def _lessons(self, part: Lined, skills: set[str]) -> tuple[LessonDoc, ...]:
        folders = part.texts("lessons")
        _refuse_twice(part, "lessons", folders)
        if self.complete and not folders:
            part.fault(gettext("a course needs at least one lesson"), "lessons")
        self._refuse_strays(folders)
        lessons = [lesson for folder in folders if (lesson := self._lesson(folder, skills))]
        _refuse_twice(part, "lessons", [lesson.slug for lesson in lessons])
        return tuple(lessons)

    def _refuse_strays(self, folders: Iterable[str]) -> None:
        known = {"images", *folders}
        for path in sorted(self.files):
            folder, slash, _ = path.partition("/")
            if slash and folder not in known and path.endswith((".md", ".yaml")):
                self.faults.add(
                    path, 1, gettext("course.yaml does not list the lesson %(folder)r") % {"folder": folder}
                )
            elif not slash and path.endswith((".md", ".yaml")) and not _is_head(path):
                self.faults.add(path, 1, gettext("only course.yaml and rules.yaml stand beside the lessons"))

    def _lesson(self, folder: str, skills: set[str]) -> LessonDoc | None:
        try:
            part = self._yaml(f"{folder}/lesson.yaml")
        except Unreadable:
            return None
        part.refuse_unknown("slug", "title", "summary")
        steps = self._steps(folder, skills)
        if self.complete and not steps:
            part.fault(gettext("the lesson has no step; steps are files such as 01-halves.md"))
        lesson = LessonDoc(
            part.slug(), part.text("title", most=TITLE), part.text("summary", default=""), tuple(steps)
        )
        for path, language in self._further(f"{folder}/lesson.yaml"):
            try:
                lesson = _translated(lesson, language, read_lesson(self._yaml(path), lesson, language))
            except Unreadable:
                continue
        return lesson

    def _steps(self, folder: str, skills: set[str]) -> list[StepDoc]:
        steps: dict[str, StepDoc] = {}
        for path in self.folders.get(folder, ()):
            if not path.startswith(f"{folder}/") or not path.endswith(".md"):
                continue
            if language_of(path):
                self._refuse_orphan(path)
                continue
            name = _STEP_NAME.fullmatch(path.removeprefix(f"{folder}/"))
            if name is None or not is_slug(name[1]):
                self.faults.add(path, 1, gettext("a step's file is named like 01-halves.md"))
            elif name[1] in steps:
                self.faults.add(path, 1, gettext("a second step called %(name)r") % {"name": name[1]})
            else:
                self._add_step(steps, path, name[1], skills)
        return list(steps.values())

    def _add_step(self, steps: dict[str, StepDoc], path: str, slug: str, skills: set[str]) -> None:
        try:
            source = self._text(path)
            step = read_step(
                source,
                slug=slug,
                file=path,
                faults=self.faults,
                texts=self.texts,
                skills=skills,
                misconceptions=self.misconceptions,
            )
        except Unreadable:
            return
        steps[slug] = self._in_further_languages(step, path)
        if self.complete:
            self._check_step(step, path)

    def _in_further_languages(self, step: StepDoc, path: str) -> StepDoc:
        for other, language in self._further(path):
            try:
                place = Place(other, self.faults)
                step = read_translated_step(self._text(other), step, place, language)
            except Unreadable:
                continue
        return step

    def _refuse_orphan(self, path: str) -> None:
        """Note a translated file beside which no original stands."""
        original = path.removesuffix(f".{language_of(path)}.md") + ".md"
        if original not in self.files:
            self.faults.add(path, 1, gettext("there is no %(original)s beside it") % {"original": original})

    def _check_step(self, step: StepDoc, path: str) -> None:
        if not step.body and not step.questions:
            self.faults.add(path, 1, gettext("the step has neither text nor question"))
        if step.kind == "question" and not step.questions:
            self.faults.add(path, 1, gettext("a step of kind question needs a question"))

    def _images(self) -> tuple[ImageDoc, ...]:
        alts = dict(self.texts.alts)
        if _ALTS in self.files:
            part = self._yaml(_ALTS)
            alts.update({f"images/{name}": part.text(name) for name in part.data})
        images = []
        for path in self.folders.get("images", ()):
            if not path.startswith("images/") or path == _ALTS:
                continue
            clean = self._image(path)
            # After a fault, the text that shows it may be one that could not be read.
            if path not in alts and not self.faults.faults:
                self.faults.add(
                    path,
                    1,
                    gettext("no text shows this picture and %(alts)s does not describe it") % {"alts": _ALTS},
                )
            elif path in alts and clean:
                name = path.removeprefix("images/")
                images.append(ImageDoc(name, alts[path], clean.content_type, clean.data))
        return tuple(images)

    def _image(self, path: str) -> CleanImage | None:
        self._count()
        try:
            return read_image(path.removeprefix("images/"), self.files[path])
        except InvalidImage as error:
            self.faults.add(path, error.line, str(error))
            return None

    def _rules(self) -> tuple:  # type: ignore[type-arg]
        if "rules.yaml" not in self.files:
            return ()
        return read_rules(
            self._text("rules.yaml"),
            file="rules.yaml",
            faults=self.faults,
            keep_unsound=self.keep_unsound,
            misconceptions=self.misconceptions,
        )


def _is_head(path: str) -> bool:
    """Say whether a file stands beside the lessons by right."""
    return path == "rules.yaml" or path.replace(f".{language_of(path)}.", ".") == "course.yaml"


def _translated(part: D, language: Language, texts: Mapping[str, Any] | None) -> D:
    """Return a part of a course with its texts in one more language."""
    return replace(part, translations={**part.translations, language.code: texts}) if texts else part


def _read_pretest(part: Lined) -> int:
    """Return how many questions a pre-test has at most; 0 is none."""
    number = part.number("pretest_questions", 0.0)
    if number and not (number.is_integer() and LEAST_PRETEST <= number <= MOST_PRETEST):
        text = gettext("pretest_questions is a whole number from %(least)s to %(most)s, or 0 for no pre-test")
        part.fault(text % {"least": LEAST_PRETEST, "most": MOST_PRETEST}, "pretest_questions")
        return 0
    return int(number)


def _refuse_twice(part: Lined, name: str, values: Iterable[str]) -> None:
    seen: set[str] = set()
    for index, value in enumerate(values):
        if value in seen:
            part.fault(
                gettext("%(value)r stands twice in %(name)s") % {"value": value, "name": name}, name, index
            )
        seen.add(value)
