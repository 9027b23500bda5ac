"""A roster server that tests run: read whole or not at all, four fields of a person and nothing else."""

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from unittest.mock import patch

import pytest

from tests.tutor.rosters.server import CLIENT, MARK, SECRET, RosterServer, course, place, term
from tutor.domain.rosters.listing import Access, Listing, base_address, is_safe_address, wanted_of
from tutor.outside import oneroster
from tutor.outside.oneroster import (
    RosterServerError,
    ServerAway,
    ServerFaulty,
    ServerRefused,
    UnsafeAddress,
    read_server,
)

TODAY = date(2026, 11, 29)
WAITS: list[float] = []


@pytest.fixture(scope="module")
def running():
    with RosterServer().running() as server:
        yield server


@pytest.fixture
def server(running):
    """A school of 40 and 4 classes; each test may change how it behaves."""
    running.__init__(address=running.address)
    running.fill(40, 4)
    WAITS.clear()
    return running


def access(server: RosterServer, **more: str) -> Access:
    known = Access(server.address, f"{server.address}/token", CLIENT, SECRET, version=server.version)
    return replace(known, **more)


def read(server: RosterServer, since: datetime | None = None, **more: str) -> Listing:
    return read_server(access(server, **more), since=since, sleep=WAITS.append)


@pytest.mark.parametrize("paging", ["link", "total", "none", "all"])
@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_all_pages_are_read_in_either_version(server, version, paging):
    server.version, server.paging, server.page = version, paging, 15
    server.fill(40, 4)
    wanted = wanted_of(read(server), today=TODAY)
    assert (len(wanted.people), len(wanted.classes)) == (44, 4)
    assert (len(wanted.seats), len(wanted.lessons)) == (40, 4)
    assert wanted.scope == "whole"
    assert server.tokens == 1


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_four_fields_of_a_person_are_taken_and_no_more_are_asked_for(server, version):
    server.version = version
    server.fill(2, 1)
    listing = read(server)
    assert MARK not in repr(listing)
    assert listing.people[0].given_name == "Given student-0"
    (users,) = [path for path in server.asked if "/users" in path]
    asked = "roles" if version == "1.2" else "role"
    assert f"fields=sourcedId%2Cstatus%2CenabledUser%2CgivenName%2CfamilyName%2C{asked}&" in users + "&"


def test_one_school_is_read_by_its_own_lists(server):
    listing = read(server, school="north / 1")
    assert len(listing.people) == 44
    assert any(
        path.startswith("/ims/oneroster/v1p1/schools/north%20%2F%201/students?") for path in server.asked
    )


def test_what_changed_since_is_asked_for_by_filter_and_what_is_gone_is_named(server):
    held = server.held
    fresh = {"dateLastModified": "2026-11-28T12:00:00.000Z"}
    held["users"][0] |= fresh | {"status": "tobedeleted"}
    held["users"][1] |= fresh | {"givenName": "Renamed"}
    held["enrollments"][2] |= fresh | {"status": "tobedeleted"}
    held["classes"][3] |= fresh | {"status": "tobedeleted"}
    listing = read(server, since=datetime(2026, 11, 28, tzinfo=UTC))
    wanted = wanted_of(listing, today=TODAY)
    assert [person.given_name for person in wanted.people] == ["Renamed"]
    assert (wanted.gone_people, wanted.gone_classes) == ({"student-0"}, {"c3"})
    assert (wanted.gone_places, wanted.scope) == ({("c2", "student-2")}, "adding")
    assert any("filter=dateLastModified%3E%3D%272026-11-28T00" in path for path in server.asked)


def test_parents_and_those_who_are_deleted_are_left_out_and_terms_decide(server):
    server.held |= {
        "academicSessions": [
            term("now", "2026-09-01", "2026-11-30"),
            term("past", "2026-01-01", "2026-11-29"),
            term("next", "2026-12-05", "2027-01-01"),
            term("later", "2026-12-07", "2027-01-01"),
        ],
        "users": [
            server.person("mum", "guardian"),
            server.person("gone", "student", status="tobedeleted"),
            server.person("off", "student", enabledUser="false"),
            server.person("here", "student"),
        ],
        "classes": [course(key, key, key) for key in ("now", "past", "next", "later", "unknown")],
        "enrollments": [
            place("here", "now", "student", endDate="2026-11-30"),
            place("here", "next", "student", endDate="2026-11-29"),
            place("off", "now", "student", beginDate="2026-11-30"),
            place("mum", "now", "guardian"),
        ],
    }
    wanted = wanted_of(read(server), today=TODAY)
    assert [(person.key, person.is_active) for person in wanted.people] == [("off", False), ("here", True)]
    assert [one.key for one in wanted.classes] == ["now", "next", "unknown"]
    assert wanted.seats == {("now", "here")}


def test_a_busy_server_is_waited_for_as_it_asks(server):
    busy = (429, {"Retry-After": "7"}, b"")
    server.faults = lambda name, number: busy if number == 2 else None
    assert len(read(server).people) == 44
    assert WAITS == [7.0]


def test_a_token_that_ended_is_asked_for_anew(server):
    server.faults = lambda name, number: (401, {}, b"") if number == 3 else None
    assert len(read(server).people) == 44
    assert server.tokens == 2


FAULTS = {
    "broken": ((500, {}, b"oops"), ServerAway),
    "forever-busy": ((429, {"Retry-After": "3600"}, b""), ServerAway),
    "forbidden": ((403, {}, b""), ServerRefused),
    "unauthorised": ((401, {}, b""), ServerRefused),
    "no-json": ((200, {}, b"<html>"), ServerFaulty),
    "no-list": ((200, {}, b'{"error": "x"}'), ServerFaulty),
    "no-id": ((200, {}, b'{"users": [{"givenName": "X"}]}'), ServerFaulty),
    "not-all": ((200, {"X-Total-Count": "3"}, b'{"users": []}'), ServerFaulty),
    "moved": ((302, {"Location": "http://127.0.0.1:9/"}, b""), ServerFaulty),
    "elsewhere": (
        (200, {"Link": '<http://127.0.0.1:9/x>; rel="next"'}, b'{"users": [{"sourcedId": "1"}]}'),
        UnsafeAddress,
    ),
    "nowhere": (
        (200, {"Link": '<http://[::1/x>; rel="next"'}, b'{"users": [{"sourcedId": "1"}]}'),
        UnsafeAddress,
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_server_that_fails_in_the_middle_is_told_by_its_kind(server, fault):
    reply, error = FAULTS[fault]
    server.faults = lambda name, number: reply if name == "users" else None
    with pytest.raises(error) as told:
        read(server)
    assert SECRET not in str(told.value)


def test_a_reply_in_drops_ends_with_the_whole_time(server):
    moments = itertools.chain([0.0], itertools.repeat(oneroster.MOST_S + 1.0))
    server.faults = lambda name, number: (200, {}, b'{"access_token": "t"}')
    clock = SimpleNamespace(monotonic=lambda: next(moments), sleep=WAITS.append)
    with (
        patch.object(oneroster, "time", clock),
        oneroster._Session(access(server), tell=lambda what, count: None, sleep=WAITS.append) as session,
        pytest.raises(ServerAway, match="too long"),
    ):
        session._send("POST", f"{server.address}/token")


def test_a_wrong_secret_is_refused(server):
    with pytest.raises(ServerRefused):
        read(server, secret="wrong")


def test_a_server_that_is_away_or_slow_is_away(server):
    with pytest.raises(ServerAway):
        read(server, token_address="http://127.0.0.1:9/token")
    assert WAITS == [1.0, 2.0, 4.0, 8.0, 16.0]
    with patch.object(oneroster, "MOST_S", 0), pytest.raises(ServerAway):
        read(server)


def test_a_page_without_an_end_is_refused(server):
    with patch.object(oneroster, "MOST_BYTES", 1000), pytest.raises(ServerFaulty):
        read(server)


@pytest.mark.parametrize(
    ("address", "is_safe"),
    [
        ("https://sis.example.org/x", True),
        ("http://127.0.0.1:8000", True),
        ("http://sis.example.org", False),
        ("https://user:pass@sis.example.org", False),
        ("ftp://sis.example.org", False),
        ("https://", False),
        ("sis.example.org", False),
        ("https://[x", False),
        ("https://sis.example.org:99999", False),
    ],
)
def test_a_secret_goes_by_https_alone(address, is_safe):
    assert is_safe_address(address) is is_safe
    if not is_safe:
        with pytest.raises(RosterServerError):
            read_server(Access(address, "https://sis.example.org", "a", "b"), sleep=WAITS.append)


def test_an_address_without_the_standards_path_gets_it():
    assert base_address("https://sis.example.org/", "1.1") == "https://sis.example.org/ims/oneroster/v1p1"
    assert base_address("https://s/ims/oneroster/rostering/v1p2/", "1.2").endswith("/rostering/v1p2")


def test_a_secret_is_in_no_text_of_its_access():
    assert SECRET not in repr(Access("https://a", "https://b", CLIENT, SECRET))
