"""Chance chooses the help where a rule brings any: for whom, among what, and with which record."""

import time
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from content.arms import arm_of
from content.models import Question, Rule, Step, Variant
from content.policy.comparison import Choice, Standing, choose, work_out_again
from tests.people import agree, make_user
from tests.tutor.comparing import agreeing, be_lost, choose_for, let_chance_choose
from tutor.models import Adaptation, Answer, ArmStanding, Classroom, Consent, HelpChoice, User
from tutor.presenters.lessons import because_of
from tutor.queries.comparing.history import TERMS
from tutor.services import consents, personal_data
from tutor.services.people.merging import merge_accounts
from tutor.services.teaching.suggestions import help_everyone

pytestmark = pytest.mark.slow


@pytest.fixture
def step(lesson) -> Step:
    return let_chance_choose(lesson)


@pytest.fixture
def admin(db) -> User:
    return User.objects.create_superuser("admin", password="pass-for-tests")


@pytest.fixture
def pictures(step) -> list[Variant]:
    return list(step.variants.filter(kind="visual"))


def test_chance_chooses_and_the_choice_can_be_made_again(step, pictures):
    made = choose_for(8, step)
    assert {choice.variant for choice in made} == set(pictures)
    for choice in made:
        assert choice.adaptation.variant == choice.variant
        assert work_out_again(choice.record) == choice.choice
        assert [standing.arm for standing in choice.choice.standings] == [arm_of(one) for one in pictures]
        assert choice.choice.probabilities == (0.5, 0.5)
        assert choice.choice.arm == choice.arm == arm_of(choice.variant)
        assert (choice.outcome, choice.asked, choice.is_followed) == ("open", step, True)


def test_the_same_student_at_the_same_step_would_get_the_same_again(step):
    first = choose_for(1, step)[0]
    Adaptation.objects.all().delete()
    HelpChoice.objects.all().delete()
    again = be_lost(first.sitting.student, step).help_choices.get()
    assert (again.record["seed"], again.arm) == (first.record["seed"], first.arm)


def solve(student: User, step: Step) -> None:
    sitting = be_lost(student, step)
    Adaptation.objects.all().delete()
    HelpChoice.objects.all().delete()
    tried = {"sitting": sitting, "question": Question.objects.get(), "submission_id": uuid4()}
    Answer.objects.create(**tried, response={}, is_correct=True)


# What takes from Amira one of all that it needs.
WITHOUT = {
    "a yes": lambda amira, step: Consent.objects.filter(purpose="comparison").delete(),
    "a yes that stands": lambda amira, step: consents.withdraw(student=amira, purpose="comparison"),
    "a yes to these words": lambda amira, step: Consent.objects.update(version="of before"),
    "the author's switch": lambda amira, step: Step.objects.update(chance_chooses=""),
    "the class": lambda amira, step: Classroom.objects.update(compares_help=False),
    "a second variant": lambda amira, step: step.variants.last().archive(),
    "words in it": lambda amira, step: Variant.objects.filter(pk=step.variants.last().pk).update(body=" \n"),
    "a question": lambda amira, step: Question.objects.get().archive(),
    "a question to solve": solve,
}


@pytest.mark.parametrize("name", WITHOUT)
def test_without_one_of_these_the_first_of_the_kind_comes_and_nothing_is_kept(
    step, pictures, amira, classroom, name
):
    agree(amira, "comparison")
    WITHOUT[name](amira, step)
    step.refresh_from_db()
    be_lost(amira, step)
    assert Adaptation.objects.get().variant == pictures[0]
    assert not HelpChoice.objects.exists()


def test_a_deployment_may_do_without(step, pictures, settings):
    settings.HELP_COMPARISON = False
    be_lost(agreeing("sam"), step)
    assert Adaptation.objects.get().variant == pictures[0]


def test_of_kinds_that_a_rule_allows_each_is_an_arm_and_the_sentence_is_of_what_came(step, pictures):
    easier = Variant.objects.create(
        step=step, kind="easier", title="Of four", body="Half of four?", position=1
    )
    Variant.objects.create(step=step, kind="hint", title="No", body="The rule does not bring it.", position=2)
    made = choose_for(12, step)
    # In the order of the rule's kinds, and then of the step.
    assert [one.arm for one in made[0].choice.standings] == [arm_of(one) for one in (*pictures, easier)]
    assert {choice.variant.kind for choice in made} == {"visual", "easier"}
    ends = {"visual": "here is a picture of it", "easier": "here is a gentler example first"}
    assert all(ends[choice.adaptation.kind] in because_of(choice.adaptation).sentence for choice in made)
    assert all(choice.adaptation.kind == choice.variant.kind for choice in made)


def test_what_a_rule_brings_next_is_not_chosen_by_chance(step):
    Variant.objects.create(step=step, kind="easier", title="Of four", body="Half of four?", position=1)
    Variant.objects.create(step=step, kind="easier", title="Of two", body="Half of two?", position=2)
    student = agreeing("sam")
    be_lost(student, step)
    be_lost(student, step)
    assert Adaptation.objects.filter(sitting__student=student).count() == 2
    assert HelpChoice.objects.count() == 1


def test_who_had_help_before_agreeing_is_in_no_comparison_at_that_step(step, amira):
    for number in range(2):
        Variant.objects.create(step=step, kind="easier", title=f"Of {number}", body="Half of it?")
    be_lost(amira, step)
    agree(amira, "comparison")
    be_lost(amira, step)
    assert [one.kind for one in Adaptation.objects.all()] == ["visual", "easier"]
    assert not HelpChoice.objects.exists()


def test_a_built_in_kind_that_comes_first_comes_first(step):
    Rule.objects.update(effects=["break", "visual"])
    be_lost(agreeing("sam"), step)
    assert Adaptation.objects.get().kind == "break"
    assert not HelpChoice.objects.exists()


def test_where_a_step_asks_nothing_the_next_that_does_tells(step, lesson):
    reading = lesson.steps.get(slug="what")
    Step.objects.filter(pk=reading.pk).update(chance_chooses="yes")
    reading.refresh_from_db()
    be_lost(agreeing("sam"), reading)
    choice = HelpChoice.objects.get()
    assert (choice.step, choice.asked) == (reading, step)


def test_a_changed_text_is_another_arm(step, pictures):
    before = choose_for(1, step)[0].choice.standings
    Variant.objects.filter(pk=pictures[0].pk).update(body="Three rows.")
    be_lost(agreeing("sam"), step)
    after = HelpChoice.objects.in_order().last().choice.standings
    assert after[0].arm.variant == before[0].arm.variant
    assert after[0].arm.text != before[0].arm.text
    assert after[1].arm == before[1].arm


def test_a_choice_goes_by_what_is_known_and_leaves_out_what_is_stopped(step, pictures):
    arms = [arm_of(one) for one in pictures]
    for arm, right, stops in ((arms[0], 5, True), (arms[1], 30, False)):
        ArmStanding.objects.create(
            step=step, variant=arm.variant, text=arm.text, right=right, wrong=30, is_stopped=stops
        )
    choice = choose_for(1, step)[0]
    assert [(one.right, one.wrong) for one in choice.choice.standings] == [(5, 30), (30, 30)]
    assert choice.choice.probabilities == (0.0, 1.0)
    assert choice.variant == pictures[1]


def test_what_a_teacher_brings_is_not_chosen_by_chance_and_takes_its_place(
    step, pictures, classroom, amira, ben
):
    agree(amira, "comparison")
    agree(ben, "comparison")
    sitting = be_lost(amira, step)
    choice = HelpChoice.objects.get()
    Adaptation.objects.update(from_camera=True)
    made = help_everyone(classroom=classroom, sittings=[sitting], kind="visual")
    assert [one.variant for one in made] == [pictures[0]]
    choice.refresh_from_db()
    assert choice.adaptation is None
    # Who comes later gets what the teacher chose, too.
    be_lost(ben, step)
    assert HelpChoice.objects.count() == 1
    assert Adaptation.objects.get(sitting__student=ben).variant == pictures[0]


def test_a_class_helped_at_once_gets_the_first_of_the_kind(step, pictures, classroom, amira):
    agree(amira, "comparison")
    sitting = be_lost(amira, step)
    Adaptation.objects.all().delete()
    HelpChoice.objects.all().delete()
    help_everyone(classroom=classroom, sittings=[sitting], kind="visual")
    assert Adaptation.objects.get().variant == pictures[0]
    assert not HelpChoice.objects.exists()


def test_to_take_the_yes_back_deletes_what_was_chosen_and_lets_it_be_counted_anew(step):
    choice = choose_for(1, step)[0]
    ArmStanding.objects.create(step=step, variant=choice.arm_variant, text=choice.arm_text, right=1)
    consents.withdraw(student=choice.sitting.student, purpose="comparison")
    assert not HelpChoice.objects.exists()
    assert Adaptation.objects.filter(pk=choice.adaptation_id).exists()
    assert ArmStanding.objects.get().is_stale


@pytest.mark.parametrize("way", ["erased", "merged"])
def test_data_that_goes_takes_its_choices_along(step, amira, admin, way):
    choice = choose_for(1, step)[0]
    ArmStanding.objects.create(step=step, variant=choice.arm_variant, text=choice.arm_text, right=1)
    student = choice.sitting.student
    if way == "erased":
        personal_data.erase(person=student, with_account=False)
    else:
        merge_accounts(kept=amira, closed=student, by=admin)
    assert not HelpChoice.objects.exists()
    assert ArmStanding.objects.get().is_stale


def asked_of_database(work) -> int:
    with CaptureQueriesContext(connection) as captured:
        work()
    return sum(not entry["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN")) for entry in captured)


def test_chance_asks_the_database_only_where_it_is_to_choose(step, amira, ben, settings):
    def asked(student: User, *, chance: str) -> int:
        Step.objects.filter(pk=step.pk).update(chance_chooses=chance)
        here = Step.objects.select_related("lesson__course").get(pk=step.pk)
        return asked_of_database(lambda: be_lost(student, here))

    # The first look at a course's rules reads them, and later ones for a while do not.
    asked(make_user("first"), chance="")
    without = asked(amira, chance="")
    agree(ben, "comparison")
    # May it, what is asked, what is known, what is believed, and the row itself; the variants are looked up
    # either way.
    assert asked(ben, chance="yes") == without + 5
    assert HelpChoice.objects.count() == 1
    settings.HELP_COMPARISON = False
    assert asked(agreeing("sam"), chance="yes") == without
    settings.HELP_COMPARISON = True
    Variant.objects.filter(step=step).last().archive()
    assert asked(agreeing("kim"), chance="yes") == without + 1


def test_a_page_asks_no_more_once_chance_has_chosen(client, step, amira, ben):
    agree(ben, "comparison")
    pages = []
    for student in (amira, ben):
        sitting = be_lost(student, step)
        client.force_login(student)
        url = reverse("tutor:step", args=[sitting.pk, 2])
        client.get(url)
        pages.append(asked_of_database(lambda url=url: client.get(url)))
    assert HelpChoice.objects.count() == 1
    assert pages[0] == pages[1]


def test_a_choice_takes_less_than_a_millisecond(step):
    """The choice itself, as it is made here: among three, of which much is known."""
    arms = [arm_of(variant) for variant in Variant.objects.all()[:3]]
    standings = [Standing(arm, 60 + place, 60) for place, arm in enumerate(arms)]
    times = []
    for number in range(50):
        began = time.process_time()
        choose(standings, seed=str(number), terms=TERMS)
        times.append(time.process_time() - began)
    assert sorted(times)[25] < 0.001


def test_a_record_survives_the_database(step):
    made = choose_for(1, step)[0]
    stored = HelpChoice.objects.get().record
    assert Choice.from_record(stored) == made.choice
    assert HelpChoice.objects.get().chosen_at <= timezone.now()
