"""What the roles of a launch mean here.

Source: LTI 1.3 core, appendix A.2, "Role vocabularies".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

VOCABULARY = "http://purl.imsglobal.org/vocab/lis/v2/"
MEMBERSHIP = f"{VOCABULARY}membership"
TEST_USER = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"


class Part(StrEnum):
    """What a person is in one context."""

    TEACHER = "teacher"
    AUTHOR = "author"
    STUDENT = "student"
    # Somebody who looks on, as a parent does: a student's account, and no seat in the class.
    GUEST = "guest"

    @property
    def account_role(self) -> str:
        """The role of an account that is made for such a person."""
        return Part.STUDENT if self is Part.GUEST else self.value


_PARTS = {
    "Instructor": Part.TEACHER,
    "Administrator": Part.TEACHER,
    "ContentDeveloper": Part.AUTHOR,
    "Learner": Part.STUDENT,
    "Member": Part.STUDENT,
    "Mentor": Part.GUEST,
}
# Whoever is several things in a context is the first of these.
_FIRST = (Part.TEACHER, Part.AUTHOR, Part.STUDENT, Part.GUEST)


@dataclass(frozen=True)
class Standing:
    """What a launch says of a person: the part, and whether the person gets a seat in the class."""

    part: Part
    is_seated: bool


def standing_of(roles: Iterable[str]) -> Standing:
    """Return what these roles make of a person in the context of the launch.

    Roles in the context decide. Platforms name those of the whole institution beside them, and a teacher of
    one course is a learner in the next. Where there is none, an administrator of the platform, who has no
    place in the course, counts as a teacher; anybody else is a guest.
    """
    said = list(roles)
    parts = {part for role in said if (part := _PARTS.get(_role_in_context(role))) is not None}
    if not parts:
        is_administrator = any(_is_administrator(role) for role in said)
        return Standing(Part.TEACHER if is_administrator else Part.GUEST, is_seated=False)
    part = next(part for part in _FIRST if part in parts)
    return Standing(part, is_seated=part is Part.STUDENT and TEST_USER not in said)


def _role_in_context(role: str) -> str:
    """Return a role's principal name in a context; empty for a role of the institution or the system."""
    if role.isidentifier():
        return role
    if role.startswith(f"{MEMBERSHIP}#"):
        return role.removeprefix(f"{MEMBERSHIP}#")
    if role.startswith(f"{MEMBERSHIP}/"):
        # A sub-role names its principal role: membership/Instructor#TeachingAssistant.
        return role.removeprefix(f"{MEMBERSHIP}/").partition("#")[0]
    return ""


def _is_administrator(role: str) -> bool:
    return role in {
        f"{VOCABULARY}system/person#Administrator",
        f"{VOCABULARY}system/person#SysAdmin",
        f"{VOCABULARY}institution/person#Administrator",
    }
