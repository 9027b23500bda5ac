"""A class talks something over in groups: who sits where, who may write, what time does."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from content.models import Skill, Variant
from tests.tutor.talks import HTMX, end_time, write
from tutor.models import AuditEntry, GroupPlace, GroupPrompt, Mastery, Sitting, Suggestion
from tutor.queries.progress import how_far
from tutor.services.sittings import finish_step, open_sitting
from tutor.services.teaching import group_prompts, posts, sessions
from tutor.services.teaching.classrooms import remove_student
from tutor.services.teaching.suggestions import AlreadyDecided


def members(prompt) -> list[list[str]]:
    return [
        list(group.places.values_list("sitting__student__username", flat=True))
        for group in prompt.groups.all()
    ]


def start_url(classroom) -> str:
    return reverse("tutor:start_prompt", args=[classroom.pk])


def test_a_teacher_begins_and_everybody_there_has_a_group_of_three_or_four(
    client, tariq, classroom, session, seat
):
    seat("s1", "s2", "s3", "s4", "s5", "s6")
    client.force_login(tariq)
    client.post(start_url(classroom), {"words": "Why is a half a half?", "minutes": 4, "way": "random"})
    prompt = GroupPrompt.objects.get()
    assert sorted(len(group) for group in members(prompt)) == [3, 4]
    assert 200 < (prompt.ends_at - timezone.now()).total_seconds() <= 240


def test_who_begins_after_a_colleague_ended_the_session_is_told(client, tariq, classroom, session):
    sessions.end_session(session=session)
    client.force_login(tariq)
    fields = {"words": "Why?", "minutes": 4, "way": "random"}
    reply = client.post(start_url(classroom), fields, follow=True)
    assert reply.redirect_chain == [(reverse("tutor:boards", args=[classroom.pk]), 302)]
    assert "The session has ended already." in reply.content.decode()


def test_groups_by_hand_are_kept_and_who_was_given_none_joins_the_smallest(
    client, tariq, classroom, session, sitting, seat
):
    one, two, three = seat("s1", "s2", "s3")
    client.force_login(tariq)
    by_hand = {f"group-{one.pk}": 3, f"group-{two.pk}": 1, f"group-{three.pk}": 1}
    client.post(start_url(classroom), {"words": "Why?", "minutes": 4, "way": "hand", **by_hand})
    assert members(GroupPrompt.objects.get()) == [["s2", "s3"], ["s1", "amira"]]


def test_words_of_nothing_that_can_be_seen_begin_nothing(client, tariq, classroom, session, sitting):
    client.force_login(tariq)
    reply = client.post(start_url(classroom), {"words": "\u202e\ue000", "minutes": 4, "way": "random"})
    assert reply.status_code == 422
    assert "Write a few words first." in reply.content.decode()
    # The page of the boards came with it.
    assert AuditEntry.objects.get(what="tutor:boards").classroom_id == classroom.pk
    assert not GroupPrompt.objects.exists()


def test_a_fifth_is_refused_by_hand_and_what_was_typed_stays(
    client, tariq, classroom, session, sitting, seat
):
    everybody = [sitting, *seat("s1", "s2", "s3", "s4")]
    client.force_login(tariq)
    by_hand = {f"group-{one.pk}": 1 for one in everybody}
    data = {"words": "Kept <b>words</b>", "minutes": 4, "way": "hand", **by_hand}
    reply = client.post(start_url(classroom), data)
    assert reply.status_code == 422
    assert "at most 4 students" in reply.content.decode()
    assert "Kept &lt;b&gt;words&lt;/b&gt;" in reply.content.decode()
    assert not GroupPrompt.objects.exists()


def test_mixing_looks_at_steps_done_and_skills_known_alone(lesson, sitting, seat, amira):
    (other,) = seat("s1")
    skill = Skill.objects.create(course=lesson.course, slug="halving", title="Halving")
    Mastery.objects.create(student=amira, skill=skill, p_known=0.75)
    finish_step(sitting=sitting, step=sitting.step)
    assert how_far([sitting, other], lesson=lesson) == {sitting.pk: pytest.approx(1 / 3 + 0.75), other.pk: 0}


def test_two_presses_begin_one(client, tariq, classroom, session):
    client.force_login(tariq)
    data = {"words": "Why?", "minutes": 4, "way": "random"}
    for _ in range(2):
        assert client.post(start_url(classroom), data).status_code == 302
    assert GroupPrompt.objects.count() == 1


def test_the_form_offers_the_words_of_the_step_the_class_is_at(client, tariq, classroom, session, lesson):
    Variant.objects.create(
        step=lesson.steps.first(), kind="group_prompt", title="Talk", body="Fold it. Then?"
    )
    client.force_login(tariq)
    page = client.get(reverse("tutor:boards", args=[classroom.pk])).content.decode()
    assert "Fold it. Then?" in page


def test_a_suggested_group_prompt_leads_to_boards_and_beginning_decides_it(
    client, tariq, classroom, session, lesson
):
    step = lesson.steps.first()
    suggestion = Suggestion.objects.create(
        classroom=classroom, lesson=lesson, step=step, rule_key="1", rule_name="Lost", kind="group_prompt"
    )
    client.force_login(tariq)
    data = {"action": "group_prompt", "suggestion": suggestion.pk}
    reply = client.post(reverse("tutor:act", args=[classroom.pk]), data, **HTMX)
    assert (
        reply["HX-Redirect"] == f"{reverse('tutor:boards', args=[classroom.pk])}?suggestion={suggestion.pk}"
    )
    suggestion.refresh_from_db()
    assert suggestion.state == "open"
    page = client.get(reply["HX-Redirect"]).content.decode()
    assert f'name="suggestion" value="{suggestion.pk}"' in page
    client.post(
        start_url(classroom), {"words": "x", "minutes": 1, "way": "random", "suggestion": suggestion.pk}
    )
    suggestion.refresh_from_db()
    assert (suggestion.state, suggestion.action, suggestion.decided_by) == ("started", "group_prompt", tariq)


def test_a_suggestion_that_was_dismissed_begins_nothing(classroom, lesson, talk, sitting):
    suggestion = Suggestion.objects.create(
        classroom=classroom,
        lesson=lesson,
        step=lesson.steps.first(),
        rule_key="1",
        rule_name="Lost",
        kind="group_prompt",
        state="dismissed",
    )
    with pytest.raises(AlreadyDecided):
        talk([sitting], suggestion=suggestion)
    assert not GroupPrompt.objects.exists()


def test_without_a_session_nothing_begins(client, tariq, classroom):
    client.force_login(tariq)
    client.post(start_url(classroom), {"words": "x", "minutes": 1, "way": "random"})
    assert not GroupPrompt.objects.exists()
    page = client.get(reverse("tutor:boards", args=[classroom.pk])).content.decode()
    assert "Groups talk over something in a lesson. Begin one" in page


def test_who_comes_late_joins_the_group_with_fewest_there(client, ben, session, talk, sitting, seat):
    everybody = seat("s1", "s2", "s3", "s4")
    prompt = talk([sitting, everybody[0]], everybody[1:])
    Sitting.objects.filter(pk__in=[one.pk for one in everybody[1:]]).update(
        seen_at=timezone.now() - timedelta(minutes=5)
    )
    client.force_login(ben)
    page = client.get(reverse("tutor:lesson", args=["halves", "a-half"])).content.decode()
    assert members(prompt) == [["amira", "s1"], ["s2", "s3", "s4", "ben"]]
    assert "Group 2" in page


def test_where_all_groups_are_full_a_late_one_begins_a_new_group(ben, lesson, session, talk, sitting, seat):
    prompt = talk([sitting, *seat("s1", "s2", "s3")])
    sessions.take_seat(sitting=open_sitting(student=ben, lesson=lesson))
    assert [len(group) for group in members(prompt)] == [4, 1]


def test_coming_back_is_coming_to_the_same_group(session, talk, sitting, seat):
    prompt = talk([sitting], seat("s1"))
    for _ in range(2):
        sessions.take_seat(sitting=sitting)
    assert members(prompt) == [["amira"], ["s1"]]


def test_once_time_is_up_nobody_is_seated(ben, lesson, session, talk, sitting):
    prompt = talk([sitting])
    end_time(prompt)
    sessions.take_seat(sitting=open_sitting(student=ben, lesson=lesson))
    assert members(prompt) == [["amira"]]


def test_the_database_itself_allows_no_fifth_chair_and_no_second_group(talk, sitting, seat, session):
    prompt = talk([sitting], seat("s1"))
    one, two = prompt.groups.all()
    for group, chair in ((one, 5), (two, 2)):
        with pytest.raises(IntegrityError), transaction.atomic():
            GroupPlace.objects.create(prompt=prompt, group=group, sitting=sitting, chair=chair)


def test_a_teacher_moves_a_student_and_what_was_written_stays(client, tariq, classroom, talk, sitting, seat):
    prompt = talk([sitting], seat("s1"))
    post = write(sitting)
    place, group = prompt.places.get(sitting=sitting), prompt.groups.get(number=2)
    client.force_login(tariq)
    url = reverse("tutor:move_student", args=[classroom.pk, prompt.pk])
    client.post(url, {"place": place.pk, "group": group.pk})
    assert members(prompt) == [[], ["s1", "amira"]]
    post.refresh_from_db()
    assert post.group.number == 1


def test_nobody_is_moved_to_a_full_group(client, tariq, classroom, talk, sitting, seat):
    prompt = talk([sitting], seat("s1", "s2", "s3", "s4"))
    place, group = prompt.places.get(sitting=sitting), prompt.groups.get(number=2)
    client.force_login(tariq)
    url = reverse("tutor:move_student", args=[classroom.pk, prompt.pk])
    page = client.post(url, {"place": place.pk, "group": group.pk}, follow=True).content.decode()
    assert "no chair left" in page
    client.post(url, {"place": place.pk, "group": ""})
    assert [len(names) for names in members(prompt)] == [0, 4, 1]


def test_who_is_taken_off_the_list_leaves_the_group(classroom, amira, talk, sitting, seat):
    prompt = talk([sitting, *seat("s1")])
    remove_student(classroom=classroom, student_id=amira.pk)
    assert members(prompt) == [["s1"]]
    with pytest.raises(posts.NotPosted):
        write(sitting)


def test_more_time_reopens_and_no_time_ends(client, tariq, classroom, talk, sitting):
    prompt = talk([sitting])
    client.force_login(tariq)
    url = reverse("tutor:prompt_time", args=[classroom.pk, prompt.pk])
    client.post(url, {"minutes": 0})
    prompt.refresh_from_db()
    assert prompt.ends_at <= timezone.now()
    client.post(url, {"minutes": 2})
    prompt.refresh_from_db()
    assert 100 < (prompt.ends_at - timezone.now()).total_seconds() <= 120


def test_the_end_of_the_session_puts_the_boards_away(session, talk, sitting):
    prompt = talk([sitting])
    sessions.end_session(session=session)
    prompt.refresh_from_db()
    assert prompt.closed_at is not None
    with pytest.raises(posts.NotPosted):
        write(sitting)


def test_after_one_prompt_is_put_away_another_begins(talk, sitting):
    group_prompts.close_prompt(prompt=talk([sitting]))
    assert members(talk([sitting])) == [["amira"]]
