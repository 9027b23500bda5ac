"""What authors read about their rules, plays and versions is in their language."""

import pytest
from django.utils.translation import override

from content.authoring.invitations import CannotInvite, invite
from content.authoring.publishing import publish
from content.authoring.versions import restore_version
from content.coursefiles import read_course
from content.exchange.importing import save_course
from content.lab.picture import _cell
from content.policy.warnings import StepFacts, warn_about
from tests.catalogues import catalogue
from tests.content.coursefolder import course_files
from tests.content.policy.builders import a_rule, at_least

GERMAN = {
    "unknown": "unbekannt",
    " or ": " oder ",
    "%(username)s writes this course already.": "%(username)s schreibt schon mit.",
    "Published": "Veröffentlicht",
    "Before going back": "Vor dem Zurückgehen",
    "Back to %(when)s": "Zurück zu %(when)s",
}


@pytest.fixture(autouse=True)
def german(tmp_path, settings):
    catalogue(tmp_path, **GERMAN)
    settings.LOCALE_PATHS = [tmp_path]
    with override("de"):
        yield


def test_an_unknown_value_of_a_play():
    assert _cell(None, "camera.confused") == "unbekannt"


def test_kinds_that_no_step_has():
    lost = a_rule(at_least("said.lost", 1), effects=["worked_example", "visual"])
    steps = [StepFacts("halves", "a-half", "explanation", frozenset())]
    assert any(" oder " in warning.text for warning in warn_about([lost], steps))


@pytest.mark.django_db
def test_notes_of_versions_and_whom_nobody_can_invite(noor):
    course = save_course(read_course(course_files()), owner=noor)
    with pytest.raises(CannotInvite, match="noor schreibt schon mit"):
        invite(course, username="noor", by=noor)
    publish(course, by=noor)
    first = course.versions.get(note="Veröffentlicht")
    lesson = course.lessons.get()
    lesson.title = "Two halves"
    lesson.save()
    restore_version(first, by=noor)
    notes = set(course.versions.values_list("note", flat=True))
    assert "Vor dem Zurückgehen" in notes
    assert any(note.startswith("Zurück zu ") for note in notes)
