"""Stand-ins for the functions through which the consumer reaches the platform that it is a part of."""

from types import SimpleNamespace

from django.contrib.auth.models import User
from lti_consumer.exceptions import LtiError

from school.models import Grade, Profile

STANDS_IN_FOR = (
    "batch_get_or_create_externalids",
    "get_course_by_id",
    "get_course_members",
    "get_user_from_external_user_id",
    "load_block_as_user",
    "load_enough_xblock",
    "merge_course_forum_roles",
    "user_course_access",
    "user_has_access",
    "user_has_studio_write_access",
)


class Block:
    """A graded block of the course, as far as the consumer asks it."""

    display_name = "Fractions"
    weight = 1
    has_score = True
    accept_grades_past_due = True
    lti_1p3_passport_id = ""
    context_id = "A course"

    def __init__(self, location: object) -> None:
        self.location = location
        self.scope_ids = SimpleNamespace(usage_id=location)

    def is_past_due(self) -> bool:
        return False

    def max_score(self) -> int:
        return self.weight

    def set_user_module_score(self, user: User, score: float, max_score: float, comment: str | None) -> None:
        values = {"earned": score * max_score, "possible": max_score, "comment": comment or ""}
        Grade.objects.update_or_create(location=str(self.location), user=user, defaults=values)


load_enough_xblock = load_block_as_user = Block


def get_user_from_external_user_id(external_user_id: str) -> User:
    found = User.objects.filter(profile__external_user_id=external_user_id).first()
    if found is None:
        raise LtiError("Invalid User")
    return found


def batch_get_or_create_externalids(users: object) -> dict[int, Profile]:
    return {user.pk: user.profile for user in users}


def get_course_members(course_key: object) -> dict[int, dict[str, object]]:
    enrolled = Profile.objects.filter(is_enrolled=True).select_related("user")
    return {
        person.user_id: {
            "id": person.user_id,
            "username": person.user.username,
            "email": person.user.email,
            "name": person.name,
            "roles": [person.role],
        }
        for person in enrolled
    }


def merge_course_forum_roles(course_key: object, members: dict[int, dict[str, object]]) -> None:
    """Leave roles as they are: there is no forum."""


def get_course_by_id(course_key: object) -> object:
    return course_key


def user_course_access(course: object, user: User, *args: object, **named: object) -> bool:
    return user.is_authenticated


def user_has_access(user: User, *args: object) -> bool:
    return user.is_authenticated


def user_has_studio_write_access(user: User, course_key: object) -> bool:
    return user.is_authenticated and user.profile.role in {"staff", "instructor"}
