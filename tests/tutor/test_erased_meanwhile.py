"""A student erases everything, or closes the account, while requests are on their way: none falls over."""

from types import SimpleNamespace
from uuid import uuid4

import pytest
from channels.db import database_sync_to_async
from django.test import Client
from django.urls import reverse

from content.models import Skill
from tests.people import agree
from tests.presses import HTMX, press
from tests.together import at_once, just_before
from tests.tutor.sockets import connected
from tutor.live.sockets import CLOSE_FORBIDDEN
from tutor.models import Adaptation, Classroom, Enrolment, Sitting, User
from tutor.services import personal_data
from tutor.services.consents import token_of
from tutor.services.locks import Gone
from tutor.services.pretests import set_skipped, start_pretest
from tutor.services.teaching.group_prompts import start_prompt
from tutor.services.teaching.posts import add_post
from tutor.services.teaching.sessions import set_hand, start_session, take_seat

pytestmark = pytest.mark.django_db(transaction=True)
# Done, or told in words; 404 for what is gone, and 302 to sign in for whoever is.
ANSWERS = {200, 204, 302, 400, 404, 409, 422}


@pytest.fixture
def world(amira, ben, tariq, classroom, sitting, settings) -> SimpleNamespace:
    """Amira in the middle of everything: a session, a group, help, a raised hand, an unanswered guardian."""
    settings.GUARDIAN_CONSENT = True
    session = start_session(classroom=classroom, lesson=sitting.lesson, pacing="self")
    take_seat(sitting=sitting)
    set_hand(sitting=sitting, raised=True)
    groups = [[sitting.pk]]
    prompt = start_prompt(session=session, teacher=tariq, words="Why?", step=None, minutes=5, groups=groups)
    post = add_post(sitting=sitting, submission_id=uuid4(), words="Because.")
    step = sitting.lesson.steps.first()
    course = sitting.lesson.course
    course.pretest_questions = 5
    course.save()
    skill = Skill.objects.create(course=course, slug="halving", title="Halving")
    question = sitting.lesson.steps.all()[1].questions.get()
    question.skills.add(skill)
    start_pretest(student=amira, course=course)
    adaptation = Adaptation.objects.create(
        sitting=sitting, step=step, rule_key="x", rule_name="X", kind="hint", sentence="X", state="shown"
    )
    other = Classroom.objects.create(name="Year 7")
    return SimpleNamespace(
        amira=amira,
        tariq=tariq,
        own=[sitting.pk],
        question=[sitting.pk, question.pk],
        course=[course.slug],
        asked=[course.slug, question.pk],
        practised=[skill.pk, question.pk],
        lesson=[sitting.lesson.course.slug, sitting.lesson.slug],
        adaptation=[adaptation.pk],
        classroom=[classroom.pk],
        hand=[classroom.pk, sitting.pk],
        prompt=[classroom.pk, prompt.pk],
        student=[classroom.pk, amira.pk],
        post=[classroom.pk, post.pk],
        code=[other.join_code],
        token=[token_of(agree(amira, "camera"))],
        place={"place": prompt.places.get().pk, "group": ""},
        step=step.pk,
        session=session.pk,
    )


STUDENTS = {
    "tutor:lesson": ("lesson", None),
    "tutor:step": ("own", None),
    "tutor:advance": ("own", press()),
    "tutor:answer": ("question", press(number="3", tries=0)),
    "tutor:hint": ("question", press(rung=0)),
    "tutor:report": ("own", press(feeling="lost")),
    "tutor:hand": ("own", press(raised="no")),
    "tutor:add_post": ("own", press(words="Two of four.")),
    "tutor:undo": ("adaptation", press(seen="shown")),
    "tutor:accept": ("adaptation", press(seen="shown")),
    "tutor:judge": ("adaptation", press(seen="shown", helped="yes")),
    "tutor:pretest_answer": ("asked", press(number="3")),
    "tutor:pretest_end": ("course", {}),
    "tutor:consent": (None, {"purpose": "research", "decision": "give"}),
    "tutor:guardian": ("token", {"decision": "confirm"}),
    "tutor:join_class": ("code", {}),
    "tutor:erase_mine": (None, {"account": "close", "sure": "erase"}),
}
TEACHERS = {
    "tutor:lower_hand": ("hand", {}),
    "tutor:move_student": ("prompt", None),
    "tutor:remove_student": ("student", {}),
    "tutor:remove_post": ("post", {"removed": "yes"}),
    "tutor:act": ("classroom", {"action": "visual"}),
    "tutor:start_prompt": ("classroom", {"words": "Why?", "minutes": 5, "way": "random"}),
    "tutor:end_session": ("classroom", {}),
}


def request_of(person: User, name: str, world: SimpleNamespace, args: str | None, data: dict | None):
    client = Client(raise_request_exception=False, headers=HTMX)
    client.force_login(person)
    if name == "tutor:move_student":
        data = world.place
    elif data is not None and "submission_id" in data:
        # What the page knows of how things stand.
        data = {"step": world.step, "session": world.session, "prompt": world.prompt[1], **data}
    address = reverse(
        name, args=[*(getattr(world, args) if args else []), *([1] if name == "tutor:step" else [])]
    )
    return lambda: (client.get(address) if data is None else client.post(address, data)).status_code


def erase_amira(with_account: bool):
    amira = User.objects.filter(username="amira").first()
    if amira is not None:
        personal_data.erase(person=amira, with_account=with_account)


@pytest.mark.slow
@pytest.mark.parametrize("with_account", [False, True], ids=["learning", "account"])
@pytest.mark.parametrize("name", [*STUDENTS, *TEACHERS])
def test_what_was_erased_while_a_request_was_on_its_way_is_not_there(world, name, with_account):
    person = world.amira if name in STUDENTS else world.tariq
    request = request_of(person, name, world, *(STUDENTS | TEACHERS)[name])
    assert just_before(request, lambda: erase_amira(with_account)) in ANSWERS
    if with_account:
        assert not Sitting.objects.filter(student__username="amira").exists()
        assert not Enrolment.objects.filter(student__username="amira").exists()


@pytest.mark.parametrize(
    "names", [list(STUDENTS)[:5], list(STUDENTS)[5:10], list(STUDENTS)[10:], list(TEACHERS)]
)
def test_requests_beside_an_erasing_all_come_to_an_end(world, names):
    people = [world.amira if name in STUDENTS else world.tariq for name in names]
    requests = [
        request_of(person, name, world, *(STUDENTS | TEACHERS)[name])
        for person, name in zip(people, names, strict=True)
    ]
    *codes, erased = at_once(*requests, lambda: erase_amira(True))
    assert set(codes) <= ANSWERS, dict(zip(names, codes, strict=True))
    # Two of them erase the account where the student does so as well, and one of the two comes second.
    assert erased is None or (isinstance(erased, Gone) and "tutor:erase_mine" in names)
    assert not User.objects.filter(username="amira").exists()


@pytest.mark.parametrize("name", ["tutor:undo", "tutor:accept", "tutor:judge"])
def test_help_that_was_taken_back_while_a_press_was_on_its_way_is_not_there(world, name):
    request = request_of(world.amira, name, world, *STUDENTS[name])
    take_back = Adaptation.objects.filter(pk=world.adaptation[0]).delete
    assert just_before(request, take_back) == 404


async def test_a_socket_of_what_was_erased_closes(sitting, amira):
    socket = await connected(amira, sitting)
    await database_sync_to_async(Sitting.objects.filter(pk=sitting.pk).delete)()
    await socket.send_to(text_data='{"type": "here"}')
    assert (await socket.receive_output())["code"] == CLOSE_FORBIDDEN


def test_a_service_says_what_is_gone(amira, sitting):
    erase_amira(False)
    with pytest.raises(Gone):
        set_hand(sitting=sitting, raised=True)


@pytest.mark.parametrize(
    ("name", "args"),
    [("advance", "own"), ("report", "own"), ("undo", "adaptation"), ("practise_answer", "practised")],
)
def test_a_press_on_a_page_of_what_was_erased_is_not_told_that_all_is_safe(world, client, name, args):
    client.force_login(world.amira)
    erase_amira(False)
    reply = client.post(reverse(f"tutor:{name}", args=getattr(world, args)), press(step=world.step))
    assert reply.status_code == 404
    page = reply.content.decode()
    assert "It may have moved or been erased, or it belongs to somebody else. Nothing was changed." in page
    assert "safe" not in page


def test_what_an_erased_pretest_showed_is_not_skipped(world, amira, sitting):
    pretest = start_pretest(student=amira, course=sitting.lesson.course)
    erase_amira(False)
    with pytest.raises(Gone):
        set_skipped(pretest=pretest, skipped=True)
