"""Every address and socket against every kind of person; one without a row fails here."""

import re
from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from uuid import uuid4

import pytest
from channels.testing import WebsocketCommunicator
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from content.authoring.invitations import invite
from content.authoring.versions import record_version, store_version
from content.models import Image, Rule, Skill, Version
from tests.conftest import agree, make_user
from tests.tutor.permission_matrix import PEOPLE, ROWS, SOCKETS, Row
from tutor.asgi import application
from tutor.live.sockets import CLOSE_FORBIDDEN, CLOSE_UNAUTHENTICATED
from tutor.models import Adaptation, Classroom, Sitting, Suggestion, User
from tutor.routing import websocket_urlpatterns
from tutor.services.consents import token_of
from tutor.services.teaching.co_teachers import invite_teacher
from tutor.services.teaching.group_prompts import start_prompt
from tutor.services.teaching.posts import add_post
from tutor.services.teaching.sessions import end_session, start_session


def patterns(resolver: URLResolver, path: str = "", space: str = "") -> Iterator[tuple[str, URLPattern, str]]:
    """Yield each address's key in the matrix, its pattern and its route."""
    for found in resolver.url_patterns:
        route = path + str(found.pattern)
        if isinstance(found, URLResolver):
            yield from patterns(found, route, f"{space}{found.namespace}:" if found.namespace else space)
        else:
            yield (f"{space}{found.name}" if found.name else route), found, route


ALL = list(patterns(get_resolver()))


@pytest.fixture
def world(amira: User, ben: User, noor: User, classroom: Classroom, sitting: Sitting) -> SimpleNamespace:
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
        "waiting": store_version(course, {}, by=noor, note="Files", kind=Version.Kind.WAITING),
        "class_invitation": invite_teacher(classroom=classroom, username="tessa", by=people["tariq"]),
        "invitation": invite(course, username="omar", by=noor),
        "suggestion": Suggestion.objects.create(
            classroom=classroom, lesson=sitting.lesson, step=step, rule_key="x", rule_name="X", kind="hint"
        ),
        "ended": ended,
        "prompt": prompt,
        "post": add_post(sitting=sitting, submission_id=uuid4(), words="Because."),
        "group": Group.objects.create(name="Staff"),
        "user": ben,
        "amira": amira,
        "content_type": ContentType.objects.get_for_model(Sitting),
        "adaptation": Adaptation.objects.create(
            sitting=sitting, step=step, rule_key="x", rule_name="X", kind="hint", sentence="X", state="shown"
        ),
    }
    texts = {
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


@pytest.fixture
def sessions(world: SimpleNamespace) -> list[str]:
    """One session for each of `PEOPLE`."""
    return [sign_in(world.people[name]) for name in PEOPLE]


def test_every_address_has_its_row_and_every_row_its_address():
    keys = [key for key, _, _ in ALL]
    assert sorted(set(keys)) == sorted(ROWS)
    assert len(keys) == len(set(keys))


def test_every_socket_has_its_row():
    assert {str(found.pattern) for found in websocket_urlpatterns} == set(SOCKETS)


def test_each_address_opens_for_those_it_should_and_for_nobody_else(world, sessions):
    """One test for all rows: the world is built once."""
    found = {key: "".join(ask(key, row, world, session) for session in sessions) for key, row in ROWS.items()}
    assert found == {key: row.outcome for key, row in ROWS.items()}


def test_whoever_comes_by_get_to_where_a_form_is_sent_is_led_to_its_page(world, sessions):
    """As a browser does that loads a reply anew, or had to sign in between."""
    forms = {key: row for key, row in ROWS.items() if row.method == "POST" and key.startswith("tutor:")}
    found = {key: ask(key, replace(row, method="GET"), world, sessions[-1]) for key, row in forms.items()}
    own = {key: ask(key, replace(row, method="GET"), world, sessions[1]) for key, row in forms.items()}
    assert len(found) > 30
    assert {key: told for key, told in found.items() if told not in "YN"} == {}
    assert {key: told for key, told in own.items() if told not in "YNF"} == {}


def test_a_draft_and_its_pictures_are_seen_by_its_authors_alone(world, sessions, sitting):
    sitting.lesson.course.is_published = False
    sitting.lesson.course.save()
    image = Row("NNNNNYNY", args=("image", "image_name"))
    lesson = Row("LNNNNYNY", args=("course_slug", "lesson_slug"))
    for key, row in (("content:image", image), ("tutor:lesson", lesson)):
        assert "".join(ask(key, row, world, session) for session in sessions) == row.outcome


def test_no_view_escapes_the_check_against_forged_requests():
    views = {key: found.callback for key, found, _ in ALL}
    assert len(views) > 50
    assert [key for key, view in views.items() if getattr(view, "csrf_exempt", False)] == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("route", SOCKETS)
async def test_a_socket_opens_for_those_it_should_and_for_nobody_else(world, sessions, route):
    row = SOCKETS[route]
    path = "/" + re.sub(r"<[^>]+>", world.args[row.args[0]], route)
    assert "".join([await knock(path, session) for session in sessions]) == row.outcome


async def knock(path: str, session: str) -> str:
    """Open a socket and return how it went, as the matrix writes it."""
    headers = [(b"origin", b"http://localhost"), (b"host", b"localhost")]
    headers.append((b"cookie", f"sessionid={session}".encode()))
    socket = WebsocketCommunicator(application, path, headers=headers)
    await socket.connect()
    outcome = "Y"
    if not await socket.receive_nothing(timeout=0.3, interval=0.01):
        first = await socket.receive_output()
        if first["type"] == "websocket.close":
            outcome = {CLOSE_UNAUTHENTICATED: "L", CLOSE_FORBIDDEN: "F"}[first["code"]]
    await socket.disconnect()
    return outcome
