"""Finds the steps that a source brought and that authors moved or renamed since, and leads what comes there.

Without that such a step would count as taken out, and be there twice once it is brought back. Pure.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from content.coursefiles.documents import CourseDoc, LessonDoc, StepDoc

Digest = Callable[[StepDoc], str]
MOST_NEAR = 40
"""Of more steps of one name none is looked at."""
Moved = Mapping[str, str]
"""By the place that a source has a step at ("lesson/step"): where it stands here."""


def find_moved(present: CourseDoc, brought: CourseDoc, stored: Mapping[str, str], digest: Digest) -> Moved:
    """Return the steps that stand elsewhere.

    Args:
        present: the course that is there.
        brought: the course that comes.
        stored: what was stored of each part that a source brought, as digests by place.
        digest: of a step.
    """
    here, coming = dict(_steps(present)), dict(_steps(brought))
    lost = {place: step for place, step in coming.items() if place in stored and place not in here}
    # What a source brought under its own place is no other part.
    spare = {place: step for place, step in here.items() if place not in coming and place not in stored}
    near = _by_name(spare)
    moved: dict[str, str] = {}
    for is_same in (_unchanged(stored, digest), _alike):
        fits = {
            place: [
                other for other in _near(step, near) if other in spare and is_same(place, step, spare[other])
            ]
            for place, step in lost.items()
        }
        claims = Counter(other for others in fits.values() for other in others)
        for place, others in fits.items():
            if len(others) == 1 and claims[others[0]] == 1:
                moved[place] = others[0]
                del lost[place], spare[others[0]]
    return moved


def _by_name(steps: Mapping[str, StepDoc]) -> Mapping[str, list[str]]:
    """Return the places of steps by their slugs, and by their titles: one of both stays when a step moves."""
    places: dict[str, list[str]] = {}
    for place, step in steps.items():
        for name in (f"slug {step.slug}", f"title {step.title}"):
            places.setdefault(name, []).append(place)
    return places


def _near(step: StepDoc, places: Mapping[str, list[str]]) -> Iterator[str]:
    """Yield the places at which a step may stand; where many have its name none, as each costs a digest."""
    named = (places.get(name, []) for name in (f"slug {step.slug}", f"title {step.title}"))
    yield from dict.fromkeys(place for found in named if len(found) <= MOST_NEAR for place in found)


def _unchanged(stored: Mapping[str, str], digest: Digest) -> Callable[[str, StepDoc, StepDoc], bool]:
    """Return what tells of a step here whether it is as it was stored, but for its name."""
    return lambda place, came, here: digest(replace(here, slug=came.slug)) == stored[place]


def _alike(_place: str, came: StepDoc, here: StepDoc) -> bool:
    """Say whether a step here that was changed may be the one that comes; a name such as q1 tells little."""
    return came.slug == here.slug and (came.title == here.title or _asked(came) == _asked(here))


def _asked(step: StepDoc) -> tuple[str, ...]:
    return step.body.strip(), *(question.prompt.strip() for question in step.questions)


def led_there(brought: CourseDoc, present: CourseDoc, moved: Moved) -> CourseDoc:
    """Return the course that comes with its moved steps where they stand here, under the names they have."""
    if not moved:
        return brought
    lessons = {
        lesson.slug: replace(lesson, steps=tuple(s for s in lesson.steps if _at(lesson, s) not in moved))
        for lesson in brought.lessons
    }
    headings = {lesson.slug: replace(lesson, steps=()) for lesson in present.lessons}
    coming = dict(_steps(brought))
    for place, now in moved.items():
        lesson, _, slug = now.partition("/")
        there = lessons.get(lesson, headings[lesson])
        lessons[lesson] = replace(there, steps=(*there.steps, replace(coming[place], slug=slug)))
    return replace(brought, lessons=tuple(lessons.values()))


def moved_digests(course: CourseDoc, moved: Moved, digest: Digest) -> dict[str, str]:
    """Return by where they stand the digests of moved steps, under the names that the source has for them."""
    here = dict(_steps(course))
    return {
        now: digest(replace(here[now], slug=place.partition("/")[2]))
        for place, now in moved.items()
        if now in here
    }


def _steps(course: CourseDoc) -> Iterator[tuple[str, StepDoc]]:
    for lesson in course.lessons:
        yield from ((_at(lesson, step), step) for step in lesson.steps)


def _at(lesson: LessonDoc, step: StepDoc) -> str:
    return f"{lesson.slug}/{step.slug}"
