"""manage.py import_course with other systems' banks: taken once, brought up to date, never over an author."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from content.authoring.versions import files_of
from content.exchange.readers import COUNTED
from content.models import Course, Import, Question, Step
from tests.content import olxtree
from tests.content.coursefolder import course_files
from tests.content.moodlebank import PNG, answer, category, file, question, quiz
from tests.content.oatutortree import LICENCE, checkout, lesson, plan, problem

pytestmark = pytest.mark.process

BANK = """\
$CATEGORY: $course$/top/Numbers

::Two:: 1+1? {#2}

::Half:: Is a half less than one? {T}

$CATEGORY: $course$/top/Words/Small ones

::Write:: Write. {}

::Two:: A word of three letters? {=two}
"""


@pytest.fixture
def bank(tmp_path, db):
    (tmp_path / "my-bank.gift").write_text(BANK)
    return tmp_path / "my-bank.gift"


def run(source, *arguments):
    out = StringIO()
    call_command("import_course", str(source), *arguments, stdout=out)
    return out.getvalue()


def places():
    return [
        f"{step.lesson.slug}/{step.slug}" for step in Step.objects.order_by("lesson__position", "position")
    ]


def test_a_bank_becomes_a_course_that_students_do_not_see(bank, noor):
    told = run(bank, "--owner=noor")
    course = Course.objects.get()
    assert (course.slug, course.title, course.owner, course.is_published) == (
        "my-bank",
        "My bank",
        noor,
        False,
    )
    assert [lesson.title for lesson in course.lessons.all()] == ["Numbers", "Words / Small ones"]
    assert places() == ["numbers/two", "numbers/half", "words-small-ones/two"]
    assert "skipped: my-bank.gift:9" in told
    assert told.endswith("My bank: 2 lessons, 3 steps loaded\n")


def test_the_report_has_these_keys_and_no_others(bank, tmp_path):
    run(bank, "--format=gift", f"--json={tmp_path / 'out.json'}")
    report = json.loads((tmp_path / "out.json").read_text())
    assert list(report) == ["format", *COUNTED, "skipped", "notes"]
    assert [report[name] for name in ("format", *COUNTED)] == ["gift", 1, 2, 3, 3, 0, 0, 0]
    assert [sorted(item) for item in report["skipped"]] == [["reason", "where"]]
    assert report["notes"] == []


def test_a_dry_run_reports_and_changes_nothing(bank, tmp_path):
    told = run(bank, "--dry-run", f"--json={tmp_path / 'out.json'}")
    assert "3 steps would be loaded; nothing was changed" in told
    assert json.loads((tmp_path / "out.json").read_text())["questions"] == 3
    assert not Course.objects.exists()
    assert not Import.objects.exists()


def test_the_same_bank_again_changes_nothing_and_doubles_nothing(bank):
    run(bank)
    before = list(Step.all_objects.order_by("pk").values())
    run(bank)
    assert list(Step.all_objects.order_by("pk").values()) == before
    assert Question.all_objects.count() == 3


def test_a_newer_bank_brings_up_to_date_what_nobody_changed(bank):
    run(bank)
    rows = dict(Step.objects.values_list("slug", "pk"))
    bank.write_text(BANK.replace("1+1? {#2}", "2+2? {#4}\n\n::Three:: 1+2? {#3}"))
    run(bank)
    assert Question.objects.get(step__slug="two", step__lesson__slug="numbers").prompt == "2+2?"
    assert places() == ["numbers/two", "numbers/three", "numbers/half", "words-small-ones/two"]
    assert Step.objects.get(slug="half").pk == rows["half"]


def reword(prompt):
    Question.objects.filter(step__slug="two", step__lesson__slug="numbers").update(prompt=prompt)


def test_what_an_author_changed_since_stays_and_is_named(bank):
    run(bank)
    reword("My own words")
    assert "left" not in run(bank)  # the bank says what it said, so there is nothing to decide
    bank.write_text(BANK.replace("1+1? {#2}", "2+2? {#4}").replace("Is a half", "Is one half"))
    told = run(bank)
    assert "numbers/two was changed here since it was brought in, and is left as it is" in told
    prompts = set(Question.objects.values_list("prompt", flat=True))
    assert {"My own words", "Is one half less than one?"} <= prompts
    run(bank, "--overwrite")
    assert "2+2?" in set(Question.objects.values_list("prompt", flat=True))
    kept = Course.objects.get().versions.get(note="Before the files came in")
    assert any(b"My own words" in data for data in files_of(kept).values())


def test_of_several_of_one_title_each_finds_its_place_again(bank):
    alike = ["::Sum:: 1+1? {#2}", "::Sum:: 2+2? {#4}"]
    bank.write_text("\n\n".join(alike))
    run(bank)
    before = dict(Question.objects.values_list("prompt", "step__slug"))
    bank.write_text("\n\n".join(["::Sum:: 3+3? {#6}", *reversed(alike)]))
    run(bank)
    after = dict(Question.objects.values_list("prompt", "step__slug"))
    assert len(after) == 3
    assert before.items() <= after.items()


def test_what_an_author_took_out_stays_out_until_told_otherwise(bank):
    run(bank)
    Step.objects.get(slug="half").archive()
    assert "numbers/half was taken out here since it was brought in, and stays out" in run(bank)
    assert "numbers/half" not in places()
    run(bank, "--overwrite")
    assert "numbers/half" in places()


def test_what_the_bank_has_no_longer_stays_and_is_named(bank):
    run(bank)
    bank.write_text(BANK.replace("::Half:: Is a half less than one? {T}", ""))
    assert "numbers/half is in the source no longer, and stays" in run(bank)
    assert "numbers/half" in places()


def test_a_bank_comes_into_a_course_that_is_there_and_leaves_its_parts_alone(bank, tmp_path):
    folder = tmp_path / "halves"
    for path, data in course_files().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    run(folder, "--publish")
    told = run(bank, "--course=halves")
    assert "students see it as it was until it is published" in told
    draft = Course.all_objects.get(draft_of__slug="halves")
    assert [lesson.slug for lesson in draft.lessons.all()] == ["a-half", "numbers", "words-small-ones"]
    assert [lesson.slug for lesson in Course.objects.get().lessons.all()] == ["a-half"]
    assert draft.rules.count() == 1
    assert draft.images.count() == 1


def test_where_nothing_can_be_taken_nothing_is_made_and_the_report_says_why(bank, tmp_path):
    bank.write_text("Write. {}")
    with pytest.raises(CommandError, match="nothing in it that can be taken"):
        run(bank, f"--json={tmp_path / 'out.json'}")
    assert not Course.objects.exists()
    assert "essay" in json.loads((tmp_path / "out.json").read_text())["skipped"][0]["reason"]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.bin", b"\x00\x01", "looks like no format"),
        ("backup-moodle2-course-7.mbz", b"\x1f\x8b\x08", "export the question bank as Moodle XML"),
        ("a.gift", b"\xff{T}", "a.gift:1: this is not UTF-8 text"),
        ("a.gift", b"ok\n\0{T}", "a.gift:2: there is a character here that is no text"),
        ("a.zip", b"no", "no readable zip"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(tmp_path, name, data, reason):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(CommandError, match=reason):
        run(tmp_path / name)


def test_a_bank_of_moodle_comes_in_with_its_pictures(tmp_path, db):
    parts = (answer("true", 100), answer("false", 0))
    text = '<p><img src="@@PLUGINFILE@@/a.png" alt="a point"> Is it?</p>'
    asked = question("truefalse", text, *parts, name="Point", files=file("a.png"))
    (tmp_path / "bank.xml").write_bytes(quiz(category("top/Points"), asked, question("essay", "Why?")))
    run(tmp_path / "bank.xml", f"--json={tmp_path / 'out.json'}")
    report = json.loads((tmp_path / "out.json").read_text())
    assert (report["format"], report["questions"], report["pictures"]) == ("moodle", 1, 1)
    assert [item["where"] for item in report["skipped"]] == ["bank.xml: question 3 “Q”"]
    image = Course.objects.get().images.get()
    assert f"![a point](images/{image.name})" in Question.objects.get().prompt
    run(tmp_path / "bank.xml")
    assert Course.objects.get().images.count() == 1


def export(folder, prompt="2+2?"):
    asked = f'<numericalresponse answer="4"><label>{prompt}</label><textline/></numericalresponse>'
    shown = '<html url_name="t"><p><img src="/static/dot.png" alt="a dot"/> Look.</p></html>'
    for path, data in olxtree.tree(shown + olxtree.problem(asked), more={"static/dot.png": PNG}).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def test_an_export_of_open_edx_comes_in_once_and_is_brought_up_to_date(tmp_path, db):
    run(export(tmp_path))
    before = list(Step.all_objects.order_by("pk").values())
    assert (before[0]["slug"], Question.objects.get().slug) == ("unit1", "p1")
    assert "are left" not in run(export(tmp_path))
    assert list(Step.all_objects.order_by("pk").values()) == before
    assert (Course.objects.get().images.count(), Import.objects.count()) == (1, 2)
    run(export(tmp_path, prompt="2 and 2?"))
    assert Question.all_objects.get().prompt == "2 and 2?"


def test_an_import_that_breaks_off_leaves_nothing(bank, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("content.authoring.imports._remember", fail)
    with pytest.raises(RuntimeError):
        run(bank)
    assert not Course.objects.exists()


def test_a_licence_that_is_stated_is_that_of_all_that_has_none(bank):
    run(bank, "--licence=CC BY 4.0")
    assert set(Step.objects.values_list("licence", flat=True)) == {"CC BY 4.0"}


def test_a_licence_that_is_too_long_is_refused(bank):
    with pytest.raises(CommandError, match="a licence has at most 200 characters"):
        run(bank, f"--licence={'x' * 201}")


def test_a_licence_that_is_stated_for_a_whole_course_is_the_courses(tmp_path, db):
    for path, data in course_files().items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(data)
    run(tmp_path, "--licence=CC BY 4.0")
    assert Course.objects.get().licence == "CC BY 4.0"


def test_courses_of_one_source_come_in_together_and_come_again_unchanged(tmp_path, db):
    plans = [plan("Halves", lesson("l1", "One", "")), plan("Thirds", lesson("l2", "One", ""))]
    tree = checkout(problem("a1", lessonId="l1"), problem("b1", lessonId="l2", license=""), plans=plans)
    for path, data in tree.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    out = tmp_path / "out.json"
    told = run(tmp_path, "--licence=CC0", f"--json={out}")
    assert told.endswith("Halves: 1 lessons, 1 steps loaded\nThirds: 1 lessons, 1 steps loaded\n")
    report = json.loads(out.read_text())
    assert [report[name] for name in ("format", "courses", "lessons", "steps")] == ["oatutor", 2, 2, 2]
    assert list(Course.objects.values_list("slug", "licence")) == [("halves", LICENCE), ("thirds", LICENCE)]
    keys = list(Step.objects.values_list("pk", flat=True))
    run(tmp_path, "--licence=CC0", "--part=Thirds")
    assert list(Step.all_objects.values_list("pk", flat=True)) == keys
