"""What is kept of translations, held against the texts that they were made from."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

MADE_FROM = "made_from"
"""Beside the texts of a language: the digest of the original of each."""
Texts = Mapping[str, Any]
"""By path: a text, or a list of words that are accepted as an answer."""
Kept = Mapping[str, Texts]
"""By language: its texts, with `MADE_FROM` among them."""
_ON_ONE_LINE = ("title", "name", "unit")
_NO_WORDS = re.compile(
    r"\{\{[^{}]*\}\}|\[\[\d+\]\]|\]\([^()\s]*\)|\$\$?[^$]*\$?\$|\\\(.*?\\\)|\\\[.*?\\\]", re.DOTALL
)
_WORD = re.compile(r"[A-Za-z]{2}|[^\W\d_A-Za-z]")
_NUMBER = re.compile(r"(?<=\.)\d+(?=\.|$)")


@dataclass
class Fitting:
    """The texts of one language that stand for a text of the original, by the path that this has now.

    Attributes:
        outdated: of those whose original has changed since, the digest of what they were made from.
    """

    texts: dict[str, Any] = field(default_factory=dict)
    outdated: dict[str, str] = field(default_factory=dict)


def digest_of(text: Any) -> str:
    """Return a short digest of a text, or of a list of words."""
    whole = text if isinstance(text, str) else json.dumps(text, sort_keys=True)
    return sha256("\n".join(whole.splitlines()).strip().encode()).hexdigest()[:8]


def has_words(text: Any) -> bool:
    """Say whether there is something to translate: formulas, numbers and single letters are alike for all."""
    if isinstance(text, str):
        return _WORD.search(_NO_WORDS.sub(" ", text)) is not None
    return any(has_words(entry.get("text", "") if isinstance(entry, Mapping) else entry) for entry in text)


def fit(kept: Texts, originals: Texts) -> Fitting:
    """Return what is kept of a language for the texts of a part as they are now.

    An entry of a list may stand elsewhere by now: what was made of it goes along. What was made of a text
    that is there no longer is left out.
    """
    made_from: Mapping[str, str] = kept.get(MADE_FROM, {})
    found = Fitting()
    moved = []
    for path, text in kept.items():
        if path == MADE_FROM:
            continue
        if path in originals and made_from.get(path, "") in ("", digest_of(originals[path])):
            found.texts[path] = text
        else:
            moved.append(path)
    for path in [path for path in moved if _NUMBER.search(path)]:
        place = _place_now(path, made_from.get(path, ""), originals, taken=found.texts)
        if place:
            found.texts[place] = kept[path]
            moved.remove(path)
    for path in moved:
        if path in originals and path not in found.texts:
            found.texts[path], found.outdated[path] = kept[path], made_from[path]
    found.texts = {path: found.texts[path] for path in originals if path in found.texts}
    return found


def _place_now(path: str, digest: str, originals: Texts, *, taken: Texts) -> str:
    """Return where the original of an entry of a list stands now; empty where it does not."""
    shape = _NUMBER.sub("*", path)
    for other, text in originals.items():
        if other not in taken and _NUMBER.sub("*", other) == shape and digest_of(text) == digest:
            return other
    return ""


def to_files(kept: Kept, originals: Texts) -> dict[str, dict[str, Any]]:
    """Return translations as files tell them: of the digests only those of what is outdated."""
    told = {}
    for code in sorted(kept):
        found = fit(kept[code], originals)
        texts = {path: as_in_files(path, text) for path, text in found.texts.items()}
        if texts:
            told[code] = {**texts, **({MADE_FROM: found.outdated} if found.outdated else {})}
    return told


def to_row(told: Kept, originals: Texts) -> dict[str, dict[str, Any]]:
    """Return translations as they are stored: every text with the digest of what it was made from."""
    rows: dict[str, dict[str, Any]] = {}
    for code, texts in told.items():
        outdated: Mapping[str, str] = texts.get(MADE_FROM, {})
        made = {path: text for path, text in texts.items() if path != MADE_FROM and path in originals}
        if made:
            digests = {path: outdated.get(path) or digest_of(originals[path]) for path in made}
            rows[code] = {**made, MADE_FROM: digests}
    return rows


def carried(
    present: Kept, before: Texts, brought: Kept, originals: Texts, *, keep: bool
) -> dict[str, dict[str, Any]]:
    """Return translations that come with a part, as files tell them, with what is known of them here.

    A text that is as it was stays made from what it was made from, though its original comes changed.

    Args:
        present: the translations that are here, as files tell them.
        before: the texts of the original that are here.
        brought: the translations that come.
        originals: the texts of the original that comes.
        keep: what does not come stays.
    """
    stored = to_row(present, before)
    joined: dict[str, dict[str, Any]] = {}
    for code in {**brought, **(stored if keep else {})}:
        texts, known = dict(brought.get(code, {})), stored.get(code, {})
        marks = dict(texts.pop(MADE_FROM, {}))
        if keep:
            here = to_files({code: known}, originals).get(code, {})
            marks = {**here.pop(MADE_FROM, {}), **marks}
            texts = {**here, **texts}
        for path, text in texts.items():
            if known.get(path) == text and path not in marks:
                marks[path] = known[MADE_FROM][path]
        marks = {path: digest for path, digest in marks.items() if digest != digest_of(originals[path])}
        joined[code] = {**texts, **({MADE_FROM: marks} if marks else {})}
    return {code: texts for code, texts in joined.items() if texts}


def as_in_files(path: str, text: Any) -> Any:
    """Return a text with the line ends of files, whatever the browser sent that it came from.

    What an author fills in on one line stays on one: the title of a variant stands in the head of its
    block, and a second line of it would be read as the text, or end the block.
    """
    if not isinstance(text, str):
        return text
    lines = text.splitlines()
    if is_one_line(path):
        return " ".join(line.strip() for line in lines if line.strip())
    return "\n".join(lines)


def is_one_line(path: str) -> bool:
    """Say whether a text has a field of one line in the original: a title, a unit, a wrong answer."""
    names = path.split(".")
    is_answer = "wrong" in names and names[-1] != "feedback"
    return names[-1] in _ON_ONE_LINE or names[0] == "variables" or is_answer
