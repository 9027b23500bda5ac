"""What a reader of a course export has taken so far, and what it has to say."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from content.coursefiles.documents import ImageDoc, LessonDoc
from content.coursefiles.lined import TITLE
from content.exchange.readers.banks import (
    LONG_LESSON,
    MOST_QUESTIONS,
    MOST_SKILLS,
    counted,
    long_lesson,
    skill_slug,
)
from content.exchange.readers.documents import Skipped


@dataclass
class Gathered:
    """Pictures, skills by their slugs, what was skipped, and notes; `asked` counts questions."""

    skills: dict[str, str] = field(default_factory=dict)
    images: dict[str, ImageDoc] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)
    asked: int = 0

    def skip(self, where: str, reason: str) -> None:
        """Note what is not taken."""
        self.skipped.append(Skipped(where, reason))

    def note(self, text: str) -> None:
        """Note what was changed; the same note of many blocks is told once, with their number."""
        self.notes[text] += 1

    def skills_of(self, tags: Iterable[str]) -> tuple[str, ...]:
        """Return the slugs of the skills that tags become; tags alike but for capitals and signs are one."""
        for tag in tags:
            if len(self.skills) < MOST_SKILLS:
                self.skills.setdefault(skill_slug(tag), tag[:TITLE])
        return tuple(sorted({skill_slug(tag) for tag in tags} & self.skills.keys()))

    def has_room_for(self, questions: int) -> bool:
        """Count questions in, unless there are too many."""
        if self.asked + questions > MOST_QUESTIONS:
            return False
        self.asked += questions
        return True

    def all_notes(self, lessons: Sequence[LessonDoc]) -> Iterator[str]:
        """Yield the notes, and those on lessons that are too long."""
        yield from (counted(text, count) for text, count in self.notes.items())
        yield from (long_lesson(lesson) for lesson in lessons if len(lesson.steps) > LONG_LESSON)
