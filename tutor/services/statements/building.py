"""From rows of the outbox to what an LRS reads."""

from hashlib import sha256
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac

from content.models import Course, Lesson
from tutor.domain.statements import Activity, Fact, build_statement, make_actor, make_pseudonym
from tutor.models import Statement, User

# All that building asks for.
RELATED = ("student", "question__step__lesson__course", "lesson__course", "skill__course")


def build(statement: Statement) -> dict[str, Any]:
    """Return a row, loaded with `RELATED`, as JSON has it."""
    about, within = _activities(statement)
    fact = Fact(
        statement_id=str(statement.statement_id),
        verb=statement.kind,
        about=about,
        within=within,
        at=statement.at,
        is_correct=statement.is_correct,
        rung=statement.rung,
    )
    return build_statement(fact, actor=actor_of(statement.student), site=settings.XAPI_SITE)


def _activities(statement: Statement) -> tuple[Activity, tuple[Activity, ...]]:
    if statement.question is not None:
        lesson = statement.question.step.lesson
        return Activity("question", statement.question.pk), (_lesson(lesson), _course(lesson.course))
    if statement.lesson is not None:
        return _lesson(statement.lesson), (_course(statement.lesson.course),)
    skill = statement.skill
    assert skill is not None
    return Activity("skill", skill.pk, skill.title), (_course(skill.course),)


def _lesson(lesson: Lesson) -> Activity:
    return Activity("lesson", lesson.pk, lesson.title)


def _course(course: Course) -> Activity:
    return Activity("course", course.pk, course.title)


def actor_of(person: User) -> dict[str, Any]:
    """Return who learned: by a pseudonym, unless the operator said otherwise (`XAPI_NAMES`)."""
    site = settings.XAPI_SITE
    if settings.XAPI_NAMES == "off":
        return make_actor(account=make_pseudonym(person.pk, key=_key()), site=site)
    email = person.email if settings.XAPI_NAMES == "emails" else ""
    return make_actor(account=person.username, site=site, name=person.display_name, email=email)


def _key() -> bytes:
    if settings.XAPI_PSEUDONYM_KEY:
        return sha256(settings.XAPI_PSEUDONYM_KEY.encode()).digest()
    return salted_hmac("tutor.statements", "pseudonyms", algorithm="sha256").digest()
