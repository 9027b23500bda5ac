"""What readers of question banks share: categories become lessons, and each question a step of its own.

A step is one thing at a time, so rules can help with one question; a category is what its author meant to be
taken together. Names make the slugs, so that the same question finds its place again.
"""

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from django.utils.text import slugify

from content.coursefiles.documents import CourseDoc, ImageDoc, LessonDoc, QuestionDoc, SkillDoc, StepDoc
from content.coursefiles.lined import TITLE
from content.exchange.readers.documents import Reading, Skipped, Wanted
from content.exchange.readers.sources import Source
from content.language import gettext
from content.texts.slugs import FreeSlugs

MOST_QUESTIONS = 5000
"""The most questions that one source brings in."""
MOST_SKILLS = 500
"""The most tags that become skills."""
LONG_LESSON = 40
_SLUG = 60
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
class Bank:
    """Gathers what a reader reads, category by category."""

    source: Source
    wanted: Wanted
    format: str
    items: dict[str, list[Item]] = field(default_factory=dict)
    summaries: dict[str, str] = field(default_factory=dict)
    images: dict[str, ImageDoc] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)
    asked: int = 0

    def skip(self, where: str, reason: str) -> None:
        """Note what is not taken."""
        self.skipped.append(Skipped(where, reason))

    def note(self, text: str) -> None:
        """Note what was changed; the same note of many questions is told once, with their number."""
        self.notes[text] += 1

    def add(self, item: Item, *, category: str, where: str) -> None:
        """Take an entry, unless there are too many."""
        if self.asked + len(item.questions) > MOST_QUESTIONS:
            self.skip(where, too_many_questions())
            return
        self.asked += len(item.questions)
        self.items.setdefault(category, []).append(item)

    def reading(self) -> Reading:
        """Return the course of all that was taken."""
        title = _titled(self.source.stem)
        skills = self._skills()
        slugs = FreeSlugs()
        lessons = [self._lesson(path, slugs, skills=skills, course=title) for path in self.items]
        course = CourseDoc(
            slug=self.wanted.course or _slugged(self.source.stem) or "questions",
            title=title,
            summary="",
            skills=tuple(SkillDoc(slug, title) for slug, title in skills.items()),
            lessons=tuple(lessons),
            images=tuple(self.images.values()),
        )
        notes = tuple(self._told_notes(lessons))
        return Reading(self.format, course, tuple(self.skipped), notes, ignored=self.source.ignored)

    def _skills(self) -> dict[str, str]:
        """Return the title of each tag's skill by its slug; tags alike but for capitals and signs are one."""
        titles: dict[str, str] = {}
        for tag in (tag for items in self.items.values() for item in items for tag in item.tags):
            if len(titles) < MOST_SKILLS:
                titles.setdefault(skill_slug(tag), tag[:TITLE])
        return titles

    def _lesson(self, path: str, slugs: FreeSlugs, *, skills: Container[str], course: str) -> LessonDoc:
        names = category_names(path)
        title = " / ".join(names) if names else course
        stem = _slugged("-".join(names)) or "questions"
        steps = _steps(self.items[path], skills)
        return LessonDoc(slugs.take(stem), title[-TITLE:], self.summaries.get(path, ""), tuple(steps))

    def _told_notes(self, lessons: Sequence[LessonDoc]) -> Iterator[str]:
        for text, count in self.notes.items():
            yield counted(text, count)
        for lesson in lessons:
            if len(lesson.steps) > LONG_LESSON:
                yield long_lesson(lesson)


def counted(text: str, count: int) -> str:
    """Return a note with how often it is meant."""
    if count == 1:
        return text
    return gettext("%(note)s (%(count)s times)") % {"note": text, "count": f"{count:,}"}


def long_lesson(lesson: LessonDoc) -> str:
    """Return what to say of a lesson that is too long."""
    return gettext("the lesson “%(title)s” has %(count)s steps: too many for one sitting") % {
        "title": lesson.title,
        "count": len(lesson.steps),
    }


def too_many_questions() -> str:
    """Return why a question is not taken that comes after too many."""
    return gettext("more than %(most)s questions came at once.") % {"most": f"{MOST_QUESTIONS:,}"}


def _steps(items: Sequence[Item], skills: Container[str]) -> Iterator[StepDoc]:
    stems = [stem_of(item) for item in items]
    often = {stem for stem, count in Counter(stems).items() if count > 1}
    slugs = FreeSlugs()
    for item, stem in zip(items, stems, strict=True):
        # Of several of one name each is known by what it asks, whatever their order is next time.
        called = f"{stem}-{_digest(item.body, *_prompts(item))}" if stem in often else stem
        yield _step(item, slugs.take(called), skills)


def _step(item: Item, slug: str, skills: Container[str]) -> StepDoc:
    practised = tuple(sorted({skill_slug(tag) for tag in item.tags if skill_slug(tag) in skills}))
    return StepDoc(
        slug=slug,
        title=item.title[:TITLE] or "Question",
        kind="question" if item.questions else "explanation",
        body=item.body,
        skills=practised,
        questions=tuple(replace(question, skills=practised) for question in item.questions),
    )


def skill_slug(tag: str) -> str:
    """Return the slug of the skill that a tag becomes."""
    return _slugged(tag) or f"skill-{_digest(tag)}"


def category_names(path: str) -> list[str]:
    """Return the names of a category from the top, without those that every bank of Moodle begins with."""
    names = [name.replace("\0", "/").strip() for name in path.replace("//", "\0").split("/")]
    return [name for name in names if name and name not in _TOPS]


def stem_of(item: Item) -> str:
    """Return the beginning of an entry's slug: from the key that its source gives, or from its title."""
    if item.key:
        return f"id-{_slugged(item.key) or _digest(item.key)}"
    return _slugged(item.title) or f"question-{_digest(item.body, *_prompts(item))}"


def _slugged(text: str) -> str:
    """Return a text as course files may call a part: they know no underscore."""
    return slugify(text.replace("_", "-"))[:_SLUG].strip("-")


def _prompts(item: Item) -> list[str]:
    """Return what is asked; where that is the same of many, a text with gaps, the text with it."""
    return [f"{question.prompt}{question.spec.get('text', '')}" for question in item.questions]


def _digest(*texts: str) -> str:
    return sha256("\0".join(texts).encode()).hexdigest()[:6]


def _titled(stem: str) -> str:
    words = " ".join(stem.replace("_", " ").replace("-", " ").split())
    return (words[:1].upper() + words[1:])[:TITLE] or "Questions"
