"""The demo: people with one password, a class, the course. Only where `DEMO` is on."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction

from tutor.models import Classroom, Enrolment, User

PASSWORD = "learn-with-attune"  # noqa: S105  (a demo's password is public on purpose)
CLASS_NAME = "Demo class"


@dataclass(frozen=True)
class DemoAccount:
    """One person of the demo."""

    username: str
    name: str
    role: str
    is_staff: bool = False
    is_superuser: bool = False


ACCOUNTS = (
    DemoAccount("amira", "Amira Haddad", User.Role.STUDENT),
    DemoAccount("ben", "Ben Okafor", User.Role.STUDENT),
    DemoAccount("noor", "Noor Jansen", User.Role.AUTHOR, is_staff=True),
    DemoAccount("tariq", "Tariq Malik", User.Role.TEACHER),
    DemoAccount("admin", "Ada Min", User.Role.AUTHOR, is_staff=True, is_superuser=True),
)


SIMULATED = "sim-{:04d}"


@transaction.atomic
def create_simulated_students(count: int) -> list[str]:
    """Create students for `simulate_class` in the demo's class; return their user names.

    They share one password hash, so that making hundreds of them takes no minutes.
    """
    names = [SIMULATED.format(number) for number in range(1, count + 1)]
    known = set(User.objects.filter(username__in=names).values_list("username", flat=True))
    password = make_password(PASSWORD)
    User.objects.bulk_create(
        User(username=name, password=password, first_name="Student", last_name=name[4:])
        for name in names
        if name not in known
    )
    classroom, _ = Classroom.objects.get_or_create(name=CLASS_NAME)
    students = User.objects.filter(username__in=names)
    Enrolment.objects.bulk_create(
        (Enrolment(classroom=classroom, student=student) for student in students), ignore_conflicts=True
    )
    return names


@transaction.atomic
def create_accounts() -> None:
    """Create the demo's people and class; whoever exists is left as they are."""
    for account in ACCOUNTS:
        if User.objects.filter(username=account.username).exists():
            continue
        first, last = account.name.split(" ", 1)
        User.objects.create_user(
            account.username,
            password=PASSWORD,
            first_name=first,
            last_name=last,
            role=account.role,
            is_staff=account.is_staff,
            is_superuser=account.is_superuser,
        )
    # In the demo the class's rules act by themselves, so that a single visitor sees what they do.
    classroom, created = Classroom.objects.get_or_create(name=CLASS_NAME, defaults={"runs_itself": True})
    if created:
        classroom.teachers.add(User.objects.get(username="tariq"))
        for student in User.objects.filter(username__in=("amira", "ben")):
            Enrolment.objects.get_or_create(classroom=classroom, student=student)


def sign_in(names: list[str]) -> dict[str, dict[str, str]]:
    """Return, by user name, the cookie of a session: to check hundreds of passwords takes minutes."""
    cookies = {}
    for person in User.objects.filter(username__in=names):
        session = SessionStore()
        session[SESSION_KEY] = str(person.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.create()
        cookies[person.username] = {settings.SESSION_COOKIE_NAME: str(session.session_key)}
    return cookies
