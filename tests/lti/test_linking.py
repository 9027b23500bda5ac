"""An account that was there is linked by its owner alone: a launch, then a sign-in, in one browser."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from tests.lti.rows import account_of, link_of_lms
from tests.people import make_user
from tutor.models import LtiAccount, LtiLink, User

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
HALF = {"attune_course": "halves", "attune_lesson": "a-half"}
LINK, CONFIRM = "/lti/account/", "/lti/account/confirm/"
PASSWORD = {"username": "ben", "password": "pass-for-tests"}


def sign_in(client, **form):
    return client.post(reverse("login"), {**PASSWORD, **form})


@pytest.fixture
def offered(client, platform, lesson, ben):
    """A first launch, whose person says to have an account here."""
    platform.launch(client, custom=HALF)
    assert LINK in client.get("/you/").content.decode()
    assert "Do you have an account here already?" in client.get(LINK).content.decode()
    assert CONFIRM in client.post(LINK)["Location"]
    return client


def test_the_owner_signs_in_confirms_and_comes_in_to_that_account_from_then_on(offered, platform, ben):
    made = LtiAccount.objects.get().user
    assert "_auth_user_id" not in offered.session
    sign_in(offered)
    assert "Link these two?" in offered.get(CONFIRM).content.decode()
    offered.post(CONFIRM)
    offered.logout()
    platform.launch(offered, custom=HALF)
    assert offered.session["_auth_user_id"] == str(ben.pk)
    made.refresh_from_db()
    assert not made.is_active
    assert not LtiAccount.objects.get().was_made_here


def test_an_offer_works_once(offered, ben):
    sign_in(offered)
    offered.post(CONFIRM)
    assert offered.get(CONFIRM).status_code == 403
    assert offered.post(CONFIRM).status_code == 403


def test_an_offer_expires(offered, ben):
    sign_in(offered)
    cache.clear()
    assert offered.post(CONFIRM).status_code == 403
    assert LtiAccount.objects.get().user != ben


def test_whoever_signs_in_without_a_launch_before_has_nothing_to_confirm(client, ben):
    sign_in(client)
    assert client.post(CONFIRM).status_code == 403
    assert client.post(LINK).status_code == 200


def test_a_session_that_somebody_else_vouched_for_links_nothing(offered, ben):
    sign_in(offered)
    session = offered.session
    session["signed_in_by"] = "card"
    session.save()
    assert offered.post(CONFIRM).status_code == 403
    assert LtiAccount.objects.get().user != ben


def test_an_administrators_account_is_never_linked(offered, ben):
    User.objects.filter(pk=ben.pk).update(is_superuser=True)
    sign_in(offered)
    assert offered.post(CONFIRM).status_code == 403
    assert LtiAccount.objects.get().user != ben


def test_a_launch_alone_takes_over_nobody(offered, platform, ben):
    platform.launch(offered, custom=HALF)
    assert offered.post(CONFIRM).status_code == 403
    assert not ben.lti_accounts.exists()


def test_an_account_that_came_by_a_launch_can_be_erased_with_all_that_the_lms_called_it(
    client, platform, lesson
):
    platform.launch(client, custom=HALF)
    client.post(reverse("tutor:erase_mine"), {"account": "close", "sure": "erase"})
    assert not User.objects.filter(role="student").exists()
    platform.launch(client, custom=HALF)
    assert User.objects.filter(role="student").count() == 1


def test_a_teacher_chooses_once_where_a_link_leads(client, platform, lesson):
    reply = platform.launch(client, "tariq", roles=("Instructor",))
    link = LtiLink.objects.get()
    assert reply["Location"] == f"/lti/choose/{link.pk}/"
    assert "A half" in client.get(reply["Location"]).content.decode()
    chosen = client.post(reply["Location"], {"target": "halves/a-half"})
    assert chosen["Location"].startswith("/teach/")
    assert platform.launch(type(client)(), "amira")["Location"] == "/learn/halves/a-half/"


def test_a_draft_or_nothing_is_no_choice(client, tariq, lesson):
    link = link_of_lms(teacher=tariq)
    client.force_login(tariq)
    lesson.course.is_published = False
    lesson.course.save()
    for target in ("", "halves/a-half", "nothing/at-all"):
        assert client.post(f"/lti/choose/{link.pk}/", {"target": target}).status_code == 422


def test_a_teacher_of_another_course_and_a_student_choose_nothing(client, tariq, amira, lesson):
    link = link_of_lms(teacher=tariq)
    account_of(amira)
    for person in (amira, make_user("tessa", role="teacher")):
        client.force_login(person)
        assert client.post(f"/lti/choose/{link.pk}/", {"target": "halves"}).status_code == 404
