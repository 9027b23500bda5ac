"""Gathers problems into the courses and lessons that they belong to."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from django.utils.text import slugify

from content import figures
from content.coursefiles.documents import CREDITS, CourseDoc, ImageDoc, LessonDoc, SkillDoc, StepDoc
from content.coursefiles.faults import BadCourseFiles, Fault
from content.coursefiles.lined import TITLE
from content.exchange.readers.documents import Reading, Wanted
from content.exchange.readers.gathering import Findings, long_lessons
from content.exchange.readers.oatutor.plans import CoursePlan, LessonPlan, Model
from content.exchange.readers.oatutor.problems import Head, Problem, ProblemReader, read_head
from content.exchange.readers.oatutor.texts import MOST_PICTURES
from content.exchange.readers.oatutor.tree import ProblemFolder, Unfit, problem_folders, shown_notes
from content.exchange.readers.sources import Source
from content.language import gettext, ngettext
from content.texts.slugs import FreeSlugs

MOST_QUESTIONS = 5000
"""The most questions of one course."""
MOST_QUESTIONS_OF_ALL = 25_000
"""The most questions of all courses of a source."""
_SLUG = 60
_LISTED = 40


@dataclass
class Course:
    """A course under way: its problems by the number of their lesson."""

    plan: CoursePlan
    slug: str
    problems: dict[int, list[tuple[ProblemFolder, Head]]] = field(default_factory=dict)
    findings: Findings = field(default_factory=Findings)


class Gathering:
    """Reads one source."""

    def __init__(self, source: Source, wanted: Wanted) -> None:
        self._source, self._wanted = source, wanted
        self._files = source.files
        self._folders = problem_folders(source.files)
        self._model = Model(source.files)
        self._at_large = Findings()
        self._by_id: dict[str, list[tuple[int, int]]] = {}
        for course, plan in enumerate(self._model.plans):
            for number, lesson in enumerate(plan.lessons):
                self._by_id.setdefault(lesson.id, []).append((course, number))
        self._done = self._questions = 0

    def reading(self) -> Reading:
        """Return the courses that are wanted."""
        if not self._folders:
            reason = gettext("there is no problem of OATutor in it: a folder with a JSON file and steps")
            raise BadCourseFiles([Fault(self._source.name, 1, reason)])
        courses = self._chosen(self._courses())
        first, *further = [self._read(course) for course in courses] or [self._empty()]
        first = replace(
            first,
            skipped=(*self._at_large.skipped, *first.skipped),
            notes=(*shown_notes(self._at_large), *first.notes),
            ignored=self._source.ignored,
        )
        return replace(first, further=tuple(further))

    def _courses(self) -> list[Course]:
        """Return the courses that have problems, in the order of their plans."""
        slugs = FreeSlugs()
        courses: dict[int, Course] = {}
        for folder in self._folders:
            try:
                head = read_head(self._files, folder, licence=self._wanted.licence)
                if not folder.steps:
                    raise Unfit(gettext("it has no steps"))
            except Unfit as error:
                self._at_large.skip(error.where or folder.path, f"{error}.")
                continue
            for course, lesson in self._homes(folder, head):
                known = courses.setdefault(course, Course(self._model.plans[course], ""))
                known.problems.setdefault(lesson, []).append((folder, head))
        ordered = [courses[number] for number in sorted(courses)]
        for one in ordered:
            one.slug = slugs.take(slugify(one.plan.title)[:_SLUG].strip("-") or "course")
        return ordered

    def _homes(self, folder: ProblemFolder, head: Head) -> list[tuple[int, int]]:
        """Return the courses and lessons of a problem, each as its number: as OATutor's pages choose them."""
        if head.lesson_id in self._by_id and head.lesson_id:
            return self._by_id[head.lesson_id]
        if not head.lesson_id:
            skills = {skill for step in folder.steps for skill in self._model.skills.get(step, ())}
            found = [
                home for course in range(len(self._model.plans)) for home in self._practising(course, skills)
            ]
            if found:
                return found
        return [self._own_home(head)]

    def _practising(self, course: int, skills: set[str]) -> list[tuple[int, int]]:
        """Return the first lesson of a course that has one of some skills for its objective."""
        for number, lesson in enumerate(self._model.plans[course].lessons):
            if lesson.objectives & skills:
                return [(course, number)]
        return []

    def _own_home(self, head: Head) -> tuple[int, int]:
        """Return the place that a problem names itself; what no plan has comes after what one has."""
        plans = self._model.plans
        title = head.course or _words(self._source.stem)
        course = next((number for number, plan in enumerate(plans) if plan.title == title), len(plans))
        if course == len(plans):
            plans.append(CoursePlan(title))
        lessons = plans[course].lessons
        called = head.lesson or plans[course].title
        lesson = next((number for number, one in enumerate(lessons) if one.title == called), len(lessons))
        if lesson == len(lessons):
            lessons.append(LessonPlan(called, head.lesson_id))
        return course, lesson

    def _chosen(self, courses: list[Course]) -> list[Course]:
        """Return the courses that were asked for."""
        part, slug = self._wanted.part, self._wanted.course
        if part:
            named = [one for one in courses if part.casefold() in (one.plan.title.casefold(), one.slug)]
            if not named:
                raise BadCourseFiles([Fault(self._source.name, 1, _no_such(part, courses))])
            courses = named[:1]
        elif slug and len(courses) > 1:
            courses = [one for one in courses if one.slug == slug] or [self._joined(courses)]
        if slug and len(courses) == 1:
            courses[0].slug = slug
        return courses

    def _joined(self, courses: list[Course]) -> Course:
        """Return one course of several, whose lessons are called after theirs."""
        titles = figures.in_a_row(course.plan.title for course in courses)
        self._at_large.note(gettext("these courses come into one: %(titles)s") % {"titles": titles})
        plan = CoursePlan(_words(self._source.stem))
        whole = Course(plan, "")
        for course in courses:
            for number, lesson in enumerate(course.plan.lessons):
                if number in course.problems:
                    whole.problems[len(plan.lessons)] = course.problems[number]
                    plan.lessons.append(replace(lesson, title=f"{course.plan.title}: {lesson.title}"))
        return whole

    def _read(self, course: Course) -> Reading:
        """Return the document of a course."""
        work = _Work(course, ProblemReader(self._files, _SkillSlugs(self._model), course.findings))
        total = len(self._folders)
        for number in sorted(course.problems):
            lesson = course.plan.lessons[number]
            for folder, head in course.problems[number]:
                self._wanted.on_progress(min(self._done, total), total)
                self._done += 1
                most = min(MOST_QUESTIONS, MOST_QUESTIONS_OF_ALL - self._questions)
                work.add(number, lesson, folder, head, most=most)
        self._questions += work.questions
        skills = _skills(self._model, work.steps())
        return Reading(
            "oatutor", work.document(skills), tuple(course.findings.skipped), tuple(work.notes(self._model))
        )

    def _empty(self) -> Reading:
        title = _words(self._source.stem)
        slug = self._wanted.course or slugify(title)[:_SLUG].strip("-") or "course"
        return Reading("oatutor", CourseDoc(slug, title, "", (), ()))


class _SkillSlugs(dict[str, list[str]]):
    """The slugs of the skills of each step."""

    def __init__(self, model: Model) -> None:
        super().__init__({step: [skill_slug(name) for name in names] for step, names in model.skills.items()})


class _Work:
    """The document of one course under way."""

    def __init__(self, course: Course, reader: ProblemReader) -> None:
        self._course, self._reader, self._findings = course, reader, course.findings
        self._lessons: dict[int, list[StepDoc]] = {}
        self._images: dict[str, ImageDoc] = {}
        self._slugs: dict[int, FreeSlugs] = {}
        self.questions = 0

    def add(self, number: int, lesson: LessonPlan, folder: ProblemFolder, head: Head, *, most: int) -> None:
        """Read a problem into its lesson, unless it cannot be taken or there are too many."""
        try:
            problem = self._reader.read(folder, head, keeps_order=lesson.keeps_order)
            self._refuse_too_many(problem, most)
        except Unfit as error:
            self._findings.skip(error.where or folder.path, f"{error}.")
            return
        self._images |= problem.images
        self.questions += len(problem.step.questions)
        slug = self._slugs.setdefault(number, FreeSlugs()).take(problem.step.slug)
        self._lessons.setdefault(number, []).append(replace(problem.step, slug=slug))

    def _refuse_too_many(self, problem: Problem, most: int) -> None:
        if self.questions + len(problem.step.questions) > most:
            reason = gettext(
                "more than %(most)s questions come at once; bring in one course, or a part of it"
            )
            raise Unfit(reason % {"most": most})
        if len(self._images.keys() | problem.images.keys()) > MOST_PICTURES:
            raise Unfit(gettext("there are more than %(most)s pictures") % {"most": MOST_PICTURES})

    def steps(self) -> Iterator[StepDoc]:
        """Yield the steps of all lessons."""
        for steps in self._lessons.values():
            yield from steps

    def document(self, skills: Iterable[SkillDoc]) -> CourseDoc:
        """Return the course."""
        slugs = FreeSlugs()
        plan = self._course.plan
        lessons = []
        for number in sorted(self._lessons):
            title = plan.lessons[number].title
            slug = slugs.take(slugify(title.replace(".", "-"))[:_SLUG].strip("-") or "lesson")
            lessons.append(LessonDoc(slug, title[:TITLE], "", tuple(self._lessons[number])))
        return CourseDoc(
            slug=self._course.slug,
            title=plan.title[:TITLE],
            summary="",
            skills=tuple(skills),
            lessons=tuple(lessons),
            images=tuple(self._images.values()),
            source=plan.source[: CREDITS["source"]],
            licence=plan.licence[: CREDITS["licence"]],
        )

    def notes(self, model: Model) -> Iterator[str]:
        """Yield what was changed on the way."""
        offered = sum(len(problems) for problems in self._course.problems.values())
        text = ngettext(
            "%(taken)s of %(count)s problem is taken", "%(taken)s of %(count)s problems are taken", offered
        )
        taken = sum(1 for _ in self.steps())
        yield f"{self._course.plan.title}: " + text % {"taken": taken, "count": offered}
        yield from shown_notes(self._findings)
        if not model.skills:
            yield gettext("there is no skillModel.json: the questions practise no skill")
        lessons = self._course.plan.lessons
        yield from long_lessons(
            (lessons[number].title, len(steps)) for number, steps in sorted(self._lessons.items())
        )


def _skills(model: Model, steps: Iterable[StepDoc]) -> list[SkillDoc]:
    """Return the skills that some steps practise."""
    used = {slug for step in steps for slug in step.skills}
    names: dict[str, str] = {}
    for name in (name for named in model.skills.values() for name in named):
        names.setdefault(skill_slug(name), name)
    return [model.skill(names[slug], slug) for slug in sorted(used)]


def skill_slug(name: str) -> str:
    """Return the slug of a skill."""
    return slugify(name.replace("_", "-"))[:_SLUG].strip("-") or "skill"


def _words(stem: str) -> str:
    words = " ".join(stem.replace("_", " ").replace("-", " ").split())
    return (words[:1].upper() + words[1:])[:TITLE] or "Course"


def _no_such(part: str, courses: list[Course]) -> str:
    titles = Counter(course.plan.title for course in courses)
    listed = figures.in_a_row(f"“{title}”" for title in list(titles)[:_LISTED])
    text = ngettext(
        "there is no course %(part)r in it; it holds %(count)s course: %(listed)s",
        "there is no course %(part)r in it; it holds %(count)s courses: %(listed)s",
        len(courses),
    )
    return text % {"part": part, "count": len(courses), "listed": listed}
