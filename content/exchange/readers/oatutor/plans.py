"""Where a problem belongs and which skills it practises: the files about all problems."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from content.coursefiles.documents import NOISE, USUAL, SkillDoc
from content.coursefiles.faults import BadCourseFiles, Fault
from content.coursefiles.lined import TITLE
from content.exchange.readers.oatutor.tree import (
    MOST_BYTES_OF_ALL,
    PLANS,
    SKILL_MODEL,
    Unfit,
    as_list,
    as_mapping,
    as_text,
    credit_in,
    read_json,
    text_in,
)
from content.language import gettext

MOST_LESSONS = 2000
_PARAMETERS = {
    "probMastery": "p_init",
    "probTransit": "p_learn",
    "probSlip": "p_slip",
    "probGuess": "p_guess",
}


@dataclass
class LessonPlan:
    """A lesson as its course plan has it; `objectives` are skills."""

    title: str
    id: str = ""
    objectives: frozenset[str] = frozenset()
    keeps_order: bool = False


@dataclass
class CoursePlan:
    """A course as the plans have it."""

    title: str
    source: str = ""
    licence: str = ""
    lessons: list[LessonPlan] = field(default_factory=list)


class Model:
    """Course plans, skill model and tracing parameters of a source, each as far as it has them.

    Raises:
        BadCourseFiles: one of them cannot be read, with its place.
    """

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self.plans: list[CoursePlan] = []
        self.skills: dict[str, list[str]] = {}
        self._parameters: dict[str, Any] = {}
        plans, skills = _nearest(files, PLANS), _nearest(files, SKILL_MODEL)
        self._path = _parameters_in(files)
        if plans:
            self.plans = self._read(plans, _read_plans)
        if skills:
            self.skills = self._read(skills, _read_skills)
        if self._path:
            self._parameters = self._read(self._path, lambda data: as_mapping(data, gettext("this")))

    def _read(self, path: str, read: Any) -> Any:
        try:
            return read(read_json(self._files, path, most=MOST_BYTES_OF_ALL))
        except Unfit as error:
            where, _, line = (error.where or path).partition(":")
            raise BadCourseFiles([Fault(where, int(line or 1), str(error))]) from None

    def skill(self, name: str, slug: str) -> SkillDoc:
        """Return a skill with its tracing parameters.

        Raises:
            BadCourseFiles: they are out of bounds.
        """
        words = " ".join(name.replace("_", " ").split())
        title = (words[:1].upper() + words[1:])[:TITLE] or slug
        given = self._parameters.get(name)
        if given is None:
            return SkillDoc(slug, title)
        try:
            found = _parameters_of(as_mapping(given, name))
        except Unfit as error:
            line = _line_of(self._files[self._path], name)
            reason = gettext("the skill %(name)r: %(problem)s") % {"name": name, "problem": error}
            raise BadCourseFiles([Fault(self._path, line, reason)]) from None
        return SkillDoc(slug, title, {key: value for key, value in found.items() if value != USUAL[key]})


def _parameters_of(data: Mapping[str, Any]) -> dict[str, float]:
    found = {}
    for name, ours in _PARAMETERS.items():
        value = data.get(name, USUAL[ours])
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Unfit(gettext("%(name)s must be a number") % {"name": name})
        if not 0 < value < 1:
            reason = gettext("%(name)s must lie between 0 and 1, and is %(value)s")
            # As text: no float holds each whole number that JSON can write.
            raise Unfit(reason % {"name": name, "value": f"{value!s:.24}"})
        found[ours] = float(value)
    if found["p_slip"] + found["p_guess"] >= 1:
        both = f"{found['p_slip']:g}, {found['p_guess']:g}"
        raise Unfit(
            gettext("%(problem)s (probSlip, probGuess: %(both)s)") % {"problem": gettext(NOISE), "both": both}
        )
    return found


def _line_of(data: bytes, name: str) -> int:
    place = data.find(f'"{name}"'.encode())
    return data[: max(place, 0)].count(b"\n") + 1


def _nearest(files: Iterable[str], name: str) -> str:
    """Return the file of a name that is nearest to the top."""
    found = [path for path in files if PurePosixPath(path).name == name]
    return min(found, key=lambda path: (path.count("/"), path), default="")


def _parameters_in(files: Iterable[str]) -> str:
    """Return the file with tracing parameters: the default ones, if there are several."""
    found = [
        path for path in files if "bktparams" in PurePosixPath(path).name.lower() and path.endswith(".json")
    ]
    return min(found, key=lambda path: ("default" not in path.lower(), path.count("/"), path), default="")


def _read_plans(data: Any) -> list[CoursePlan]:
    plans = []
    for number, entry in enumerate(as_list(data, PLANS), start=1):
        try:
            plans.append(_read_plan(as_mapping(entry, gettext("a course"))))
        except Unfit as error:
            reason = gettext("course %(number)s: %(problem)s") % {"number": number, "problem": error}
            raise Unfit(reason) from None
    if sum(len(plan.lessons) for plan in plans) > MOST_LESSONS:
        raise Unfit(gettext("there are more than %(most)s lessons") % {"most": MOST_LESSONS})
    # OATutor's pages do not show these.
    return [plan for plan in plans if not plan.title.startswith("!!")]


def _read_plan(data: Mapping[str, Any]) -> CoursePlan:
    title = " ".join(text_in(data, "courseName").split())
    if not title:
        raise Unfit(gettext("%(name)s is missing") % {"name": "courseName"})
    plan = CoursePlan(title, credit_in(data, "courseOER"), credit_in(data, "courseLicense"))
    for number, entry in enumerate(as_list(data.get("lessons"), "lessons"), start=1):
        try:
            plan.lessons.append(_read_lesson(as_mapping(entry, gettext("a lesson"))))
        except Unfit as error:
            reason = gettext("lesson %(number)s: %(problem)s") % {"number": number, "problem": error}
            raise Unfit(reason) from None
    return plan


def _read_lesson(data: Mapping[str, Any]) -> LessonPlan:
    named = (" ".join(text_in(data, name).split()) for name in ("name", "topics"))
    title = " ".join(filter(None, named))
    objectives = data.get("learningObjectives", {})
    if not isinstance(objectives, dict | list):
        raise Unfit(gettext("%(what)s must be names and values") % {"what": "learningObjectives"})
    return LessonPlan(
        title or "Lesson",
        text_in(data, "id").strip(),
        frozenset(str(name) for name in objectives),
        data.get("keepMCOrder") is True,
    )


def _read_skills(data: Any) -> dict[str, list[str]]:
    model = as_mapping(data, SKILL_MODEL)
    return {step: [as_text(name, step) for name in as_list(names, step)] for step, names in model.items()}
