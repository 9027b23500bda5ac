"""The tags that an export has for its parts, in `tags.csv`: a row a part, a column a taxonomy."""

import csv
from collections.abc import Mapping
from io import StringIO

from content.exchange.readers.olx.tree import Block, Tree, Unreadable

_BESIDE_TAGS = ("Name", "Type", "ID")
# Set for every part by the system, and nothing that is learnt.
_LANGUAGES = "languages-v1"
_MOST_ROWS = 20_000


class Tags:
    """The tags of a course, by the kind and the name of a part."""

    def __init__(self, tree: Tree) -> None:
        """Read them; a file that is broken costs the tags alone."""
        self._known: dict[tuple[str, str], tuple[str, ...]] = {}
        try:
            rows = csv.DictReader(StringIO(tree.text("tags.csv")))
            for row, _ in zip(rows, range(_MOST_ROWS), strict=False):
                found = _tags_in(row)
                if found:
                    self._known[(row.get("Type") or "").strip(), (row.get("ID") or "").strip()] = found
        except (Unreadable, csv.Error):
            return

    def of(self, *blocks: Block) -> tuple[str, ...]:
        """Return the tags of some parts, each once."""
        found = (tag for block in blocks for tag in self._known.get((block.tag, block.name), ()))
        return tuple(dict.fromkeys(found))


def _tags_in(row: Mapping[str | None, str | list[str] | None]) -> tuple[str, ...]:
    cells = (
        value
        for column, value in row.items()
        if isinstance(value, str) and column not in (*_BESIDE_TAGS, _LANGUAGES)
    )
    return tuple(tag.strip() for cell in cells for tag in cell.split(";") if tag.strip())
