"""What tests of scores and rosters share: a class of the small LMS, and students who do something in it."""

from types import SimpleNamespace
from uuid import uuid4

from lti_tool.models import LtiContext, LtiMembership, LtiResourceLink, LtiUser

from content.models import Question
from tests.lti.platform import SCOPES, Platform
from tutor.models import Classroom, LtiAccount, LtiClass, ScoreLine, Sitting, User
from tutor.services.answers import record_answer
from tutor.services.lti import scores, sending


def make_class(
    platform: Platform, classroom: Classroom, *, context: str = "maths-6", scopes=None
) -> LtiClass:
    """Let a class be one of the platform's."""
    made = LtiContext.objects.create(deployment=platform.deployment, id_on_platform=context)
    return LtiClass.objects.create(
        context=made,
        classroom=classroom,
        members_url=f"{platform.url}/contexts/{context}/members",
        line_items_url=f"{platform.url}/contexts/{context}/line_items",
        scopes=SCOPES,
    )


def make_account(platform: Platform, user: User, *, lti_class: LtiClass | None = None) -> LtiAccount:
    """Let a person come in by the platform, by the user name."""
    lti_user = LtiUser.objects.create(registration=platform.registration, sub=user.username)
    if lti_class is not None:
        LtiMembership.objects.create(user=lti_user, context=lti_class.context, is_learner=True)
    return LtiAccount.objects.create(lti_user=lti_user, user=user)


def launch(
    place: SimpleNamespace, account: LtiAccount, *, link: str | None = "link-1", url: str = "", **more
):
    """Do what a launch of a student does about scores."""
    found, _ = LtiResourceLink.objects.get_or_create(context=place.lti_class.context, id_on_platform=link)
    part = "is_learner" if account.user.role == User.Role.STUDENT else "is_instructor"
    there = {"user": account.lti_user, "context": place.lti_class.context}
    LtiMembership.objects.update_or_create(**there, defaults={part: True})
    about = {"course": place.lesson.course, "lesson": place.lesson} | more
    scores.remember_line(account=account, lti_class=place.lti_class, link=found, line_item_url=url, **about)
    User.refresh_from_db(account.user)


def answer(sitting: Sitting, number: str = "4"):
    """Answer the lesson's question."""
    question = Question.objects.get(step__lesson=sitting.lesson)
    return record_answer(
        sitting=sitting, question=question, submission_id=uuid4(), response={"number": [number]}
    )


def send(platform: Platform) -> None:
    """Send what waits, without waiting until it is due."""
    ScoreLine.objects.filter(due_at__isnull=False).update(due_at="2020-01-01T00:00Z")
    sending.send_due(platform.registration.pk)


def told(platform: Platform) -> list[dict]:
    """Return every score that the platform took, in order of columns and of coming."""
    return [score for column in platform.scores.values() for score in column]
