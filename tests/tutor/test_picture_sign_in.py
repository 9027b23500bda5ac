"""Signing in by three pictures: on an opened device alone, for its class alone, and not by trying."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.people import make_user
from tutor.domain.pictures import PICTURES
from tutor.models import Classroom, Enrolment, OpenDevice, PictureSecret, User
from tutor.services.people import cards, pictures
from tutor.services.people.standing import METHOD
from tutor.views.accounts.pictures import NAMES


@pytest.fixture(autouse=True)
def counted_anew():
    cache.clear()


@pytest.fixture
def drawn(tariq, classroom, amira) -> list[str]:
    """Amira's three pictures."""
    return pictures.give_pictures(classroom=classroom, student_id=amira.pk, by=tariq)[1]


@pytest.fixture
def tablet(tariq, classroom) -> Client:
    """A device that Tariq opened for his class."""
    client = Client()
    client.force_login(tariq)
    reply = client.post(reverse("tutor:open_device", args=[classroom.pk]), {"minutes": "45"})
    assert reply["Location"] == reverse("tutor:pictures")
    return client


def tap(tablet: Client, student: User, picks: list[str]):
    *picked, pick = picks
    return tablet.post(reverse("tutor:tap_pictures", args=[student.pk]), {"picked": picked, "pick": pick})


def others(drawn: list[str]) -> list[str]:
    return [name for name in PICTURES if name not in drawn][:3]


def test_opening_a_device_signs_the_teacher_out_of_it(tablet, classroom):
    assert "_auth_user_id" not in tablet.session
    assert tablet.get(reverse("tutor:classes")).status_code == 302


def test_three_taps_in_order_sign_in_until_the_device_closes(tablet, amira, drawn):
    assert "Amira" in tablet.get(reverse("tutor:pictures")).content.decode()
    for count in (1, 2):
        page = tap(tablet, amira, drawn[:count])
        assert f"Tap picture {count + 1} of 3" in page.content.decode()
    assert tap(tablet, amira, drawn).status_code == 302
    assert tablet.session["_auth_user_id"] == str(amira.pk)
    assert tablet.session[METHOD] == "pictures"
    assert tablet.session.get_expiry_age() <= 45 * 60


@pytest.mark.parametrize("wrong", ["order", "others", "repeated", "unknown"])
def test_other_taps_sign_nobody_in(tablet, amira, drawn, wrong):
    picks = {
        "order": drawn[::-1],
        "others": others(drawn),
        "repeated": [drawn[0]] * 3,
        "unknown": [*drawn[:2], "nothing"],
    }
    tap(tablet, amira, picks[wrong])
    assert "_auth_user_id" not in tablet.session


@pytest.mark.slow
def test_trying_is_over_after_five(tablet, amira, ben, drawn, tariq, classroom):
    found = [tap(tablet, amira, others(drawn)).status_code for _ in range(6)]
    assert found == [422] * 5 + [429]
    assert tap(tablet, amira, drawn).status_code == 429
    # Another pupil at the same device is not held up.
    _, bens = pictures.give_pictures(classroom=classroom, student_id=ben.pk, by=tariq)
    assert tap(tablet, ben, bens).status_code == 302


def close_it(tariq, classroom, device):
    assert pictures.close_device(classroom=classroom, device_id=device.pk, by=tariq)


def let_it_end(tariq, classroom, device):
    OpenDevice.objects.update(ends_at=timezone.now())


def archive_its_class(tariq, classroom, device):
    Classroom.objects.update(archived_at=timezone.now())


@pytest.mark.parametrize("end", [close_it, let_it_end, archive_its_class])
def test_a_device_that_is_over_shows_nobody(tablet, tariq, classroom, amira, drawn, end):
    end(tariq, classroom, OpenDevice.objects.get())
    assert tablet.get(reverse("tutor:pictures")).status_code == 404
    assert tap(tablet, amira, drawn).status_code == 404


@pytest.mark.parametrize("cookie", ["", "x", "forged"])
def test_no_other_device_will_do(client, amira, drawn, tablet, cookie):
    if cookie == "forged":
        cookie = tablet.cookies[pictures.COOKIE].value[:-2] + "xx"
    client.cookies[pictures.COOKIE] = cookie
    assert client.get(reverse("tutor:pictures")).status_code == 404
    assert tap(client, amira, drawn).status_code == 404


def test_nobody_of_another_class_is_on_a_device(tablet, tariq, drawn):
    other = Classroom.objects.create(name="Year 7")
    other.teachers.add(tariq)
    mia = make_user("mia", first_name="Mia")
    Enrolment.objects.create(classroom=other, student=mia)
    _, hers = pictures.give_pictures(classroom=other, student_id=mia.pk, by=tariq)
    assert "Mia" not in tablet.get(reverse("tutor:pictures")).content.decode()
    assert tap(tablet, mia, hers).status_code == 404


def test_switched_off_there_is_no_such_page(settings, tablet, tariq, classroom, amira, drawn):
    settings.PICTURE_SIGN_IN = False
    assert tablet.get(reverse("tutor:pictures")).status_code == 404
    assert tap(tablet, amira, drawn).status_code == 404
    teacher = Client()
    teacher.force_login(tariq)
    assert teacher.post(reverse("tutor:open_device", args=[classroom.pk])).status_code == 404
    assert "pictures" not in teacher.get(reverse("tutor:people", args=[classroom.pk])).content.decode()


def test_pictures_are_kept_as_a_digest(amira, drawn):
    kept = str(PictureSecret.objects.values().get())
    assert not any(name in kept for name in drawn)
    others_with_it = PictureSecret(student_id=amira.pk + 1, digest=PictureSecret.objects.get().digest)
    assert not pictures.are_right(secret=others_with_it, picks=drawn)


def test_every_picture_is_drawn_and_has_a_word():
    from django.contrib.staticfiles import finders

    assert len(PICTURES) >= 12
    assert set(NAMES) == set(PICTURES)
    assert all(finders.find(f"tutor/img/pictures/{name}.svg") for name in PICTURES)


def test_after_signing_out_the_next_child_sees_the_faces(tablet, amira, drawn):
    tap(tablet, amira, drawn)
    assert tablet.post(reverse("logout"))["Location"] == reverse("tutor:home")
    assert tablet.get(reverse("tutor:home"))["Location"] == reverse("tutor:pictures")
    assert Client().get(reverse("tutor:home")).status_code == 200


@pytest.mark.parametrize("end", [close_it, let_it_end])
def test_a_session_ends_with_the_device_it_began_on(tablet, amira, tariq, classroom, drawn, end):
    tap(tablet, amira, drawn)
    assert tablet.get(reverse("tutor:courses")).status_code == 200
    end(tariq, classroom, OpenDevice.objects.get())
    assert tablet.get(reverse("tutor:courses"))["Location"] == reverse("tutor:pictures")
    assert "_auth_user_id" not in tablet.session
    closed = tablet.get(reverse("tutor:pictures"))
    assert (closed.status_code, "Sign in with a card" in closed.content.decode()) == (404, True)


def test_children_of_one_name_can_tell_their_faces_apart(tablet, tariq, classroom):
    for username, family in (("mia.a", "Adler"), ("mia.b", "Bauer"), ("mia.c", "Bauer")):
        mia = make_user(username, first_name="Mia", last_name=family)
        Enrolment.objects.create(classroom=classroom, student=mia)
        pictures.give_pictures(classroom=classroom, student_id=mia.pk, by=tariq)
    shown = [name for _, name in tablet.get(reverse("tutor:pictures")).context["faces"]]
    assert sorted(shown) == ["Mia (mia.b)", "Mia (mia.c)", "Mia A."]


def test_who_must_wait_has_no_pictures_to_tap(tablet, amira, drawn):
    for _ in range(5):
        tap(tablet, amira, others(drawn))
    page = tap(tablet, amira, others(drawn)).content.decode()
    assert "picture-grid" not in page
    assert "Back to all names" in page


def test_pictures_on_voided_cards_sign_nobody_in(client, tablet, tariq, classroom, amira):
    printed = cards.print_cards(classroom=classroom, student_ids=[amira.pk], by=tariq)
    client.force_login(tariq)
    reply = client.post(reverse("tutor:revoke_cards", args=[classroom.pk]), follow=True)
    assert [str(one) for one in reply.context["messages"]] == [
        "Cards that no longer work: 1. Pictures given until now do not work either."
    ]
    assert tap(tablet, amira, list(printed[0].pictures)).status_code == 404
    assert not PictureSecret.objects.exists()
    assert "Print cards for the class first" in tablet.get(reverse("tutor:pictures")).content.decode()


def guess(tablet: Client, student: User, drawn: list[str], *, times: int) -> list[int]:
    return [tap(tablet, student, others(drawn)).status_code for _ in range(times)]


@pytest.mark.parametrize("way", ["pictures", "card"])
def test_new_pictures_are_taken_where_the_old_ones_were_wrong_too_often(
    tablet, amira, drawn, tariq, classroom, way
):
    assert guess(tablet, amira, drawn, times=6)[-1] == 429
    if way == "pictures":
        _, new = pictures.give_pictures(classroom=classroom, student_id=amira.pk, by=tariq)
    else:
        (card,) = cards.print_cards(classroom=classroom, student_ids=[amira.pk], by=tariq)
        new = list(card.pictures)
    assert guess(tablet, amira, new, times=1) == [422]
    assert tap(tablet, amira, new).status_code == 302


def test_a_right_sign_in_clears_what_was_wrong_before_it(tablet, amira, drawn):
    for _ in range(2):
        assert guess(tablet, amira, drawn, times=4) == [422] * 4
        assert tap(tablet, amira, drawn).status_code == 302
        tablet.post(reverse("logout"))


def test_sign_ins_of_ones_own_let_nobody_guess_without_end(tablet, amira, ben, drawn, tariq, classroom):
    _, bens = pictures.give_pictures(classroom=classroom, student_id=ben.pk, by=tariq)
    assert guess(tablet, ben, bens, times=5) == [422] * 5
    assert tap(tablet, amira, drawn).status_code == 302
    assert tap(tablet, ben, bens).status_code == 429
    cache.clear()
    found = []
    for _ in range(4):
        # Ben guesses at Amira's between her own sign-ins.
        found += guess(tablet, amira, drawn, times=4)
        tap(tablet, amira, drawn)
        tablet.post(reverse("logout"))
    assert found == [422] * 15 + [429]
