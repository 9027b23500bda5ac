"""A rule that its author opened moves within its range, by what helped those who agreed."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from content import rules as content_rules
from content.authoring import learning
from content.authoring.drafts import working_copy, write_back
from content.models import Condition, Rule, RuleMove, RuleTuning
from content.policy.comparison import Choice, Outcome
from content.policy.comparison.choosing import work_out_again
from content.policy.tuning import Finding
from content.rules import rules_for
from tests.people import agree, make_user
from tutor.models import Adaptation, Answer, Classroom, Consent, Enrolment, RuleTrial
from tutor.queries.comparing.next_answers import outcomes_after
from tutor.services import consents
from tutor.services.adaptations import consider, look_at
from tutor.services.answers import record_answer, record_self_report
from tutor.services.comparing import rule_trials
from tutor.services.comparing.tuning import history_of, tune_rules
from tutor.services.sittings import enter_step, open_sitting

pytestmark = pytest.mark.slow

LATER = timedelta(days=2)


@pytest.fixture(autouse=True)
def read_rules_anew(settings):
    settings.RULES_KEPT_S = 0.0
    content_rules._lately.clear()


@pytest.fixture
def rule(lesson):
    """A rule that helps after two wrong answers, and may after one to three."""
    rule = Rule.objects.create(
        course=lesson.course, slug="wrong", name="Wrong", effects=["visual"], cooldown_s=0, learn_from=40
    )
    Condition.objects.create(rule=rule, signal="behaviour.wrong_in_row", enter=2, leave=2, least=1, most=3)
    return rule


@pytest.fixture
def compared(rule):
    """The rule, while two and one wrong answers are compared."""
    tune_rules(now=timezone.now())
    return RuleTuning.objects.get()


@pytest.fixture
def at_question(amira, lesson, question):
    agree(amira, "comparison")
    sitting = open_sitting(student=amira, lesson=lesson)
    enter_step(sitting=sitting, step=question.step)
    return sitting


@pytest.fixture
def chance(monkeypatch):
    """Let chance choose the setting that is tried, or the one that holds."""

    def fix(*, trial: bool):
        seed = next(str(n) for n in range(99) if (rule_trials.choose_setting(str(n)).chosen == 1) is trial)
        choose = rule_trials.choose_setting
        monkeypatch.setattr(rule_trials, "choose_setting", lambda _: choose(seed))

    return fix


def answer(sitting, question, text="2"):
    return record_answer(
        sitting=sitting, question=question, submission_id=uuid4(), response={"number": [text]}
    )


def fill(tuning, lesson, question, *, now, trial, entered=None):
    """Let students come to the comparison, so many of each side right, of 20."""
    entered = entered or timezone.now() - timedelta(hours=3)
    for number in range(40):
        student = make_user(f"learner{number}")
        agree(student, "comparison")
        sitting = open_sitting(student=student, lesson=lesson)
        choice = next(
            one
            for n in range(99)
            if (one := rule_trials.choose_setting(f"{number}/{n}")).chosen == number % 2
        )
        row = RuleTrial.of(
            choice,
            sitting=sitting,
            step=question.step,
            rule_id=tuning.rule_id,
            round=tuning.round,
            from_camera=False,
            entered_at=entered + timedelta(seconds=number),
        )
        row.save()
        right = number // 2 < (trial if row.is_trial else now)
        made = Answer.objects.create(
            sitting=sitting, question=question, submission_id=uuid4(), response={}, is_correct=right
        )
        Answer.objects.filter(pk=made.pk).update(created_at=row.entered_at + timedelta(seconds=30))


def log(rule):
    return [(one.what, one.before, one.after) for one in rule.moves.all()]


@pytest.mark.django_db
def test_a_rule_without_a_range_never_learns(lesson):
    plain = Rule.objects.create(course=lesson.course, slug="plain", name="Plain", effects=["visual"])
    Condition.objects.create(rule=plain, signal="behaviour.wrong_in_row", enter=2, leave=2)
    tune_rules(now=timezone.now())
    assert not RuleTuning.objects.exists()


def test_the_first_look_begins_a_comparison_and_writes_it_down(compared, rule):
    assert (compared.at, compared.trial, compared.round, compared.students) == ([2.0], [1.0], 1, 40)
    assert log(rule) == [("began", [2.0], [2.0])]
    tune_rules(now=timezone.now())
    assert RuleMove.objects.count() == 1


def test_chance_decides_where_the_looser_setting_would_act(compared, at_question, question, chance):
    chance(trial=True)
    answer(at_question, question)
    assert consider(sitting_id=at_question.pk).kind == "visual"
    row = RuleTrial.objects.get()
    assert (row.is_trial, row.round, row.step_id) == (True, 1, question.step_id)


def test_the_one_that_holds_waits_and_the_student_is_counted_all_the_same(
    compared, at_question, question, chance
):
    chance(trial=False)
    answer(at_question, question)
    assert consider(sitting_id=at_question.pk) is None
    assert RuleTrial.objects.get().is_trial is False
    answer(at_question, question)
    assert consider(sitting_id=at_question.pk).kind == "visual"
    assert RuleTrial.objects.count() == 1


def test_a_choice_can_be_made_again_from_its_record(compared, at_question, question):
    answer(at_question, question)
    consider(sitting_id=at_question.pk)
    record = RuleTrial.objects.get().record
    assert work_out_again(record) == Choice.from_record(record)


@pytest.mark.parametrize("why", ["no consent", "class left out", "nothing is compared", "words"])
def test_who_takes_no_part_is_taught_by_what_holds(why, compared, at_question, question, amira, settings):
    if why == "no consent":
        Consent.objects.all().delete()
    elif why == "class left out":
        Enrolment.objects.create(
            classroom=Classroom.objects.create(name="Out", compares_help=False), student=amira
        )
    elif why == "words":
        settings.CLASS_AFFECT_DETAIL = "words"
        agree(amira, "camera")
    else:
        learning.stop(compared.rule, compared.rule.to_policy(), by=None)
    answer(at_question, question)
    assert consider(sitting_id=at_question.pk) is None
    answer(at_question, question)
    assert consider(sitting_id=at_question.pk).kind == "visual"
    assert not RuleTrial.objects.exists()


def test_a_camera_rule_learns_only_from_whoever_lets_guesses_count(rule, at_question, question, amira):
    Condition.objects.create(rule=rule, signal="camera.confused", enter=0.6, leave=0.4)
    Rule.objects.update(join="any")
    tune_rules(now=timezone.now())
    answer(at_question, question)
    Consent.objects.filter(purpose="figures").delete()
    agree(amira, "camera")
    consider(sitting_id=at_question.pk)
    assert not RuleTrial.objects.exists()
    Adaptation.objects.all().delete()
    agree(amira, "figures")
    consider(sitting_id=at_question.pk)
    assert RuleTrial.objects.get().from_camera


def test_where_no_question_is_left_nothing_is_tried(compared, at_question, question):
    answer(at_question, question)
    right = answer(at_question, question, "4")
    Answer.objects.filter(pk=right.pk).update(created_at=timezone.now() - timedelta(hours=1))
    consider(sitting_id=at_question.pk)
    assert not RuleTrial.objects.exists()


def test_at_a_step_without_a_question_nothing_is_tried(rule, at_question, question, lesson):
    step = lesson.steps.get(slug="what")
    Condition.objects.all().delete()
    Condition.objects.create(rule=rule, signal="said.lost", enter=1, leave=1)
    Rule.objects.update(hold_least=0.0, hold_most=60.0)
    tune_rules(now=timezone.now())
    assert RuleTuning.objects.get().trial == [60.0]
    enter_step(sitting=at_question, step=step)
    record_self_report(sitting=at_question, feeling="lost", submission_id=uuid4())
    assert look_at(at_question, now=timezone.now()).undecided == {}
    assert consider(sitting_id=at_question.pk).kind == "visual"
    assert not RuleTrial.objects.exists()


def test_the_other_setting_holds_once_it_did_better(compared, rule, lesson, question):
    fill(compared, lesson, question, now=4, trial=16)
    tune_rules(now=timezone.now())
    assert log(rule)[-1] == ("moved", [2.0], [1.0])
    facts = rule.moves.last().facts
    assert (facts["now"], facts["trial"]) == ([4, 16], [16, 4])
    assert rules_for(lesson.course)[0].conditions[0].enter == 1.0
    assert Rule.objects.get().conditions.get().enter == 2.0


def test_what_does_no_better_is_left_and_another_is_tried(compared, rule, lesson, question):
    fill(compared, lesson, question, now=10, trial=10)
    tune_rules(now=timezone.now())
    assert log(rule)[-1] == ("kept", [2.0], [2.0])
    compared.refresh_from_db()
    assert (compared.trial, compared.round) == ([3.0], 2)


def test_in_the_end_it_rests_and_says_so(compared, rule, lesson, question):
    read = rule.to_policy()
    for _ in range(2):
        compared.refresh_from_db()
        learning.look(
            compared.pk,
            read,
            counted=40,
            finding=Finding("alike", (10, 10), (10, 10), (-0.2, 0.2)),
            is_told=True,
        )
    compared.refresh_from_db()
    assert compared.trial is None
    assert [what for what, *_ in log(rule)] == ["began", "kept", "kept", "rested"]


def test_outcomes_of_whoever_took_a_yes_back_count_no_more(compared, at_question, question, amira):
    answer(at_question, question)
    consider(sitting_id=at_question.pk)
    assert len(history_of(compared, now=timezone.now())) == 1
    consents.withdraw(student=amira, purpose="comparison")
    assert not RuleTrial.objects.exists()


def test_a_yes_to_other_words_counts_no_more(compared, at_question, question):
    answer(at_question, question)
    consider(sitting_id=at_question.pk)
    Consent.objects.update(version="older")
    assert history_of(compared, now=timezone.now()) == []


def test_the_next_answer_counts_and_a_hint_taken_before_it(at_question, question):
    since = timezone.now() - timedelta(minutes=1)
    place = (at_question.pk, question.step_id, since)
    assert outcomes_after([place], now=timezone.now()) == [Outcome.OPEN]
    assert outcomes_after([place], now=timezone.now() + LATER) == [Outcome.NOT_RIGHT]
    answer(at_question, question, "4")
    assert outcomes_after([place], now=timezone.now()) == [Outcome.RIGHT]
    at_question.hint_uses.create(question=question, number=1, created_at=since + timedelta(seconds=5))
    assert outcomes_after([place], now=timezone.now()) == [Outcome.NOT_RIGHT]


def test_one_click_takes_a_move_back_and_it_is_not_made_again(compared, rule, lesson, question, noor):
    fill(compared, lesson, question, now=4, trial=16)
    tune_rules(now=timezone.now())
    read = rule.to_policy()
    assert learning.take_move_back(rule, read, by=noor) == (2.0,)
    assert rules_for(lesson.course)[0].conditions[0].enter == 2.0
    assert log(rule)[-1] == ("took_back", [1.0], [2.0])
    assert RuleTuning.objects.get().trial == [3.0]
    assert learning.take_move_back(rule, read, by=noor) is None


def test_stopped_nothing_is_compared_until_it_goes_on(compared, rule, noor):
    read = rule.to_policy()
    learning.stop(rule, read, by=noor)
    tune_rules(now=timezone.now())
    assert RuleTuning.objects.get().trial is None
    learning.go_on(rule, read, by=noor)
    assert RuleTuning.objects.get().trial == [1.0]
    assert [what for what, *_ in log(rule)] == ["began", "stopped", "went_on"]


def test_what_was_learnt_goes_when_its_author_writes_the_rule_anew(compared, rule, lesson, question):
    fill(compared, lesson, question, now=4, trial=16)
    tune_rules(now=timezone.now())
    rule.conditions.update(most=4)
    assert rules_for(lesson.course)[0].conditions[0].enter == 2.0
    tune_rules(now=timezone.now())
    tuning = RuleTuning.objects.get()
    assert tuning.at == [2.0]
    assert tuning.round > 2
    assert log(rule)[-1][0] == "began"


def test_a_draft_shows_what_its_rule_has_learnt_and_publishing_keeps_it(compared, rule, lesson, question):
    fill(compared, lesson, question, now=4, trial=16)
    tune_rules(now=timezone.now())
    draft = working_copy(lesson.course)
    assert rules_for(draft)[0].conditions[0].enter == 1.0
    write_back(draft)
    assert rules_for(lesson.course)[0].conditions[0].enter == 1.0


def test_nothing_is_compared_while_nobody_is_asked(rule, settings):
    settings.HELP_COMPARISON = False
    tune_rules(now=timezone.now())
    assert not RuleTuning.objects.exists()


def test_a_rule_that_reads_the_camera_is_told_without_counts(rule, lesson, question):
    Condition.objects.create(rule=rule, signal="camera.confused", enter=0.6, leave=0.4)
    tune_rules(now=timezone.now())
    tuning = RuleTuning.objects.get()
    fill(tuning, lesson, question, now=4, trial=16)
    tune_rules(now=timezone.now())
    assert log(rule)[-1] == ("moved", [2.0], [1.0])
    assert rule.moves.last().facts == {}
    assert RuleTuning.objects.get().counted == 0
