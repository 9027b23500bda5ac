"""Sign-in cards: printed by a class's teacher, used by their owners, void in good time."""

import re
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.pdf_text import pdf_text
from tests.people import make_user
from tutor.domain.readable import CODE_LENGTH, WORDS, make_code, make_password, spaced_code, tidy_code
from tutor.models import AuditEntry, Classroom, Enrolment, SignInCard, User
from tutor.services.people import cards, passwords
from tutor.services.people.standing import METHOD


@pytest.fixture(autouse=True)
def counted_anew():
    cache.clear()


@pytest.fixture
def card(tariq, classroom, amira):
    (card,) = cards.print_cards(classroom=classroom, student_ids=[amira.pk], by=tariq)
    return card


def use(code: str, **fields: str):
    client = Client()
    return client, client.post(reverse("tutor:card", args=[code]), fields or {"sure": "yes"})


def test_a_scan_asks_first_and_a_press_signs_in(card, amira):
    client = Client()
    page = client.get(reverse("tutor:card", args=[card.code]))
    assert "Are you Amira?" in page.content.decode()
    assert "_auth_user_id" not in client.session
    client.post(reverse("tutor:card", args=[card.code]), {"sure": "yes"})
    assert client.session["_auth_user_id"] == str(amira.pk)
    assert client.session[METHOD] == "card"
    assert client.session.get_expiry_age() <= 8 * 3600
    assert SignInCard.objects.get().used_at is not None


def test_the_code_can_be_typed_as_people_type(card, client):
    page = client.post(reverse("tutor:type_card"), {"code": f" {spaced_code(card.code).lower()}-"})
    assert "Are you Amira?" in page.content.decode()
    assert "_auth_user_id" not in client.session


def test_nothing_of_a_code_is_kept(card):
    row = SignInCard.objects.values().get()
    assert card.code not in str(row)


def void_by_print(tariq, classroom, amira):
    cards.print_cards(classroom=classroom, student_ids=None, by=tariq)


def void_by_revoking(tariq, classroom, amira):
    assert cards.revoke_cards(classroom=classroom, student_ids=None, by=tariq) == 1


def void_by_age(tariq, classroom, amira):
    SignInCard.objects.update(expires_at=timezone.now() - timedelta(seconds=1))


def void_by_closing(tariq, classroom, amira):
    User.objects.filter(pk=amira.pk).update(is_active=False)


def void_by_a_new_role(tariq, classroom, amira):
    User.objects.filter(pk=amira.pk).update(role="teacher")


@pytest.mark.parametrize(
    "void", [void_by_print, void_by_revoking, void_by_age, void_by_closing, void_by_a_new_role]
)
def test_a_card_that_is_void_signs_nobody_in(void, card, tariq, classroom, amira):
    void(tariq, classroom, amira)
    client, reply = use(card.code)
    assert reply.status_code == 404
    assert "Amira" not in reply.content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("void", [void_by_print, void_by_revoking, void_by_age])
def test_a_session_that_a_card_began_ends_with_the_card(void, card, tariq, classroom, amira):
    client, _ = use(card.code)
    assert client.get("/learn/").status_code == 200
    void(tariq, classroom, amira)
    assert client.get("/learn/")["Location"] == reverse("tutor:type_card")
    assert "_auth_user_id" not in client.session


@pytest.mark.slow
def test_whoever_tries_many_codes_has_to_wait(card):
    found = [use(f"WRONGCODE{number}")[1].status_code for number in range(70)]
    assert found.count(404) < 65
    assert found[-1] == 429
    assert use(card.code)[1].status_code == 429


def test_a_teacher_prints_for_the_own_class_alone(client, tariq, classroom, amira):
    other = Classroom.objects.create(name="Year 7")
    stranger = make_user("stranger", first_name="Stranger")
    Enrolment.objects.create(classroom=other, student=stranger)
    client.force_login(tariq)
    assert client.post(reverse("tutor:print_cards", args=[other.pk])).status_code == 404
    reply = client.post(reverse("tutor:print_cards", args=[classroom.pk]), {"student": stranger.pk})
    assert reply.status_code == 302
    assert not SignInCard.objects.exists()
    page = client.post(reverse("tutor:print_cards", args=[classroom.pk])).content.decode()
    assert page.count('class="card"') == 2
    assert page.count("data:image/svg+xml") == 2
    assert AuditEntry.objects.filter(action="cards.printed").count() == 2


@pytest.mark.slow
def test_cards_come_as_a_pdf_too(client, tariq, classroom):
    client.force_login(tariq)
    reply = client.post(reverse("tutor:print_cards", args=[classroom.pk]), {"form": "pdf"})
    assert reply["Content-Type"] == "application/pdf"
    assert "Amira" in pdf_text(reply.content)


@pytest.mark.parametrize(
    ("ends", "today", "last"),
    [
        ((8, 31), date(2026, 9, 1), date(2027, 8, 31)),
        ((8, 31), date(2026, 8, 1), date(2026, 8, 31)),
        ((8, 31), date(2026, 8, 20), date(2027, 8, 31)),
        ((12, 20), date(2026, 2, 1), date(2026, 12, 20)),
    ],
)
def test_cards_last_until_the_school_year_ends(settings, monkeypatch, ends, today, last):
    settings.SCHOOL_YEAR_ENDS = ends
    monkeypatch.setattr(cards.timezone, "localdate", lambda: today)
    until = cards.end_of_school_year()
    assert timezone.localtime(until - timedelta(seconds=1)).date() == last


def test_words_and_codes_are_easy_to_read():
    choose = lambda options: options[0]  # noqa: E731
    assert make_password(choose) == "apple-apple-apple-22"
    assert len(make_code(choose)) == CODE_LENGTH
    assert len(WORDS) == len(set(WORDS)) > 200
    assert [word for word in WORDS for other in WORDS if word != other and other.startswith(word)] == []
    assert tidy_code("abcde-fghjk ") == "ABCDEFGHJK"


PASTED = "1. Zoë Ó Briain\nKhan, Amir\n\nMadonna\nzoë ó briain"


def list_of(client: Client, classroom: Classroom, names: str, **fields: object):
    data = {"names": names, **fields}
    return client.post(reverse("tutor:make_accounts", args=[classroom.pk]), data)


def test_a_list_is_looked_at_before_accounts_are_made(client, tariq, classroom):
    client.force_login(tariq)
    page = list_of(client, classroom, PASTED).content.decode()
    assert "3 new accounts. Nothing is made yet." in page
    assert classroom.students.count() == 2
    seen = {"seen": 2, "sure": "yes"}
    page = list_of(client, classroom, PASTED, **seen).content.decode()
    assert page.count('class="card"') == 3
    made = classroom.students.exclude(username__in=["amira", "ben"]).order_by("pk")
    assert [(one.first_name, one.last_name) for one in made] == [
        ("Zoë", "Ó Briain"),
        ("Amir", "Khan"),
        ("Madonna", ""),
    ]
    assert {(one.role, one.email, one.has_usable_password(), one.is_of_age) for one in made} == {
        ("student", "", False, False)
    }
    assert AuditEntry.objects.get(action="accounts.made").what == "3"


def test_a_second_press_makes_nobody_twice(client, tariq, classroom):
    client.force_login(tariq)
    replies = [list_of(client, classroom, "Mia Lang", seen=2, sure="yes").status_code for _ in range(2)]
    assert replies == [200, 422]
    assert User.objects.filter(last_name="Lang").count() == 1


def test_a_name_is_never_taken_for_somebody_who_exists(client, tariq, classroom, amira):
    stranger = make_user("mia.lang", first_name="Mia", last_name="Lang")
    client.force_login(tariq)
    list_of(client, classroom, "Mia Lang", seen=2, sure="yes")
    assert not classroom.students.filter(pk=stranger.pk).exists()
    assert classroom.students.filter(last_name="Lang").get().username != "mia.lang"


@pytest.mark.parametrize("names", ["", "   \n \n", "1.\n2)"])
def test_a_list_without_names_is_refused_in_words(client, tariq, classroom, names):
    client.force_login(tariq)
    reply = list_of(client, classroom, names)
    assert reply.status_code == 422
    assert "no name in the list" in reply.content.decode()


def test_a_second_press_says_that_the_accounts_are_made_and_where_cards_are(client, tariq, classroom):
    client.force_login(tariq)
    replies = [list_of(client, classroom, PASTED, seen=2, sure="yes") for _ in "12"]
    page = replies[1].content.decode()
    assert [reply.status_code for reply in replies] == [200, 422]
    assert "Everyone on this list is in the class already." in page
    assert "Nothing was made" not in page
    assert classroom.students.count() == 5


def test_a_list_with_new_names_is_looked_at_again_when_the_class_has_changed(client, tariq, classroom):
    client.force_login(tariq)
    page = list_of(client, classroom, "Mia Lang", seen=1, sure="yes").content.decode()
    assert "Nothing was made; please look again." in page


def test_a_made_account_comes_in_by_its_card(tariq, classroom):
    from tutor.services.people.new_accounts import make_accounts, read_names

    lines = read_names("Mia Lang", classroom=classroom)
    (mia,) = make_accounts(classroom=classroom, lines=lines, seen=2, with_same_names=False, by=tariq)
    (card,) = cards.print_cards(classroom=classroom, student_ids=[mia.pk], by=tariq)
    client, _ = use(card.code)
    assert client.get(reverse("tutor:courses")).status_code == 200
    assert mia.pk in passwords.pupils_of(classroom)


def test_who_voids_cards_is_told_whom_it_signs_out_and_asked_once_more(client, tariq, classroom, card):
    use(card.code)
    client.force_login(tariq)
    page = client.get(reverse("tutor:people", args=[classroom.pk])).content.decode()
    assert "sign out at once whoever came in by card, also in the middle of a lesson" in page
    assert "Cards used within the last eight hours: 1." in page
    (sure,) = re.findall(r'<details class="sure"><summary>Void all.*?</details>', page, re.DOTALL)
    assert reverse("tutor:revoke_cards", args=[classroom.pk]) in sure
    SignInCard.objects.update(used_at=timezone.now() - timedelta(hours=9))
    assert cards.count_in_use(passwords.pupils_of(classroom)) == 0
