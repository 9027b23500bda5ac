"""What came of choices that chance made: in time, again and again the same, and counted by arm."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.utils import timezone

from content.models import Question, Skill, Step, Variant
from content.policy.comparison import Outcome, Standing, choose
from tests.people import agree, make_user
from tests.tutor.comparing import choose_for, let_chance_choose
from tutor.celery import app
from tutor.models import Adaptation, Answer, ArmStanding, Consent, HelpChoice, HintUse, Mastery, Sitting
from tutor.queries.comparing.history import TERMS, arms_now, comparison_of, history_of
from tutor.services.comparing import outcomes
from tutor.services.comparing.forgetting import forget_choices

pytestmark = pytest.mark.slow

DAY, WEEK = timedelta(days=1), timedelta(days=7)


@pytest.fixture
def step(lesson) -> Step:
    return let_chance_choose(lesson)


@pytest.fixture
def choice(step) -> HelpChoice:
    return choose_for(1, step)[0]


def answer(choice: HelpChoice, *, after_s: float, is_right: bool, hint_s: float | None = None) -> None:
    question = Question.all_objects.get(step=choice.asked)
    tried = {"sitting": choice.sitting, "question": question}
    at = choice.chosen_at + timedelta(seconds=after_s)
    if hint_s is not None:
        taken = choice.chosen_at + timedelta(seconds=hint_s)
        HintUse.objects.create(**tried, number=1, created_at=taken)
    Answer.objects.create(**tried, submission_id=uuid4(), response={}, is_correct=is_right, created_at=at)


def settled(choice: HelpChoice, *, after: timedelta = timedelta(minutes=10)) -> HelpChoice:
    outcomes.settle(now=choice.chosen_at + after)
    choice.refresh_from_db()
    return choice


@pytest.mark.parametrize(
    ("hint_s", "is_right", "outcome"),
    [(None, True, "right"), (None, False, "not_right"), (20, True, "not_right"), (-20, True, "right")],
)
def test_the_next_answer_tells_and_a_hint_of_since_speaks_against_it(choice, hint_s, is_right, outcome):
    answer(choice, after_s=-5, is_right=not is_right)
    answer(choice, after_s=40, is_right=is_right, hint_s=hint_s)
    answer(choice, after_s=50, is_right=not is_right)
    found = settled(choice)
    assert (found.outcome, found.settled_at) == (outcome, choice.chosen_at + timedelta(minutes=10))
    assert found.seconds_to_right == (40 if is_right else 50)
    found = settled(choice, after=WEEK)
    assert (found.outcome, found.settled_at) == (outcome, choice.chosen_at + timedelta(minutes=10))


def test_whoever_leaves_without_an_answer_was_not_helped(choice):
    found = settled(choice, after=DAY - timedelta(minutes=1))
    assert (found.outcome, found.settled_at, found.seconds_to_right) == ("open", None, None)
    found = settled(choice, after=DAY)
    assert (found.outcome, found.seconds_to_right) == ("not_right", DAY.total_seconds())


@pytest.mark.parametrize("what", ["question", "step"])
def test_where_nothing_is_asked_any_more_nothing_is_told(choice, step, what):
    (Question.objects.get() if what == "question" else step).archive()
    assert settled(choice).outcome == "void"
    assert ArmStanding.objects.get().right == ArmStanding.objects.get().wrong == 0


def test_an_answer_counts_though_the_question_is_gone_since(choice):
    answer(choice, after_s=40, is_right=True)
    Question.objects.get().archive()
    assert settled(choice).outcome == "right"


def test_undone_help_counts_by_the_answer_like_any(choice):
    answer(choice, after_s=40, is_right=True)
    Adaptation.objects.update(state="undone")
    assert settled(choice).outcome == "right"


@pytest.fixture
def skill(lesson, question) -> Skill:
    skill = Skill.objects.create(course=lesson.course, slug="halving", title="Halving", p_init=0.25)
    Skill.objects.create(course=lesson.course, slug="other", title="Of no step", p_init=0.1)
    question.skills.add(skill)
    return skill


def test_what_is_believed_then_and_a_week_later(skill, step):
    choice = choose_for(1, step)[0]
    answer(choice, after_s=40, is_right=True)
    assert choice.mastery_before == 0.25
    found = settled(choice, after=WEEK - timedelta(hours=1))
    assert (found.mastery_after_week, found.is_followed) == (None, True)
    Mastery.objects.create(student=choice.sitting.student, skill=skill, p_known=0.75)
    found = settled(choice, after=WEEK + timedelta(minutes=3))
    assert (found.mastery_after_week, found.is_followed) == (0.75, False)
    Mastery.objects.update(p_known=0.9)
    assert settled(choice, after=WEEK + timedelta(minutes=9)).mastery_after_week == 0.75


def test_who_did_nothing_in_the_week_is_believed_what_was_before(skill, step):
    choice = choose_for(1, step)[0]
    assert settled(choice, after=WEEK).mastery_after_week == 0.25


def test_a_week_that_nobody_looked_at_in_time_stays_unknown_and_is_followed_no_more(skill, step):
    choice = choose_for(1, step)[0]
    found = settled(choice, after=WEEK + 2 * DAY)
    assert (found.mastery_after_week, found.is_followed, found.outcome) == (None, False, "not_right")


def test_arms_are_counted_and_the_next_choice_goes_by_them(step):
    made = choose_for(6, step)
    right = [choice for number, choice in enumerate(made) if number % 3]
    for choice in made:
        answer(choice, after_s=40, is_right=choice in right)
    settled(made[-1])
    counted = {row.arm: (row.right, row.wrong) for row in ArmStanding.objects.all()}
    for arm in {choice.arm for choice in made}:
        own = [choice for choice in made if choice.arm == arm]
        helped = sum(choice in right for choice in own)
        assert counted[arm] == (helped, len(own) - helped)
    assert not ArmStanding.objects.filter(is_stale=True).exists()
    told = history_of(step.pk)
    assert [outcome for _, outcome in told] == [
        Outcome.RIGHT if choice in right else Outcome.NOT_RIGHT for choice in made
    ]
    before = [(one.right, one.wrong) for one in told[-1][0].standings]
    assert before == [(0, 0), (0, 0)]


def test_settling_again_changes_nothing(step):
    made = choose_for(3, step)
    for choice in made:
        answer(choice, after_s=40, is_right=True)

    def kept() -> list[object]:
        return [list(model.objects.order_by("pk").values()) for model in (HelpChoice, ArmStanding)]

    settled(made[0])
    before = kept()
    settled(made[0])
    assert kept() == before
    # What was counted wrongly is counted anew, however it came about.
    ArmStanding.objects.update(right=99, is_stale=True)
    settled(made[0])
    assert kept() == before


def let_many_choose(template: HelpChoice, count: int) -> None:
    """Let chance choose for as many students, one after another, of whom the second arm helps all."""
    arms = [Standing(standing.arm) for standing in template.choice.standings]
    for number in range(count):
        student = make_user(f"other-{number}", counts=False)
        agree(student, "comparison")
        choice = choose(arms, seed=str(number), terms=TERMS)
        place = choice.chosen
        HelpChoice.objects.create(
            sitting=Sitting.objects.create(student=student, lesson=template.sitting.lesson),
            step=template.step,
            asked=template.asked,
            arm_variant=choice.arm.variant,
            arm_text=choice.arm.text,
            record=choice.as_record(),
            from_camera=False,
            outcome="right" if place else "not_right",
            seconds_to_right=1.0,
        )
        old = arms[place]
        arms[place] = Standing(old.arm, old.right + bool(place), old.wrong + (not place))


def test_an_arm_that_does_worse_for_sure_is_stopped(step):
    template = choose_for(1, step)[0]
    arms = [standing.arm for standing in template.choice.standings]
    let_many_choose(template, 60)
    template.delete()
    for arm in arms:
        ArmStanding.objects.create(step=step, variant=arm.variant, text=arm.text, is_stale=True)
    outcomes.settle(now=timezone.now())
    rows = {row.arm: row for row in ArmStanding.objects.all()}
    assert [(rows[arm].right, rows[arm].is_stopped) for arm in arms] == [
        (0, True),
        (60 - rows[arms[0]].wrong, False),
    ]
    assert comparison_of(step.pk).verdict.code == "better"


def test_what_is_forgotten_is_counted_no_more(step):
    made = choose_for(4, step)
    for choice in made:
        answer(choice, after_s=40, is_right=True)
    settled(made[0])
    forget_choices(student_id=made[0].sitting.student_id)
    outcomes.settle(now=timezone.now())
    assert sum(row.right for row in ArmStanding.objects.all()) == 3


def test_a_choice_made_in_the_moment_in_which_the_yes_is_taken_back_goes(choice):
    Consent.objects.filter(student=choice.sitting.student).update(withdrawn_at=timezone.now())
    outcomes.settle(now=timezone.now())
    assert not HelpChoice.objects.exists()


def titles(step: Step) -> list[str]:
    return [variant.title for variant in arms_now(step.pk, history_of(step.pk)).values()]


def test_only_what_stands_in_the_step_now_and_was_chosen_among_is_compared(step):
    choose_for(3, step)
    assert titles(step) == ["Eight dots", "A number line"]
    Variant.objects.create(step=step, kind="hint", title="New", body="Not chosen among yet.")
    assert titles(step) == ["Eight dots", "A number line"]
    Variant.objects.filter(step=step, title="Eight dots").update(body="Changed.")
    assert titles(step) == ["A number line"]
    assert comparison_of(step.pk) is None


def test_settling_asks_no_more_for_more_choices(step, django_assert_max_num_queries):
    made = choose_for(8, step)
    for choice in made:
        answer(choice, after_s=40, is_right=True)
    with django_assert_max_num_queries(30):
        settled(made[0])
    with django_assert_max_num_queries(3):
        outcomes.settle(now=made[0].chosen_at + timedelta(minutes=20))


def test_it_is_done_every_few_minutes():
    jobs = {job["task"]: job["schedule"] for job in settings.CELERY_BEAT_SCHEDULE.values()}
    assert jobs["tutor.settle_choices"] <= 600
    assert "tutor.settle_choices" in app.tasks
