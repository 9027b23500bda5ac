"""A course's skills, with what each needs."""

from collections.abc import Iterable, Mapping

from content.coursefiles.documents import NOISE, PARAMETERS, USUAL, SkillDoc
from content.coursefiles.lined import TITLE, Lined
from content.language import gettext


def read_skills(part: Lined, *, keep_unsound: bool) -> tuple[SkillDoc, ...]:
    """Return the skills of a course; what is wrong with them is noted, unless it is kept as it was."""
    entries = list(part.parts("skills"))
    skills = tuple(_read_skill(entry, keep_unsound) for entry in entries)
    if not keep_unsound:
        _check_needs(entries, skills)
    return skills


def _read_skill(part: Lined, keep_unsound: bool) -> SkillDoc:
    part.refuse_unknown("slug", "title", "needs", *PARAMETERS)
    parameters = {name: part.number(name, 0.5) for name in PARAMETERS if name in part.data}
    for name, value in parameters.items():
        if not 0 < value < 1:
            part.fault(gettext("%(name)s must lie between 0 and 1") % {"name": name}, name)
    slip, guess = (parameters.get(name, USUAL[name]) for name in ("p_slip", "p_guess"))
    if slip + guess >= 1 and not keep_unsound:
        part.fault(
            gettext("%(problem)s (%(slip)s and %(guess)s)")
            % {"problem": gettext(NOISE), "slip": slip, "guess": guess},
            "p_slip" if "p_slip" in parameters else "p_guess",
        )
    return SkillDoc(part.slug(), part.text("title", most=TITLE), parameters, part.texts("needs"))


def _check_needs(entries: Iterable[Lined], skills: Iterable[SkillDoc]) -> None:
    needs = {skill.slug: skill.needs for skill in skills}
    in_circle = find_circle(needs)
    for entry, (slug, named) in zip(entries, ((skill.slug, skill.needs) for skill in skills), strict=True):
        for index, needed in enumerate(named):
            if needed not in needs:
                text = gettext("course.yaml has no skill called %(skill)r") % {"skill": needed}
                entry.fault(text, "needs", index)
        if slug in in_circle:
            entry.fault(gettext("%(skill)r needs itself, by way of others") % {"skill": slug}, "needs")


def find_circle(needs: Mapping[str, Iterable[str]]) -> set[str]:
    """Return the names that need themselves, by way of others or not."""
    left = {name: {needed for needed in named if needed in needs} for name, named in needs.items()}
    while free := [name for name, named in left.items() if not named & left.keys()]:
        for name in free:
            del left[name]
    # What is left is in a circle, or needs one that is.
    while loose := [name for name in left if not any(name in named for named in left.values())]:
        for name in loose:
            del left[name]
    return set(left)
