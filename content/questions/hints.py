"""Hints: Markdown, or Markdown with a small question that a student answers on the way."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from content.language import gettext, ngettext
from content.questions.reading import parse_spec, spec_texts
from content.questions.specs import InvalidSpec, Spec

Path = tuple[str | int, ...]
MOST_HINTS = 50
_BESIDE_SPEC = ("kind", "prompt")


@dataclass(frozen=True)
class HintQuestion:
    """A small question within a hint; its answer is part of the help."""

    kind: str
    prompt: str
    spec: Spec


@dataclass(frozen=True)
class Hint:
    """One rung of a hint ladder; `text` is Markdown."""

    text: str
    question: HintQuestion | None = None


def parse_hints(data: object) -> tuple[Hint, ...]:
    """Return the checked hints of a question, as they stand in a course file and in the database.

    Args:
        data: a list; each entry a text, or `{text, question: {kind, prompt, ...}}`, where beside kind and
            prompt stands what the kind's specification holds.

    Raises:
        InvalidSpec: there are more than `MOST_HINTS`, or one makes no sense; its path begins with the place
            in the list.
    """
    if not isinstance(data, list | tuple):
        raise InvalidSpec(gettext("%(name)s must be a list") % {"name": "hints"})
    if len(data) > MOST_HINTS:
        raise InvalidSpec(
            ngettext(
                "a question has at most %(most)s hint", "a question has at most %(most)s hints", MOST_HINTS
            )
            % {"most": MOST_HINTS}
        )
    return tuple(_read_hint(entry, (place,)) for place, entry in enumerate(data))


def hint_texts(data: Sequence[object]) -> Iterator[tuple[Path, str]]:
    """Yield every text of hints that is Markdown, with the path that leads to it."""
    for place, entry in enumerate(data):
        if isinstance(entry, str):
            yield (place,), entry
        elif isinstance(entry, Mapping):
            yield from _texts_of(entry, (place,))


def has_question(entry: object) -> bool:
    """Say whether a hint, as plain data, asks."""
    return isinstance(entry, Mapping) and "question" in entry


def _texts_of(entry: Mapping[str, object], path: Path) -> Iterator[tuple[Path, str]]:
    yield (*path, "text"), _text_of(entry, "text")
    asked = entry.get("question")
    if isinstance(asked, Mapping):
        yield (*path, "question", "prompt"), _text_of(asked, "prompt")
        for below, text in spec_texts(_spec_of(asked)):
            yield (*path, "question", *below), text


def _text_of(entry: Mapping[str, object], name: str) -> str:
    text = entry.get(name, "")
    return text if isinstance(text, str) else str(text)


def _spec_of(asked: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in asked.items() if name not in _BESIDE_SPEC}


def _read_hint(entry: object, path: Path) -> Hint:
    if isinstance(entry, str):
        return Hint(_filled(entry, path))
    if not isinstance(entry, Mapping):
        raise InvalidSpec(gettext("a hint is text, or has a text and a question"), path=path)
    unknown = [name for name in entry if name not in ("text", "question")]
    if unknown:
        raise InvalidSpec(
            gettext("unknown field %(name)r; known are %(known)s")
            % {"name": unknown[0], "known": "question, text"},
            path=(*path, str(unknown[0])),
        )
    text = _filled(entry.get("text"), (*path, "text"))
    asked = entry.get("question")
    return Hint(text) if asked is None else Hint(text, _read_question(asked, (*path, "question")))


def _filled(value: object, path: Path) -> str:
    if not isinstance(value, str) or not value.strip():
        raise InvalidSpec(gettext("a hint has no text"), path=path)
    return value.strip()


def _read_question(asked: object, path: Path) -> HintQuestion:
    if not isinstance(asked, Mapping):
        raise InvalidSpec(gettext("this must be names and values"), path=path)
    kind, prompt = asked.get("kind"), asked.get("prompt", "")
    if not isinstance(kind, str):
        raise InvalidSpec(gettext("%(name)s is missing") % {"name": "kind"}, path=path)
    if not isinstance(prompt, str):
        raise InvalidSpec(gettext("%(name)s must be text") % {"name": "prompt"}, path=(*path, "prompt"))
    try:
        return HintQuestion(kind, prompt.strip(), parse_spec(kind, _spec_of(asked)))
    except InvalidSpec as error:
        raise InvalidSpec(str(error), path=(*path, *error.path)) from None
