"""What a launch leaves to do once it has opened its page: where scores go, and who is in the class."""

from tutor.domain.lti.claims import Launch
from tutor.models import LtiClass
from tutor.services.lti.launches import Landing
from tutor.services.lti.members import pull_roster_later
from tutor.services.lti.scores import remember_line


def follow_up(*, landing: Landing, launch: Launch) -> None:
    """Note where scores go, and let a teacher's launch fetch the list of people.

    To be called after the launch's own commit. Nothing is asked of the LMS here. Safe to run twice.
    """
    if landing.context is None:
        return
    lti_class = LtiClass.objects.filter(context=landing.context).first()
    if lti_class is None:
        return
    course = landing.target.course
    if course is not None and not launch.is_deep_linking:
        remember_line(
            account=landing.account,
            lti_class=lti_class,
            course=course,
            lesson=landing.target.lesson,
            link=landing.link.resource_link if landing.link is not None else None,
            line_item_url=launch.line_item_url,
        )
    # Whatever this launch calls a teacher: the list says whether they still teach there.
    if landing.user.may_teach:
        pull_roster_later(landing.context.pk)
