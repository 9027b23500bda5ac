"""Whatever a student presses counts once, and only in the state in which it was pressed."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.presses import HTMX, about, at_number, hand, press
from tutor.models import Adaptation, Answer, HintUse, IdempotencyKey, RaisedHand, SelfReport, StepVisit
from tutor.services.repeats import KEPT, drop_old_keys
from tutor.services.teaching import sessions


@pytest.fixture
def url(sitting, question):
    """The address of an action at Amira's sitting."""
    about_question = {"answer": [sitting.pk, question.pk], "hint": [sitting.pk, question.pk]}
    return lambda name: reverse(f"tutor:{name}", args=about_question.get(name, [sitting.pk]))


@pytest.fixture
def shown(sitting):
    return Adaptation.objects.create(
        sitting=sitting,
        step=sitting.step,
        rule_key="x",
        rule_name="X",
        kind="break",
        sentence="X",
        state="shown",
    )


def slug_of(sitting):
    sitting.refresh_from_db()
    return sitting.step.slug


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_a_double_click_on_next_goes_on_by_one_step(amiras, sitting, url, headers):
    data = at_number(sitting, 1)
    replies = [amiras.post(url("advance"), data, headers=headers) for _ in range(2)]
    assert {reply.status_code for reply in replies} == {200 if headers else 302}
    assert slug_of(sitting) == "ask"


def test_next_from_a_stale_window_shows_where_the_student_is(amiras, sitting, url, lesson):
    data = at_number(sitting, 1)
    at_number(sitting, 3)
    reply = amiras.post(url("advance"), data, headers=HTMX)
    assert (reply.status_code, reply.context["step_view"].step.slug) == (409, "end")
    assert "You had gone on already" in reply["HX-Trigger-After-Settle"]
    assert "You had gone on already" in amiras.post(url("advance"), data, follow=True).content.decode()
    assert not StepVisit.objects.filter(finished_at__isnull=False).exists()


def test_the_same_next_after_going_back_goes_nowhere(amiras, sitting, url):
    data = at_number(sitting, 1)
    amiras.post(url("advance"), data, headers=HTMX)
    amiras.get(reverse("tutor:step", args=[sitting.pk, 1]))
    amiras.post(url("advance"), data, headers=HTMX)
    assert slug_of(sitting) == "what"


def test_next_finishes_the_step_that_the_page_showed_whatever_was_taken_out_before_it(
    amiras, sitting, url, lesson
):
    data = at_number(sitting, 2)
    lesson.steps.get(slug="what").archive()
    amiras.post(url("advance"), data, headers=HTMX)
    assert slug_of(sitting) == "end"
    assert [visit.step.slug for visit in StepVisit.objects.filter(finished_at__isnull=False)] == ["ask"]


def test_finish_pressed_twice_shows_the_end_twice(amiras, sitting, url):
    data = at_number(sitting, 3)
    pages = [amiras.post(url("advance"), data, headers=HTMX).content.decode() for _ in range(2)]
    assert all("You have seen it all" in page for page in pages)


def test_waiting_for_the_class_pressed_twice_still_waits(amiras, sitting, url, classroom, lesson):
    sessions.start_session(classroom=classroom, lesson=lesson, pacing="teacher")
    data = at_number(sitting, 1)
    pages = [amiras.post(url("advance"), data, headers=HTMX).content.decode() for _ in range(2)]
    assert all("Your teacher will take everyone on" in page for page in pages)


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_two_identical_posts_for_a_hint_open_one_rung(amiras, url, headers):
    data = press(rung=0)
    for _ in range(2):
        amiras.post(url("hint"), data, headers=headers)
    assert HintUse.objects.count() == 1


def test_a_hint_asked_for_in_two_windows_opens_one_rung(amiras, url):
    amiras.post(url("hint"), press(rung=0), headers=HTMX)
    reply = amiras.post(url("hint"), press(rung=0), headers=HTMX)
    assert (reply.status_code, HintUse.objects.count()) == (409, 1)
    assert "Share it between two." in reply.content.decode()


def test_a_stale_window_does_not_reopen_a_question_already_right(amiras, url):
    amiras.post(url("answer"), press(tries=0, number="4"), headers=HTMX)
    reply = amiras.post(url("answer"), press(tries=0, number="2"), headers=HTMX)
    assert (reply.status_code, Answer.objects.count()) == (409, 1)
    assert "data-settled" in reply.content.decode()


def test_what_was_typed_in_a_stale_window_is_kept(amiras, url):
    amiras.post(url("answer"), press(tries=0, number="2"), headers=HTMX)
    stale = amiras.post(url("answer"), press(tries=0, number="4"), headers=HTMX)
    assert 'value="4"' in stale.content.decode()
    tries = re.search(r'name="tries" value="(\d+)"', stale.content.decode())[1]
    amiras.post(url("answer"), press(tries=tries, number="4"), headers=HTMX)
    assert [answer.is_correct for answer in Answer.objects.all()] == [False, True]


def test_the_forms_of_a_page_carry_an_id_each_and_the_state(amiras, sitting, shown, classroom, lesson):
    sessions.start_session(classroom=classroom, lesson=lesson, pacing="self")
    shown.step = lesson.steps.get(slug="ask")
    shown.save()
    page = amiras.get(reverse("tutor:step", args=[sitting.pk, 2])).content.decode()
    forms = re.findall(r'<form[^>]*action="/(?:sittings|adaptations)/.*?</form>', page, re.DOTALL)
    bare = [form for form in forms if "submission_id" not in form and "hint-form" not in form]
    assert (len(forms) >= 7, bare) == (True, [])
    ids = re.findall(r'name="submission_id" value="([^"]+)"', page)
    assert len(ids) == len(set(ids)) == len(forms)
    for state in ("tries", "rung", "step", "seen", "session"):
        assert f'name="{state}"' in page


def test_a_tap_that_arrives_after_next_is_kept_for_the_step_it_was_made_on(amiras, sitting, url):
    tap = press(feeling="lost", step=sitting.step_id)
    amiras.post(url("advance"), at_number(sitting, 1), headers=HTMX)
    for _ in range(2):
        assert amiras.post(url("report"), tap, headers=HTMX).status_code == 200
    assert SelfReport.objects.get().step.slug == "what"


def test_undo_sent_again_after_the_help_came_back_does_not_fold_it(amiras, shown):
    fold = about(shown)
    amiras.post(reverse("tutor:undo", args=[shown.pk]), fold, headers=HTMX)
    amiras.post(reverse("tutor:accept", args=[shown.pk]), about(shown), headers=HTMX)
    amiras.post(reverse("tutor:undo", args=[shown.pk]), fold, headers=HTMX)
    shown.refresh_from_db()
    assert shown.state == "shown"


@pytest.mark.parametrize("name", ["undo", "judge"])
@pytest.mark.parametrize("headers", [HTMX, {}])
def test_a_word_about_help_that_stands_otherwise_by_now_is_refused(amiras, shown, name, headers):
    stale = about(shown, helped="yes")
    amiras.post(reverse("tutor:undo", args=[shown.pk]), about(shown), headers=HTMX)
    folded_at = Adaptation.objects.get().undone_at
    reply = amiras.post(reverse(f"tutor:{name}", args=[shown.pk]), stale, headers=headers)
    assert reply.status_code == (409 if headers else 302)
    assert (Adaptation.objects.get().helped, Adaptation.objects.get().undone_at) == (None, folded_at)


def test_a_hand_sent_again_after_it_was_lowered_stays_down(amiras, sitting, url, classroom, lesson):
    session = sessions.start_session(classroom=classroom, lesson=lesson, pacing="self")
    up = hand(session, "yes")
    amiras.post(url("hand"), up, headers=HTMX)
    sessions.set_hand(sitting=sitting, raised=False)
    amiras.post(url("hand"), up, headers=HTMX)
    assert not RaisedHand.objects.exists()


def test_a_hand_for_a_session_that_was_begun_anew_is_not_raised(amiras, url, classroom, lesson):
    old = sessions.start_session(classroom=classroom, lesson=lesson, pacing="self")
    sessions.end_session(session=old)
    sessions.start_session(classroom=classroom, lesson=lesson, pacing="self")
    assert amiras.post(url("hand"), hand(old, "yes"), headers=HTMX).status_code == 409
    assert not RaisedHand.objects.exists()


def test_ids_are_forgotten_after_a_day(sitting):
    long_ago = timezone.now() - 2 * KEPT
    IdempotencyKey.objects.create(sitting=sitting, submission_id=uuid4(), used_at=long_ago)
    kept = IdempotencyKey.objects.create(sitting=sitting, submission_id=uuid4())
    drop_old_keys()
    assert IdempotencyKey.objects.get() == kept
