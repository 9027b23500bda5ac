"""The rule lab's pages, and the rule read back while it is written."""

import json
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError
from django.urls import reverse

from content.authoring.drafts import working_copy
from content.authoring.publishing import publish
from content.lab import recordings
from content.models import Condition, Rule
from content.policy.decide import Snapshot
from tests.content.admin.formdata import new_rule

pytestmark = pytest.mark.slow


def page(name, *args):
    return reverse(f"admin:content_rule_{name}", args=args)


@pytest.fixture
def rule(halves):
    return halves.rules.get()


@pytest.mark.parametrize("address", ["lab", "walk", "walk_on", "read_back"])
def test_the_lab_is_for_authors(client, amira, address):
    assert client.get(page(address)).status_code == 302
    client.force_login(amira)
    assert client.get(page(address)).status_code in (302, 403)


def test_a_play_tells_what_was_shown_and_which_rules_kept_still(author, rule, step):
    shown = author.get(page("lab"), {"step": step.pk, "learner": "camera-off"}).content.decode()
    assert "Something was shown once" in shown
    assert "here is a picture of it" in shown
    assert 'id="lab-picture"' in shown
    quiet = author.get(page("lab"), {"step": step.pk, "learner": "confident"}).content.decode()
    assert "Nothing was shown" in quiet
    assert "this did not happen" in quiet


def test_other_numbers_show_what_they_change_and_store_nothing(author, rule, step):
    data = {"step": step.pk, "learner": "camera-off", "rule": rule.pk, "enter-1": "1"}
    page_shown = author.get(page("lab"), data)
    assert page_shown.context["changes"] == [("~", "Visual aid by “Lost here”: at 0:40 instead of 1:16")]
    assert rule.conditions.last().enter == 2


def test_numbers_that_make_no_sense_are_told(author, rule, step):
    reply = author.get(page("lab"), {"step": step.pk, "rule": rule.pk, "enter-1": "-4"})
    assert reply.status_code == 422
    assert "This cannot be" in reply.content.decode()


def test_numbers_are_kept_when_asked_and_the_course_remembers(author, rule):
    author.post(
        page("keep", rule.pk), {"hold_s": "12", "enter-1": "3", "leave-1": "2", "back": "learner=lost"}
    )
    rule.refresh_from_db()
    assert rule.hold_s == 12
    assert (rule.conditions.last().enter, rule.conditions.last().leave) == (3, 2)
    assert "in the lab" in rule.course.versions.first().note


def test_nobody_keeps_numbers_in_anothers_rule(client, rule, omar, site_rule):
    client.force_login(omar)
    for each in (rule, site_rule):
        assert client.post(page("keep", each.pk), {"hold_s": "12"}).status_code == 403
    assert not Rule.objects.filter(hold_s=12).exists()


def test_anothers_course_cannot_be_played(author, thirds):
    assert author.get(page("lab"), {"course": thirds.pk}).status_code == 404
    assert author.get(page("lab"), {"step": thirds.lessons.get().steps.first().pk}).status_code == 404


def test_a_recording_is_played_from_a_file(author, rule, step):
    moments = [{"at": 1000 + 2 * n, "values": {"said.lost": int(n == 3), "nonsense": 1}} for n in range(10)]
    file = SimpleUploadedFile("sitting.json", json.dumps(moments).encode())
    reply = author.post(f"{page('lab')}?step={step.pk}", {"recording": file})
    assert [at for at, _ in reply.context["shown"]] == ["0:06"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"[1]",
        b'[{"at": "x", "values": {}}]',
        b'[{"at": 1}]',
        b'[{"at": NaN, "values": {}}]',
        # JSON writes whole numbers that no float holds.
        b'[{"at": 1%s, "values": {}}]' % (b"0" * 320),
    ],
)
def test_what_is_no_recording_is_refused(author, halves, data):
    reply = author.post(page("lab"), {"recording": SimpleUploadedFile("x.json", data)})
    assert reply.status_code in (200, 422)
    if data:
        assert reply.status_code == 422


def test_a_registered_source_offers_its_recordings(author, rule, step, monkeypatch):
    monkeypatch.setattr(recordings, "_sources", [])
    timeline = [Snapshot(0.0, {"said.lost": 1.0})]
    recording = recordings.Recording("r1", "A Tuesday, step 1", lambda: timeline)
    recordings.register_source(lambda user: [recording] if user.username == "noor" else [])
    reply = author.get(page("lab"), {"step": step.pk, "recording": "r1"})
    assert "A Tuesday, step 1" in reply.content.decode()
    assert len(reply.context["shown"]) == 1


def test_a_whole_number_too_long_for_a_float_is_an_unknown_value(author, rule, step):
    data = b'[{"at": 0, "values": {"behaviour.hints": 1%s}}]' % (b"0" * 320)
    [moment] = recordings.read_recording(data)
    assert moment.values == {"behaviour.hints": None}


def walk_on(client, step, **changes):
    data = {
        "step": step.pk,
        "now": 2,
        "timeline": [{"at": 2, "values": {"said.lost": 1}}],
        "shown": [],
        **changes,
    }
    return client.post(page("walk_on"), json.dumps(data), content_type="application/json")


def test_sliders_are_judged_by_the_same_policy(author, rule, step):
    reply = walk_on(author, step).json()
    assert reply["decision"]["kind"] == "visual"
    assert reply["decision"]["sentence"] == "You said you are lost: here is a picture of it."
    shown = [{"at": 2, "rule": str(rule.pk), "kind": "visual"}]
    later = walk_on(author, step, shown=shown).json()
    assert later["decision"] is None
    assert later["verdicts"][0]["text"] == "the step has shown all this rule offers, or has none of it"


def test_what_cannot_be_played_is_refused(author, step):
    for nonsense in ({"timeline": "x"}, {"now": "soon"}, {"now": 10**320}, {"shown": [1]}):
        assert walk_on(author, step, **nonsense).status_code == 422


def test_the_walk_shows_the_step_beside_sliders(author, step):
    shown = author.get(page("walk"), {"step": step.pk}).content.decode()
    assert 'data-signal="camera.confused"' in shown
    assert reverse("admin:content_preview_step", args=[step.pk]) in shown
    assert author.get(page("walk")).status_code == 302


def test_a_rule_is_read_back_while_it_is_written(author, halves):
    reply = author.post(page("read_back"), new_rule(halves)).json()
    assert reply["sentence"].startswith("When confused at 65% or more and no progress in that time, for 40 s")
    assert reply["warnings"] == ["No step has an easier example, so that part of the rule is skipped."]
    assert not Rule.objects.filter(slug="stays-confused").exists()


def test_what_is_not_yet_a_rule_says_what_is_missing(author, halves):
    data = new_rule(halves, **{"conditions-0-enter": ""})
    assert "Looks confused" in author.post(page("read_back"), data).json()["error"]
    assert (
        "at least one effect"
        in author.post(page("read_back"), new_rule(halves, effect_1="", effect_2="")).json()["error"]
    )


def test_other_numbers_are_tried_on_the_recording_that_is_played(author, rule, step, monkeypatch):
    monkeypatch.setattr(recordings, "_sources", [])
    recording = recordings.Recording("r 1", "A Tuesday", lambda: [Snapshot(0.0, {"said.lost": 1.0})])
    recordings.register_source(lambda user: [recording])
    shown = author.get(page("lab"), {"step": step.pk, "recording": "r 1", "rule": rule.pk}).content.decode()
    assert '<input type="hidden" name="recording" value="r 1">' in shown
    assert "&amp;recording=r%201&amp;" in shown


def test_another_course_is_played_without_the_step_of_the_first(author, noor, halves, thirds, step):
    thirds.co_authors.add(noor)
    stage = author.get(page("lab"), {"step": step.pk, "course": thirds.pk}).context["stage"]
    assert (stage.course, stage.step) == (thirds, None)
    stage = author.get(page("lab"), {"step": step.pk, "course": halves.pk}).context["stage"]
    assert (stage.course, stage.step) == (halves, step)


@pytest.mark.parametrize("number", ["nan", "inf", "-inf", "1e30"])
def test_a_number_that_is_none_is_told(author, rule, step, number):
    reply = author.get(page("lab"), {"step": step.pk, "rule": rule.pk, "priority": number})
    assert reply.status_code == 422


@pytest.mark.parametrize("field", ["step", "course"])
def test_a_digit_that_is_no_number_names_nothing(author, halves, field):
    assert author.get(page("lab"), {field: "²"}).status_code == 200


def test_what_is_nested_too_deep_is_refused(author, halves, step):
    deep = "[" * 100_000 + "]" * 100_000
    file = SimpleUploadedFile("x.json", deep.encode())
    assert author.post(page("lab"), {"recording": file}).status_code == 422
    for address in (page("walk_on"), reverse("admin:content_course_arrange", args=[halves.pk])):
        assert author.post(address, deep, content_type="application/json").status_code == 422


STATES = [f"camera.{state}" for state in ("engaged", "bored", "confused", "frustrated")]


def test_a_long_recording_is_played_in_little_time(author, rule, step):
    moments = [{"at": 2 * n, "values": dict.fromkeys(STATES, 0.9)} for n in range(5000)]
    file = SimpleUploadedFile("long.json", json.dumps(moments).encode())
    started = time.process_time()
    assert author.post(f"{page('lab')}?step={step.pk}", {"recording": file}).status_code == 200
    assert time.process_time() - started < 5


HUGE = 10**400


@pytest.mark.parametrize("moment", [HUGE, float("inf"), float("nan")], ids=["huge", "inf", "nan"])
def test_times_that_are_no_finite_numbers_are_refused(author, step, moment):
    assert walk_on(author, step, now=moment).status_code == 422
    assert walk_on(author, step, shown=[{"at": moment, "rule": "1", "kind": "visual"}]).status_code == 422
    assert walk_on(author, step, timeline=[{"at": moment, "values": {}}]).status_code == 422


@pytest.mark.parametrize("level", [HUGE, float("inf"), float("nan"), "x", [1]])
@pytest.mark.parametrize("signal", ["said.lost", "behaviour.wrong_in_row", "camera.confused"])
def test_levels_that_are_no_finite_numbers_are_played_as_unknown(author, step, signal, level):
    assert walk_on(author, step, timeline=[{"at": 2, "values": {signal: level}}]).status_code in (200, 422)


def test_a_page_from_before_publishing_changes_the_draft_alone(author, noor, rule):
    publish(rule.course, by=noor)
    before = rule.hold_s
    author.post(page("keep", rule.pk), {"hold_s": "12"})
    rule.refresh_from_db()
    assert rule.hold_s == before
    assert working_copy(rule.course).rules.get().hold_s == 12


def test_numbers_are_kept_all_or_none(author, rule, monkeypatch):
    before = rule.hold_s

    def fail(*args, **kwargs):
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(Condition, "save", fail)
    with pytest.raises(DatabaseError):
        author.post(page("keep", rule.pk), {"hold_s": "12"})
    rule.refresh_from_db()
    assert rule.hold_s == before


def test_kept_numbers_leave_a_way_back(author, rule):
    author.post(page("keep", rule.pk), {"hold_s": "12"})
    assert [one.note for one in rule.course.versions.all()][1:] == ["Before the first change"]
