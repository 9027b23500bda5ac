"""The texts of a question by their paths, and a question in a reader's language."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from content.language import Said
from content.questions.hints import parse_hints
from content.questions.reading import NO_TEXTS, parse_spec
from content.questions.variables import Written, sample
from content.translations.kept import Kept, fit, has_words

ACCEPTED = "accepted"
"""Lists of words that are accepted as an answer: a translation adds words of its own."""
_PLAIN = {"name"}
_LISTS_OF_NO_TEXTS = {"letters", "also"}
_NO_ANSWERS = ("where", "together")


def texts_of_question(written: Written) -> dict[str, Any]:
    """Return the texts of a question by their paths; words that are accepted are one list."""
    texts: dict[str, Any] = {"prompt": written.prompt} if written.prompt else {}
    texts |= _texts_in(written.spec, "", written.kind)
    texts |= _texts_in({"hints": list(written.hints)}, "", "")
    for name, source in (written.variables or {}).items():
        if isinstance(source, list) and name not in _NO_ANSWERS:
            entries = ((f"variables.{name}.{place}", str(entry)) for place, entry in enumerate(source))
            texts |= {path: entry for path, entry in entries if has_words(entry)}
    return texts


def _texts_in(data: Any, path: str, kind: str) -> Iterator[tuple[str, Any]]:
    if isinstance(data, str) and data.strip():
        yield path, data
    elif isinstance(data, Mapping):
        yield from _texts_within(data, path, str(data.get("kind", kind)))
    elif isinstance(data, list | tuple):
        for place, item in enumerate(data):
            yield from _texts_in(item, f"{path}.{place}", kind)


def _texts_within(data: Mapping[str, Any], path: str, kind: str) -> Iterator[tuple[str, Any]]:
    for name, value in data.items():
        below = f"{path}.{name}" if path else name
        if name == ACCEPTED and isinstance(value, list):
            yield below, value
        elif _is_text(name, value):
            yield from _texts_in(value, below, kind)


def _is_text(name: str, value: Any) -> bool:
    """Say whether a field holds texts; answers in algebra and the names of letters are none."""
    if name in _LISTS_OF_NO_TEXTS and isinstance(value, list):
        return any(isinstance(entry, Mapping) for entry in value)
    return name in _PLAIN or name not in NO_TEXTS


def is_word(path: str, kind: str) -> bool:
    """Say whether a text is a wrong answer in words, which is expected in every language."""
    parts = path.split(".")
    return "wrong" in parts and parts[-1] != "feedback" and kind == "text"


def said_question(written: Written, kept: Kept, *, reader: str, own: str) -> Written:
    """Return a question in a reader's language: its texts translated where they are, else as written.

    Words that are accepted are so in all languages. If what comes of it makes no sense, the question as it is
    written stands behind it.

    Args:
        written: by its author.
        kept: its translations.
        reader: the language of the reader.
        own: the language of the course, empty where that is unknown.
    """
    if not kept and own in ("", reader):
        return written
    if own == reader and not any(_is_answer(path) for texts in kept.values() for path in texts):
        return written
    originals = texts_of_question(written)
    fitting = {code: fit(texts, originals).texts for code, texts in kept.items()}
    here = fitting.get(reader, {}) if reader != own else {}
    said = _Sayer(originals, here, fitting, reader=reader, own=own)
    return replace(
        written,
        prompt=said.text("prompt", written.prompt),
        spec=said.put(written.spec, "", written.kind),
        hints=said.put(list(written.hints), "hints", ""),
        words=said.words_of(written.variables or {}),
        plain=written,
    )


def check_said(written: Written, texts: Mapping[str, Any], *, code: str, own: str) -> list[Written]:
    """Return a few versions of a question as a language's texts make it, as plain data.

    Raises:
        InvalidSpec: with them it makes no sense: two choices are alike, or a gap is without its mark.
    """
    said = said_question(written, {code: texts}, reader=code, own=own)
    versions = list(sample(said))
    for version in versions:
        parse_spec(version.kind, version.spec)
        parse_hints(version.hints)
    return versions


class _Sayer:
    """Puts translations in the place of what they were made from."""

    def __init__(
        self, originals: Kept, here: Mapping[str, Any], others: Kept, *, reader: str, own: str
    ) -> None:
        self.originals, self.here, self.others = originals, here, others
        self.reader, self.own = reader, own

    def text(self, path: str, text: str) -> str:
        translated = self.here.get(path)
        if translated is not None:
            return Said(translated, original=text, language=self.reader, is_translation=True)
        return Said(text, original=text, language=self.own if has_words(text) else "")

    def put(self, data: Any, path: str, kind: str) -> Any:
        if isinstance(data, str):
            return self.text(path, data) if path in self.originals else data
        if isinstance(data, Mapping):
            return self._put_all(data, path, str(data.get("kind", kind)))
        if isinstance(data, list | tuple):
            return [self.put(item, f"{path}.{place}", kind) for place, item in enumerate(data)]
        return data

    def _put_all(self, data: Mapping[str, Any], path: str, kind: str) -> dict[str, Any]:
        filled = {}
        for name, value in data.items():
            below = f"{path}.{name}" if path else name
            if below in self.originals and isinstance(value, list):
                filled[name] = self._accepted(value, below)
            elif name == "wrong" and kind == "text" and isinstance(value, list):
                filled[name] = self._wrong(value, below)
            else:
                filled[name] = self.put(value, below, kind)
        return filled

    def _accepted(self, words: Sequence[Any], path: str) -> list[Any]:
        """Return the words of all languages, each once, with what is said to them in the reader's."""
        here = self.here.get(path, [])
        # Whatever stands at the same place may say the same; words beyond are further ones.
        beside = [*here, *[""] * len(words)][: len(words)]
        joined = [self._told(word, other) for word, other in zip(words, beside, strict=True)]
        known = {_word_of(word) for word in joined}
        for further in (here, *(texts.get(path, []) for texts in self.others.values())):
            for word in further:
                if _word_of(word) not in known:
                    known.add(_word_of(word))
                    joined.append(word if further is here else _word_of(word))
        return joined

    def _told(self, word: Any, other: Any) -> Any:
        """Return an accepted word with what is said to it, in the reader's language if that says anything."""
        if not isinstance(word, Mapping) or not word.get("feedback"):
            return word
        if isinstance(other, Mapping) and other.get("feedback"):
            said = Said(other["feedback"], language=self.reader, is_translation=True)
        else:
            said = Said(word["feedback"], language=self.own)
        return {**word, "feedback": said}

    def _wrong(self, entries: Sequence[Any], path: str) -> list[Any]:
        """Return the wrong answers in words with those that other languages have for them."""
        joined: list[Any] = []
        for place, entry in enumerate(entries):
            is_mapping = isinstance(entry, Mapping)
            below = f"{path}.{place}"
            told = dict(entry) if is_mapping else {"text": entry}
            if told.get("feedback"):
                told["feedback"] = self.text(f"{below}.feedback", told["feedback"])
            at = f"{below}.text" if is_mapping else below
            words = [told["text"], *(texts[at] for texts in self.others.values() if at in texts)]
            joined += [{**told, "text": word} for word in dict.fromkeys(words)]
        return joined

    def words_of(self, variables: Mapping[str, Any]) -> dict[str, dict[str, str]]:
        """Return by variable what is said in the place of its words."""
        words: dict[str, dict[str, str]] = {}
        for path, text in self.here.items():
            if path.startswith("variables."):
                words.setdefault(path.split(".")[1], {})[str(self.originals[path])] = text
        return words


def _is_answer(path: str) -> bool:
    """Say whether a text may be a word that is accepted, or one that is known to be wrong."""
    return path.endswith(ACCEPTED) or ("wrong" in path and not path.endswith("feedback"))


def _word_of(entry: Any) -> str:
    return str(entry.get("text", "") if isinstance(entry, Mapping) else entry)
