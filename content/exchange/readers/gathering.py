"""What a reader of any format gathers: skills, pictures, what was skipped and what was changed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from django.utils.text import slugify

from content.coursefiles.documents import ImageDoc, LessonDoc
from content.coursefiles.lined import TITLE
from content.exchange.readers.documents import Skipped
from content.language import gettext

MOST_QUESTIONS = 5000
"""The most questions that one source brings in."""
MOST_SKILLS = 500
"""The most tags that become skills."""
LONG_LESSON = 40
"""A lesson with more steps than these is too long for one sitting."""
_SLUG = 60


@dataclass(kw_only=True)
class Findings:
    """What was not taken, and what was changed on the way."""

    skipped: list[Skipped] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)

    def skip(self, where: str, reason: str) -> None:
        """Note what is not taken."""
        self.skipped.append(Skipped(where, reason))

    def note(self, text: str) -> None:
        """Note what was changed; the same note on many parts is shown once, with their number."""
        self.notes[text] += 1


@dataclass(kw_only=True)
class Gathered(Findings):
    """Also the titles of skills by their slugs, and pictures by their names; `asked` counts questions."""

    skills: dict[str, str] = field(default_factory=dict)
    images: dict[str, ImageDoc] = field(default_factory=dict)
    asked: int = 0

    def skills_of(self, tags: Iterable[str]) -> tuple[str, ...]:
        """Return the slugs of the skills that tags become; tags alike but for capitals and signs are one."""
        slugs = {tag: _skill_slug(tag) for tag in tags}
        for tag, slug in slugs.items():
            if len(self.skills) < MOST_SKILLS:
                self.skills.setdefault(slug, tag[:TITLE])
        return tuple(sorted(self.skills.keys() & slugs.values()))

    def has_room_for(self, questions: int) -> bool:
        """Count questions in, unless there are too many."""
        if self.asked + questions > MOST_QUESTIONS:
            return False
        self.asked += questions
        return True

    def all_notes(self, lessons: Sequence[LessonDoc]) -> Iterator[str]:
        """Yield the notes, and those on lessons that are too long."""
        yield from (_counted(text, count) for text, count in self.notes.items())
        yield from long_lessons((lesson.title, len(lesson.steps)) for lesson in lessons)


def too_many_questions() -> str:
    """Return why a question is not taken that comes after too many."""
    return gettext("more than %(most)s questions came at once.") % {"most": MOST_QUESTIONS}


def long_lessons(lengths: Iterable[tuple[str, int]]) -> Iterator[str]:
    """Yield a note on each lesson that is too long, from the lessons' titles and numbers of steps."""
    text = gettext("the lesson “%(title)s” has %(count)s steps: too many for one sitting")
    return (text % {"title": title, "count": steps} for title, steps in lengths if steps > LONG_LESSON)


def slugged(text: str) -> str:
    """Return a text as course files may call a part: they know no underscore."""
    return slugify(text.replace("_", "-"))[:_SLUG].strip("-")


def digest(*texts: str) -> str:
    """Return a few letters that stand for texts where a name is wanted."""
    return sha256("\0".join(texts).encode()).hexdigest()[:6]


def _skill_slug(tag: str) -> str:
    return slugged(tag) or f"skill-{digest(tag)}"


def _counted(text: str, count: int) -> str:
    """Return a note with how often it is meant."""
    if count == 1:
        return text
    return gettext("%(note)s (%(count)s times)") % {"note": text, "count": count}
