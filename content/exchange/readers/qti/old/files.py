"""Files of QTI 1.2: assessments, banks and sections, down to their items."""

from xml.etree.ElementTree import Element

from content.coursefiles.faults import BadCourseFiles
from content.exchange.readers.banks import Bank
from content.exchange.readers.qti.old.items import metadata_of, read_old_item, words_of_part
from content.exchange.readers.qti.packages import category_of
from content.exchange.readers.qti.texts import Texts
from content.exchange.readers.qti.tree import (
    Unfit,
    attribute,
    child,
    children,
    foreign_attribute,
    name_of,
    parse,
    text_of,
    within,
)
from content.language import gettext as _
from content.questions import InvalidSpec

_DEEPEST = 20
_TITLE_LETTERS = 60


def read_old_file(
    bank: Bank, path: str, root: Element, *, titles: tuple[str, ...], tags: tuple[str, ...]
) -> None:
    """Take all items of a file; where the table of contents has it, its lesson is the one there."""
    _OldFile(bank, path, tags).read(root, titles, is_placed=bool(titles), depth=0)


class _OldFile:
    """Walks through one file."""

    def __init__(self, bank: Bank, path: str, tags: tuple[str, ...]) -> None:
        self._bank, self._path, self._tags = bank, path, tags
        self._count = 0
        self._settings = self._canvas_settings()
        # Where items say nothing, Canvas says for the whole quiz whether choices are mixed.
        self._mixes = text_of(child(self._settings, "shuffle_answers")).lower() != "false"

    def read(self, element: Element, titles: tuple[str, ...], *, is_placed: bool, depth: int) -> None:
        if depth > _DEEPEST:
            self._bank.skip(self._path, _("its sections are nested too deep."))
            return
        for part in element:
            name = name_of(part)
            if name in ("assessment", "objectbank", "section"):
                self._read_group(part, name, titles, is_placed, depth)
            elif name == "item":
                self._read_item(part, titles)
            elif name in ("sourcebank_ref", "bankentry_item", "itemref"):
                self._bank.note(_("a test that takes an item from a bank has none here: the bank brings it"))

    def _read_group(
        self, part: Element, name: str, titles: tuple[str, ...], is_placed: bool, depth: int
    ) -> None:
        title = self._title(part, name)
        if name == "section" and child(part, "selection_ordering", "selection") is not None:
            self._bank.note(_("a test that draws some of its items has all of them here"))
        takes_title = title and not is_placed and (name != "section" or not titles)
        if name == "assessment" and takes_title:
            self._describe(part, (*titles, title))
        self.read(part, (*titles, title) if takes_title else titles, is_placed=is_placed, depth=depth + 1)

    def _title(self, part: Element, name: str) -> str:
        title = " ".join(attribute(part, "title").split())
        if name == "objectbank":
            data = metadata_of(part)
            return data.get("bank_title") or title or text_of(child(part, "title"))
        return title

    def _read_item(self, element: Element, titles: tuple[str, ...]) -> None:
        self._count += 1
        title = " ".join(attribute(element, "title").split())
        where = f"{self._path}: {_('item')} {self._count}{f' “{title[:_TITLE_LETTERS]}”' if title else ''}"
        category = category_of(titles)
        try:
            item = read_old_item(
                self._bank, element, path=self._path, where=where, tags=self._tags, mixes=self._mixes
            )
            self._bank.add(item, category=category, where=where)
        except (Unfit, InvalidSpec) as error:
            self._bank.skip(where, f"{error}.")

    def _canvas_settings(self) -> Element | None:
        """Return what Canvas says about a quiz, in a file beside it or in the folder of its name."""
        folder, _slash, name = self._path.rpartition("/")
        around = folder.rpartition("/")[0]
        for place in (folder, f"{around}/{name.partition('.')[0]}"):
            path = f"{place}/assessment_meta.xml".lstrip("/")
            if path in self._bank.source.files:
                try:
                    return parse(path, self._bank.source.files[path])
                except BadCourseFiles:
                    return None
        return None

    def _describe(self, part: Element, titles: tuple[str, ...]) -> None:
        """Take what is said before a quiz as the summary of its lesson."""
        texts = Texts(self._bank, self._path, where=self._path)
        description = text_of(child(self._settings, "description"))
        try:
            if description:
                said = [texts.html(description)]
            else:
                # Blackboard and Brightspace have it in the quiz.
                parts = children(part, "rubric", "presentation_material")
                said = [words_of_part(self._bank, one, texts) for one in parts if not _is_hidden(one)]
        except Unfit as error:
            self._bank.skip(self._path, f"{error}.")
            return
        summary = "\n\n".join(filter(None, said))
        if summary:
            texts.keep()
            self._bank.summaries.setdefault(category_of(titles), summary)


def _is_hidden(part: Element) -> bool:
    """Return whether Brightspace keeps a text from students."""
    return any(foreign_attribute(text, "isdisplayed") == "no" for text in within(part, "mattext"))
