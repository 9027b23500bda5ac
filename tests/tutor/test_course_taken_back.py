"""A course that its author takes back is closed to whoever began it, and nothing of theirs is lost."""

from uuid import uuid4

import pytest
from django.urls import reverse

from tests.tutor.sockets import open_socket, refusal_of
from tutor.live.sockets import CLOSE_FORBIDDEN
from tutor.models import Adaptation, Answer, Sitting
from tutor.services.adaptations import consider
from tutor.services.answers import record_self_report

WRITTEN_SINCE = "Written since it was taken back."


@pytest.fixture
def taken_back(sitting):
    """Amira's sitting, of a course that was taken back and written on."""
    step = sitting.lesson.steps.first()
    Adaptation.objects.create(
        sitting=sitting, step=step, rule_key="x", rule_name="X", kind="visual", sentence="X", state="shown"
    )
    sitting.lesson.course.is_published = False
    sitting.lesson.course.save()
    sitting.lesson.steps.update(body=WRITTEN_SINCE, title=WRITTEN_SINCE)
    step.variants.update(body=WRITTEN_SINCE)
    return sitting


def addresses(sitting: Sitting) -> list[tuple[str, str]]:
    question = sitting.lesson.steps.all()[1].questions.get()
    own, asked, help_given = [sitting.pk], [sitting.pk, question.pk], [sitting.adaptations.get().pk]
    return [
        ("get", reverse("tutor:lesson", args=[sitting.lesson.course.slug, sitting.lesson.slug])),
        ("get", reverse("tutor:step", args=[sitting.pk, 2])),
        ("get", reverse("tutor:group", args=own)),
        *(("post", reverse(f"tutor:{name}", args=own)) for name in ("advance", "report", "add_post", "hand")),
        *(("post", reverse(f"tutor:{name}", args=asked)) for name in ("answer", "hint")),
        *(("post", reverse(f"tutor:{name}", args=help_given)) for name in ("undo", "accept", "judge")),
    ]


@pytest.mark.slow
def test_every_page_of_it_says_that_it_is_closed_and_that_nothing_is_lost(client, amira, taken_back):
    client.force_login(amira)
    for method, address in addresses(taken_back):
        reply = getattr(client, method)(address)
        page = reply.content.decode()
        assert (reply.status_code, "closed for now" in page, WRITTEN_SINCE in page) == (404, True, False), (
            address
        )
        assert "is kept" in page


def test_a_part_of_a_page_leads_to_the_page_that_says_so(client, amira, taken_back):
    client.force_login(amira)
    for method, address in addresses(taken_back):
        reply = getattr(client, method)(address, headers={"HX-Request": "true"})
        assert reply["HX-Redirect"] == f"/learn/{taken_back.lesson.course.slug}/{taken_back.lesson.slug}/"
        assert reply.content == b""


def test_nobody_else_learns_that_there_is_such_a_course(client, ben, taken_back):
    client.force_login(ben)
    for method, address in addresses(taken_back):
        reply = getattr(client, method)(address)
        assert reply.status_code == 404
        assert b"closed for now" not in reply.content


def test_no_help_with_new_texts_comes_meanwhile(taken_back, amira, client):
    record_self_report(sitting=taken_back, feeling="lost", submission_id=uuid4())
    assert consider(sitting_id=taken_back.pk) is None


@pytest.mark.django_db(transaction=True)
async def test_its_socket_does_not_open(taken_back, amira):
    socket = await open_socket(f"/ws/sittings/{taken_back.pk}/", amira)
    assert await refusal_of(socket) == CLOSE_FORBIDDEN


def test_it_goes_on_where_it_was_once_it_returns(client, amira, taken_back):
    question = taken_back.lesson.steps.all()[1].questions.get()
    Answer.objects.create(
        sitting=taken_back, question=question, submission_id=uuid4(), response={}, is_correct=True
    )
    taken_back.lesson.course.is_published = True
    taken_back.lesson.course.save()
    client.force_login(amira)
    assert client.get(addresses(taken_back)[0][1]).status_code == 200
    assert Answer.objects.count() == 1


def test_its_author_still_sees_it(client, noor, lesson):
    lesson.course.is_published = False
    lesson.course.save()
    client.force_login(noor)
    reply = client.get(reverse("tutor:lesson", args=[lesson.course.slug, lesson.slug]))
    assert reply.status_code == 200
    assert client.get(reverse("tutor:step", args=[Sitting.objects.get().pk, 1])).status_code == 200
