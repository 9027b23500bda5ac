"""No affect of a person leaves: a student lives through everything, and all that left is searched."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from content.models import Condition, Rule
from emotion.estimate import EMOTIONS, STATES
from tests.people import agree
from tests.presses import HTMX, press
from tests.tutor.estimates import ESTIMATE, keep_readings
from tutor.models import Adaptation, Reading, SelfReport, Statement
from tutor.presenters.lessons import because_of
from tutor.services.adaptations import consider
from tutor.services.answers import record_self_report, take_next_hint
from tutor.services.readings import record_reading
from tutor.services.sittings import finish_step, open_sitting
from tutor.services.statements.sending import send_due
from tutor.services.teaching.helping import note_help


def rule_of(slug: str, signal: str, enter: float, effect: str, **more: object) -> Rule:
    rule = Rule.objects.create(slug=slug, name=f"Rule {slug}", effects=[effect], cooldown_s=0, **more)
    Condition.objects.create(rule=rule, signal=signal, enter=enter, leave=enter / 2)
    return rule


@pytest.fixture
def rules(db):
    """A rule that a camera sets off, and one that a tap does."""
    return [
        rule_of("seen", "camera.confused", 0.6, "visual", hold_s=20),
        rule_of("said", "said.lost", 1, "easier"),
    ]


def live_through(client, sitting, classroom, answer) -> None:
    """Look lost, say so, be helped by both, judge the help, take a hint, answer, finish."""
    agree(sitting.student, "camera")
    client.force_login(sitting.student)
    now = timezone.now()
    sitting.visits.update(entered_at=now - timedelta(seconds=70))
    keep_readings(sitting, confused=0.9, at=(now - timedelta(seconds=back) for back in range(0, 60, 2)))
    record_reading(sitting=sitting, estimate=ESTIMATE, at=now)
    consider(sitting_id=sitting.pk, now=now)
    record_self_report(sitting=sitting, feeling="lost", submission_id=uuid4())
    consider(sitting_id=sitting.pk)
    for helped in Adaptation.objects.filter(sitting=sitting):
        data = press(seen=helped.state, helped="yes")
        client.post(reverse("tutor:judge", args=[helped.pk]), data, headers=HTMX)
    helper = classroom.teachers.get()
    whom = {"classroom": classroom, "student": sitting.student, "helper": helper, "step": sitting.step}
    note_help(**whom, reasons=["asked"], submission_id=uuid4())
    ask = sitting.lesson.steps.get(slug="ask")
    question = ask.questions.get()
    take_next_hint(sitting=sitting, question=question, rung=0, submission_id=uuid4())
    answer(sitting, "2")
    answer(sitting)
    for step in sitting.lesson.steps.all():
        finish_step(sitting=sitting, step=step)


def words_of_affect() -> set[str]:
    feelings = {str(word) for choice in SelfReport.Feeling.choices for word in choice}
    rules = {text for rule in Rule.objects.all() for text in (rule.name, rule.slug)}
    helps = {text for one in Adaptation.objects.all() for text in (one.rule_name, because_of(one).sentence)}
    looks = {"camera", "affect", "emotion", "confus", "feeling", "adapt", "visual", "easier"}
    return {word.lower() for word in {*STATES, *EMOTIONS, *feelings, *rules, *helps, *looks}}


@pytest.mark.slow
@pytest.mark.parametrize("names", ["off", "names", "emails"])
def test_all_that_left_says_nothing_of_affect(
    lrs, settings, client, sitting, classroom, answer, know, rules, names
):
    settings.XAPI_NAMES = names
    know(0.9)
    live_through(client, sitting, classroom, answer)
    # The fault would be here if the student had not lived through it.
    assert set(Adaptation.objects.values_list("kind", "from_camera")) == {("visual", True), ("easier", False)}
    assert Reading.objects.exists()
    send_due()
    left = json.dumps(lrs.batches).lower()
    assert {one["verb"]["display"]["en"] for batch in lrs.batches for one in batch} >= {"answered", "helped"}
    assert not Statement.objects.waiting().exists()
    assert {word for word in words_of_affect() if word in left} == set()
    headers = str([request.headers.multi_items() for request in lrs.requests]).lower()
    assert {word for word in words_of_affect() if word in headers} == set()


def told(lrs) -> list[dict]:
    """Return what was sent, without what differs each time."""
    return [
        {name: value for name, value in one.items() if name not in ("id", "timestamp", "actor")}
        for batch in lrs.batches
        for one in batch
    ]


@pytest.mark.slow
def test_nothing_that_is_missing_tells_either(lrs, client, sitting, ben, lesson, classroom, answer, rules):
    """Who did the same, without a camera and without a tap, is told of in the same words."""
    live_through(client, sitting, classroom, answer)
    send_due()
    with_affect = told(lrs)
    lrs.requests.clear()
    his = open_sitting(student=ben, lesson=lesson)
    question = lesson.steps.get(slug="ask").questions.get()
    take_next_hint(sitting=his, question=question, rung=0, submission_id=uuid4())
    answer(his, "2")
    answer(his)
    for step in lesson.steps.all():
        finish_step(sitting=his, step=step)
    send_due()
    assert Adaptation.objects.filter(sitting=sitting).exists()
    assert not Adaptation.objects.filter(sitting=his).exists()
    assert with_affect == told(lrs)
    assert len(with_affect) == 4
