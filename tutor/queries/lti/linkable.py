"""What a teacher may link to from another system: published courses and their lessons."""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from content.models import Course, Lesson
from tutor.models import User
from tutor.queries.selectors import lessons_open_to

# More are found by searching: a page of hundreds is read by nobody.
MOST_LESSONS = 60
# From so many lessons on there is a search.
SEARCHED_FROM = 12


@dataclass
class Offer:
    """A course with those of its lessons that are shown."""

    course: Course
    lessons: list[Lesson] = field(default_factory=list)


@dataclass(frozen=True)
class Offers:
    """What a page offers, how many lessons there are in all, and how many fit the search."""

    courses: list[Offer]
    in_all: int
    found: int

    @property
    def left_out(self) -> int:
        """How many lessons fit the search and are not shown."""
        return self.found - sum(len(offer.lessons) for offer in self.courses)

    @property
    def is_searchable(self) -> bool:
        """Whether there is so much that a search helps."""
        return self.in_all >= SEARCHED_FROM


def linkable_courses(person: User) -> QuerySet[Course]:
    """Return the published courses that a person may see; an unpublished one is open to no student."""
    found: QuerySet[Course] = Course.objects.visible_to(person).filter(is_published=True)
    return found


def linkable_lessons(person: User) -> QuerySet[Lesson]:
    """Return the lessons of the published courses that a person may see, each with its course."""
    return lessons_open_to(person).filter(course__is_published=True).select_related("course")


def find_offers(
    person: User, *, words: str, courses: Collection[int] = (), lessons: Collection[int] = ()
) -> Offers:
    """Return the courses and lessons whose titles hold all words, and those chosen before in any case.

    `courses` and `lessons` are the keys of what is chosen. Two queries, and up to two more where there are
    words or more lessons than are shown.
    """
    everything = linkable_lessons(person).order_by("course__title", "course_id", "position", "pk")
    in_all = found = everything.count()
    if words:
        fits = Q()
        for word in words.split():
            fits &= Q(title__icontains=word) | Q(course__title__icontains=word)
        everything = everything.filter(fits | Q(pk__in=lessons) | Q(course__in=courses))
        found = everything.count()
    chosen = Q(pk__in=lessons) | Q(course__in=courses)
    shown = list(everything[:MOST_LESSONS])
    if len(shown) == MOST_LESSONS and (lessons or courses):
        seen = {lesson.pk for lesson in shown}
        shown += [lesson for lesson in everything.filter(chosen)[:MOST_LESSONS] if lesson.pk not in seen]
    offers: dict[int, Offer] = {}
    for lesson in shown:
        offers.setdefault(lesson.course_id, Offer(lesson.course)).lessons.append(lesson)
    return Offers(list(offers.values()), in_all, found)
