"""The files of a course's translations: what `translated` reads."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from content.coursefiles.aligning import translated_path
from content.coursefiles.documents import CourseDoc, LessonDoc, QuestionDoc, StepDoc, Translations, VariantDoc
from content.translations.kept import MADE_FROM


def course_heads(course: CourseDoc) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the name of each course.es.yaml and what stands in it."""
    named: Mapping[str, Sequence[Any]] = {"skills": course.skills, "misconceptions": course.misconceptions}
    for code in _languages(course, *course.skills, *course.misconceptions):
        head, marks = _split(course.translations, code)
        for name, parts in named.items():
            head[name] = []
            for part in parts:
                texts, outdated = _split(part.translations, code)
                if texts:
                    head[name].append({"slug": part.slug, **texts})
                marks |= {f"{name}.{part.slug}.{path}": digest for path, digest in outdated.items()}
        yield translated_path("course.yaml", code), {**head, MADE_FROM: marks}


def lesson_heads(lesson: LessonDoc) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the name of each lesson.es.yaml and what stands in it."""
    for code in _languages(lesson):
        texts, marks = _split(lesson.translations, code)
        yield translated_path("lesson.yaml", code), {**texts, MADE_FROM: marks}


def translated_steps(
    step: StepDoc, name: str
) -> Iterator[tuple[str, dict[str, Any], str, list[tuple[str, str | dict[str, Any]]]]]:
    """Yield the file's name, front matter, text and blocks of a step in each further language.

    A block is its head with Markdown, or with what stands in a question.
    """
    for code in _languages(step, *step.variants, *step.questions):
        front, marks = _split(step.translations, code)
        body = front.pop("body", "")
        blocks: list[tuple[str, str | dict[str, Any]]] = []
        for variant in step.variants:
            texts, outdated = _split(variant.translations, code)
            marks |= {f"variants.{variant.name}.{path}": digest for path, digest in outdated.items()}
            if texts:
                blocks.append((_head(step, variant, texts.get("title", "")), texts.get("body", "")))
        for question in step.questions:
            texts, outdated = _split(question.translations, code)
            marks |= {f"questions.{question.slug}.{path}": digest for path, digest in outdated.items()}
            if texts:
                blocks.append((f"question {question.kind} {question.slug}", _nested(question, texts)))
        yield translated_path(f"{name}.md", code), {**front, MADE_FROM: marks}, body, blocks


def _head(step: StepDoc, variant: VariantDoc, title: str) -> str:
    alike = sum(one.kind == variant.kind for one in step.variants)
    word = f"{variant.kind}/{variant.name}" if alike > 1 or variant.slug else variant.kind
    return f"{word} {title}".rstrip()


def _languages(*parts: Any) -> list[str]:
    return sorted({code for part in parts for code in part.translations})


def _split(translations: Translations, code: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the texts of a language, and the digests of what is outdated."""
    texts: dict[str, Any] = dict(translations.get(code, {}))
    return texts, dict(texts.pop(MADE_FROM, {}))


def _nested(question: QuestionDoc, texts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the texts of a question as it is nested, with nothing in the place of what is not translated."""
    original = {
        "prompt": question.prompt,
        "variables": question.variables,
        **question.spec,
        "hints": question.hints,
    }
    nested: dict[str, Any] = _picked(original, "", texts)
    return nested


def _picked(original: Any, path: str, texts: Mapping[str, Any]) -> Any:
    if path in texts:
        return texts[path]
    if isinstance(original, Mapping):
        below = {
            name: _picked(value, f"{path}.{name}" if path else name, texts)
            for name, value in original.items()
        }
        return {name: value for name, value in below.items() if value is not None} or None
    if isinstance(original, list | tuple):
        entries = [_picked(item, f"{path}.{place}", texts) for place, item in enumerate(original)]
        return None if all(entry is None for entry in entries) else entries
    return None
