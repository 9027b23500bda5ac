"""Accounts that others make for people: user names, and what never finds an account."""

import pytest

from tests.people import make_user
from tutor.domain.people import clean_name, username_stem
from tutor.models import User
from tutor.services.people import accounts
from tutor.services.people.accounts import NewPerson, UsernameTaken, make_people, make_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("given", "family", "stem"),
    [
        ("Amira", "Khan", "amira.khan"),
        ("Zoë", "Müller-Lüdenscheidt", "zoe.mullerludenscheidt"),
        ("Łukasz", "Þórðarson", "lukasz.thordarson"),
        ("Søren", "Đạtæœ", "soren.dataeoe"),
        ("Анна", "Каренина", "анна.каренина"),
        ("伟", "张", "伟.张"),
        ("Jo", "", "jo"),
        ("!!", "--", ""),
        ("Seán", "O'Brien", "sean.obrien"),
    ],
)
def test_a_user_name_is_made_of_the_name(given, family, stem):
    assert username_stem(given, family) == stem


def test_a_name_loses_what_cannot_be_seen_and_stays_on_one_line():
    assert clean_name(" Ann\u202ea\n  Mari\x00e ") == "Anna Marie"
    assert clean_name("e\u0301", most=1) == "é"
    assert clean_name("x" * 200) == "x" * 150


def test_an_account_is_made_without_a_password():
    made = make_person(given_name="Amira", family_name="Khan", email="amira@EXAMPLE.org")
    assert (made.username, made.role, made.email) == ("amira.khan", "student", "amira@example.org")
    assert not made.has_usable_password()
    made.full_clean(exclude=["password"])


def test_people_of_one_name_get_numbers_whatever_the_capitals():
    make_user("Anna.Schmidt")
    made = make_people([NewPerson("Anna", "Schmidt")] * 9)
    assert [person.username for person in made] == [f"anna.schmidt{n}" for n in range(2, 11)]


def test_an_e_mail_address_finds_nobody(amira):
    User.objects.filter(pk=amira.pk).update(email="amira@example.org")
    made = make_person(given_name="Amira", family_name="", email="amira@example.org")
    assert (made.pk, made.username) != (amira.pk, amira.username)


def test_a_user_name_that_is_taken_is_refused_and_nobody_is_made(amira):
    with pytest.raises(UsernameTaken, match="AMIRA"):
        make_people([NewPerson("New", "One"), NewPerson("Amira", "K", username="AMIRA")])
    with pytest.raises(UsernameTaken):
        make_people([NewPerson("A", "B", username="ab"), NewPerson("A", "B", username="AB")])
    assert User.objects.count() == 1


def test_a_made_name_makes_room_for_one_that_was_asked_for():
    made = make_people([NewPerson("Anna", "Schmidt"), NewPerson("A", "S", username="anna.schmidt")])
    assert [person.username for person in made] == ["anna.schmidt2", "anna.schmidt"]


def test_many_people_take_few_queries(django_assert_max_num_queries):
    people = [NewPerson("Anna", f"Schmidt{n % 30}") for n in range(300)]
    with django_assert_max_num_queries(30):
        made = make_people(people)
    assert len({person.username for person in made}) == 300


def test_who_loses_the_race_for_the_lowest_number_begins_somewhere_else(db, monkeypatch):
    turns = []
    choose = accounts._choose_usernames

    def choose_late(people, *, first):
        turns.append(first)
        names = choose(people, first=first)
        if len(turns) < 6:
            # Somebody else is quicker, each time.
            make_user(names[0])
        return names

    monkeypatch.setattr(accounts, "_choose_usernames", choose_late)
    made = accounts.make_person(given_name="", family_name="")
    assert turns[:3] == [1, 1, 1]
    assert len(turns) == 6
    assert min(turns[3:]) >= 1000
    assert made.username == f"student{turns[-1]}"
