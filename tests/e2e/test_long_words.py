"""A word without a blank, however long, widens no page on a phone."""

from uuid import uuid4

import pytest

from tests.e2e.pages import PHONE, OpenAs
from tutor.models import Sitting
from tutor.services.answers import record_self_report
from tutor.services.teaching import sessions
from tutor.services.teaching.group_prompts import start_prompt
from tutor.services.teaching.posts import add_post

LONG = "W" * 150
TABLET = {"width": 768, "height": 1024}


@pytest.fixture
def long_names(hold_session, classroom, lesson, amira, tariq) -> Sitting:
    """Give everything a name of one long word, hold a session, and open another in which groups talk."""
    for person in (amira, tariq):
        person.first_name = person.last_name = LONG
        person.save()
    classroom.name = lesson.title = lesson.course.title = LONG[:100]
    lesson.steps.update(title=LONG)
    for thing in (classroom, lesson, lesson.course):
        thing.save()
    hold_session(students=2, lost=0)
    session = sessions.start_session(classroom=classroom, lesson=lesson, pacing="teacher")
    sessions.send_announcement(session=session, message=LONG * 2)
    return Sitting.objects.filter(student=amira).first() or Sitting.objects.create(
        student=amira, lesson=lesson, step=lesson.steps.first()
    )


def test_no_page_is_wider_than_a_phone(open_as: OpenAs, amira, tariq, noor, classroom, lesson, long_names):
    student, teacher = open_as(amira, viewport=PHONE), open_as(tariq, viewport=PHONE)
    student.goto("/learn/halves/a-half/")
    record_self_report(sitting=long_names, feeling="lost", **_submission())
    session = classroom.sessions.get(ended_at=None)
    ended = classroom.sessions.exclude(pk=session.pk).get()
    teach = f"/teach/{classroom.pk}"
    pages = [
        (teacher, ["/teach/", f"{teach}/", f"{teach}/people/", f"{teach}/boards/", f"{teach}/reports/"]),
        (
            teacher,
            [f"{teach}/reports/{ended.pk}/", f"{teach}/reports/term/?first=2000-01-01&last=2100-01-01"],
        ),
        (student, ["/", "/learn/", "/learn/halves/a-half/", "/you/", f"/join/{classroom.join_code}/"]),
        (open_as(noor, viewport=PHONE), [f"/courses/{lesson.course_id}/report/"]),
    ]
    wide = {}
    for page, addresses in pages:
        for address in addresses:
            page.goto(address)
            wide[address] = page.evaluate("document.documentElement.scrollWidth")
    start_prompt(session=session, teacher=tariq, words=LONG, step=None, minutes=5, groups=[[long_names.pk]])
    add_post(sitting=long_names, words=LONG * 2, **_submission())
    for page, address in ((teacher, f"{teach}/boards/"), (student, "/learn/halves/a-half/")):
        page.goto(address)
        wide[f"{address} in groups"] = page.evaluate("document.documentElement.scrollWidth")
    teacher.goto(f"{teach}/people/")
    teacher.evaluate("document.querySelectorAll('.sure').forEach((one) => (one.open = true))")
    assert teacher.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    teacher.set_viewport_size(TABLET)
    teacher.goto(f"{teach}/people/")
    assert teacher.evaluate("document.documentElement.scrollWidth") <= TABLET["width"]
    assert {address: width for address, width in wide.items() if width > PHONE["width"]} == {}
    assert len(wide) == 15


def _submission() -> dict[str, object]:
    return {"submission_id": uuid4()}
