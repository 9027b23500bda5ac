"""What is done so that what is there becomes what a list wants."""

from dataclasses import replace

import hypothesis
from hypothesis import given
from hypothesis import strategies as st

from tutor.domain.rosters.differences import Kind, compare, shares_leaving
from tutor.domain.rosters.wanted import (
    SCOPES,
    Present,
    PresentClass,
    PresentPerson,
    Wanted,
    WantedClass,
    WantedPerson,
)

AMIRA, BEN = (
    WantedPerson("1", "Amira", "Khan", "student"),
    WantedPerson("2", "Ben", "Bell", "student"),
)
TARIQ = WantedPerson("9", "Tariq", "T", "teacher")
LIST = Wanted(
    people=(AMIRA, BEN, TARIQ),
    classes=(WantedClass("a", "6a"),),
    seats=frozenset({("a", "1"), ("a", "2")}),
    lessons=frozenset({("a", "9")}),
    scope="whole",
)


def there(wanted: Wanted) -> Present:
    """Return what is there once a list was followed."""
    people = enumerate((one for one in wanted.people if one.is_active), start=1)
    return Present(
        people={
            one.key: PresentPerson(pk, one.given_name, one.family_name, one.role, f"u{pk}")
            for pk, one in people
        },
        classes={one.key: PresentClass(pk, one.name) for pk, one in enumerate(wanted.classes, start=1)},
        seats=wanted.seats,
        lessons=wanted.lessons,
    )


def kinds(wanted: Wanted, present: Present) -> list[tuple[str, str, str]]:
    changes = compare(wanted, present).changes
    return [(change.kind.value, change.person, change.classroom) for change in changes]


def test_an_empty_site_gets_everything_in_order():
    assert kinds(LIST, Present()) == [
        ("person_new", "1", ""),
        ("person_new", "2", ""),
        ("person_new", "9", ""),
        ("class_new", "", "a"),
        ("seated", "1", "a"),
        ("seated", "2", "a"),
        ("teaches", "9", "a"),
    ]


def test_the_same_list_again_changes_nothing():
    for scope in SCOPES:
        assert kinds(replace(LIST, scope=scope), there(LIST)) == []


def test_a_new_name_is_a_change_of_those_fields_alone():
    married = replace(LIST, people=(replace(AMIRA, family_name="Noor"), BEN, TARIQ))
    (change,) = compare(married, there(LIST)).changes
    assert (change.before, change.after) == ({"last_name": "Khan"}, {"last_name": "Noor"})


def test_who_is_not_on_the_list_leaves_only_where_the_list_is_whole():
    without = replace(LIST, people=(AMIRA, TARIQ), seats=frozenset({("a", "1")}))
    assert kinds(replace(without, scope="adding"), there(LIST)) == []
    assert kinds(replace(without, scope="classes"), there(LIST)) == [("unseated", "2", "a")]
    assert kinds(without, there(LIST)) == [("unseated", "2", "a"), ("person_retired", "2", "")]


def test_a_class_that_is_retired_keeps_who_sat_in_it():
    none = Wanted(people=LIST.people, scope="whole")
    assert kinds(none, there(LIST)) == [("class_retired", "", "a")]


def test_a_list_of_changes_takes_away_what_it_names_and_no_more():
    delta = Wanted(gone_people=frozenset({"2", "7"}), gone_places=frozenset({("a", "1"), ("b", "1")}))
    assert kinds(delta, there(LIST)) == [
        ("unseated", "1", "a"),
        ("unseated", "2", "a"),
        ("person_retired", "2", ""),
    ]


def test_who_is_back_is_back():
    present = there(LIST)
    away = {key: replace(one, is_active=False, is_retired=True) for key, one in present.people.items()}
    archived = {"a": replace(present.classes["a"], is_archived=True, is_retired=True)}
    assert kinds(LIST, replace(present, people=away, classes=archived)) == [
        ("person_back", "1", ""),
        ("person_back", "2", ""),
        ("person_back", "9", ""),
        ("class_back", "", "a"),
    ]


def test_what_was_closed_by_hand_stays_closed():
    present = there(LIST)
    away = {key: replace(one, is_active=False) for key, one in present.people.items()}
    archived = {"a": replace(present.classes["a"], is_archived=True)}
    assert kinds(LIST, replace(present, people=away, classes=archived, seats=frozenset())) == []


def test_who_may_not_sign_in_is_retired_and_keeps_the_seat():
    off = replace(LIST, people=(replace(AMIRA, is_active=False), BEN, TARIQ))
    assert kinds(off, there(LIST)) == [("person_retired", "1", "")]
    assert ("person_new", "1", "") not in kinds(off, Present())


def test_protected_accounts_and_others_user_names_are_refused():
    present = there(LIST)
    people = {
        **present.people,
        "1": replace(present.people["1"], may_change=False),
        "2": replace(present.people["2"], username="ben", given_name="Benjamin"),
    }
    asked = replace(LIST, people=(AMIRA, replace(BEN, username="benny"), TARIQ))
    found = compare(asked, replace(present, people=people, taken=frozenset({"9"}), seats=frozenset()))
    assert {(one.person, one.why) for one in found.refusals} == {
        ("1", "protected"),
        ("2", "other_username"),
        ("9", "username_taken"),
    }
    assert found.changes == ()


def test_an_account_found_by_its_user_name_is_met_and_never_retired():
    present = there(LIST)
    people = {key: replace(one, is_linked=False) for key, one in present.people.items()}
    met = kinds(LIST, replace(present, people=people))
    assert met == [("person_met", key, "") for key in "129"]
    assert kinds(Wanted(scope="whole"), replace(present, people=people)) == [("class_retired", "", "a")]
    empty = Wanted(classes=LIST.classes, scope="classes")
    assert kinds(empty, replace(present, people=people)) == []


def test_a_teacher_is_not_seated_and_a_student_does_not_teach():
    crossed = replace(LIST, seats=LIST.lessons, lessons=LIST.seats, scope="adding")
    assert not [kind for kind, *_ in kinds(crossed, Present()) if kind in ("seated", "teaches")]


def test_shares_count_who_is_there():
    changes = compare(Wanted(people=(AMIRA,), scope="whole"), there(LIST)).changes
    shares = shares_leaving(changes, there(LIST))
    assert shares == {"people": (2, 2 / 3), "classes": (1, 1.0), "places": (0, 0.0)}
    assert set(shares_leaving((), Present()).values()) == {(0, 0.0)}
    emptied = replace(LIST, seats=frozenset(), scope="whole")
    count, share = shares_leaving(compare(emptied, there(LIST)).changes, there(LIST))["places"]
    assert (count, share) == (len(LIST.seats), 1.0)


KEYS = st.sampled_from("123456")
LISTS = st.builds(
    lambda people, seats: Wanted(
        people=tuple(WantedPerson(key, f"N{key}", "", role) for key, role in people.items()),
        classes=(WantedClass("a", "6a"), WantedClass("b", "6b")),
        seats=frozenset(place for place in seats if people.get(place[1]) == "student"),
        lessons=frozenset(place for place in seats if people.get(place[1]) == "teacher"),
        scope="whole",
    ),
    st.dictionaries(KEYS, st.sampled_from(["student", "teacher"])),
    st.sets(st.tuples(st.sampled_from("ab"), KEYS)),
)


@hypothesis.settings(max_examples=40)
@given(LISTS, LISTS)
def test_following_a_list_leaves_nothing_to_do(first, second):
    changes = compare(second, there(first)).changes
    assert all(change.kind in Kind for change in changes)
    assert compare(second, there(second)).changes == ()
    named = {person.key for person in second.people}
    assert {one.person for one in changes if one.kind is Kind.PERSON_RETIRED}.isdisjoint(named)
