"""What becomes of a launch: who it is, in which class, and which page opens.

A context of the LMS becomes a class when somebody who may teach launches from it; students are seated when
they launch, and those who came before the class was there are seated when it is made. Where a link leads is
what its own parameters say, or its address, or what a teacher chose once on a page here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from django.db import IntegrityError, transaction
from django.db.models import Model, Q, QuerySet
from lti_tool.models import LtiContext, LtiDeployment, LtiMembership, LtiResourceLink, LtiUser

from content.keys import read_key
from content.models import Course, Lesson
from tutor.domain.lti.claims import Launch
from tutor.domain.lti.roles import Part, Standing, standing_of
from tutor.models import Classroom, LtiAccount, LtiClass, LtiLink, User
from tutor.queries import selectors
from tutor.services.locks import Gone
from tutor.services.lti import people
from tutor.services.lti.people import Arrival
from tutor.services.people.memberships import add_teachers, retire_teachers, seat_students
from tutor.services.teaching.classrooms import make_classroom


class Page(StrEnum):
    """Which page a launch opens."""

    LESSON = "lesson"
    COURSE = "course"
    CLASS = "class"
    CHOOSE = "choose"
    NOT_CHOSEN = "not-chosen"
    LINKS = "links"
    HOME = "home"


@dataclass(frozen=True)
class Target:
    """Where a link leads; nowhere without a course."""

    course: Course | None = None
    lesson: Lesson | None = None
    is_led: bool = False


@dataclass(frozen=True)
class Landing:
    """What a launch came to.

    Attributes:
        page: which page opens.
        is_new: this was the person's first launch, and the account was made by it.
    """

    page: Page
    account: LtiAccount
    standing: Standing
    target: Target
    is_new: bool = False
    classroom: Classroom | None = None
    context: LtiContext | None = None
    link: LtiLink | None = None

    @property
    def user(self) -> User:
        """Whose session begins."""
        return self.account.user


@transaction.atomic
def handle_launch(*, launch: Launch, deployment: LtiDeployment, path: Target = Target()) -> Landing:
    """Let a launch that was checked do what it says, and return where it leads.

    Args:
        launch: what the token says.
        deployment: where it comes from, allowed.
        path: what the link's own address leads to, where that is a page of a lesson here.

    Raises:
        Refused: whoever launched may not come in.
    """
    standing = standing_of(launch.roles)
    arrival = people.find_or_make(platform=deployment.registration, launch=launch, standing=standing)
    context = _keep_context(launch, deployment)
    classroom = None
    if launch.context is not None:
        # An LMS lets teachers look on as students do. Where it has a list of people, that decides.
        has_roster = LtiClass.objects.filter(context=context).exclude(members_url="").exists()
        taught = people.note_membership(
            lti_user=arrival.account.lti_user, context=context, standing=standing, has_roster=has_roster
        )
        classroom = _enter_class(arrival, standing, context, launch)
        if taught and not has_roster and standing.part is not Part.TEACHER and classroom is not None:
            retire_teachers(classroom=classroom, teacher_ids=[arrival.user.pk])
    link = _keep_link(launch, context)
    target = _at_class(_find_target(arrival.user, launch, link, path), arrival.user, classroom)
    page = _choose_page(arrival.user, standing, target, classroom, launch, link)
    return Landing(
        page=page,
        account=arrival.account,
        standing=standing,
        target=target,
        is_new=arrival.is_new,
        classroom=classroom,
        context=context if launch.context is not None else None,
        link=link,
    )


def _keep_context(launch: Launch, deployment: LtiDeployment) -> LtiContext:
    """Keep the context. Launches without one share a row, which is never a class."""
    said = launch.context
    titles = {"title": said.title, "label": said.label} if said else {}
    context, _ = LtiContext.objects.get_or_create(
        deployment=deployment, id_on_platform=said.id if said else "", defaults=titles
    )
    _update(context, titles)
    return context


def _update(row: Model, values: Mapping[str, object]) -> None:
    """Write what differs, without a lock: of two who launch at once, either may have the last word."""
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if changed:
        type(row)._base_manager.filter(pk=row.pk).update(**changed)
        for name, value in changed.items():
            setattr(row, name, value)


def _enter_class(
    arrival: Arrival, standing: Standing, context: LtiContext, launch: Launch
) -> Classroom | None:
    """Seat whoever launched in the class of the context, which a teacher's first launch makes."""
    teaches = standing.part is Part.TEACHER and arrival.user.may_teach
    found = LtiClass.objects.filter(context=context).select_related("classroom").first()
    if found is None and teaches:
        found = _make_class(context, teacher=arrival.user)
    if found is None:
        return None
    _keep_services(found, launch)
    classroom = found.classroom
    try:
        if teaches:
            add_teachers(classroom=classroom, teacher_ids=[arrival.user.pk])
        elif standing.is_seated:
            seat_students(classroom=classroom, student_ids=[arrival.user.pk])
    except Gone:
        # Archived: the lesson opens all the same, outside the class.
        return None
    return classroom


def _make_class(context: LtiContext, *, teacher: User) -> LtiClass:
    """Make the class of a context, with those students in it who launched before; made once."""
    try:
        with transaction.atomic():
            name = (context.title or context.label or context.id_on_platform)[:100]
            classroom = make_classroom(teacher=teacher, name=name)
            made = LtiClass.objects.create(context=context, classroom=classroom)
    except IntegrityError:
        return LtiClass.objects.select_related("classroom").get(context=context)
    waiting = LtiUser.objects.filter(memberships__context=context, memberships__is_learner=True)
    ids = waiting.filter(account__user__is_active=True).values_list("account__user", flat=True)
    seat_students(classroom=classroom, student_ids=list(ids))
    return made


def _keep_services(found: LtiClass, launch: Launch) -> None:
    """Keep where the platform answers; a launch that names no service takes none away."""
    said = {
        "members_url": launch.members_url or found.members_url,
        "line_items_url": launch.line_items_url or found.line_items_url,
        "scopes": sorted(launch.scopes) or found.scopes,
    }
    _update(found, said)


def _keep_link(launch: Launch, context: LtiContext) -> LtiLink | None:
    if not launch.link_id:
        return None
    resource_link, _ = LtiResourceLink.objects.get_or_create(
        context=context, id_on_platform=launch.link_id, defaults={"title": launch.link_title}
    )
    _update(resource_link, {"title": launch.link_title})
    return LtiLink.objects.select_related("course", "lesson").get_or_create(resource_link=resource_link)[0]


def find_target(*, course: str, lesson: str = "", is_led: bool = False, key: str = "") -> Target:
    """Return what two slugs lead to: a lesson, its course where the lesson is gone, or nothing.

    `key` says the same as `lesson-7` or `course-3`, and counts where a slug was changed since.
    """
    kind, _, number = key.partition("-")
    pk = read_key(number) or 0
    found = Course.objects.filter(slug=course).first() if course else None
    part = Lesson.objects.filter(course=found, slug=lesson).first() if found and lesson else None
    if part is None and kind == "lesson":
        kept = Lesson.objects.filter(pk=pk, course__draft_of=None).select_related("course").first()
        # A site that was moved has other keys: there the course of that name is the better guess.
        part = kept if kept is not None and found in (None, kept.course) else None
        found = found or (part.course if part is not None else None)
    if found is None and kind == "course":
        found = Course.objects.filter(pk=pk).first()
    return Target(found, part, is_led and part is not None) if found is not None else Target()


def _find_target(user: User, launch: Launch, link: LtiLink | None, path: Target) -> Target:
    """Return where a link leads: what this launch says goes before what was chosen once.

    One link of a platform may carry several lessons, told apart by their parameters alone. What is not open
    to this person any more is passed over for what is: a teacher may have chosen something else since.
    """
    said = find_target(
        course=launch.custom.get("attune_course", ""),
        lesson=launch.custom.get("attune_lesson", ""),
        is_led=launch.custom.get("attune_led", "") == "1",
        key=launch.custom.get("attune_key", ""),
    )
    chosen = _chosen_target(link) if link is not None else Target()
    targets = [target for target in (said, path, chosen) if target.course is not None]
    return next(
        (target for target in targets if target.course and selectors.is_open_to(user, target.course)),
        targets[0] if targets else Target(),
    )


def _chosen_target(link: LtiLink) -> Target:
    """Return what was chosen, without a lesson that was taken out of the course since."""
    lesson = link.lesson if link.lesson is not None and link.lesson.archived_at is None else None
    return Target(link.course, lesson, link.is_led and lesson is not None)


def _choose_page(
    user: User,
    standing: Standing,
    target: Target,
    classroom: Classroom | None,
    launch: Launch,
    link: LtiLink | None,
) -> Page:
    teaches = standing.part in (Part.TEACHER, Part.AUTHOR) and user.role != User.Role.STUDENT
    if launch.is_deep_linking:
        return Page.LINKS if teaches else Page.HOME
    course = target.course
    if course is None or not selectors.is_open_to(user, course):
        # Without a context nobody knows who teaches there, and so who may choose.
        may_choose = teaches and link is not None and launch.context is not None
        return Page.CHOOSE if may_choose else Page.NOT_CHOSEN
    if teaches and classroom is not None and user.may_teach:
        return Page.CLASS
    return Page.LESSON if target.lesson is not None else Page.COURSE


def _at_class(target: Target, user: User, classroom: Classroom | None) -> Target:
    """Return the lesson that the class is at now, where a link is to what the teacher leads."""
    if not target.is_led or classroom is None:
        return target
    session = selectors.open_sessions_for(user).filter(classroom=classroom).first()
    return target if session is None else replace(target, course=session.lesson.course, lesson=session.lesson)


def links_of(person: User) -> QuerySet[LtiLink]:
    """Return the links of courses in which a person teaches or writes, as the last launch there said."""
    mine = LtiMembership.objects.filter(user__account__user=person, is_active=True)
    contexts = mine.filter(Q(is_instructor=True) | Q(is_content_developer=True)).values("context")
    if person.role == User.Role.STUDENT:
        return LtiLink.objects.none()
    return LtiLink.objects.filter(resource_link__context__in=contexts).select_related(
        "resource_link__context__lti_class", "course", "lesson"
    )


@transaction.atomic
def choose_target(*, link: LtiLink, target: Target, by: User) -> None:
    """Let a link lead somewhere from now on, for all who launch it."""
    LtiLink.objects.filter(pk=link.pk).update(
        course=target.course, lesson=target.lesson, is_led=target.is_led, chosen_by=by
    )
