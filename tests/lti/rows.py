"""Rows of an LMS, for tests that need some and no launch."""

from django.utils import timezone
from lti_tool.models import LtiContext, LtiMembership, LtiRegistration, LtiResourceLink, LtiUser

from content.models import Lesson
from tutor.models import Classroom, LineItem, LtiAccount, LtiClass, LtiLink, ScoreLine, User
from tutor.services.lti.platforms import register_platform


def registration() -> LtiRegistration:
    """Return a platform with deployment "1"; the same one each time."""
    found = LtiRegistration.objects.first()
    return found or register_platform(
        name="Example LMS",
        issuer="https://lms.example",
        client_id="attune-here",
        auth_url="https://lms.example/auth",
        token_url="https://lms.example/token",
        keyset_url="https://lms.example/jwks",
        deployment_ids=("1",),
    )


def context_of_lms(name: str = "maths-6") -> LtiContext:
    """Return a context of the platform."""
    deployment = registration().deployments.get()
    return LtiContext.objects.get_or_create(
        deployment=deployment, id_on_platform=name, defaults={"title": "Maths 6"}
    )[0]


def account_of(user: User, *, subject: str = "", teaches: bool = False) -> LtiAccount:
    """Let a person have launched in the context."""
    lti_user = LtiUser.objects.create(registration=registration(), sub=subject or user.username)
    LtiMembership.objects.create(
        user=lti_user, context=context_of_lms(), is_instructor=teaches, is_learner=not teaches
    )
    return LtiAccount.objects.create(lti_user=lti_user, user=user)


def link_of_lms(*, teacher: User, name: str = "link-1") -> LtiLink:
    """Return a link that leads nowhere yet, of a context in which somebody teaches."""
    account_of(teacher, teaches=True)
    resource_link = LtiResourceLink.objects.create(context=context_of_lms(), id_on_platform=name)
    return LtiLink.objects.create(resource_link=resource_link)


def score_of(account: LtiAccount, lesson: Lesson, classroom: Classroom) -> ScoreLine:
    """Let a score of a person at a lesson have been sent."""
    lti_class, _ = LtiClass.objects.get_or_create(context=context_of_lms(), defaults={"classroom": classroom})
    item, _ = LineItem.objects.get_or_create(lti_class=lti_class, course=lesson.course, lesson=lesson)
    now = timezone.now()
    return ScoreLine.objects.create(item=item, account=account, sent_score=0.5, best=0.5, sent_at=now)
