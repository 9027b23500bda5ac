"""Steps and lessons out of what was read, with names that last."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from django.utils.text import slugify

from content.coursefiles.documents import LessonDoc, QuestionDoc, StepDoc
from content.coursefiles.lined import TITLE
from content.exchange.readers.olx.problems import Piece
from content.exchange.readers.olx.tree import Block
from content.texts.foreign import words_of
from content.texts.rendering import LONGEST_TEXT
from content.texts.slugs import FreeSlugs

_SLUG = 60
_TITLE_LETTERS = 60
_BETWEEN = "\n\n"


@dataclass
class Part:
    """A step that is being put together; `section` is the heading that its unit stands under."""

    name: str
    title: str
    section: str
    texts: list[str] = field(default_factory=list)
    questions: list[QuestionDoc] = field(default_factory=list)
    skills: set[str] = field(default_factory=set)

    def has_room_for(self, piece: Piece) -> bool:
        """Return whether a text may follow what is here: not after a question, nor where it gets too long."""
        if not piece.text:
            return True
        length = sum(len(text) + len(_BETWEEN) for text in self.texts) + len(piece.text)
        return not self.questions and length <= LONGEST_TEXT

    def add(self, piece: Piece, *, skills: tuple[str, ...]) -> None:
        """Add a text or questions, and the skills that they are about."""
        if piece.text:
            self.texts.append(piece.text)
        self.questions += [replace(question, skills=skills) for question in piece.questions]
        self.skills.update(skills)


def divided(text: str) -> list[str]:
    """Return a text as one or several that are not too long, parted between paragraphs."""
    parts: list[str] = []
    for paragraph in text.split(_BETWEEN):
        if parts and len(parts[-1]) + len(_BETWEEN) + len(paragraph) <= LONGEST_TEXT:
            parts[-1] += _BETWEEN + paragraph
        else:
            parts.append(paragraph)
    return parts


def slug_of(name: str, title: str) -> str:
    """Return the slug that a block has for good: made from its name, or from its title if it has none."""
    given = name or title
    slug = slugify(given.replace("_", "-"))
    if slug and len(slug) <= _SLUG:
        return slug
    digest = sha256(given.encode()).hexdigest()[:6]
    return f"{slug[: _SLUG - 7].strip('-')}-{digest}".strip("-")


def lesson_of(chapter: Block, parts: Sequence[Part], *, slug: str) -> LessonDoc:
    """Return a chapter as a lesson; its summary names the headings that it was divided by."""
    sections = list(dict.fromkeys(part.section for part in parts if part.section))
    title = (chapter.title or (sections[0] if sections else slug))[:TITLE]
    summary = ", ".join(sections) if sections != [title] else ""
    return LessonDoc(slug, title, summary, tuple(_steps(parts)))


def _steps(parts: Sequence[Part]) -> Iterator[StepDoc]:
    often = {title for title, count in Counter(part.title for part in parts).items() if count > 1}
    slugs = FreeSlugs()
    for part in parts:
        yield StepDoc(
            slug=slugs.take(slug_of(part.name, part.title or "step")),
            title=_title(part, is_shared=part.title in often),
            kind=("explanation", "question", "practice")[min(len(part.questions), 2)],
            body=_BETWEEN.join(part.texts),
            skills=tuple(sorted(part.skills)),
            questions=tuple(_named_apart(part.questions)),
        )


def _title(part: Part, *, is_shared: bool) -> str:
    """Return a step's title; where several of a lesson have it, the heading before it tells them apart."""
    title = part.title
    if is_shared and part.section and part.section != title:
        title = f"{part.section}: {title}" if title else part.section
    texts = [*part.texts, *(question.prompt for question in part.questions)]
    return (title or words_of(texts[0])[:_TITLE_LETTERS] or "Step")[:TITLE]


def _named_apart(questions: Sequence[QuestionDoc]) -> Iterator[QuestionDoc]:
    slugs = FreeSlugs()
    for question in questions:
        yield replace(question, slug=slugs.take(question.slug))
