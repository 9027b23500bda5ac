"""A course's chapters as lessons, its units as steps.

A unit is a column of texts and problems. A text that comes after a problem begins a step of its own, so that
the order stays and each step is one thing at a time.
"""

from collections.abc import Iterator

from content.coursefiles.documents import LessonDoc
from content.coursefiles.faults import BadCourseFiles, Fault
from content.exchange.readers.documents import Wanted
from content.exchange.readers.gathering import Gathered, too_many_questions
from content.exchange.readers.olx.html import inner_html
from content.exchange.readers.olx.problems import Piece, read_problem, texts_of
from content.exchange.readers.olx.responses import Unfit
from content.exchange.readers.olx.steps import Part, divided, lesson_of, slug_of
from content.exchange.readers.olx.tags import Tags
from content.exchange.readers.olx.texts import Statics, Texts
from content.exchange.readers.olx.tree import Block, Tree, Unreadable
from content.language import gettext, gettext_noop
from content.texts.slugs import FreeSlugs

_DEEPEST = 12
# What holds other blocks and asks for nothing itself.
_CONTAINERS = ("chapter", "sequential", "vertical", "wrapper", "problemset", "videosequence", "section")
_POOLS = ("library_content", "itembank", "randomize")
# What belongs to a course and is no part of what students read.
_SILENT = ("wiki", "textbook", "pdf_textbook", "html_textbook", "static_tab", "course_info", "about")
_POLICY = gettext_noop("due dates, points and limits of tries are left out")
_POOLED = gettext_noop("where some problems of a pool are drawn there, all that come along are taken here")
_DIVIDED = gettext_noop("a text that is too long for one step is divided")
_ORDINARY = ("", "null", "1", "1.0", "0")


class Walk:
    """Walks through a course, taking what can be taken and naming what cannot."""

    def __init__(self, tree: Tree, gathered: Gathered, wanted: Wanted) -> None:
        self._tree, self._gathered, self._wanted = tree, gathered, wanted
        self._statics, self._tags = Statics(tree), Tags(tree)
        kinds = tuple(f"{tree.path(kind)}/" for kind in ("problem", "html"))
        self._total = sum(path.startswith(kinds) and path.endswith(".xml") for path in tree.files)
        self._done = 0
        self._place: list[str] = []

    def lessons(self) -> list[LessonDoc]:
        """Return a lesson for each chapter that has something in it; a library is one lesson."""
        root, slugs = self._tree.root, FreeSlugs()
        chapters = [root] if root.tag == "library" else self._blocks(root)
        lessons = []
        for chapter in chapters:
            slug = slugs.take(slug_of(chapter.name, chapter.title or "lesson"))
            lesson = lesson_of(chapter, list(self._parts(chapter, section="")), slug=slug)
            lessons += [lesson] if lesson.steps else []
        return lessons

    def _blocks(self, parent: Block) -> Iterator[Block]:
        """Yield the blocks in another, in their order; those that cannot be read are named."""
        self._place.append(parent.title)
        if len(self._place) > _DEEPEST:
            reason = gettext("its parts nest more than %(most)s deep") % {"most": _DEEPEST}
            raise BadCourseFiles([Fault(parent.file, 1, reason)])
        for element in parent.element:
            if element.tag in _SILENT:
                continue
            try:
                block = self._tree.resolve(element, parent.file)
            except Unreadable as error:
                self._skip(parent, f"{element.tag} {element.get('url_name') or ''}".strip(), f"{error}.")
                continue
            if block.get("visible_to_staff_only").lower() == "true":
                self._skip(block, block.title, gettext("it is shown to staff only."))
                continue
            if any(block.get(name) not in _ORDINARY for name in ("due", "weight", "max_attempts")):
                self._gathered.note(gettext(_POLICY))
            yield block
        self._place.pop()

    def _parts(self, parent: Block, *, section: str) -> Iterator[Part]:
        """Yield the steps of what stands in a chapter; each unit is one or several."""
        for block in self._blocks(parent):
            if block.tag in _CONTAINERS and block.tag != "vertical":
                yield from self._parts(block, section=block.title or section)
            else:
                yield from self._unit(block, section)

    def _unit(self, unit: Block, section: str) -> list[Part]:
        """Return the steps of a unit, or of a text or problem that stands where units do."""
        parts: list[Part] = []
        found = self._pieces_in(unit) if unit.tag == "vertical" else self._pieces_of(unit)
        for block, piece in found:
            if not parts:
                parts.append(Part(unit.name or block.name, unit.title or block.title, section))
            elif not parts[-1].has_room_for(piece):
                more = block.title if block.tag == "problem" else ""
                title = more or f"{unit.title} ({len(parts) + 1})"
                parts.append(Part(block.name or f"{unit.name}-{len(parts) + 1}", title, section))
            parts[-1].add(piece, skills=self._gathered.skills_of(self._tags.of(unit, block)))
        return parts

    def _pieces_in(self, parent: Block) -> Iterator[tuple[Block, Piece]]:
        for block in self._blocks(parent):
            yield from self._pieces_of(block)

    def _pieces_of(self, block: Block) -> Iterator[tuple[Block, Piece]]:
        """Yield the texts and questions of a block, or name why there are none."""
        if block.tag in _CONTAINERS:
            yield from self._pieces_in(block)
        elif block.tag in _POOLS:
            yield from self._pool(block)
        elif block.tag in ("html", "problem"):
            self._done += 1
            self._wanted.on_progress(self._done, max(self._done, self._total))
            yield from ((block, piece) for piece in self._taken(block))
        else:
            self._skip(
                block, block.title, gettext("there is nothing like %(kind)r here.") % {"kind": block.tag}
            )

    def _pool(self, block: Block) -> Iterator[tuple[Block, Piece]]:
        found = list(self._pieces_in(block))
        if found:
            self._gathered.note(gettext(_POOLED))
        else:
            reason = gettext("its problems are drawn from a library, and none comes along.")
            self._skip(block, block.title, reason)
        yield from found

    def _taken(self, block: Block) -> list[Piece]:
        """Return the pieces of a text or problem; one that cannot be taken is named and has none."""
        texts = Texts(self._gathered, self._statics, where=self._where(block, block.title))
        try:
            pieces = self._read(block, texts)
            problem = texts.problem_of(*texts_of(pieces))
            if problem:
                raise Unfit(problem)
        except (Unfit, Unreadable) as error:
            self._skip(block, block.title, f"{error}.")
            return []
        if not self._gathered.has_room_for(sum(len(piece.questions) for piece in pieces)):
            self._skip(block, block.title, too_many_questions())
            return []
        texts.keep()
        return [piece for piece in pieces if piece.text or piece.questions]

    def _read(self, block: Block, texts: Texts) -> list[Piece]:
        if block.tag == "problem":
            return read_problem(
                self._with_file(block), texts, slug=slug_of(block.name, block.title or "question")
            )
        name = block.get("filename") or block.name
        source = self._tree.text("html", f"{name.replace(':', '/')}.html")
        found = divided(texts.markdown(source or inner_html(block.element)))
        if len(found) > 1:
            texts.note(gettext(_DIVIDED))
        return [Piece(text) for text in found]

    def _with_file(self, block: Block) -> Block:
        """Return a problem; older courses name its file by an attribute of its own."""
        name = block.element.get("filename")
        if not name or len(block.element):
            return block
        path = self._tree.path("problem", f"{name}.xml")
        return self._tree.defined_by(block, path)

    def _where(self, block: Block, title: str) -> str:
        names = [name for name in (*self._place[1:], title) if name]
        return f"{block.file}: {' / '.join(names)}" if names else block.file

    def _skip(self, block: Block, title: str, reason: str) -> None:
        self._gathered.skip(self._where(block, title), reason)
