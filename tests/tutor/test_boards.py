"""Boards: who writes, who reads, what a teacher takes away."""

from uuid import uuid4

import pytest
from channels.db import database_sync_to_async
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.tutor.sockets import connected, open_socket
from tests.tutor.talks import HTMX, end_time, write
from tutor.models import GroupPrompt, Post, User
from tutor.services.sittings import open_sitting
from tutor.services.teaching import group_prompts, posts
from tutor.services.teaching.classrooms import remove_student
from tutor.services.teaching.sessions import end_session


def post_note(client, sitting, words, submission_id=None, **headers):
    prompt = GroupPrompt.objects.filter(closed_at=None).first()
    data = {"words": words, "prompt": prompt.pk if prompt else 1, "submission_id": submission_id or uuid4()}
    return client.post(reverse("tutor:add_post", args=[sitting.pk]), data, **headers)


def card(client, sitting) -> str:
    return client.get(reverse("tutor:group", args=[sitting.pk]), **HTMX).content.decode()


@pytest.fixture
def two_groups(talk, sitting, seat):
    """Amira with s1 in group 1, s2 in group 2."""
    one, two = seat("s1", "s2")
    return talk([sitting, one], [two]), one, two


def test_a_note_is_on_the_groups_board_and_on_no_other(client, two_groups, amira, sitting):
    _, one, two = two_groups
    client.force_login(amira)
    assert "Fold it twice." in post_note(client, sitting, "Fold it twice.", **HTMX).content.decode()
    for reader, reads in ((one, True), (two, False)):
        client.force_login(reader.student)
        assert ("Fold it twice." in card(client, reader)) is reads


def test_without_scripts_the_form_posts_and_the_page_shows_it(client, two_groups, amira, sitting):
    client.force_login(amira)
    reply = post_note(client, sitting, "By hand.")
    assert reply.status_code == 302
    assert "By hand." in client.get(reply["Location"]).content.decode()


def test_a_double_click_posts_once(client, two_groups, amira, sitting):
    client.force_login(amira)
    key = uuid4()
    for _ in range(2):
        assert post_note(client, sitting, "Once.", key, **HTMX).status_code == 200
    assert Post.objects.count() == 1


@pytest.mark.parametrize("words", ["", "   ", "x" * 401, "\u202e"])
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_nothing_and_too_much_are_refused_and_kept_in_the_field(
    client, two_groups, amira, sitting, words, headers
):
    client.force_login(amira)
    reply = post_note(client, sitting, words, **headers)
    assert reply.status_code == 422
    assert words.strip()[:400] in reply.content.decode()
    assert not Post.objects.exists()


def test_a_script_in_a_note_stays_text(client, two_groups, amira, tariq, classroom, sitting):
    write(sitting, "<script>alert(1)</script>")
    client.force_login(tariq)
    page = client.get(reverse("tutor:boards", args=[classroom.pk])).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_who_writes_too_fast_waits_and_loses_nothing(client, two_groups, amira, sitting):
    for number in range(posts.MOST_IN_A_WHILE):
        write(sitting, f"Note {number}")
    client.force_login(amira)
    reply = post_note(client, sitting, "One more", **HTMX)
    assert reply.status_code == 422
    assert "That was quick" in reply.content.decode()
    assert "One more</textarea>" in reply.content.decode()
    assert Post.objects.count() == posts.MOST_IN_A_WHILE


@pytest.mark.slow
def test_one_student_does_not_fill_a_board(two_groups, sitting):
    for number in range(posts.MOST_OF_ONE):
        post = write(sitting, str(number))
        Post.objects.filter(pk=post.pk).update(created_at=two_groups[0].started_at - posts.A_WHILE)
    with pytest.raises(posts.NotPosted, match="Let the others write"):
        write(sitting)


def test_once_time_is_up_nobody_writes_and_everybody_reads_all(client, two_groups, amira, sitting):
    prompt, _, two = two_groups
    write(two, "From the other group.")
    end_time(prompt)
    client.force_login(amira)
    assert post_note(client, sitting, "Late.", **HTMX).status_code == 422
    assert not Post.objects.filter(words="Late.").exists()
    assert "From the other group." in card(client, sitting)


LATE = {
    "time is up": lambda prompt: end_time(prompt),
    "put away": lambda prompt: group_prompts.close_prompt(prompt=prompt),
    "the session has ended": lambda prompt: end_session(session=prompt.session),
    "off the list": lambda prompt: remove_student(
        classroom=prompt.session.classroom, student_id=User.objects.get(username="amira").pk
    ),
    "no group": lambda prompt: prompt.places.all().delete(),
}


@pytest.mark.parametrize("why", LATE)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_who_posts_too_late_reads_so_and_keeps_the_words(client, two_groups, amira, sitting, why, headers):
    LATE[why](two_groups[0])
    client.force_login(amira)
    reply = post_note(client, sitting, "Half a <thought>", **headers)
    page = reply.content.decode()
    assert reply.status_code == 422
    assert "Time is up, so this was not posted." in page
    assert "Half a &lt;thought&gt;</p>" in page
    shown = page[page.index('<section id="group-card"') :]
    assert "hidden" not in shown[: shown.index(">")]


def test_who_came_after_time_was_up_reads_all_too(client, two_groups, ben, lesson):
    prompt, _, two = two_groups
    write(two, "From the other group.")
    end_time(prompt)
    client.force_login(ben)
    assert "From the other group." in card(client, open_sitting(student=ben, lesson=lesson))


@pytest.mark.slow
def test_a_removed_note_is_gone_for_the_others_and_comes_back(
    client, two_groups, amira, tariq, classroom, sitting
):
    _, one, _ = two_groups
    post = write(sitting, "Rude words.")
    url = reverse("tutor:remove_post", args=[classroom.pk, post.pk])
    client.force_login(tariq)
    client.post(url, {"removed": "yes"})
    assert "Rude words." in client.get(reverse("tutor:boards", args=[classroom.pk])).content.decode()
    client.force_login(one.student)
    assert f"post-{post.pk}" not in card(client, one)
    client.force_login(amira)
    assert "Your teacher took this note away." in card(client, sitting)
    client.force_login(tariq)
    client.post(url, {"removed": "no"})
    client.force_login(one.student)
    assert "Rude words." in card(client, one)


def test_nobody_writes_on_anothers_behalf(client, two_groups, sitting):
    _, one, _ = two_groups
    client.force_login(one.student)
    assert post_note(client, sitting, "As Amira.").status_code == 404


def test_put_away_the_card_is_gone(client, two_groups, amira, sitting):
    group_prompts.close_prompt(prompt=two_groups[0])
    client.force_login(amira)
    assert "hidden" in card(client, sitting)
    assert "Talk it over" not in card(client, sitting)


@pytest.mark.slow
def test_boards_take_the_same_number_of_queries_however_many(
    client,
    two_groups,
    tariq,
    classroom,
    sitting,
    seat,
    ben,
    lesson,
):
    client.force_login(tariq)
    url, counts = reverse("tutor:boards", args=[classroom.pk]), []
    for names in ((), ("s3", "s4", "s5", "s6", "s7", "s8")):
        for one in seat(*names):
            group_prompts.seat_latecomer(sitting=one, session=two_groups[0].session)
            write(one)
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
async def test_a_note_reaches_the_others_pages_and_the_teachers(two_groups, amira, tariq, classroom, sitting):
    _, one, two = two_groups
    reader, stranger = await connected(one.student, one), await connected(two.student, two)
    teacher = await open_socket(f"/ws/classrooms/{classroom.pk}/boards/", tariq)
    await teacher.connect()
    for socket in (reader, stranger):
        assert [(await socket.receive_json_from())["type"] for _ in range(2)] == ["session", "group"]
    assert (await teacher.receive_json_from(timeout=5))["type"] == "boards"
    await database_sync_to_async(write)(sitting, "Live.")
    message = await reader.receive_json_from(timeout=5)
    assert message["type"] == "group"
    assert "Live." in message["html"]
    assert "Live." in (await teacher.receive_json_from(timeout=5))["html"]
    assert await stranger.receive_nothing()
    for socket in (reader, stranger, teacher):
        await socket.disconnect()


@pytest.mark.django_db(transaction=True)
async def test_who_comes_back_is_told_what_was_written_meanwhile(two_groups, amira, sitting):
    await database_sync_to_async(write)(two_groups[1], "While you were away.")
    socket = await connected(amira, sitting)
    messages = [await socket.receive_json_from() for _ in range(2)]
    assert "While you were away." in messages[1]["html"]
    await socket.disconnect()
