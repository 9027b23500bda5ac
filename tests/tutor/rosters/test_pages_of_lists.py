"""The administrator's pages about lists: a file is shown first, decided once, and undone."""

import csv
import io

import pytest
from django.urls import reverse

from tests.tutor.rosters.lists import HEAD, SMALL, bring, look, school
from tutor.domain.cells import write_table
from tutor.models import Classroom, RosterRun, RosterSource, User
from tutor.settings.rosters import read_secrets


@pytest.fixture
def signed_in(client, admin):
    client.force_login(admin)
    return client


def send(client, text: str, scope: str = "adding", **more: object):
    return client.post(reverse("tutor:import_people"), {"text": text, "scope": scope, **more}, follow=True)


def decide(client, run: RosterRun, **data: str):
    return client.post(reverse("tutor:decide_roster", args=[run.pk]), data, follow=True)


def text_of(reply) -> str:
    return " ".join(reply.content.decode().split())


def test_an_empty_home_offers_the_first_step(signed_in):
    page = text_of(signed_in.get(reverse("tutor:people_home")))
    assert reverse("tutor:import_people") in page
    assert "Nothing yet. Every file and every night will be listed here" in page


@pytest.mark.slow
def test_a_pasted_list_is_shown_decided_and_undone(signed_in):
    page = text_of(send(signed_in, SMALL))
    run = RosterRun.objects.get()
    for words in (
        "4 new accounts",
        "2 new classes",
        "3 places in classes",
        "read as UTF-8, parted by commas",
    ):
        assert words in page
    assert not Classroom.objects.exists()
    page = text_of(decide(signed_in, run, answer="yes"))
    assert "Done. You can undo it below." in page
    assert Classroom.objects.count() == 2
    page = text_of(signed_in.post(reverse("tutor:undo_roster", args=[run.pk]), follow=True))
    assert "All is as it was before." in page
    assert not Classroom.objects.exists()


def test_a_file_of_a_spreadsheet_says_how_it_was_read(signed_in):
    file = io.BytesIO("id;given name;family name\r\n1;Zoë;Müller\r\n".encode("cp1252"))
    file.name = "school.csv"
    reply = signed_in.post(reverse("tutor:import_people"), {"file": file, "scope": "adding"}, follow=True)
    page = text_of(reply)
    assert "1 line, read as Windows-1252, parted by semicolons." in page
    assert "<strong>Zoë, Müller</strong>" in page


def test_faults_are_a_table_and_nothing_is_done_without_a_tick(signed_in):
    page = text_of(send(signed_in, SMALL + "7,Dan,Dale,boss,6a\n"))
    assert "<td>6</td><td>role</td><td>“boss” is no role here.</td>" in page
    run = RosterRun.objects.get()
    assert "please tick the box" in text_of(decide(signed_in, run, answer="yes"))
    assert User.objects.count() == 1
    faults = signed_in.get(reverse("tutor:roster_faults", args=[run.pk])).content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(faults)))[1][:3] == ["6", "role", "“boss” is no role here."]
    decide(signed_in, run, answer="yes", take_others="on")
    assert User.objects.count() == 5


def test_what_is_no_table_is_refused_and_what_was_pasted_stays(signed_in):
    for data, words in (
        ({"text": " "}, "choose a file, or paste"),
        ({"text": "id\n1", "scope": "x"}, "whom"),
    ):
        reply = signed_in.post(reverse("tutor:import_people"), {"scope": "adding"} | data)
        assert reply.status_code == 422
        assert words in text_of(reply)
    file = io.BytesIO(b"PK\x03\x04" + b"1" * 100)
    file.name = "book.xlsx"
    reply = signed_in.post(reverse("tutor:import_people"), {"file": file, "scope": "adding"})
    assert "choose “Save as”, then CSV" in text_of(reply)
    assert not RosterRun.objects.exists()


def test_a_list_that_was_left_is_gone(signed_in, admin):
    run = look(SMALL, admin)
    assert "Left. Nothing was changed." in text_of(decide(signed_in, run, answer="no"))
    assert "no longer kept" in text_of(signed_in.get(reverse("tutor:roster_run", args=[run.pk])))
    assert decide(signed_in, run, answer="yes").status_code == 404


def test_many_leaving_is_said_in_percent(signed_in, admin):
    bring(school(40, 4), admin)
    page = text_of(send(signed_in, school(40, 4, skip=20), "whole"))
    assert "45 percent of the people would be closed." in page


def test_names_are_text_on_the_page_and_in_files(signed_in, admin):
    evil = HEAD + '1,"<script>alert(1)</script>",=1+1,student,6a\n'
    assert "<script>alert" not in text_of(send(signed_in, evil))
    run = bring(evil, admin)
    table = signed_in.get(reverse("tutor:roster_people", args=[run.pk])).content.decode("utf-8-sig")
    row = list(csv.reader(io.StringIO(table)))[1]
    assert row[1:] == ["'=1+1", User.objects.get(last_name="=1+1").username, "Student", "6a"]


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\t=1", "＝1"])
def test_no_cell_of_a_file_begins_a_formula(cell):
    assert f"'{cell}" in write_table([[cell]]).decode("utf-8-sig")


def test_the_template_is_a_file_without_faults(signed_in, admin):
    template = signed_in.get(reverse("tutor:people_template")).content.decode("utf-8-sig")
    run = look(template, admin)
    assert (run.faults, run.about["left_out"]) == ([], [])


def test_people_are_found_by_any_of_their_names(signed_in, admin):
    bring(SMALL, admin)
    home = reverse("tutor:people_home")
    assert "cleo.cole" in text_of(signed_in.get(home, {"q": "col cleo"}))
    assert "Nobody here has such a name." in text_of(signed_in.get(home, {"q": "nobody"}))


def test_a_server_is_set_up_without_its_secret(signed_in, settings):
    known = {"name": "North High", "version": "1.2", "address": "https://sis.example.org", "client_id": "a"}
    numbers = {"most_leaving": "25", "full_every_days": "1"}
    url = reverse("tutor:add_roster_source")
    plain = known | numbers | {"token_address": "http://sis.example.org/token"}
    reply = signed_in.post(url, plain)
    assert reply.status_code == 422
    assert "begins with https://" in text_of(reply)
    page = text_of(
        signed_in.post(url, plain | {"token_address": "https://sis.example.org/token"}, follow=True)
    )
    source = RosterSource.objects.get()
    assert (source.slug, source.kind, source.is_on) == ("north-high", "oneroster", False)
    assert "in ONEROSTER_SECRETS under <strong>north-high</strong>" in page
    settings.ONEROSTER_SECRETS = {"north-high": "never-shown"}
    page = text_of(signed_in.get(reverse("tutor:roster_source", args=[source.pk])))
    assert "Bring in all of it now" in page
    assert "never-shown" not in page


def test_a_reading_shows_how_far_it_is_and_why_it_failed(signed_in, admin):
    source = RosterSource.objects.create(kind="oneroster", name="North", slug="north")
    run = RosterRun.objects.create(
        source=source, made_by=admin, state="reading", about={"read": {"users": 120}, "whole": True}
    )
    url = reverse("tutor:roster_run", args=[run.pk])
    part = text_of(signed_in.get(url, headers={"HX-Request": "true"}))
    assert "people 120, classes 0, places 0" in part
    assert part.startswith("<div")
    assert "every 2s" in part
    RosterRun.objects.update(state="failed", problem="refused")
    part = text_of(signed_in.get(url, headers={"HX-Request": "true"}))
    assert "did not accept the client id and the secret" in part
    assert "every 2s" not in part


def test_secrets_are_read_as_json_and_never_repeated(monkeypatch):
    monkeypatch.setenv("ONEROSTER_SECRETS", '{"north": "s"}')
    assert read_secrets("ONEROSTER_SECRETS") == {"north": "s"}
    for wrong in ("north=hidden", '["hidden"]', '{"north": 1}', '{"north": ""}'):
        monkeypatch.setenv("ONEROSTER_SECRETS", wrong)
        with pytest.raises(Exception, match="must be JSON") as told:
            read_secrets("ONEROSTER_SECRETS")
        assert "hidden" not in str(told.value)
