"""GUARDIAN_CONSENT=on: a student's yes counts once a guardian, asked by the school's address, agrees."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.urls import reverse

from tests.people import agree
from tutor.models import Consent, Reading
from tutor.services import consents
from tutor.services.consents import ask_guardian, token_of
from tutor.services.readings import record_reading

SITE = "https://school.example"


@pytest.fixture(autouse=True)
def asked(settings, amira):
    settings.GUARDIAN_CONSENT = True
    amira.guardian_email = "guardian@home.example"
    amira.save()
    cache.clear()


@pytest.fixture
def sent(monkeypatch):
    """Run what the worker would, where the service queues it."""
    queued = []
    monkeypatch.setattr("tutor.services.consents.send_letter_later", lambda *args: queued.append(args))
    return queued


@pytest.fixture
def yes(amira, sent, django_capture_on_commit_callbacks) -> Consent:
    """Amira's yes to the camera, and nobody's yet beside it."""
    with django_capture_on_commit_callbacks(execute=True):
        consents.give(student=amira, purpose="camera", site=SITE)
    return Consent.objects.get(student=amira, purpose="camera")


def letter_of(yes, sent, mailoutbox) -> str:
    for args in sent:
        ask_guardian(*args)
    (mail,) = mailoutbox
    assert mail.to == ["guardian@home.example"]
    return mail.body


def test_the_letter_goes_to_the_address_of_the_school_and_holds_words_and_link(yes, sent, mailoutbox):
    letter = letter_of(yes, sent, mailoutbox)
    assert yes.words in letter
    assert f"{SITE}{reverse('tutor:guardian', args=[token_of(yes)])}" in letter


def test_without_the_guardians_word_the_camera_stays_off(client, amira, yes, sitting):
    assert not consents.has_agreed(amira, "camera")
    client.force_login(amira)
    page = client.get(reverse("tutor:lesson", args=["halves", "a-half"])).content.decode()
    assert "camera.js" not in page
    assert "guardian agrees" in client.get(reverse("tutor:consent")).content.decode()


def test_the_guardian_agrees_and_takes_it_back_through_the_same_link(client, amira, yes, sent, mailoutbox):
    path = re.search(rf"{SITE}(\S+)", letter_of(yes, sent, mailoutbox))[1]
    assert "Do you agree?" in client.get(path).content.decode()
    assert not consents.has_agreed(amira, "camera"), "to look is not to agree"
    client.post(path, {"decision": "confirm"})
    assert consents.has_agreed(amira, "camera")
    client.post(path, {"decision": "refuse"})
    assert not consents.has_agreed(amira, "camera")
    client.post(path, {"decision": "confirm"})
    assert not consents.has_agreed(amira, "camera"), "what was taken back has to be said anew"


@pytest.mark.slow
def test_thirty_clicks_send_one_letter_and_an_hour_later_one_more(
    client, amira, monkeypatch, django_capture_on_commit_callbacks
):
    queued = []
    amira.consents.all().delete()
    monkeypatch.setattr(ask_guardian, "apply_async", lambda *args, **options: queued.append(args))
    client.force_login(amira)
    data, url = {"purpose": "camera", "decision": "give"}, reverse("tutor:consent")
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(30):
            client.post(url, data)
    page = client.get(url).content.decode()
    assert len(queued) == 1
    assert "an hour after it" in page
    assert "Send the letter again" not in page
    cache.clear()  # The hour is over.
    assert "Send the letter again" in client.get(url).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url, data)
    assert len(queued) == 2


def test_a_letter_that_the_broker_did_not_take_can_be_sent_at_once(amira, monkeypatch):
    def fail(*args, **options):
        raise ConnectionError

    yes = agree(amira, "camera")
    monkeypatch.setattr(ask_guardian, "apply_async", fail)
    with pytest.raises(ConnectionError):
        consents.send_letter_later(yes.pk, SITE)
    assert not consents.was_asked_recently(yes.pk)


def test_the_link_to_an_earlier_yes_takes_back_no_later_one(client, amira, yes, sent):
    consents.withdraw(student=amira, purpose="camera")
    consents.give(student=amira, purpose="camera", site=SITE)
    later = Consent.objects.get(student=amira, purpose="camera", withdrawn_at=None)
    consents.decide_for(consent_id=later.pk, is_agreed=True)
    client.post(reverse("tutor:guardian", args=[token_of(yes)]), {"decision": "refuse"})
    assert consents.has_agreed(amira, "camera")


@pytest.mark.parametrize("decision", ["confirm", "refuse"])
def test_a_guardian_decides_nothing_for_who_is_of_age(client, amira, yes, decision):
    amira.is_of_age = True
    amira.save()
    path = reverse("tutor:guardian", args=[token_of(yes)])
    assert "decides alone" in client.post(path, {"decision": decision}, follow=True).content.decode()
    yes.refresh_from_db()
    assert (yes.withdrawn_at, yes.confirmed_at) == (None, None)


@pytest.mark.parametrize("forged", ["1", "1:", "a:b:c", "{}:another"])
def test_a_forged_link_opens_nothing(client, amira, yes, forged):
    assert token_of(yes).startswith(f"{yes.pk}:")
    path = reverse("tutor:guardian", args=[forged.format(yes.pk)])
    assert client.post(path, {"decision": "confirm"}).status_code == 404
    assert not consents.has_agreed(amira, "camera")


def test_a_student_cannot_say_whom_to_ask(client, amira):
    client.force_login(amira)
    data = {"purpose": "camera", "decision": "give", "guardian_email": "me@home.example", "is_of_age": "on"}
    client.post(reverse("tutor:consent"), data)
    amira.refresh_from_db()
    assert (amira.guardian_email, amira.is_of_age) == ("guardian@home.example", False)


def test_who_is_of_age_decides_alone(amira, sent, django_capture_on_commit_callbacks):
    amira.is_of_age = True
    amira.save()
    with django_capture_on_commit_callbacks(execute=True):
        consents.give(student=amira, purpose="camera", site=SITE)
    assert consents.has_agreed(amira, "camera")
    assert sent == []


def test_without_an_address_nobody_is_asked_and_the_page_says_so(client, amira, yes, sent, mailoutbox):
    amira.guardian_email = ""
    amira.save()
    ask_guardian(yes.pk, SITE)
    assert mailoutbox == []
    client.force_login(amira)
    assert "tell your school" in client.get(reverse("tutor:consent")).content.decode()


def test_figures_count_from_the_guardians_word_on(amira, sitting):
    from datetime import timedelta

    from django.utils import timezone

    from tests.tutor.estimates import estimate

    yes = Consent.objects.get(student=amira, purpose="figures")
    Consent.objects.filter(pk=yes.pk).update(confirmed_at=timezone.now() - timedelta(minutes=1))
    for back in (2, 0):
        at = timezone.now() - timedelta(minutes=back)
        record_reading(sitting=sitting, estimate=estimate(confused=0.9), at=at)
    assert Reading.objects.in_figures().count() == 1


def test_a_yes_from_before_the_setting_no_longer_counts(amira, settings):
    agree(amira, "camera")
    assert not consents.has_agreed(amira, "camera")
    settings.GUARDIAN_CONSENT = False
    assert consents.has_agreed(amira, "camera")


@pytest.mark.process
@pytest.mark.parametrize(("mail", "starts"), [("", False), ("smtp://mail.school.example:25", True)])
def test_production_asks_for_a_way_to_send_letters(mail, starts, tmp_path):
    env = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "tutor.settings.prod",
        "SECRET_KEY": "x" * 60,
        "ALLOWED_HOSTS": "school.example",
        "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
        "DATA_DIR": str(tmp_path),
        "CAMERA_AFFECT": "on",
        "GUARDIAN_CONSENT": "on",
        "EMAIL_URL": mail,
    }
    command = [sys.executable, "manage.py", "check"]
    done = subprocess.run(command, env=env, cwd=django_settings.BASE_DIR, capture_output=True, text=True)
    assert (done.returncode == 0) is starts, done.stderr
