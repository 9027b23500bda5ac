"""Figures about groups count those who agreed, and nobody else: live, in rules, in reports."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tutor.models import Consent, Seat, StepVisit, Suggestion
from tutor.services import consents
from tutor.services.affect import update_ledger
from tutor.services.teaching import sessions
from tutor.services.teaching.classes import consider_class


def overview(client, tariq, classroom):
    client.force_login(tariq)
    return client.get(reverse("tutor:classroom", args=[classroom.pk])).context


def most(shown, state: str) -> int:
    return max(count or 0 for count in shown["series"][state])


def refuse(*sittings):
    Consent.objects.filter(
        student__in=[sitting.student_id for sitting in sittings], purpose="figures"
    ).delete()


def test_the_live_page_leaves_out_who_did_not_agree(client, tariq, classroom, fill_class):
    sittings = fill_class(lost=4, fine=5)
    refuse(sittings[0])
    shown = overview(client, tariq, classroom)
    assert shown["looks"] == "Cameras guess that at least 3 of 9 look lost."
    assert most(shown, "confused") == 3


def test_too_few_who_agree_are_a_small_group(client, tariq, classroom, fill_class):
    sittings = fill_class(lost=4, fine=2)
    refuse(*sittings[:2])
    shown = overview(client, tariq, classroom)
    assert shown["looks"] == ""
    assert most(shown, "confused") == 0


def test_what_was_before_the_yes_is_not_counted(client, tariq, classroom, fill_class):
    sittings = fill_class(lost=6, fine=0)
    Consent.objects.filter(student=sittings[0].student_id).update(given_at=timezone.now())
    # Of the five who count, one is always left untold of.
    assert most(overview(client, tariq, classroom), "confused") == 4


@pytest.mark.parametrize("all_agree", [True, False])
def test_a_class_rule_does_not_see_who_did_not_agree(
    tariq,
    classroom,
    lesson,
    fill_class,
    class_rule,
    all_agree,
):
    sittings = fill_class(lost=5, fine=0)
    if not all_agree:
        refuse(sittings[0])
    consider_class(classroom_id=classroom.pk, lesson_id=lesson.pk, now=timezone.now())
    assert Suggestion.objects.exists() == all_agree


@pytest.mark.parametrize(("refusing", "told"), [(0, 5), (1, 4), (2, None)])
def test_a_report_leaves_out_who_did_not_agree(
    classroom,
    lesson,
    fill_class,
    refusing,
    told,
):
    session = sessions.start_session(classroom=classroom, lesson=lesson, pacing="self")
    sittings = fill_class(lost=6, fine=0)
    for sitting in sittings:
        sessions.take_seat(sitting=sitting)
    session.started_at -= timedelta(minutes=5)
    session.save()
    Seat.objects.update(taken_at=session.started_at)
    StepVisit.objects.update(entered_at=session.started_at)
    if refusing:
        refuse(*sittings[:refusing])
    update_ledger(classroom, now=timezone.now())
    cell = sessions.gather_report(session)["steps"][0]
    assert (cell["states"] and cell["states"]["counts"]["confused"]) == told


def test_taking_the_yes_back_begins_the_figures_anew(classroom, amira):
    before = timezone.now()
    consents.withdraw(student=amira, purpose="figures")
    classroom.refresh_from_db()
    assert classroom.roster_cut_at > before


def test_a_no_that_was_never_a_yes_moves_nothing(classroom, amira):
    refuse_all = Consent.objects.filter(student=amira)
    refuse_all.delete()
    consents.withdraw(student=amira, purpose="figures")
    classroom.refresh_from_db()
    assert classroom.roster_cut_at is None


@pytest.mark.parametrize("agreed", [True, False])
def test_the_student_sees_their_own_state_either_way(amira, sitting, agreed):
    from tests.tutor.estimates import estimate
    from tutor.queries.observations import events_at_step
    from tutor.services.readings import record_reading

    if not agreed:
        Consent.objects.all().delete()
    record_reading(sitting=sitting, estimate=estimate(confused=0.9), at=timezone.now())
    assert events_at_step(sitting, now=timezone.now(), span_s=60, asked=()).readings
