"""What becomes a statement, what it says, and what it does not."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from content.models import Question
from tests.people import make_user
from tutor.models import PreTest, Statement
from tutor.services import personal_data
from tutor.services.answers import take_next_hint
from tutor.services.sittings import finish_step, open_sitting
from tutor.services.statements.building import build
from tutor.services.statements.outbox import drop_old, note_learned


def kinds() -> list[str]:
    return sorted(Statement.objects.values_list("kind", flat=True))


def only(kind: str) -> dict:
    return build(Statement.objects.get(kind=kind))


def work_through(sitting, answer) -> None:
    for step in sitting.lesson.steps.all():
        if step.kind == "question":
            answer(sitting)
        finish_step(sitting=sitting, step=step)


def test_nothing_is_put_down_while_it_is_off(sitting, answer):
    work_through(sitting, answer)
    assert kinds() == []


def test_a_lesson_with_a_hint_makes_each_kind(switched_on, sitting, question, answer, know):
    know(0.9)
    take_next_hint(sitting=sitting, question=question, rung=0, submission_id=uuid4())
    work_through(sitting, answer)
    assert kinds() == ["answered", "completed", "helped"]


def test_a_skill_is_mastered_when_belief_first_passes_the_mark(switched_on, sitting, answer, know, skill):
    know(0.9)
    answer(sitting)
    assert only("mastered")["object"]["id"] == f"https://attune.example/xapi/skills/{skill.pk}"
    note_learned(student=sitting.student, mastered=[skill.pk])
    assert kinds().count("mastered") == 1


def test_what_was_known_before_is_not_mastered_anew(switched_on, sitting, answer, know):
    know(0.97)
    answer(sitting)
    assert kinds() == ["answered"]


def test_an_answer_says_whether_it_was_right_and_not_what_it_was(switched_on, sitting, question, answer):
    answer(sitting, "2")
    made = Statement.objects.get()
    site = "https://attune.example"
    assert build(made) == {
        "id": str(made.statement_id),
        "actor": {
            "objectType": "Agent",
            "account": {"homePage": site, "name": build(made)["actor"]["account"]["name"]},
        },
        "verb": {"id": "http://adlnet.gov/expapi/verbs/answered", "display": {"en": "answered"}},
        "object": {
            "objectType": "Activity",
            "id": f"{site}/xapi/questions/{question.pk}",
            "definition": {"type": "http://adlnet.gov/expapi/activities/question"},
        },
        "result": {"success": False},
        "context": {
            "contextActivities": {
                "parent": [
                    {
                        "objectType": "Activity",
                        "id": f"{site}/xapi/lessons/{sitting.lesson_id}",
                        "definition": {
                            "type": "http://adlnet.gov/expapi/activities/lesson",
                            "name": {"und": "A half"},
                        },
                    }
                ],
                "grouping": [
                    {
                        "objectType": "Activity",
                        "id": f"{site}/xapi/courses/{sitting.lesson.course_id}",
                        "definition": {
                            "type": "http://adlnet.gov/expapi/activities/course",
                            "name": {"und": "Halves"},
                        },
                    }
                ],
            }
        },
        "timestamp": build(made)["timestamp"],
    }


def test_a_press_that_arrives_twice_is_told_once(switched_on, sitting, question):
    press = uuid4()
    for _ in range(2):
        take_next_hint(sitting=sitting, question=question, rung=0, submission_id=press)
    assert kinds() == ["helped"]
    assert only("helped")["context"]["extensions"] == {"https://attune.example/xapi/extensions/hint": 1}


def test_a_skill_shown_by_a_pretest_is_mastered(switched_on, amira, lesson, skill):
    from tutor.queries.pretests import bank_of, progress_of
    from tutor.services.pretests import end_pretest

    pretest = PreTest.objects.create(student=amira, course=lesson.course)
    assert progress_of(pretest, bank_of(lesson.course)).known == frozenset()
    end_pretest(pretest=pretest)
    assert kinds() == []


def test_of_teachers_who_try_a_lesson_nothing_is_told(switched_on, tariq, lesson, answer):
    answer(open_sitting(student=tariq, lesson=lesson))
    assert kinds() == []


def test_a_pseudonym_is_one_persons_and_one_sites(switched_on, sitting, ben, lesson, answer):
    answer(sitting)
    answer(open_sitting(student=ben, lesson=lesson))
    mine, his = (build(one)["actor"]["account"]["name"] for one in Statement.objects.order_by("student"))
    assert mine != his
    assert len(mine) == 32
    assert "amira" not in str(build(Statement.objects.first())).lower()
    switched_on.SECRET_KEY = "another-site"
    other = build(Statement.objects.get(student=sitting.student))["actor"]["account"]["name"]
    assert other != mine
    switched_on.XAPI_PSEUDONYM_KEY = "k" * 32
    assert build(Statement.objects.get(student=sitting.student))["actor"]["account"]["name"] != other


@pytest.mark.parametrize(
    ("names", "actor"),
    [
        ("names", {"account": {"homePage": "https://attune.example", "name": "amira"}}),
        ("emails", {"mbox": "mailto:amira@example.org"}),
    ],
)
def test_names_go_out_where_the_operator_says_so(switched_on, sitting, answer, amira, names, actor):
    switched_on.XAPI_NAMES = names
    amira.email = "amira@example.org"
    amira.save()
    answer(sitting)
    assert build(Statement.objects.get())["actor"] == {"objectType": "Agent", "name": "Amira"} | actor


def test_whoever_has_no_address_stands_by_the_account(switched_on, sitting, answer):
    switched_on.XAPI_NAMES = "emails"
    answer(sitting)
    assert only("answered")["actor"]["account"]["name"] == "amira"


def test_erasing_takes_what_waits(switched_on, sitting, answer, amira):
    answer(sitting)
    answer(open_sitting(student=make_user("cleo"), lesson=sitting.lesson))
    personal_data.erase(person=amira, with_account=False)
    assert [one.student.username for one in Statement.objects.all()] == ["cleo"]


def test_old_statements_go(switched_on, put_down):
    now = timezone.now()
    sent, kept, stuck = put_down(3)
    Statement.objects.filter(pk=sent.pk).update(sent_at=now - timedelta(days=31), due_at=None)
    Statement.objects.filter(pk=kept.pk).update(sent_at=now - timedelta(days=29), due_at=None)
    Statement.objects.filter(pk=stuck.pk).update(at=now - timedelta(days=91))
    drop_old(now=now)
    assert list(Statement.objects.values_list("pk", flat=True)) == [kept.pk]


def test_the_name_of_a_question_is_not_told(switched_on, sitting, answer):
    Question.objects.update(prompt="Amira has eight. Half?")
    answer(sitting)
    assert "eight" not in str(only("answered"))
