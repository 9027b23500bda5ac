"""What a class's live page has told of states and taps. What was told of a moment is never told anew."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.core.cache import cache

from tutor.domain.class_states import Column, LearnerSlot, tell_slot
from tutor.domain.small_groups import renew_said
from tutor.models import Classroom, ClassSession

# As long as a lesson may lie back that the page still shows.
KEPT_S = 3 * 3600


@dataclass
class Picture:
    """What was told: of each slot so far, who counts in it now and how; and the words that count."""

    key: str
    counted: dict[int, str] = field(default_factory=dict)
    columns: dict[int, Column] = field(default_factory=dict)
    said: Mapping[int, str] = field(default_factory=dict)

    def tell_slots(
        self, slots: range, present_in: Callable[[int], Mapping[int, LearnerSlot]], *, least: int
    ) -> None:
        """Tell of the slots that are new, and forget those before."""
        for slot in slots:
            if slot not in self.columns:
                self.counted, self.columns[slot] = tell_slot(self.counted, present_in(slot), least=least)
        self.columns = {slot: self.columns[slot] for slot in slots}

    def tell_words(self, words: Mapping[int, str], *, least: int) -> None:
        """Let new words count, once enough have said something new."""
        self.said = renew_said(self.said, words, least=least)

    def keep(self) -> None:
        """Remember it for the next look."""
        cache.set(self.key, (self.counted, self.columns, dict(self.said)), KEPT_S)


def recall_picture(classroom: Classroom, *, lesson_id: int, session: ClassSession | None) -> Picture:
    """Return what was told of the class at this lesson; nothing since a student was taken off the list."""
    begun = (classroom.roster_cut_at or classroom.created_at).timestamp()
    key = f"class-picture:{classroom.pk}:{begun}:{lesson_id}:{session.pk if session else ''}"
    counted, columns, said = cache.get(key) or ({}, {}, {})
    return Picture(key, counted, columns, said)
