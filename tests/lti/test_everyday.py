"""What happens to courses, links and parts of people after a launch, on an ordinary day at school."""

import pytest
from lti_tool.models import LtiMembership

from content.models import Course
from tutor.models import Classroom, LtiAccount, LtiClass, LtiLink, ScoreLine

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
HALF = {"attune_course": "halves", "attune_lesson": "a-half"}
TEACHES = {"roles": ("Instructor",), "custom": HALF}


@pytest.fixture
def room(client, platform, lesson):
    """A class that two teachers launched into."""
    platform.launch(client, "tariq", **TEACHES)
    platform.launch(client, "tessa", **TEACHES)
    return Classroom.objects.get()


def teachers(room) -> list[str]:
    return sorted(room.teachers.values_list("first_name", flat=True))


def subjects_told_of() -> list[str]:
    return sorted(ScoreLine.objects.values_list("account__lti_user__sub", flat=True))


def test_what_a_teacher_chose_counts_where_the_links_own_course_was_taken_back(client, platform, lesson):
    Course.objects.create(title="Other", slug="other", is_published=True)
    lesson.course.is_published = False
    lesson.course.save()
    reply = platform.launch(client, "tariq", **TEACHES)
    client.post(reply["Location"], {"target": "other"})
    assert platform.launch(type(client)(), custom=HALF)["Location"].startswith("/learn/#course-")
    lesson.course.is_published = True
    lesson.course.save()
    assert platform.launch(type(client)(), custom=HALF)["Location"] == "/learn/halves/a-half/"


def test_a_chosen_lesson_that_was_taken_out_leads_to_its_course(client, platform, lesson):
    platform.launch(client, "tariq", roles=("Instructor",))
    LtiLink.objects.update(course=lesson.course, lesson=lesson)
    lesson.archive()
    assert platform.launch(client)["Location"] == f"/learn/#course-{lesson.course.pk}"


def test_a_link_to_a_course_that_was_deleted_leads_nowhere(client, platform, lesson):
    platform.launch(client, "tariq", roles=("Instructor",))
    LtiLink.objects.update(course=lesson.course, lesson=lesson)
    lesson.course.delete()
    assert platform.launch(client)["Location"] == "/lti/wait/"


def test_a_teacher_outside_every_course_of_the_lms_is_offered_no_choice_that_is_refused(
    client, platform, lesson
):
    reply = platform.launch(client, "tariq", roles=("Instructor",), context=None)
    assert client.get(reply["Location"]).status_code == 200


def test_scores_go_out_of_those_alone_who_learn_in_the_course(client, platform, lesson, room):
    platform.launch(client, "mother", roles=("Mentor",), custom=HALF)
    platform.launch(client, "ina", context="another", custom=HALF)
    platform.launch(client, "ina", **TEACHES)
    platform.launch(client, "amira", custom=HALF)
    assert subjects_told_of() == ["amira"]


def test_a_teachers_launch_gives_nobody_something_to_tell_who_has_not_begun(client, platform, lesson, room):
    platform.launch(client, "amira", custom=HALF)
    platform.launch(client, "tariq", **TEACHES)
    assert not ScoreLine.objects.exclude(due_at=None).exists()


def test_without_a_list_of_people_a_launch_says_who_teaches_no_more(client, platform, room):
    LtiClass.objects.update(members_url="")
    nrps = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
    platform.launch(client, "tessa", custom=HALF, **{nrps: None})
    assert teachers(room) == ["Tariq"]


def test_a_teacher_who_looks_on_as_a_student_stays_until_the_list_says_otherwise(client, platform, room):
    platform.launch(client, "tessa", custom=HALF)
    assert teachers(room) == ["Tariq", "Tessa"]
    assert LtiMembership.objects.get(user__sub="tessa").is_instructor


def test_two_subjects_of_one_person_are_two_accounts_until_their_owner_links_them(client, platform, lesson):
    platform.launch(client, "amira", custom=HALF)
    platform.launch(client, "Amira", custom=HALF)
    assert LtiAccount.objects.values("user").distinct().count() == 2


def test_a_subject_is_taken_as_it_is_written(client, platform, lesson):
    platform.launch(client, "amira", custom=HALF)
    platform.launch(client, "amira ", custom=HALF)
    assert LtiAccount.objects.count() == 2


def test_a_link_survives_that_an_author_gives_its_lesson_and_course_other_addresses(client, platform, lesson):
    linked = HALF | {"attune_key": f"lesson-{lesson.pk}"}
    lesson.slug = "one-half"
    lesson.save()
    assert platform.launch(client, custom=linked)["Location"] == "/learn/halves/one-half/"
    lesson.course.slug = "fractions"
    lesson.course.save()
    assert platform.launch(client, custom=linked)["Location"] == "/learn/fractions/one-half/"
    whole = {"attune_course": "halves", "attune_key": f"course-{lesson.course.pk}"}
    assert platform.launch(client, custom=whole)["Location"] == f"/learn/#course-{lesson.course.pk}"


def test_a_key_of_another_site_leads_into_no_other_course_than_the_one_that_is_named(
    client, platform, lesson
):
    other = Course.objects.create(title="Other", slug="other", is_published=True)
    said = {"attune_course": "other", "attune_lesson": "gone", "attune_key": f"lesson-{lesson.pk}"}
    assert platform.launch(client, custom=said)["Location"] == f"/learn/#course-{other.pk}"
    assert platform.launch(client, custom={"attune_key": "lesson-x"})["Location"] == "/lti/wait/"
