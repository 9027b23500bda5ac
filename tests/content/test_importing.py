"""Courses in the database: whole or not at all, again and again, nothing of a student's lost."""

from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from content.coursefiles import BadCourseFiles, read_course
from content.coursefiles.archives import files_in_zip
from content.exchange.importing import save_course
from content.models import Course, Image, Question, Rule, Step
from content.rules import rules_for
from tests.content.coursefolder import PRACTICE, RULES, course_files

pytestmark = pytest.mark.django_db
TURN = "01-a-half/02-turn.md"
DEFAULT_RULES = Path(__file__).parents[2] / "content" / "courses" / "default_rules.yaml"


def load(**changes):
    return save_course(read_course(course_files(**changes)))


def write_folder(folder, **changes):
    for path, data in course_files(**changes).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def test_loading_twice_keeps_every_primary_key():
    def keys():
        return [
            list(model.objects.order_by("pk").values_list("pk", flat=True))
            for model in (Course, Step, Question, Image)
        ]

    load()
    before = keys()
    load()
    assert keys() == before


def test_a_step_taken_out_is_archived_and_comes_back_as_it_was():
    course = load()
    step = Step.objects.get(slug="turn")
    load(**{TURN: None})
    assert not course.lessons.get().steps.filter(slug="turn").exists()
    assert Step.all_objects.get(slug="turn").pk == step.pk
    load()
    assert course.lessons.get().steps.get(slug="turn").pk == step.pk


def test_a_changed_question_is_changed_in_place():
    load()
    question = Question.objects.get(slug="half-of-eight")
    load(**{TURN: PRACTICE.replace("answer: 4", "answer: 5")})
    question.refresh_from_db()
    assert question.spec["answer"] == "5"


def test_loading_again_keeps_owner_and_publishing(noor):
    save_course(read_course(course_files()), owner=noor, publish=True)
    course = load()
    assert (course.owner, course.is_published) == (noor, True)


def test_nothing_is_half_imported(monkeypatch):
    load()
    doc = read_course(course_files(**{"01-a-half/lesson.yaml": "slug: a-half\ntitle: New title\n"}))
    monkeypatch.setattr("content.exchange.importing.save_rules", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        save_course(doc)
    assert Course.objects.get().lessons.get().title == "A half"


def test_a_course_brings_its_rules_and_the_site_has_its_own():
    call_command("load_rules", str(DEFAULT_RULES), stdout=StringIO())
    course = load()
    names = [rule.name for rule in rules_for(course)]
    assert "Lost here" in names
    assert len(names) == 15
    assert len(rules_for(None)) == 14


def test_loading_site_rules_if_missing_respects_what_authors_changed():
    call_command("load_rules", str(DEFAULT_RULES), stdout=StringIO())
    Rule.objects.filter(slug="says-lost").update(cooldown_s=33)
    call_command("load_rules", str(DEFAULT_RULES), "--if-missing", stdout=StringIO())
    assert Rule.objects.get(slug="says-lost").cooldown_s == 33
    call_command("load_rules", str(DEFAULT_RULES), stdout=StringIO())
    assert Rule.objects.get(slug="says-lost").cooldown_s == 10


def test_a_rule_that_makes_no_sense_any_more_is_left_out_of_lessons(caplog):
    course = load()
    Rule.objects.get().conditions.update(signal="camera.gone")
    assert rules_for(course) == []
    assert "camera.gone" in caplog.text


def test_a_disabled_rule_is_not_asked():
    course = load(**{"rules.yaml": RULES + "    enabled: false\n"})
    assert rules_for(course) == []


@pytest.mark.slow
def test_the_command_loads_a_folder_and_a_zip(tmp_path, noor):
    out = StringIO()
    call_command("import_course", str(write_folder(tmp_path)), "--owner=noor", "--publish", stdout=out)
    assert out.getvalue() == "Halves: 1 lessons, 2 steps loaded\n"
    assert Course.objects.get().owner == noor
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for path, data in course_files().items():
            archive.writestr(f"wrapper/{path}", data)
    (tmp_path / "course.zip").write_bytes(buffer.getvalue())
    call_command("import_course", str(tmp_path / "course.zip"), stdout=StringIO())
    assert Course.objects.count() == 1


def test_the_command_refuses_with_file_line_and_reason(tmp_path):
    write_folder(tmp_path, **{TURN: "Nothing"})
    with pytest.raises(CommandError, match=f"{TURN}:1: a step begins with"):
        call_command("import_course", str(tmp_path))
    assert not Course.objects.exists()


def test_the_command_leaves_a_course_that_is_there_when_told_so(tmp_path):
    load()
    Course.objects.update(title="Edited")
    call_command("import_course", str(write_folder(tmp_path)), "--if-missing", stdout=StringIO())
    assert Course.objects.get().title == "Edited"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["import_course", "nowhere"], "no such folder"),
        (["import_course", ".", "--owner=nobody"], "no user called"),
        (["load_rules", "nowhere"], "cannot be read"),
    ],
)
def test_a_command_says_what_it_could_not_find(arguments, reason):
    with pytest.raises(CommandError, match=reason):
        call_command(*arguments)


@pytest.mark.parametrize(
    ("name", "reason"), [("../x.md", "leaves the course"), ("/x.md", "leaves the course")]
)
def test_a_zip_that_leaves_its_folder_is_refused(name, reason):
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr(name, "x")
    with pytest.raises(BadCourseFiles, match=reason):
        files_in_zip(buffer.getvalue())


def test_what_is_no_zip_is_refused():
    with pytest.raises(BadCourseFiles, match=r"course.zip:1: this is no readable zip"):
        files_in_zip(b"PK nothing")


def test_a_picture_is_served_so_that_it_can_do_nothing(client):
    course = save_course(read_course(course_files()), publish=True)
    response = client.get(course.image_urls()["images/pie.svg"])
    assert response.content.startswith(b"<svg")
    assert response["Content-Type"] == "image/svg+xml"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_picture_of_a_draft_is_seen_by_its_authors_alone(client, noor, amira):
    course = save_course(read_course(course_files()), owner=noor)
    address = course.image_urls()["images/pie.svg"]
    assert client.get(address).status_code == 404
    client.force_login(amira)
    assert client.get(address).status_code == 404
    client.force_login(noor)
    assert client.get(address).status_code == 200


def test_a_pictures_address_takes_no_posts_and_no_wrong_name(client):
    course = save_course(read_course(course_files()), publish=True)
    assert client.post(course.image_urls()["images/pie.svg"]).status_code == 405
    assert client.get(reverse("content:image", args=[course.images.get().pk, "x.svg"])).status_code == 404
