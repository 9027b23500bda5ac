"""A teacher who signs in as a pupil, by what teachers give out, learns nothing of what a camera saw."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from channels.db import database_sync_to_async
from django.contrib.auth import get_user
from django.core.cache import cache
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from emotion.estimate import ClipEstimate
from tests.tutor.account_steps import NEW, change, give_password, sign_in
from tests.tutor.sockets import knock
from tutor.messages import events
from tutor.models import AccountState, Adaptation, AuditEntry, SelfReport, SignInCard
from tutor.services.people import cards, pictures
from tutor.services.readings import record_reading


@pytest.fixture(autouse=True)
def counted_anew():
    cache.clear()


ESTIMATE = ClipEstimate(
    known=True,
    reason=None,
    faces_share=1.0,
    states={"engaged": 0.3, "bored": 0.1, "confused": 0.8, "frustrated": 0.1},
    emotions={"neutral": 1.0},
    model="test",
)
WHY = "Your face looked lost for half a minute."


@pytest.fixture
def felt(sitting):
    """Amira at a step, with an hour of what a camera saw behind her."""
    ago = timezone.now() - timedelta(hours=1)
    record_reading(sitting=sitting, estimate=ESTIMATE, at=ago)
    SelfReport.objects.create(
        sitting=sitting, step=sitting.step, feeling="bored", submission_id="0" * 32, created_at=ago
    )
    Adaptation.objects.create(
        sitting=sitting,
        step=sitting.step,
        rule_key="1",
        rule_name="Lost",
        kind="hint",
        sentence="You looked lost.",
        evidence=[WHY],
        state="shown",
        variant=sitting.step.variants.get(kind="hint"),
        from_camera=True,
        created_at=ago,
    )
    return sitting


def by_card(tariq, classroom, amira) -> Client:
    (card,) = cards.print_cards(classroom=classroom, student_ids=[amira.pk], by=tariq)
    client = Client()
    client.post(reverse("tutor:card", args=[card.code]), {"sure": "yes"})
    return client


def by_pictures(tariq, classroom, amira) -> Client:
    _, drawn = pictures.give_pictures(classroom=classroom, student_id=amira.pk, by=tariq)
    client = Client()
    _, client.cookies[pictures.COOKIE] = pictures.open_device(classroom=classroom, minutes=45, by=tariq)
    *picked, pick = drawn
    client.post(reverse("tutor:tap_pictures", args=[amira.pk]), {"picked": picked, "pick": pick})
    return client


def by_given_password(tariq, classroom, amira) -> Client:
    """The teacher takes the pupil's part to the end, and chooses the next password as well."""
    client = sign_in("amira", give_password(tariq, classroom, amira))
    change(client)
    return client


def by_chosen_password(tariq, classroom, amira) -> Client:
    """As before, and signs in once more by what the teacher chose."""
    by_given_password(tariq, classroom, amira)
    return sign_in("amira", NEW)


WAYS = (by_card, by_pictures, by_given_password, by_chosen_password)
HELD = WAYS[:3]


def who(client: Client) -> str:
    request = HttpRequest()
    request.session = client.session
    return get_user(request).get_username()


def told_to(client: Client, sitting) -> str:
    """Return all that the pages about a student's own state say."""
    packed = zipfile.ZipFile(io.BytesIO(client.get(reverse("tutor:download_mine")).content))
    held = json.loads(packed.read("everything.json"))
    pages = [
        reverse("tutor:you"),
        reverse("tutor:step", args=[sitting.pk, 1]),
        reverse("tutor:end", args=[sitting.pk]),
    ]
    kinds = {key: held[key] for key in ("readings", "taps", "help")}
    texts = [client.get(page, follow=True).content.decode() for page in pages]
    return json.dumps(kinds) + packed.read("everything.html").decode() + "".join(texts)


GIVEN_AWAY = ("0.8", '"feeling": "bored"', "looked lost", WHY, "The camera’s guesses</dt>")


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_a_teacher_who_comes_as_the_pupil_is_shown_nothing_that_a_camera_saw(
    way, tariq, classroom, amira, felt
):
    client = way(tariq, classroom, amira)
    assert who(client) == "amira"
    told = told_to(client, felt)
    assert [text for text in GIVEN_AWAY if text in told] == []
    assert "Here is another way to see it." in told


@pytest.mark.slow
def test_the_student_alone_is_shown_all_of_it(amira, felt):
    told = told_to(sign_in("amira", "pass-for-tests"), felt)
    assert [text for text in GIVEN_AWAY if text not in told] == []


@pytest.mark.slow
def test_what_comes_after_a_password_of_ones_own_is_shown(tariq, classroom, amira, felt):
    by_given_password(tariq, classroom, amira)
    mine = sign_in("amira", NEW)
    record_reading(sitting=felt, estimate=ESTIMATE, at=timezone.now())
    packed = zipfile.ZipFile(io.BytesIO(mine.get(reverse("tutor:download_mine")).content))
    assert len(json.loads(packed.read("everything.json"))["readings"]) == 1


@pytest.mark.parametrize("way", HELD)
def test_nobody_takes_an_account_over_by_what_teachers_give_out(way, tariq, classroom, amira, felt):
    client = way(tariq, classroom, amira)
    assert client.post(reverse("tutor:erase_mine"), {"account": "close", "sure": "erase"}).status_code == 403
    amira.refresh_from_db()
    assert felt.readings.exists()


@pytest.mark.parametrize("way", [by_card, by_pictures])
def test_a_password_is_not_changed_by_who_does_not_know_it(way, tariq, classroom, amira):
    client = way(tariq, classroom, amira)
    assert change(client).status_code == 422
    sign_in("amira", "pass-for-tests")


def test_the_same_browser_is_free_again_once_the_student_signs_in_by_the_own_password(
    tariq, classroom, amira, felt
):
    client = by_card(tariq, classroom, amira)
    client.post(reverse("logout"))
    client.post(reverse("login"), {"username": "amira", "password": "pass-for-tests"})
    assert "The camera’s guesses</dt>" in client.get(reverse("tutor:you")).content.decode()


@pytest.mark.django_db(transaction=True)
async def test_a_window_opened_by_a_card_hears_no_estimate_of_another(tariq, classroom, amira, felt):
    client = await database_sync_to_async(by_card)(tariq, classroom, amira)
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    socket = knock(f"/ws/sittings/{felt.pk}/", cookie)
    await socket.connect()
    heard = [json.loads(await socket.receive_from()) for _ in range(3)]
    assert WHY not in json.dumps(heard)
    assert [one["type"] for one in heard] == ["consent", "pace", "adaptation"]
    await database_sync_to_async(events.send_estimate)(sitting_id=felt.pk, estimate=ESTIMATE, captured_at=0.0)
    adaptation = await felt.adaptations.aget()
    await database_sync_to_async(events.send_adaptation)(sitting_id=felt.pk, adaptation_id=adaptation.pk)
    following = json.loads(await socket.receive_from())
    assert following["type"] == "adaptation"
    assert WHY not in following["html"]
    await socket.disconnect()


def test_a_card_is_told_and_stays_told_until_the_student_comes_by_the_own_password(tariq, classroom, amira):
    by_card(tariq, classroom, amira)
    words = "tariq printed a sign-in card for you"
    first, second = (sign_in("amira", "pass-for-tests") for _ in range(2))
    assert words in first.get(reverse("tutor:courses")).content.decode()
    assert words not in second.get(reverse("tutor:courses")).content.decode()
    assert SignInCard.objects.filter(student=amira).count() == 1


def reset_in_admin(admin_client, person, **fields):
    address = reverse("admin:auth_user_password_change", args=[person.pk])
    data = {"usable_password": "true", "password1": NEW, "password2": NEW} | fields
    assert admin_client.post(address, data).status_code == 302


def test_a_password_set_in_the_admin_is_a_given_one(admin_client, felt, amira, lesson):
    reset_in_admin(admin_client, amira)
    client = sign_in(amira.username, NEW)
    assert client.get(reverse("tutor:you"))["Location"] == reverse("tutor:change_password")
    assert WHY not in client.get(reverse("tutor:privacy")).content.decode()
    assert AuditEntry.objects.filter(action="password.reset", whose=amira).exists()


def test_staff_with_a_given_password_set_a_second_factor_up_once_they_have_their_own(admin_client, tariq):
    reset_in_admin(admin_client, tariq)
    client = sign_in(tariq.username, NEW)
    change(client, "three-kind-owls-read")
    assert client.get(reverse("mfa_index")).status_code in {200, 302}


def test_ones_own_password_set_in_the_admin_is_ones_own(admin_client, admin_user):
    reset_in_admin(admin_client, admin_user)
    assert not AccountState.objects.filter(person=admin_user, must_change_password=True).exists()


def test_who_is_made_in_the_admin_chooses_a_password_first(admin_client):
    data = {"username": "zuleikha", "role": "teacher", "usable_password": "true"}
    data |= {"password1": NEW, "password2": NEW}
    assert admin_client.post(reverse("admin:tutor_user_add"), data).status_code == 302
    client = sign_in("zuleikha", NEW)
    assert client.get(reverse("tutor:classes"))["Location"] == reverse("tutor:change_password")
