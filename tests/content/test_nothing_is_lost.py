"""There and back through the history: every row of a course is what it was, field by field."""

from dataclasses import replace

import pytest
from django.urls import reverse

from content.authoring.checklist import gaps_in, lessons_of
from content.authoring.copying import duplicate_course
from content.authoring.uploads import import_files
from content.authoring.versions import record_version, restore_version
from content.coursefiles import BadCourseFiles, read_course
from content.exchange.exporting import course_files as files_of
from content.exchange.exporting import export_course
from content.exchange.importing import save_course
from content.models import (
    Condition,
    Course,
    Image,
    Lesson,
    Misconception,
    Question,
    Rule,
    Skill,
    Step,
    Variant,
)
from content.policy.kinds import KINDS
from content.rules import rules_for
from tests.content.admin.formdata import filled_in
from tests.content.coursefolder import PIE
from tests.content.rows import rows_of

pytestmark = pytest.mark.django_db
SPECS = {
    "single": {
        "choices": [
            {"text": "No", "correct": True},
            {"text": "Yes: $\\frac{1}{2}$", "feedback": "- so", "misconception": "flips"},
        ]
    },
    "multiple": {"choices": [{"text": "a", "correct": True}, {"text": "b"}], "feedback_wrong": "Two\nlines"},
    "number": {"answer": "0.50", "unit": "cm", "tolerance": "0", "wrong": [{"value": "2", "feedback": "~"}]},
    "text": {"accepted": ["null", "true", "1:30"], "ignore_case": False},
    "ordering": {"items": ["one", "two", "three"]},
    "matching": {"pairs": [{"left": "a", "right": "b"}, {"left": "c", "right": "d"}]},
    "expression": {"answer": "2x + 2", "form": "factored", "also": [{"answer": "3x", "feedback": "~"}]},
    "hotspots": {
        "picture": "![A pie: cut](images/pie.svg)",
        "mode": "labels",
        "areas": [{"name": "left", "shape": "polygon", "coords": "0,0 50,0 0,50.5", "label": "- $x$"}],
        "others": ["no: where"],
    },
    "cloze": {
        "text": "| a | b |\n| - | - |\n| [[2]] | $x$ [[1]] |",
        "gaps": [
            {"kind": "number", "answer": "0.50", "feedback_wrong": "- so"},
            {"accepted": ["yes"], "wrong": [{"text": "no", "misconception": "flips"}]},
        ],
    },
}


def write_rules(course):
    sound = Rule.objects.create(
        course=course,
        slug="sound",
        name="Sound: one",
        enabled=False,
        join="any",
        hold_s=12.5,
        escalate_s=60,
        cooldown_s=30,
        priority=-3,
        mode="offer",
        effects=["visual", "easier"],
        sentence="Look: here.",
        limit_courses=["all"],
        limit_lessons=["first", "second"],
        limit_step_kinds=["practice"],
    )
    Condition.objects.create(rule=sound, signal="said.lost", enter=1, leave=1, position=0)
    Condition.objects.create(
        rule=sound, signal="mastery.lowest", comparison="at_most", enter=0.25, leave=0.5, position=1
    )
    unsound = {
        "signal-gone": {"effects": ["visual"]},
        "effect-gone": {"effects": ["visual", "song"], "sentence": "Sing."},
        "without-conditions": {"effects": ["hint"]},
        "too-long": {"effects": ["hint"], "hold_s": 5000},
        "of-a-class": {"effects": ["hint"], "scope": "class"},
        "kind-gone": {"effects": ["hint"], "limit_step_kinds": ["riddle"]},
        "no-effects": {"effects": []},
    }
    for slug, fields in unsound.items():
        rule = Rule.objects.create(course=course, slug=slug, name=slug, **fields)
        if slug != "without-conditions":
            signal = "camera.gone" if slug == "signal-gone" else "said.lost"
            Condition.objects.create(rule=rule, signal=signal, enter=1, leave=1, position=0)


def write_steps(lesson, skills):
    for number, kind in enumerate(Step.Kind.values, start=1):
        step = Step.objects.create(
            lesson=lesson,
            slug=f"a-{kind}",
            position=number,
            kind=kind,
            title=f"A: {kind}",
            body="One.\n\n- two\n- three\n\n![A pie](images/pie.svg)",
            can_confuse=number == 1,
            chance_chooses=("", "yes", "no")[number - 1],
            source=f"A book, page {number}",
            licence="CC BY 4.0",
        )
        step.skills.set(skills[:number])
        for place, name in enumerate(KINDS, start=1):
            Variant.objects.create(step=step, kind=name, title=f"{name}: it", body="a\n\nb", position=place)
        Variant.objects.create(step=step, kind="visual", title="visual: again", body="c", position=place + 1)
        for place, (name, spec) in enumerate(SPECS.items(), start=1):
            question = Question.objects.create(
                step=step,
                slug=name,
                position=place,
                kind=name,
                prompt="What?\n\nReally?",
                spec=spec,
                hints=["One", "Two\n\n- lines", {"text": "Three", "question": {"kind": name, **spec}}],
            )
            question.skills.set(skills[1:])


@pytest.fixture
def course(noor):
    """A course with a row of every kind."""
    course = Course.objects.create(
        slug="all",
        title="All: of it",
        summary="Two\nlines.",
        owner=noor,
        source="A book",
        licence="CC0",
        chance_chooses=True,
    )
    skills = [
        Skill.objects.create(course=course, slug="as-usual", title="As usual"),
        Skill.objects.create(
            course=course, slug="own", title="Own", p_init=0.11, p_learn=0.22, p_slip=0.033, p_guess=0.44
        ),
    ]
    skills[1].needs.add(skills[0])
    Misconception.objects.create(course=course, slug="flips", title="Flips: it", feedback="No:\n\n$1$")
    Image.objects.create(
        course=course, name="pie.svg", alt="A: pie", content_type="image/svg+xml", data=PIE.encode()
    )
    for number, slug in enumerate(("first", "second"), start=1):
        lesson = Lesson.objects.create(
            course=course, slug=slug, title=slug.title(), summary="S", position=number
        )
        write_steps(lesson, skills)
    write_rules(course)
    return save_course(read_course(files_of(course), keep_unsound=True, complete=False), owner=noor)


SPOILED = {
    Skill: {"title": "x", "p_init": 0.9, "p_learn": 0.9, "p_slip": 0.9, "p_guess": 0.9},
    Misconception: {"title": "x", "feedback": "x"},
    Image: {"alt": "x", "data": b"GIF89a", "content_type": "image/gif"},
    Lesson: {"title": "x", "summary": "x", "position": 9},
    Step: {
        **{"title": "x", "body": "x", "kind": "practice", "position": 9, "can_confuse": True, "source": "x"},
        "chance_chooses": "yes",
    },
    Variant: {"kind": "hint", "title": "x", "body": "x", "position": 9},
    Question: {"prompt": "x", "hints": [], "spec": {}, "kind": "text", "position": 9},
    Rule: {
        **{"name": "x", "enabled": True, "scope": "learner", "join": "all", "hold_s": 1, "escalate_s": None},
        **{"cooldown_s": 1, "priority": 1, "mode": "act", "effects": ["break"], "sentence": "x"},
        **{"limit_courses": ["x"], "limit_lessons": ["x"], "limit_step_kinds": ["x"]},
    },
    Condition: {"signal": "said.bored", "enter": 0, "leave": 0},
}


@pytest.mark.slow
def test_a_course_with_a_row_of_every_kind_has_them_all(course):
    assert all(rows_of(course).values())
    assert {variant.kind for variant in Variant.objects.all()} == set(KINDS)
    assert {question.kind for question in Question.objects.all()} == set(Question.Kind.values)


@pytest.mark.process
@pytest.mark.parametrize("model", SPOILED, ids=lambda model: model.__name__)
def test_whatever_is_spoiled_comes_back_field_by_field(course, noor, model):
    before = rows_of(course)
    first = record_version(course, by=noor, note="First")
    model.objects.update(**SPOILED[model])
    assert rows_of(course) != before
    restore_version(first, by=noor)
    assert rows_of(course) == before


@pytest.mark.process
def test_whatever_is_taken_away_comes_back_as_the_same_row_and_a_spoiled_state_too(course, noor):
    before = rows_of(course)
    first = record_version(course, by=noor, note="First")
    for part in [
        *course.rules.all(),
        *course.skills.all(),
        *course.misconceptions.all(),
        *course.lessons.all(),
    ]:
        part.archive()
    emptied = rows_of(course)
    restore_version(first, by=noor)
    assert rows_of(course) == before
    restore_version(course.versions.get(note="Before going back"), by=noor)
    assert {name: rows for name, rows in rows_of(course).items() if name != "images"} == {
        name: rows for name, rows in emptied.items() if name != "images"
    }


@pytest.mark.slow
def test_a_rule_that_makes_no_sense_travels_marked_and_is_told_to_its_author(course):
    text = files_of(course)["rules.yaml"].decode()
    assert "unsound: there is no signal called 'camera.gone'" in text
    assert text.count("unsound:") == 7
    told = [gap.text for gap in gaps_in(course, lessons_of(course))]
    reason = "Rule “signal-gone” makes no sense: there is no signal called 'camera.gone'."
    assert f"{reason} Lessons go on without it." in told
    assert rules_for(course) == []


@pytest.mark.slow
def test_from_outside_it_is_refused_with_its_line(course):
    files = files_of(course)
    line = 1 + files["rules.yaml"].decode().split("\n").index("      - signal: camera.gone")
    with pytest.raises(BadCourseFiles, match=f"rules.yaml:{line}: there is no signal called"):
        read_course(files)


@pytest.mark.slow
def test_a_copy_has_it_too(course, noor):
    copy = duplicate_course(course, owner=noor)
    assert copy.rules.count() == course.rules.count() == 8
    assert replace(export_course(copy), slug="all", title="All: of it") == export_course(course)


@pytest.mark.slow
def test_a_rule_that_was_taken_away_and_is_written_anew_begins_afresh(course, noor, client):
    client.force_login(noor)
    old = course.rules.get(slug="sound")
    client.post(reverse("admin:content_rule_delete", args=[old.pk]), {"post": "yes"})
    assert not course.rules.filter(slug="sound").exists()
    address = reverse("admin:content_rule_add")
    new = {"course": str(course.pk), "name": "New", "slug": "sound", "effect_1": "hint", "enabled": "on"}
    new |= {"conditions-0-signal": "said.bored", "conditions-0-enter": "yes", "conditions-0-leave": "yes"}
    assert client.post(address, filled_in(client.get(address), **new)).status_code == 302
    again = course.rules.get(slug="sound")
    assert (again.pk, [condition.signal for condition in again.conditions.all()]) == (old.pk, ["said.bored"])


@pytest.mark.slow
def test_texts_have_the_line_ends_of_files_whatever_a_browser_sends(course, noor, client):
    client.force_login(noor)
    step = Step.objects.first()
    address = reverse("admin:content_step_change", args=[step.pk])
    changes = {"body": "One.\r\n\r\nTwo.", "variants-0-body": "a\r\nb", "questions-0-prompt": "c\r\nd"}
    assert client.post(address, filled_in(client.get(address), **changes)).status_code == 302
    step.refresh_from_db()
    texts = (step.body, step.variants.first().body, step.questions.first().prompt)
    assert texts == ("One.\n\nTwo.", "a\nb", "c\nd")


@pytest.mark.slow
@pytest.mark.parametrize(("field", "value"), [("priority", "2000000"), ("conditions-0-enter", "2000000")])
def test_a_rule_has_no_number_that_no_file_could_hold(course, noor, client, field, value):
    client.force_login(noor)
    rule = course.rules.get(slug="too-long")
    Condition.objects.filter(rule=rule).update(signal="behaviour.wrong_in_row", enter=2, leave=2)
    address = reverse("admin:content_rule_change", args=[rule.pk])
    data = filled_in(client.get(address), hold_s="10", **{field: value})
    assert client.post(address, data).status_code == 200
    assert client.post(address, {**data, field: "2"}).status_code == 302


@pytest.mark.slow
def test_files_that_are_brought_in_leave_no_parameter_of_what_was_there(course, noor):
    doc = export_course(course)
    sound = replace(doc, rules=tuple(rule for rule in doc.rules if not rule.problem))
    course.skills.update(p_guess=0.4)
    import_files(sound, by=noor)
    assert [skill.p_guess for skill in course.skills.order_by("slug")] == [0.2, 0.44]
