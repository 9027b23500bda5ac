"""Making a class, joining it, leaving it."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.people import make_user
from tutor.models import Classroom, Enrolment
from tutor.services.locks import Gone
from tutor.services.teaching.classrooms import join_classroom, renew_code
from tutor.services.teaching.sessions import end_session, start_session


@pytest.fixture
def clara(db):
    return make_user("clara", first_name="Clara")


def test_a_teacher_makes_a_class_and_sees_how_to_join_it(client, tariq):
    client.force_login(tariq)
    reply = client.post(reverse("tutor:make_class"), {"name": "Year 7"}, follow=True)
    made = Classroom.objects.get(name="Year 7")
    assert list(made.teachers.all()) == [tariq]
    assert f"/join/{made.join_code}/" in reply.content.decode()


def test_the_same_page_sent_twice_makes_one_class_of_a_name(client, tariq):
    client.force_login(tariq)
    url, sent = reverse("tutor:make_class"), uuid4()
    places = {client.post(url, {"name": "Year 7", "submission_id": sent}).url for _ in "12"}
    assert (len(places), Classroom.objects.count()) == (1, 1)
    client.post(url, {"name": "Year 8", "submission_id": sent})
    assert set(Classroom.objects.values_list("name", flat=True)) == {"Year 7", "Year 8"}


def test_the_page_of_classes_sends_an_id_of_its_own(client, tariq):
    client.force_login(tariq)
    pages = [client.get(reverse("tutor:classes")).content.decode() for _ in "12"]
    ids = [re.search(r'name="submission_id" value="([0-9a-f-]{36})"', page)[1] for page in pages]
    assert ids[0] != ids[1]


def test_a_student_makes_no_class(client, amira):
    client.force_login(amira)
    assert client.post(reverse("tutor:make_class"), {"name": "Mine"}).status_code == 403
    assert not Classroom.objects.exists()


def test_a_code_typed_with_spaces_in_small_letters_joins(client, classroom, clara):
    client.force_login(clara)
    typed = f" {classroom.join_code[:4].lower()} {classroom.join_code[4:].lower()}"
    reply = client.post(reverse("tutor:join"), {"code": typed}, follow=True)
    assert "You joined Year 6." in reply.content.decode()
    assert Enrolment.objects.filter(classroom=classroom, student=clara).count() == 1


def test_who_is_in_the_class_already_is_not_asked_again(client, classroom, clara):
    client.force_login(clara)
    url = reverse("tutor:join_class", args=[classroom.join_code])
    client.post(url)
    for reply in (client.get(url, follow=True), client.post(url, follow=True)):
        assert "You are in Year 6 already." in reply.content.decode()
    assert Enrolment.objects.filter(student=clara).count() == 1


@pytest.mark.parametrize("name", ["courses", "consent", "you", "privacy"])
def test_joining_is_reached_from_every_page_of_a_student(client, clara, sitting, name):
    client.force_login(clara)
    assert f'href="{reverse("tutor:join")}"' in client.get(reverse(f"tutor:{name}")).content.decode()


def test_joining_is_reached_from_a_lesson(client, amira, sitting):
    client.force_login(amira)
    page = client.get(reverse("tutor:step", args=[sitting.pk, 1])).content.decode()
    assert f'href="{reverse("tutor:join")}"' in page


def test_a_session_stands_on_top_of_the_list_of_lessons(client, amira, ben, classroom, lesson):
    client.force_login(amira)
    url, page = reverse("tutor:class_now"), reverse("tutor:courses")
    assert client.get(url, {"shown": ""}).status_code == 204
    session = start_session(classroom=classroom, lesson=lesson, pacing="self")
    assert "Year 6 is at “A half” now" in client.get(url, {"shown": ""}).content.decode()
    assert "Year 6 is at “A half” now" in client.get(page).content.decode()
    assert client.get(url, {"shown": str(session.pk)}).status_code == 204
    end_session(session=session)
    assert "now</h2>" not in client.get(url, {"shown": str(session.pk)}).content.decode()


def test_a_session_of_another_class_is_not_shown(client, clara, classroom, lesson):
    start_session(classroom=classroom, lesson=lesson, pacing="self")
    client.force_login(clara)
    assert client.get(reverse("tutor:class_now"), {"shown": ""}).status_code == 204


def test_looking_at_the_link_joins_nobody_and_joining_twice_is_once(client, classroom, clara):
    client.force_login(clara)
    url = reverse("tutor:join_class", args=[classroom.join_code])
    client.get(url)
    assert not Enrolment.objects.filter(student=clara).exists()
    client.post(url)
    client.post(url)
    assert Enrolment.objects.filter(student=clara).count() == 1


def test_a_wrong_code_says_so(client, classroom, clara):
    client.force_login(clara)
    reply = client.post(reverse("tutor:join"), {"code": "NOSUCHCD"})
    assert reply.status_code == 422
    assert "No class has that code" in reply.content.decode()


def test_a_link_whose_code_is_gone_says_so_and_takes_the_new_one(client, classroom, clara):
    old = classroom.join_code
    renew_code(classroom=classroom)
    client.force_login(clara)
    for reply in (client.get, client.post):
        page = reply(reverse("tutor:join_class", args=[old]))
        assert page.status_code == 404
        assert "No class has that code" in page.content.decode()
        assert f'value="{old}"' in page.content.decode()


def test_who_is_not_signed_in_lands_at_the_class_afterwards(client, classroom):
    url = reverse("tutor:join_class", args=[classroom.join_code])
    assert client.get(url).url == f"{reverse('login')}?next={url}"


def test_a_teacher_who_tries_the_code_of_an_own_class_comes_to_its_people(client, tariq, classroom):
    client.force_login(tariq)
    people = reverse("tutor:people", args=[classroom.pk])
    assert client.get(reverse("tutor:join_class", args=[classroom.join_code])).url == people
    assert client.post(reverse("tutor:join"), {"code": classroom.join_code}).url == people
    assert not Enrolment.objects.filter(student=tariq).exists()


@pytest.mark.parametrize("way", ["link", "code"])
def test_another_teacher_is_told_how_to_get_into_a_class(client, classroom, way):
    client.force_login(make_user("olga", role="teacher"))
    if way == "link":
        reply = client.get(reverse("tutor:join_class", args=[classroom.join_code]))
    else:
        reply = client.post(reverse("tutor:join"), {"code": classroom.join_code})
    assert reply.status_code == 403
    assert "ask its teacher to invite you" in reply.content.decode()
    assert not Enrolment.objects.filter(student__username="olga").exists()


def test_a_class_at_a_lesson_is_archived_only_by_who_knows_that_the_lesson_ends(
    client, tariq, classroom, lesson
):
    client.force_login(tariq)
    url = reverse("tutor:people", args=[classroom.pk])
    assert "Archiving the class ends it" not in client.get(url).content.decode()
    start_session(classroom=classroom, lesson=lesson, pacing="self")
    page = client.get(url).content.decode()
    assert "A session is running. Archiving the class ends it." in page
    assert "Yes, archive it" in page


def test_nobody_joins_a_class_that_is_put_away(client, tariq, classroom, clara):
    client.force_login(tariq)
    client.post(reverse("tutor:archive_class", args=[classroom.pk]), {"archived": "yes"})
    client.force_login(clara)
    assert client.post(reverse("tutor:join_class", args=[classroom.join_code])).status_code == 404
    assert client.post(reverse("tutor:join"), {"code": classroom.join_code}).status_code == 422


def test_who_archives_a_class_is_told_what_it_means(client, tariq, classroom):
    client.force_login(tariq)
    url = reverse("tutor:archive_class", args=[classroom.pk])
    page = client.post(url, {"archived": "yes"}, follow=True)
    said = [str(message) for message in page.context["messages"]]
    assert said == ["Nobody can join an archived class. Its reports stay."]
    assert not list(client.post(url, {"archived": "no"}, follow=True).context["messages"])


@pytest.mark.parametrize("page", ["classroom", "help_first", "boards", "reports", "class_ready"])
def test_an_archived_class_leads_to_its_restoring_where_a_lesson_would_begin(client, tariq, classroom, page):
    client.force_login(tariq)
    client.post(reverse("tutor:archive_class", args=[classroom.pk]), {"archived": "yes"})
    html = client.get(reverse(f"tutor:{page}", args=[classroom.pk])).content.decode()
    assert "Begin a lesson" not in html
    assert "Print their sign-in cards" not in html
    assert "This class is archived. Restore it first." in html


@pytest.mark.parametrize("name", ["ben", "nobody", ""])
def test_only_a_teacher_can_co_teach(client, tariq, classroom, name):
    client.force_login(tariq)
    url = reverse("tutor:invite_teacher", args=[classroom.pk])
    page = client.post(url, {"username": name}, follow=True).content.decode()
    assert "No teacher here has that user name" in page
    assert list(classroom.teachers.all()) == [tariq]


def test_a_co_teacher_is_removed_and_the_last_one_stays(client, tariq, classroom):
    olga = make_user("olga", role="teacher")
    classroom.teachers.add(olga)
    client.force_login(tariq)
    client.post(reverse("tutor:remove_teacher", args=[classroom.pk, olga.pk]))
    assert list(classroom.teachers.all()) == [tariq]
    last = reverse("tutor:remove_teacher", args=[classroom.pk, tariq.pk])
    assert "keeps at least one teacher" in client.post(last, follow=True).content.decode()
    assert list(classroom.teachers.all()) == [tariq]


def test_a_teacher_leaves_a_class_to_a_colleague(client, tariq, classroom):
    classroom.teachers.add(make_user("olga", role="teacher"))
    client.force_login(tariq)
    left = client.post(reverse("tutor:remove_teacher", args=[classroom.pk, tariq.pk]), follow=True)
    assert "You no longer teach" in left.content.decode()
    assert client.get(reverse("tutor:people", args=[classroom.pk])).status_code == 404


def test_who_leaves_twice_is_led_to_the_list_and_told(client, tariq, classroom):
    classroom.teachers.add(make_user("olga", role="teacher"))
    client.force_login(tariq)
    url = reverse("tutor:remove_teacher", args=[classroom.pk, tariq.pk])
    client.post(url, follow=True)
    again = client.post(url, follow=True)
    assert again.redirect_chain == [(reverse("tutor:classes"), 302)]
    assert "You no longer teach this class." in again.content.decode()


def test_leaving_tells_nobody_which_classes_there_are(client, tariq, classroom):
    olga = make_user("olga", role="teacher")
    client.force_login(olga)
    keys = (classroom.pk, classroom.pk + 1)
    urls = [reverse("tutor:remove_teacher", args=[key, olga.pk]) for key in keys]
    pages = [client.post(url, follow=True) for url in urls]
    assert [[str(one) for one in page.context["messages"]] for page in pages] == [
        ["You no longer teach this class."]
    ] * 2


def test_a_teacher_whom_a_colleague_has_just_removed_is_said_to_be(client, tariq, classroom):
    olga = make_user("olga", role="teacher")
    classroom.teachers.add(olga)
    client.force_login(tariq)
    url = reverse("tutor:remove_teacher", args=[classroom.pk, olga.pk])
    client.post(url)
    page = client.post(url, follow=True).content.decode()
    assert "This teacher was removed already." in page
    assert "keeps at least one teacher" not in page


def test_a_student_who_was_removed_already_brings_no_new_code(client, tariq, ben, classroom):
    client.force_login(tariq)
    url = reverse("tutor:remove_student", args=[classroom.pk, ben.pk])
    client.post(url, follow=True)
    classroom.refresh_from_db()
    code = classroom.join_code
    page = client.post(url, follow=True).content.decode()
    classroom.refresh_from_db()
    assert classroom.join_code == code
    assert "This student was removed already." in page
    assert "has a new code" not in page


def test_a_removed_student_is_gone_and_the_counts_begin_anew(client, tariq, ben, classroom):
    client.force_login(tariq)
    client.post(reverse("tutor:remove_student", args=[classroom.pk, ben.pk]))
    classroom.refresh_from_db()
    assert not Enrolment.objects.filter(student=ben).exists()
    assert classroom.roster_cut_at is not None


@pytest.mark.slow
def test_a_removed_student_does_not_come_back_by_the_old_code(client, tariq, ben, clara, classroom):
    old = classroom.join_code
    client.force_login(tariq)
    page = client.post(reverse("tutor:remove_student", args=[classroom.pk, ben.pk]), follow=True)
    classroom.refresh_from_db()
    assert classroom.join_code != old
    assert "has a new code" in page.content.decode()
    for student, code, status in ((ben, old, 404), (clara, classroom.join_code, 302)):
        client.force_login(student)
        assert client.post(reverse("tutor:join_class", args=[code])).status_code == status
    assert not Enrolment.objects.filter(student=ben).exists()


def test_a_teacher_renews_the_code_and_everybody_stays(client, tariq, classroom):
    old = classroom.join_code
    client.force_login(tariq)
    page = client.post(reverse("tutor:renew_code", args=[classroom.pk]), follow=True).content.decode()
    classroom.refresh_from_db()
    assert classroom.join_code != old
    assert f"/join/{classroom.join_code}/" in page
    assert classroom.enrolments.count() == 2


def test_a_code_that_is_renewed_while_somebody_joins_lets_nobody_in(classroom, clara):
    read_before = Classroom.objects.get()
    renew_code(classroom=classroom)
    with pytest.raises(Gone):
        join_classroom(classroom=read_before, student=clara)


def test_a_class_is_renamed_and_chooses_who_decides(client, tariq, classroom):
    client.force_login(tariq)
    url = reverse("tutor:set_up_class", args=[classroom.pk])
    client.post(url, {"name": "Year 6 B", "runs_itself": "on"})
    classroom.refresh_from_db()
    assert (classroom.name, classroom.runs_itself) == ("Year 6 B", True)


def test_a_class_is_left_out_of_comparisons_and_taken_in_again(client, tariq, classroom):
    client.force_login(tariq)
    url, page = (reverse(f"tutor:{name}", args=[classroom.pk]) for name in ("set_up_class", "people"))
    box = '<input type="checkbox" name="is_left_out" aria-describedby="left-out-help"{}>'
    assert box.format("") in client.get(page).content.decode()
    client.post(url, {"name": "Year 6", "is_left_out": "on"})
    classroom.refresh_from_db()
    assert not classroom.compares_help
    assert box.format(" checked") in client.get(page).content.decode()
    client.post(url, {"name": "Year 6"})
    classroom.refresh_from_db()
    assert classroom.compares_help


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("Year\x0b6", "Year6"), ("Year\n 6\u202e", "Year 6"), ("السنة", "السنة"), ("\x01", "Year 6")],
)
def test_a_name_is_kept_without_what_cannot_be_seen(client, tariq, classroom, typed, kept):
    client.force_login(tariq)
    client.post(reverse("tutor:set_up_class", args=[classroom.pk]), {"name": typed})
    classroom.refresh_from_db()
    assert classroom.name == kept


def test_the_qr_code_is_a_drawing_of_our_own(client, tariq, classroom):
    client.force_login(tariq)
    reply = client.get(reverse("tutor:join_qr", args=[classroom.pk]))
    assert reply["Content-Type"] == "image/svg+xml"
    assert reply.content.startswith(b"<?xml") or reply.content.startswith(b"<svg")


TEACHERS_PAGES = [
    ("people", "get", ()),
    ("join_qr", "get", ()),
    ("set_up_class", "post", ()),
    ("archive_class", "post", ()),
    ("invite_teacher", "post", ()),
    ("withdraw_invitation", "post", (1,)),
    ("renew_code", "post", ()),
    ("remove_student", "post", (1,)),
    ("remove_teacher", "post", (1,)),
    ("start_session", "post", ()),
    ("end_session", "post", ()),
    ("lower_hand", "post", (1,)),
]


@pytest.mark.parametrize(("name", "method", "more"), TEACHERS_PAGES)
def test_another_teacher_finds_nothing_and_a_student_is_refused(client, classroom, amira, name, method, more):
    url = reverse(f"tutor:{name}", args=[classroom.pk, *more])
    assert getattr(client, method)(url).url.startswith(reverse("login"))
    client.force_login(make_user("olga", role="teacher"))
    assert getattr(client, method)(url).status_code == 404
    client.force_login(amira)
    assert getattr(client, method)(url).status_code == 403
    assert (client.post if method == "get" else client.put)(url).status_code == 405
