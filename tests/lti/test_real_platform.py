"""Launches, links and rosters with a real platform, over HTTP from the first request to the last."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from tests.lti.consumer.joined import join
from tests.lti.consumer.running import RealPlatform, Unit
from tests.lti.walker import Walker
from tutor.models import Classroom, LtiAccount, LtiClass

pytestmark = [pytest.mark.process, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def unit(real_platform: RealPlatform, live_server) -> Unit:
    return join(real_platform, live_server.url)


def arrive(real_platform: RealPlatform, unit: Unit, username: str, where: str):
    """Let a person of the platform press `open` or `choose`; return who walks, and the page at the end."""
    walker = Walker()
    walker.get(real_platform.enter(username, unit))
    walker.steps.clear()
    return walker, walker.get(f"{real_platform.url}/units/{unit.number}/{where}/")


def choose(real_platform: RealPlatform, unit: Unit, *picks: str, **more: str):
    """Let the teacher choose content; return the platform's last page."""
    walker, page = arrive(real_platform, unit, "tariq", "choose")
    sent = [("send", "chosen"), *(("pick", pick) for pick in picks), *more.items()]
    return walker.send(page, sent)


def path_of(page) -> str:
    return urlsplit(page.url).path


def test_a_launch_goes_its_whole_way(real_platform, unit, live_server, lesson):
    walker, page = arrive(real_platform, unit, "tariq", "open")
    assert page.status_code == 200
    assert walker.steps[:4] == [
        f"{real_platform.url}/units/{unit.number}/open/",
        f"{live_server.url}/lti/login/",
        unit.auth_url,
        f"{live_server.url}/lti/launch/",
    ]
    made = LtiAccount.objects.get().user
    assert (made.get_full_name(), made.role) == ("Tariq Aziz", "teacher")
    assert Classroom.objects.get().name == "Maths, Year 6"


def test_one_lesson_is_chosen_and_its_students_come_straight_to_it(real_platform, unit, lesson):
    saved = choose(real_platform, unit, f"lesson-{lesson.pk}")
    assert "successfully saved" in saved.text
    [content] = real_platform.read_book(unit)["content"]
    assert content["content_type"] == "ltiResourceLink"
    assert (
        content["attributes"]["custom"].items()
        >= {"attune_course": "halves", "attune_lesson": "a-half"}.items()
    )
    assert content["attributes"]["lineItem"]["resourceId"] == f"attune-lesson-{lesson.pk}"
    _, page = arrive(real_platform, unit, "amira", "open")
    assert path_of(page).startswith(("/sittings/", "/learn/halves/a-half/"))
    assert "What a half is" in page.text


def test_several_are_chosen_at_once_and_each_link_leads_to_its_own(real_platform, unit, lesson):
    choose(real_platform, unit, f"lesson-{lesson.pk}", f"course-{lesson.course_id}")
    walker, page = arrive(real_platform, unit, "amira", "open")
    # The platform's own list: one link of the course, told apart by what each carries along.
    links = re.findall(r'href="([^"]+/lti/login/[^"]+)"', page.text)
    assert len(links) == 2
    paths = [path_of(walker.get(link.replace("&amp;", "&"))) for link in links]
    assert paths[0] == "/learn/"
    assert paths[1].startswith(("/sittings/", "/learn/halves/a-half/"))


def test_going_back_without_a_choice_takes_away_what_was_there(real_platform, unit, lesson):
    choose(real_platform, unit, f"lesson-{lesson.pk}")
    walker, page = arrive(real_platform, unit, "tariq", "choose")
    assert "successfully saved" in walker.send(page, [("send", "none")]).text
    assert real_platform.read_book(unit)["content"] == []


def test_a_student_of_the_platform_chooses_nothing(real_platform, unit, lesson):
    _, page = arrive(real_platform, unit, "amira", "choose")
    assert page.status_code == 403
    assert path_of(page) == urlsplit(unit.auth_url).path


def test_who_is_in_the_course_is_where_the_platform_says(real_platform, unit, lesson):
    arrive(real_platform, unit, "tariq", "open")
    kept = LtiClass.objects.get()
    assert kept.members_url == f"{real_platform.url}/api/lti_consumer/v1/lti/{unit.number}/memberships"
    assert {scope.rpartition("/")[2] for scope in kept.scopes} == {"lineitem", "result.readonly", "score"}
