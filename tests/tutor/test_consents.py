"""Consent, purpose by purpose: said, asked again, taken back; and refusing is never the worse choice."""

import asyncio
import re
import time
from dataclasses import replace

import pytest
from channels.db import database_sync_to_async
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from content.models import Course
from emotion.estimate import EMOTIONS, STATES
from tests.people import agree
from tests.tutor.estimates import ESTIMATE
from tests.tutor.sockets import connected
from tutor import tasks
from tutor.models import Adaptation, Consent, Reading, wordings
from tutor.services import consents
from tutor.services.adaptations import consider
from tutor.services.answers import record_self_report

SITE = "https://school.example"


@pytest.fixture
def choose(client, amira):
    """Post one of Amira's decisions."""
    client.force_login(amira)

    def post(decision, purpose="camera", **more):
        data = {"purpose": purpose, "decision": decision, **more}
        return client.post(reverse("tutor:consent"), data)

    return post


@pytest.mark.parametrize("purpose", ["camera", "research"])
def test_each_purpose_is_given_and_withdrawn_by_itself_in_one_click(choose, amira, purpose):
    others = {"camera", "research", "figures"} - {purpose}
    before = {other: consents.has_agreed(amira, other) for other in others}
    choose("give", purpose)
    assert consents.has_agreed(amira, purpose)
    choose("withdraw", purpose)
    assert not consents.has_agreed(amira, purpose)
    assert {other: consents.has_agreed(amira, other) for other in others} == before


def test_every_yes_stays_on_record_with_its_words_and_days(choose, amira):
    for decision in ("give", "withdraw", "give", "give"):
        choose(decision)
    kept = Consent.objects.filter(student=amira, purpose="camera").order_by("pk")
    assert [consent.withdrawn_at is None for consent in kept] == [False, True]
    assert all("May a lesson use your camera?" in consent.words for consent in kept)


@pytest.mark.parametrize("name", ["READING_DAYS", "words"])
def test_when_the_words_or_a_number_in_them_change_everybody_is_asked_again(
    client, choose, amira, settings, monkeypatch, name
):
    choose("give")
    if name == "words":
        changed = replace(wordings._WORDINGS["camera"], question="May it?")
        monkeypatch.setitem(wordings._WORDINGS, "camera", changed)
    else:
        settings.READING_DAYS += 30
    assert not consents.has_agreed(amira, "camera")
    assert "has changed" in client.get(reverse("tutor:courses")).content.decode()
    assert "These words have changed" in client.get(reverse("tutor:consent")).content.decode()
    choose("give")
    assert consents.has_agreed(amira, "camera")


def test_nobody_is_asked_again_without_a_reason(client, choose):
    choose("give")
    assert "has changed" not in client.get(reverse("tutor:courses")).content.decode()


def test_a_yes_in_one_language_holds_in_all_and_new_english_words_ask_in_all(
    client, choose, amira, monkeypatch
):
    client.post(reverse("set_language"), {"language": "de"})
    choose("give")
    assert "Darf eine Lektion" in amira.consents.get(purpose="camera").words
    for code, _ in settings.LANGUAGES:
        client.post(reverse("set_language"), {"language": code})
        assert _states(client)["camera"] == "yes", code
        assert not client.get(reverse("tutor:courses")).context["ask_again"], code
    changed = replace(wordings._WORDINGS["camera"], question="May it?")
    monkeypatch.setitem(wordings._WORDINGS, "camera", changed)
    for code in ("de", "ar"):
        client.post(reverse("set_language"), {"language": code})
        assert _states(client)["camera"] == "outdated", code


def _states(client):
    choices = client.get(reverse("tutor:consent")).context["choices"]
    return {choice.purpose: choice.state for choice in choices}


@pytest.mark.parametrize("data", [{"decision": "perhaps"}, {"purpose": "everything", "decision": "give"}, {}])
def test_a_decision_that_is_none_is_refused(client, amira, data):
    client.force_login(amira)
    assert client.post(reverse("tutor:consent"), {"purpose": "camera", **data}).status_code == 422
    assert not consents.has_agreed(amira, "camera")


def test_a_choice_leads_back_to_the_lesson_and_nowhere_else(choose):
    assert choose("give", next="/learn/")["Location"] == "/learn/"
    assert choose("give", next="https://evil.example/")["Location"] == f"{reverse('tutor:consent')}#camera"


@pytest.mark.parametrize(
    ("switch", "gone"),
    [("CAMERA_AFFECT", "camera"), ("RESEARCH_EXPORT", "research"), ("HELP_COMPARISON", "comparison")],
)
def test_what_a_deployment_does_not_do_is_not_asked_and_cannot_be_given(
    client, choose, amira, settings, switch, gone
):
    setattr(settings, switch, False)
    choose("give", gone)
    assert f'id="{gone}"' not in client.get(reverse("tutor:consent")).content.decode()
    assert not Consent.objects.filter(purpose=gone).exists()


def test_yours_takes_a_yes_back_in_one_click(client, choose, amira):
    choose("give")
    page = client.get(reverse("tutor:you")).content.decode()
    assert page.count("Take back my yes</button>") == 2
    assert choose("withdraw", next=reverse("tutor:you"))["Location"] == reverse("tutor:you")
    assert client.get(reverse("tutor:you")).content.decode().count("Take back my yes</button>") == 1


@pytest.mark.parametrize(("is_withdrawn", "kept"), [(False, 1), (True, 0)])
def test_a_clip_in_flight_leaves_no_reading_once_the_yes_is_taken_back(amira, sitting, is_withdrawn, kept):
    agree(amira, "camera")
    if is_withdrawn:
        consents.withdraw(student=amira, purpose="camera")
    tasks.observe(ESTIMATE.to_message(), sitting.pk, time.time())
    assert Reading.objects.count() == kept


@pytest.mark.django_db(transaction=True)
async def test_an_open_socket_hears_of_a_withdrawal_within_a_second(client, amira, sitting):
    await database_sync_to_async(agree)(amira, "camera")
    socket = await connected(amira, sitting)
    await database_sync_to_async(client.force_login)(amira)
    withdrawn = {"purpose": "camera", "decision": "withdraw"}
    post = database_sync_to_async(client.post)(reverse("tutor:consent"), withdrawn)
    posting = asyncio.ensure_future(post)
    assert await socket.receive_json_from(timeout=1) == {"type": "consent", "camera": False, "frames": False}
    assert (await posting).status_code == 302
    await socket.disconnect()


# Refusing is never worse.


def pages_of(client, person, sitting) -> dict[str, str]:
    client.force_login(person)
    addresses = {
        "first": reverse("tutor:step", args=[sitting.pk, 1]),
        "courses": reverse("tutor:courses"),
        "lesson": reverse("tutor:lesson", args=["halves", "a-half"]),
        "step": reverse("tutor:step", args=[sitting.pk, 2]),
        "privacy": reverse("tutor:privacy"),
    }
    replies = {name: client.get(address) for name, address in addresses.items()}
    assert {reply.status_code for reply in replies.values()} == {200}
    return {name: reply.content.decode() for name, reply in replies.items()}


def main_of(page: str) -> str:
    """Return what a page is about, without the switch in its head."""
    return page.partition("<main")[2].partition("</main>")[0]


@pytest.mark.slow
def test_who_refuses_gets_every_page_as_who_agrees_does(client, amira, sitting):
    # Once before: the pages also show how far the student has come.
    pages_of(client, amira, sitting)
    refusing = pages_of(client, amira, sitting)
    for purpose in ("camera", "research"):
        agree(amira, purpose)
    agreeing = pages_of(client, amira, sitting)
    token = 'name="csrfmiddlewaretoken"'
    for name, page in refusing.items():
        mine, theirs = (
            [line for line in main_of(text).splitlines() if token not in line and "submission_id" not in line]
            for text in (page, agreeing[name])
        )
        assert len(mine) > 3
        assert mine == theirs, name


def test_who_refuses_gets_the_same_help_for_the_same_tap(sitting, make_lost_rule):
    Consent.objects.all().delete()
    record_self_report(sitting=sitting, feeling="lost", submission_id="7d6f4051-0000-4000-8000-000000000000")
    consider(sitting_id=sitting.pk)
    assert Adaptation.objects.get(sitting=sitting).kind == "visual"


@pytest.fixture
def make_lost_rule(db):
    from content.models import Condition, Rule

    rule = Rule.objects.create(slug="lost", name="Lost", join="any", effects=["visual"], cooldown_s=0)
    for signal in ("camera.confused", "said.lost"):
        Condition.objects.create(rule=rule, signal=signal, enter=0.9, leave=0.9)
    return rule


@pytest.mark.slow
def test_a_teacher_cannot_tell_who_refused(client, tariq, classroom, amira, ben, sitting):
    client.force_login(tariq)
    shown = []
    for refusing, agreeing in ((amira, ben), (ben, amira)):
        Consent.objects.all().delete()
        agree(agreeing, "camera")
        agree(agreeing, "figures")
        assert not consents.has_agreed(refusing, "camera")
        address = reverse("tutor:classroom", args=[classroom.pk])
        people = reverse("tutor:people", args=[classroom.pk])
        shown.append([main_of(client.get(page).content.decode()) for page in (address, people)])
    strip = lambda pages: [  # noqa: E731
        line for page in pages for line in page.splitlines() if "csrfmiddlewaretoken" not in line
    ]
    assert strip(shown[0]) == strip(shown[1])


def test_the_words_name_all_that_the_panel_shows():
    """What a student sees of a guess, in bars and numbers, is what the student agreed to have read."""
    labels = re.findall(
        r"</span>(\w+)</span><span class=\"track\"|<li data-key=\"\w+\"><span>(\w+)</span>", panel()
    )
    shown = [first or second for first, second in labels]
    assert len(shown) == len(STATES) + len(EMOTIONS)
    said = dict(consents.wording_of("camera").parts)["What is read"]
    assert [label for label in shown if label.lower() not in said] == []


def panel():
    return render_to_string("tutor/partials/estimate_bars.html")


def test_the_words_say_who_reads_and_that_taps_reach_the_teacher():
    camera, figures = consents.wording_of("camera"), consents.wording_of("figures")
    assert "server" in dict(camera.parts)["Who reads it"]
    assert "“I’m lost”" in dict(figures.parts)["What your teacher sees either way"]
    assert "may work out how you feel" in figures.words
    assert re.search(r"\d+ of \d+", figures.words) is None


@pytest.mark.slow
@pytest.mark.parametrize("where", ["course", "step"])
def test_comparing_is_asked_about_only_where_it_is_done_and_told_until_somebody_agrees(
    client, choose, amira, lesson, where
):
    def told() -> list[bool]:
        pages = (client.get(reverse(f"tutor:{name}")).content.decode() for name in ("courses", "consent"))
        return ["#comparison" in next(pages), 'id="comparison"' in next(pages)]

    assert told() == [False, False]
    if where == "course":
        Course.objects.update(chance_chooses=True)
    else:
        lesson.steps.filter(slug="ask").update(chance_chooses="yes")
    assert told() == [True, True]
    choose("give", "comparison")
    assert consents.has_agreed(amira, "comparison")
    assert told() == [False, True]
    # Who has said yes may take it back wherever nothing is compared any more.
    Course.objects.update(chance_chooses=False)
    lesson.steps.update(chance_chooses="")
    assert told() == [False, True]
    choose("withdraw", "comparison")
    assert not consents.has_agreed(amira, "comparison")
    assert told() == [False, False]


@pytest.mark.parametrize("is_on", [True, False])
def test_the_page_of_what_is_kept_says_of_comparing_only_where_it_may_be_done(client, db, settings, is_on):
    settings.HELP_COMPARISON = is_on
    page = client.get(reverse("tutor:privacy")).content.decode()
    assert ("Which explanation helps, if you say yes" in page) is is_on
