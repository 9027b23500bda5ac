"""Numbers of OATutor that change: lists of values, of which one place is drawn for all of them.

Source: `variabilize.js` of OATutor's own pages. A list that is shorter than others begins again.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import cycle, islice
from typing import Any

from content.exchange.readers.oatutor.tree import as_list, as_mapping, as_text
from content.questions.variables.arithmetic import is_reserved

FIELD = "variabilization"
_MARK = re.compile(r"@\{([^{}]*)\}")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,19}")
_MOST_VALUES = 200


class Changing:
    """The variables of one question, and which of them its texts use."""

    def __init__(self, *parts: Mapping[str, Any]) -> None:
        """Take the variables of a problem, a step and its hints; a later list takes the place of a former.

        Raises:
            Unfit: they are no lists of texts.
        """
        self._lists: dict[str, list[str]] = {}
        self._used: dict[str, None] = {}
        for part in parts:
            for name, values in as_mapping(part.get(FIELD) or {}, FIELD).items():
                listed = [as_text(value, name) for value in as_list(values, name)]
                if listed:
                    self._lists[str(name)] = listed[:_MOST_VALUES]
        self._called = {name: _called(name, number) for number, name in enumerate(self._lists, start=1)}

    def pieces(self, text: str, *, in_formula: bool = False) -> Iterator[tuple[bool, str]]:
        """Yield a text's pieces, each with whether it is a variable, as our questions write it."""
        at = 0
        for mark in _MARK.finditer(text):
            name = mark[1]
            if name not in self._lists:
                continue
            self._used[name] = None
            yield False, text[at : mark.start()]
            shown = f"{{{{{self._called[name]}}}}}"
            yield True, f" {shown} " if in_formula else shown
            at = mark.end()
        yield False, text[at:]

    def marked(self, text: str, *, in_formula: bool = False) -> str:
        """Return a text with its variables as our questions write them."""
        return "".join(piece for _, piece in self.pieces(text, in_formula=in_formula))

    def first(self, text: str) -> str:
        """Return a text with the first value of each variable."""
        return _MARK.sub(lambda mark: self._lists.get(mark[1], [mark[0]])[0], text)

    def uses(self, text: str) -> bool:
        """Return whether a text changes."""
        return any(mark[1] in self._lists for mark in _MARK.finditer(text))

    def variables(self) -> dict[str, Any]:
        """Return the variables that were used, as our questions have them."""
        longest = max((len(self._lists[name]) for name in self._used), default=0)
        lists: dict[str, Any] = {
            self._called[name]: list(islice(cycle(self._lists[name]), longest)) for name in self._used
        }
        return {**lists, "together": [list(lists)]} if len(lists) > 1 else lists


def _called(name: str, number: int) -> str:
    """Return what a variable is called here: by its number, where its name means something else."""
    is_free = _NAME.fullmatch(name) and not is_reserved(name) and name not in ("where", "together")
    return name if is_free else f"number{number}"
