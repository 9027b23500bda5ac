"""What an administrator does first on a new site, with marks of what is done, from what is really there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from content.language import gettext
from content.models import Course
from tutor.models import User
from tutor.services.teaching.demo_course import SLUG

# A backup that is older tells nothing of today.
FRESH = timedelta(days=7)
NO_MAIL = ("console", "dummy", "locmem", "filebased")


@dataclass(frozen=True)
class Link:
    """Where an item leads."""

    words: str
    url: str


@dataclass(frozen=True)
class Item:
    """One thing to set up: what it is for, how it stands, and where it is done."""

    key: str
    title: str
    says: str
    is_done: bool
    links: tuple[Link, ...] = ()
    is_optional: bool = False
    offers_demo: bool = False


def list_first_steps(*, now: datetime | None = None) -> list[Item]:
    """Return the checklist; six queries at most."""
    now = now or timezone.now()
    return [_course(), _people(), _sign_on(), _mail(), _camera(), _backup(now)]


def is_all_done(items: Iterable[Item]) -> bool:
    """Say whether nothing is left but what a site can do without."""
    return all(item.is_done or item.is_optional for item in items)


def _links(*named: tuple[str, str]) -> tuple[Link, ...]:
    """Return the links whose pages are there: a deployment may do without some."""
    found = []
    for words, name in named:
        try:
            found.append(Link(words, reverse(name)))
        except NoReverseMatch:
            continue
    return tuple(found)


def _course() -> Item:
    is_done = Course.objects.filter(is_published=True).exists()
    has_demo = Course.objects.filter(slug=SLUG).exists()
    says = gettext("Lessons come from a published course. The demo course teaches fractions: one press.")
    if is_done:
        says = gettext("A course is published, so there are lessons to take.")
    return Item(
        "course",
        gettext("A course"),
        says,
        is_done,
        _links(
            (gettext("Write a course"), "admin:content_course_add"),
            (gettext("Bring one in"), "admin:content_course_import"),
        ),
        offers_demo=not has_demo,
    )


def _people() -> Item:
    roles = set(User.objects.filter(is_active=True).order_by().values_list("role", flat=True).distinct())
    is_done = {User.Role.TEACHER, User.Role.STUDENT} <= roles
    says = gettext("At least one teacher. Teachers make classes, and students join by a code or a list.")
    if is_done:
        says = gettext("There are teachers and students.")
    return Item(
        "people",
        gettext("People"),
        says,
        is_done,
        _links(
            (gettext("Bring in people and classes"), "tutor:people_home"),
            (gettext("Make one account"), "admin:tutor_user_add"),
        ),
    )


def _sign_on() -> Item:
    is_done = _has_platform() or bool(settings.SIGN_ON_PROVIDERS)
    says = gettext("Moodle, Canvas and others can open lessons here, or a school’s sign-on let people in.")
    if is_done:
        says = gettext("A learning platform or a sign-on is connected.")
    links = _links((gettext("Connect a platform"), "tutor:lti_config"))
    return Item("sign-on", gettext("Learning platform or sign-on"), says, is_done, links, is_optional=True)


def _has_platform() -> bool:
    platforms = apps.all_models["tutor"].get("ltiplatform")
    return platforms is not None and platforms._default_manager.exists()


def _mail() -> Item:
    is_done = not any(name in settings.EMAIL_BACKEND for name in NO_MAIL)
    says = gettext(
        "Without it nobody can be sent a letter, such as one for a guardian. Set EMAIL_URL and EMAIL_FROM."
    )
    if is_done:
        says = gettext("Letters go out from %(address)s.") % {"address": settings.DEFAULT_FROM_EMAIL}
    return Item("mail", gettext("Mail"), says, is_done, is_optional=not settings.GUARDIAN_CONSENT)


def _camera() -> Item:
    # Outside a trial the site does not start until the operator has said on or off.
    is_said = not settings.DEBUG
    if not settings.CAMERA_AFFECT:
        says = gettext("Off: no page carries camera code. That is how schools in the EU have to run it.")
    elif is_said:
        says = gettext(
            "On, as CAMERA_AFFECT says. In schools in the EU the law forbids it, and no consent lifts that."
        )
    else:
        says = gettext(
            "On, because nobody has said otherwise. In schools in the EU it has to be off: CAMERA_AFFECT=off."
        )
    links = _links((gettext("What is kept, and the law"), "tutor:privacy"))
    return Item(
        "camera", gettext("The camera and the law"), says, is_said or not settings.CAMERA_AFFECT, links
    )


def _backup(now: datetime) -> Item:
    at = _touched_at(settings.BACKUP_STAMP)
    is_done = at is not None and at > now - FRESH
    if at is None:
        says = gettext(
            "Nothing is known of one. Let your backup touch a file when it has ended well, and name it in "
            "BACKUP_STAMP."
        )
    else:
        days = max(0, (now - at).days)
        says = gettext("The last one ended well %(days)s days ago.") % {"days": days}
        if not days:
            says = gettext("The last one ended well within a day.")
    return Item("backup", gettext("Backup"), says, is_done)


def _touched_at(stamp: Path | None) -> datetime | None:
    if stamp is None:
        return None
    try:
        return datetime.fromtimestamp(stamp.stat().st_mtime, tz=timezone.get_current_timezone())
    except OSError:
        return None
