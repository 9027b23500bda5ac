"""Hints of OATutor in the order in which they open: each after those that it depends on."""

from collections.abc import Mapping, Sequence
from typing import Any

from content.exchange.readers.gathering import Findings
from content.exchange.readers.oatutor.answers import read_answer
from content.exchange.readers.oatutor.texts import Texts
from content.exchange.readers.oatutor.tree import Unfit, as_list, as_mapping, text_in
from content.language import gettext
from content.questions import InvalidSpec, parse_hints

Hint = str | Mapping[str, object]
MOST_HINTS = 50
"""The most hints of one question."""
_MOST_SUBHINTS = 20
_MOST_ORDERED = 200


class HintReader:
    """Reads the hints of one step; what of them cannot be taken is left out by itself."""

    def __init__(self, texts: Texts, findings: Findings, *, where: str) -> None:
        self._texts, self._findings, self._where = texts, findings, where

    def read(self, value: Any) -> tuple[Hint, ...]:
        """Return the hints of a pathway.

        Raises:
            Unfit: it is no list of hints.
        """
        entries = [as_mapping(entry, gettext("a hint")) for entry in as_list(value, gettext("a pathway"))]
        hints: list[Hint] = []
        # What is beyond is not shown, whatever it depends on; ordering compares each with each.
        for entry in self._ordered(entries[:_MOST_ORDERED]):
            hints += self._one(entry)
            for inner in as_list(entry.get("subHints"), "subHints")[:_MOST_SUBHINTS]:
                hints += self._one(as_mapping(inner, "subHints"))
        if len(hints) > MOST_HINTS:
            reason = gettext("a question has at most %(most)s hints; the question is taken with so many.")
            self._findings.skip(self._where, reason % {"most": MOST_HINTS})
        return tuple(hints[:MOST_HINTS])

    def _ordered(self, entries: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Return hints so that none comes before what it depends on; else as they stand."""
        known = {text_in(entry, "id") for entry in entries}
        waiting = list(entries)
        ordered: list[Mapping[str, Any]] = []
        shown: set[str] = set()
        while waiting:
            ready = next((one for one in waiting if self._needs(one, known) <= shown), None)
            if ready is None:
                self._findings.note(
                    gettext("hints that depend on one another in a circle stay as they stand")
                )
                return [*ordered, *waiting]
            waiting.remove(ready)
            ordered.append(ready)
            shown.add(text_in(ready, "id"))
        return ordered

    def _needs(self, entry: Mapping[str, Any], known: set[str]) -> set[str]:
        named = {str(one) for one in as_list(entry.get("dependencies"), "dependencies")}
        return (named & known) - {text_in(entry, "id")}

    def _one(self, entry: Mapping[str, Any]) -> list[Hint]:
        """Return a hint; a scaffold whose question cannot be taken is a hint without one."""
        where = f"{self._where}: {text_in(entry, 'id')}".removesuffix(": ")
        try:
            text = self._text(entry)
        except Unfit as error:
            reason = gettext("%(problem)s; the question is taken without this hint.")
            self._findings.skip(where, reason % {"problem": error})
            return []
        if text_in(entry, "type") != "scaffold":
            return [text]
        try:
            return [self._asking(entry, text)]
        except (Unfit, InvalidSpec) as error:
            reason = gettext("%(problem)s; the hint is taken without its question.")
            self._findings.skip(where, reason % {"problem": error})
            return [text]

    def _asking(self, entry: Mapping[str, Any], text: str) -> Hint:
        asked = [text_in(entry, name) for name in ("title", "text")]
        kind, spec = read_answer(entry, "hintAnswer", self._texts, self._findings, asked=asked)
        hint = {"text": text, "question": {"kind": kind, "prompt": "", **spec}}
        if not any(
            self._texts.changing.uses(str(one)) for one in (entry.get("hintAnswer"), entry.get("choices"))
        ):
            parse_hints([hint])  # with numbers that change, all of the question is checked later
        return hint

    def _text(self, entry: Mapping[str, Any]) -> str:
        title = self._texts.markdown(text_in(entry, "title"), inline=True)
        text = self._texts.markdown(text_in(entry, "text"))
        if title and text:
            return f"**{title}**\n\n{text}"
        if not title and not text:
            raise Unfit(gettext("it has no text"))
        return title or text
