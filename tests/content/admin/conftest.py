"""Two authors, each with a course, and a rule of the site."""

import pytest

from content.coursefiles import read_course, read_rules
from content.exchange.importing import save_course, save_rules
from content.models import Course, Rule, Step
from tests.content.coursefolder import COURSE, RULES, course_files
from tests.people import make_user


@pytest.fixture
def halves(noor) -> Course:
    return save_course(read_course(course_files()), owner=noor)


@pytest.fixture
def step(halves) -> Step:
    """The step that tells."""
    return halves.lessons.get().steps.get(slug="what")


@pytest.fixture
def turn(halves) -> Step:
    """The step that asks."""
    return halves.lessons.get().steps.get(slug="turn")


@pytest.fixture
def omar(db):
    return make_user("omar", role="author", is_staff=True)


@pytest.fixture
def thirds(omar) -> Course:
    files = course_files(
        **{"course.yaml": COURSE.replace("slug: halves\ntitle: Halves", "slug: thirds\ntitle: Thirds")}
    )
    return save_course(read_course(files), owner=omar)


@pytest.fixture
def site_rule(db) -> Rule:
    text = RULES.replace("slug: lost", "slug: site-lost").replace("Lost here", "Lost anywhere")
    docs = read_rules(text, file="rules.yaml")
    return save_rules(docs, course=None)[0]


@pytest.fixture
def author(client, noor):
    """Noor's browser."""
    client.force_login(noor)
    return client
