"""Files of a course in further languages: course.es.yaml, lesson.es.yaml and 01-halves.es.md.

They stand beside the originals and have their structure. Only their texts count: what is no text may be left
out, and is as in the original where it stands. A text that is left out or empty is shown in the course's own
language.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from content.coursefiles.aligning import check_texts, take_marks, take_texts
from content.coursefiles.blocks import Block, Place, front_matter_end, split_blocks
from content.coursefiles.documents import (
    CREDITS,
    LessonDoc,
    MisconceptionDoc,
    QuestionDoc,
    SkillDoc,
    StepDoc,
    VariantDoc,
)
from content.coursefiles.faults import Unreadable
from content.coursefiles.lined import TITLE, Lined, read_yaml
from content.coursefiles.texts import TextChecker
from content.language import gettext
from content.questions import InvalidSpec, hint_texts, spec_texts
from content.questions.cloze import cloze_texts
from content.translations.kept import MADE_FROM
from content.translations.parts import (
    texts_of_course,
    texts_of_lesson,
    texts_of_misconception,
    texts_of_skill,
    texts_of_step,
    texts_of_variant,
)
from content.translations.questions import check_said, said_question, texts_of_question

Named = SkillDoc | MisconceptionDoc


@dataclass(frozen=True)
class Language:
    """A language in which files are read.

    Attributes:
        own: that of the course.
        is_checked: a question that makes no sense in it is a fault.
    """

    code: str
    own: str
    texts: TextChecker
    is_checked: bool = True


@dataclass(frozen=True)
class Head:
    """The texts of course.es.yaml: of the course itself, and by slug of its skills and misconceptions."""

    course: Mapping[str, Any]
    skills: Mapping[str, Mapping[str, Any]]
    misconceptions: Mapping[str, Mapping[str, Any]]


def read_head(
    part: Lined,
    original: Mapping[str, Any],
    skills: tuple[SkillDoc, ...],
    misconceptions: tuple[MisconceptionDoc, ...],
    language: Language,
) -> Head:
    """Return the texts of a translated course.yaml; `original` is what course.yaml says."""
    beside = {name: value for name, value in original.items() if name not in ("skills", "misconceptions")}
    own = _without(part, "skills", "misconceptions", MADE_FROM)
    originals = texts_of_course(beside)
    taken = take_texts(own, beside, originals)
    check_texts(own, {path: text for path, text in taken.items() if path != "summary"}, language.texts)
    named = {
        "skills": {one.slug: texts_of_skill(one) for one in skills},
        "misconceptions": {one.slug: texts_of_misconception(one) for one in misconceptions},
    }
    below = {path: text for name, texts in named.items() for path, text in _prefixed(name, texts).items()}
    marks = take_marks(part, {**originals, **below})
    found = {name: _read_named(part, name, original, texts, marks, language) for name, texts in named.items()}
    return Head(_with_marks(taken, _marks_at("", marks)), **found)


def _read_named(
    part: Lined,
    name: str,
    original: Mapping[str, Any],
    originals: Mapping[str, Mapping[str, Any]],
    marks: Mapping[str, str],
    language: Language,
) -> dict[str, Mapping[str, Any]]:
    """Return the texts of the course's skills or misconceptions by slug."""
    listed = {one.get("slug"): one for one in original.get(name) or [] if isinstance(one, Mapping)}
    read: dict[str, Mapping[str, Any]] = {}
    for one in part.parts(name):
        slug = str(one.data.get("slug", ""))
        if slug not in originals:
            one.fault(gettext("course.yaml has no entry %(slug)r in %(name)s") % {"slug": slug, "name": name})
            continue
        taken = take_texts(one, listed.get(slug, {}), originals[slug])
        check_texts(one, taken, language.texts)
        read[slug] = _with_marks(taken, _marks_at(f"{name}.{slug}.", marks))
    return read


def read_lesson(part: Lined, lesson: LessonDoc, language: Language) -> Mapping[str, Any]:
    """Return the texts of a translated lesson.yaml."""
    originals = texts_of_lesson(lesson)
    own = _without(part, MADE_FROM)
    taken = take_texts(own, {"slug": lesson.slug, **originals}, originals)
    check_texts(own, {path: text for path, text in taken.items() if path != "summary"}, language.texts)
    return _with_marks(taken, take_marks(part, originals))


def read_translated_step(source: str, step: StepDoc, place: Place, language: Language) -> StepDoc:
    """Return a step with its texts in a language, from the file that stands beside its own.

    Raises:
        Unreadable: the front matter cannot be read at all; the fault is noted.
    """
    lines = source.split("\n")
    end = front_matter_end(lines, place)
    front = read_yaml("\n".join(lines[1:end]), file=place.file, faults=place.faults, first_line=2)
    body, blocks = split_blocks(lines, end + 1, place)
    originals = texts_of_step(step)
    head = _without(front, MADE_FROM)
    taken = take_texts(head, _front_of(step), {"title": step.title})
    check_texts(head, taken, language.texts)
    if body.strip() and "body" in originals:
        taken["body"] = body.strip()
        language.texts.check(body, file=place.file, line=end + 2)
    elif body.strip():
        place.faults.add(place.file, end + 2, gettext("the original has no text of its own here"))
    marks = take_marks(front, _all_texts(step))
    variants = _read_variants(blocks, step, place, language, marks)
    questions = _read_questions(blocks, step, place, language, marks)
    return replace(
        step,
        translations=_joined(step.translations, language, _with_marks(taken, _marks_at("", marks))),
        variants=tuple(variants),
        questions=tuple(questions),
    )


def _front_of(step: StepDoc) -> dict[str, Any]:
    """Return what a step's front matter says, as a file that says all of it has it."""
    return {
        "title": step.title,
        "kind": step.kind,
        "skills": list(step.skills),
        "can_confuse": step.can_confuse,
        "chance_chooses": step.chance_chooses == "yes" if step.chance_chooses else None,
        **{name: getattr(step, name) for name in CREDITS},
    }


def _read_variants(
    blocks: list[Block], step: StepDoc, place: Place, language: Language, marks: Mapping[str, str]
) -> list[VariantDoc]:
    found: dict[str, Mapping[str, Any]] = {}
    for block, variant in _variants_meant(blocks, step, place):
        originals = texts_of_variant(variant)
        texts = {"title": block.rest, "body": block.text.strip()}
        if len(block.rest) > TITLE:
            reason = gettext("%(name)s has more than %(most)s characters") % {"name": "title", "most": TITLE}
            place.faults.add(place.file, block.line, reason)
        language.texts.check(block.text, file=place.file, line=block.line + 1)
        taken = {path: text for path, text in texts.items() if text and path in originals}
        found[variant.name] = _with_marks(taken, _marks_at(f"variants.{variant.name}.", marks))
    return [
        replace(one, translations=_joined(one.translations, language, found.get(one.name, {})))
        for one in step.variants
    ]


def _variants_meant(blocks: list[Block], step: StepDoc, place: Place) -> list[tuple[Block, VariantDoc]]:
    """Return each variant's block with its variant: by its name, else by its order among its kind."""
    meant: list[tuple[Block, VariantDoc]] = []
    unnamed: dict[str, list[Block]] = {}
    by_name = {variant.name: variant for variant in step.variants}
    for block in blocks:
        kind, has_slug, slug = block.word.partition("/")
        if block.word == "question":
            continue
        if has_slug and slug in by_name and by_name[slug].kind == kind:
            meant.append((block, by_name[slug]))
        elif has_slug:
            reason = gettext("the original has no variant %(word)s") % {"word": block.word}
            place.faults.add(place.file, block.line, reason)
        else:
            unnamed.setdefault(kind, []).append(block)
    for kind, of_kind in unnamed.items():
        variants = [variant for variant in step.variants if variant.kind == kind]
        if len(of_kind) != len(variants):
            reason = gettext("%(count)s blocks %(kind)s, and the original has %(total)s")
            values = {"count": len(of_kind), "kind": kind, "total": len(variants)}
            place.faults.add(place.file, of_kind[0].line, reason % values)
            continue
        meant += zip(of_kind, variants, strict=True)
    return meant


def _read_questions(
    blocks: list[Block], step: StepDoc, place: Place, language: Language, marks: Mapping[str, str]
) -> list[QuestionDoc]:
    known = {question.slug: question for question in step.questions}
    for block in blocks:
        if block.word != "question":
            continue
        kind, _, slug = block.rest.partition(" ")
        question = known.get(slug.strip())
        if question is None or question.kind != kind:
            reason = gettext("the original has no question %(name)r") % {"name": block.rest}
            place.faults.add(place.file, block.line, reason)
            continue
        own_marks = _marks_at(f"questions.{question.slug}.", marks)
        try:
            taken = _read_question(block, question, place, language, is_outdated=bool(own_marks))
        except Unreadable:
            continue
        said = _with_marks(taken, own_marks)
        translations = _joined(question.translations, language, said)
        known[question.slug] = replace(question, translations=translations)
    return list(known.values())


def _read_question(
    block: Block, question: QuestionDoc, place: Place, language: Language, *, is_outdated: bool
) -> dict[str, Any]:
    part = read_yaml(block.text, file=place.file, faults=place.faults, first_line=block.line + 1)
    written = question.as_written()
    original = {
        "prompt": question.prompt,
        "variables": dict(question.variables),
        **question.spec,
        "hints": list(question.hints),
        "skills": list(question.skills),
    }
    noted = len(place.faults.faults)
    taken = take_texts(part, original, texts_of_question(written))
    # Where the original has changed since, it may make no sense, and then the original is shown.
    if language.is_checked and not is_outdated and len(place.faults.faults) == noted:
        _check_question(part, question, taken, language)
    return taken


def _check_question(part: Lined, question: QuestionDoc, taken: Mapping[str, Any], language: Language) -> None:
    """Note what makes no sense of a translated question: two choices alike, a gap without its mark."""
    written = question.as_written()
    try:
        for version in check_said(written, taken, code=language.code, own=language.own):
            texts = [*spec_texts({**version.spec, "prompt": version.prompt})]
            texts += [(("hints", *path), text) for path, text in hint_texts(version.hints)]
            for path, text in texts:
                if getattr(text, "is_translation", False):
                    language.texts.check(text, file=part.file, line=part.line(*path))
    except InvalidSpec as error:
        part.fault(str(error), *error.path)
    said = said_question(written, {language.code: taken}, reader=language.code, own=language.own)
    for path, text in cloze_texts({**said.spec, "hints": said.hints}):
        language.texts.check_gaps(text, file=part.file, line=part.line(*path))


def _without(part: Lined, *names: str) -> Lined:
    return replace(part, data={name: value for name, value in part.data.items() if name not in names})


def _with_marks(taken: Mapping[str, Any], marks: Mapping[str, str]) -> dict[str, Any]:
    kept = {path: digest for path, digest in marks.items() if path in taken}
    return {**taken, **({MADE_FROM: kept} if kept else {})}


def _joined(present: Mapping[str, Any], language: Language, taken: Mapping[str, Any]) -> dict[str, Any]:
    return {**present, **({language.code: taken} if taken else {})}


def _all_texts(step: StepDoc) -> dict[str, Any]:
    """Return the texts of a step and all that belongs to it, by the paths that the front matter knows."""
    return {
        **texts_of_step(step),
        **_prefixed("variants", {one.name: texts_of_variant(one) for one in step.variants}),
        **_prefixed("questions", {one.slug: texts_of_question(one.as_written()) for one in step.questions}),
    }


def _prefixed(name: str, parts: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {f"{name}.{slug}.{path}": text for slug, texts in parts.items() for path, text in texts.items()}


def _marks_at(start: str, marks: Mapping[str, str]) -> dict[str, str]:
    """Return the marks below a part, by the paths that it has itself."""
    if not start:
        return {path: digest for path, digest in marks.items() if "." not in path}
    return {path.removeprefix(start): digest for path, digest in marks.items() if path.startswith(start)}
