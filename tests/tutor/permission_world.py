"""One of everything for the permission matrix, and how a request of it is sent."""

import re
from collections.abc import Iterator
from types import SimpleNamespace
from uuid import uuid4

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse
from django.utils import timezone

from content.authoring.invitations import invite
from content.authoring.versions import record_version
from content.models import Image, Import, Rule, Skill
from tests.lti.rows import link_of_lms, registration
from tests.people import agree, make_user
from tests.tutor.permission_matrix import Row
from tutor.models import (
    Adaptation,
    Classroom,
    RosterRun,
    RosterSource,
    SignInCard,
    Sitting,
    Suggestion,
    User,
    YearEnd,
)
from tutor.services.consents import token_of
from tutor.services.people import cards
from tutor.services.people.cards import end_of_school_year
from tutor.services.people.pictures import open_device
from tutor.services.rosters.runs import check_file, file_source
from tutor.services.teaching.co_teachers import invite_teacher
from tutor.services.teaching.group_prompts import start_prompt
from tutor.services.teaching.helping import note_help
from tutor.services.teaching.posts import add_post
from tutor.services.teaching.sessions import end_session, start_session

CARD = "ABCDEFGHJK"


def build_world(
    *, amira: User, ben: User, noor: User, classroom: Classroom, sitting: Sitting
) -> SimpleNamespace:
    """One of everything, and everybody who might want it."""
    course, step = sitting.lesson.course, sitting.lesson.steps.first()
    people = {
        "nobody": None,
        "amira": amira,
        "ben": ben,
        "tariq": classroom.teachers.get(),
        "tessa": make_user("tessa", role="teacher"),
        "noor": noor,
        "omar": make_user("omar", role="author", is_staff=True),
        "admin": User.objects.create_superuser("admin", password="pass-for-tests"),
    }
    course.pretest_questions = 5
    course.save()
    Classroom.objects.create(name="Year 7").teachers.add(people["tessa"])
    image = Image.objects.create(
        course=course, name="half.png", alt="A half", content_type="image/png", data=b"\x89PNG"
    )
    ended = start_session(classroom=classroom, lesson=sitting.lesson, pacing="self")
    end_session(session=ended)
    session = start_session(classroom=classroom, lesson=sitting.lesson, pacing="self")
    prompt = start_prompt(
        session=session, teacher=people["tariq"], words="Why?", step=None, minutes=5, groups=[[sitting.pk]]
    )
    things = {
        "course": course,
        "lesson": sitting.lesson,
        "step": step,
        "question": sitting.lesson.steps.all()[1].questions.get(),
        "sitting": sitting,
        "skill": Skill.objects.create(course=course, slug="halving", title="Halving"),
        "classroom": classroom,
        "image": image,
        "rule": Rule.objects.create(course=course, slug="lost", name="Lost", effects=["hint"]),
        "version": record_version(course, by=noor, note="As it was"),
        "import": Import.objects.create(course=course, made_by=noor, format="gift", name="a.gift"),
        "class_invitation": invite_teacher(classroom=classroom, username="tessa", by=people["tariq"]),
        "invitation": invite(course, username="omar", by=noor),
        "suggestion": Suggestion.objects.create(
            classroom=classroom, lesson=sitting.lesson, step=step, rule_key="x", rule_name="X", kind="hint"
        ),
        "ended": ended,
        "prompt": prompt,
        "post": add_post(sitting=sitting, submission_id=uuid4(), words="Because."),
        "help": note_help(
            **{"classroom": classroom, "student": amira, "helper": people["tariq"], "step": step},
            **{"reasons": ["wrong"], "submission_id": uuid4()},
        ),
        "roster_run": check_file(
            content=b"id,given name,surname\n", name="a", scope="adding", by=people["admin"]
        ),
        "roster_done": RosterRun.objects.create(source=file_source(), state="done", ended_at=timezone.now()),
        "roster_source": RosterSource.objects.create(kind="oneroster", name="North", slug="north"),
        "group": Group.objects.create(name="Staff"),
        "lti_link": link_of_lms(teacher=people["tariq"]),
        "ltiregistration": registration(),
        "ltiaccount": people["tariq"].lti_accounts.get(),
        "user": ben,
        "amira": amira,
        "content_type": ContentType.objects.get_for_model(Sitting),
        "year_end": YearEnd.objects.create(done={"archived": [], "made": {}, "closed": []}),
        "device": open_device(classroom=classroom, minutes=45, by=people["tariq"])[0],
        "adaptation": Adaptation.objects.create(
            sitting=sitting, step=step, rule_key="x", rule_name="X", kind="hint", sentence="X", state="shown"
        ),
    }
    SignInCard.objects.create(student=ben, digest=cards._digest(CARD), expires_at=end_of_school_year())
    texts = {
        "card_code": CARD,
        "course_slug": course.slug,
        "lesson_slug": sitting.lesson.slug,
        "image_name": image.name,
        "app_label": "tutor",
        "join_code": classroom.join_code,
        "guardian_token": token_of(agree(amira, "camera")),
        "one": "1",
        "reading": str(uuid4()),
    }
    return SimpleNamespace(people=people, args={**{key: str(x.pk) for key, x in things.items()}, **texts})


def patterns(resolver: URLResolver, path: str = "", space: str = "") -> Iterator[tuple[str, URLPattern, str]]:
    """Yield each address's key in the matrix, its pattern and its route."""
    for found in resolver.url_patterns:
        route = path + str(found.pattern)
        if isinstance(found, URLResolver):
            yield from patterns(found, route, f"{space}{found.namespace}:" if found.namespace else space)
        else:
            yield (f"{space}{found.name}" if found.name else route), found, route


def address(key: str, row: Row, world: SimpleNamespace) -> str:
    args = [world.args[name] for name in row.args]
    if "/" not in key:
        return reverse(key, args=args)
    # An address without a name: its parts are filled in, and what is no part stands for anything.
    route = key.replace("(?P<url>.*)$", "nothing-of-the-kind/")
    return "/" + re.sub(r"<[^>]+>", lambda part: args.pop(0), route)


def outcome(reply) -> str:
    """Return the reply as the matrix writes it."""
    target = reply.get("Location", "")
    if reply.status_code == 302 and target.startswith((reverse("login"), reverse("admin:login"))):
        return "L"
    if reply.status_code == 302 and target == reverse("admin:index"):
        return "H"
    codes = {403: "F", 404: "N", 200: "Y", 204: "Y", 302: "Y", 301: "Y", 400: "Y", 409: "Y", 422: "Y"}
    return codes.get(reply.status_code, str(reply.status_code))


def ask(key: str, row: Row, world: SimpleNamespace, session: str) -> str:
    """Send the row's request with somebody's session, and undo whatever it did."""
    client = Client()
    client.cookies["sessionid"] = session
    send = client.post if row.method == "POST" else client.get
    with transaction.atomic():
        reply = send(address(key, row, world), row.data)
        transaction.set_rollback(True)
    return outcome(reply)


def sign_in(person: User | None) -> str:
    """Return the key of a new session."""
    client = Client()
    if person is None:
        return ""
    client.force_login(person)
    return str(client.cookies["sessionid"].value)
