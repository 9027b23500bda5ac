"""What readers of question banks share: categories become lessons, and each question a step of its own.

A step is one thing at a time, so rules can help with one question; a category is what its author meant to be
taken together. Names make the slugs, so that the same question finds its place again.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from content.coursefiles.documents import CourseDoc, LessonDoc, QuestionDoc, SkillDoc, StepDoc
from content.coursefiles.lined import TITLE
from content.exchange.readers.documents import Reading, Wanted
from content.exchange.readers.gathering import Gathered, digest, slugged, too_many_questions
from content.exchange.readers.sources import Source
from content.texts.slugs import FreeSlugs

_TOPS = ("$course$", "$system$", "$cat1$", "$module$", "top")


@dataclass(frozen=True)
class Item:
    """One entry of a bank, which becomes a step.

    Attributes:
        key: what its source knows it by, if it gives a name that stays; else the title stands for it.
        tags: words that become skills.
    """

    title: str
    body: str = ""
    questions: tuple[QuestionDoc, ...] = ()
    key: str = ""
    tags: tuple[str, ...] = ()


@dataclass
class Bank(Gathered):
    """Gathers what a reader reads, category by category."""

    source: Source
    wanted: Wanted
    format: str
    items: dict[str, list[Item]] = field(default_factory=dict)
    summaries: dict[str, str] = field(default_factory=dict)

    def add(self, item: Item, *, category: str, where: str) -> None:
        """Take an entry, unless there are too many."""
        if not self.has_room_for(len(item.questions)):
            self.skip(where, too_many_questions())
            return
        self.items.setdefault(category, []).append(item)

    def reading(self) -> Reading:
        """Return the course of all that was taken."""
        title = _titled(self.source.stem)
        slugs = FreeSlugs()
        lessons = [self._lesson(path, slugs, course=title) for path in self.items]
        course = CourseDoc(
            slug=self.wanted.course or slugged(self.source.stem) or "questions",
            title=title,
            summary="",
            skills=tuple(SkillDoc(slug, title) for slug, title in self.skills.items()),
            lessons=tuple(lessons),
            images=tuple(self.images.values()),
        )
        notes = tuple(self.all_notes(lessons))
        return Reading(self.format, course, tuple(self.skipped), notes, ignored=self.source.ignored)

    def _lesson(self, path: str, slugs: FreeSlugs, *, course: str) -> LessonDoc:
        names = category_names(path)
        title = " / ".join(names) if names else course
        stem = slugged("-".join(names)) or "questions"
        steps = _steps(self.items[path], self)
        return LessonDoc(slugs.take(stem), title[-TITLE:], self.summaries.get(path, ""), tuple(steps))


def _steps(items: Sequence[Item], gathered: Gathered) -> Iterator[StepDoc]:
    stems = [stem_of(item) for item in items]
    often = {stem for stem, count in Counter(stems).items() if count > 1}
    slugs = FreeSlugs()
    for item, stem in zip(items, stems, strict=True):
        # Of several of one name each is known by what it asks, whatever their order is next time.
        called = f"{stem}-{digest(item.body, *_prompts(item))}" if stem in often else stem
        yield _step(item, slugs.take(called), gathered.skills_of(item.tags))


def _step(item: Item, slug: str, skills: tuple[str, ...]) -> StepDoc:
    return StepDoc(
        slug=slug,
        title=item.title[:TITLE] or "Question",
        kind="question" if item.questions else "explanation",
        body=item.body,
        skills=skills,
        questions=tuple(replace(question, skills=skills) for question in item.questions),
    )


def category_names(path: str) -> list[str]:
    """Return the names of a category from the top, without those that every bank of Moodle begins with."""
    # Moodle doubles a slash that belongs to a name.
    names = [name.replace("\0", "/").strip() for name in path.replace("//", "\0").split("/")]
    return [name for name in names if name and name not in _TOPS]


def stem_of(item: Item) -> str:
    """Return the beginning of an entry's slug: from the key that its source gives, or from its title."""
    if item.key:
        return f"id-{slugged(item.key) or digest(item.key)}"
    return slugged(item.title) or f"question-{digest(item.body, *_prompts(item))}"


def _prompts(item: Item) -> list[str]:
    """Return what is asked; where that is the same of many, a text with gaps, the text with it."""
    return [f"{question.prompt}{question.spec.get('text', '')}" for question in item.questions]


def _titled(stem: str) -> str:
    words = " ".join(stem.replace("_", " ").replace("-", " ").split())
    return (words[:1].upper() + words[1:])[:TITLE] or "Questions"
