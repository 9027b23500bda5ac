"""Every address that staff alone may open is said to open somebody, or to open nobody."""

from django.urls import get_resolver

from tests.tutor.permission_matrix import PEOPLE, ROWS, SOCKETS
from tests.tutor.permission_world import patterns
from tutor.live.classroom import ClassroomConsumer
from tutor.routing import websocket_urlpatterns
from tutor.services.audit.openings import ADMIN_OF_NOBODY, OPENS, OPENS_NOBODY

# The admin's addresses of old, which lead on to a page with a name.
LEADS_ON = "<path:object_id>/"


def of_staff() -> set[str]:
    """Return the addresses that are answered to some of the staff and to no student."""
    answered = {key: dict(zip(PEOPLE, row.outcome, strict=True)) for key, row in (ROWS | SOCKETS).items()}
    return {
        key
        for key, told in answered.items()
        if "Y" in told.values() and "Y" not in {told[name] for name in ("nobody", "amira", "ben")}
    }


def test_every_address_of_staff_stands_in_one_of_the_tables():
    staff = {key for key in of_staff() if not key.startswith(ADMIN_OF_NOBODY) and not key.endswith(LEADS_ON)}
    assert len(staff) > 40
    assert staff - set(OPENS) - OPENS_NOBODY == set()


def test_no_address_stands_in_both():
    assert set(OPENS) & OPENS_NOBODY == set()


def test_each_live_page_of_a_class_is_noted_by_its_own_address():
    named = {str(found.pattern): found.callback.consumer_class for found in websocket_urlpatterns}
    pages = {route: consumer for route, consumer in named.items() if issubclass(consumer, ClassroomConsumer)}
    assert len(pages) >= 3
    assert {route: consumer.address for route, consumer in pages.items()} == {route: route for route in pages}


def test_the_tables_name_addresses_that_there_are_and_parts_that_they_have():
    found = {key: pattern for key, pattern, _ in patterns(get_resolver())}
    found |= {str(pattern.pattern): pattern for pattern in websocket_urlpatterns}
    assert set(OPENS) | OPENS_NOBODY <= set(found)
    for key, opening in OPENS.items():
        parts = set(found[key].pattern.converters) | set(found[key].pattern.regex.groupindex)
        assert {opening.person, opening.classroom} - {""} <= parts, key
