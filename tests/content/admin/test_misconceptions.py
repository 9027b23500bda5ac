"""Misconceptions in the authors' forms: on the course, in its questions and in its rules."""

import json

import pytest
from django.urls import reverse

from content.authoring.checklist import gaps_in, lessons_of
from content.coursefiles import read_course
from content.exchange.exporting import course_files as files_of_course
from content.models import Condition, Image, Misconception
from tests.content.admin.formdata import errors_of, filled_in, new_rule
from tests.content.coursefolder import PIE

pytestmark = pytest.mark.slow

SIGNAL = "mastery.misconceptions_course"


def page(name, *args):
    return reverse(f"admin:content_{name}", args=args)


@pytest.fixture
def flips(halves):
    return Misconception.objects.create(course=halves, slug="flips", title="Flips it")


def save(author, name, part, /, **changes):
    address = page(name, part.pk)
    return author.post(address, filled_in(author.get(address), **changes))


def test_an_author_adds_one_and_its_slug_is_made_from_its_title(author, halves):
    new = {"misconceptions-0-title": "Adds both", "misconceptions-0-feedback": "No: $1$."}
    assert (
        save(author, "course_change", halves, **new, **{"misconceptions-TOTAL_FORMS": "1"}).status_code == 302
    )
    one = halves.misconceptions.get()
    assert (one.slug, one.title, one.feedback) == ("adds-both", "Adds both", "No: $1$.")


def test_its_title_changes_and_its_slug_stays(author, halves, flips):
    changes = {"misconceptions-0-title": "Turns it over", "misconceptions-0-slug": "other"}
    assert save(author, "course_change", halves, **changes).status_code == 302
    flips.refresh_from_db()
    assert (flips.slug, flips.title) == ("flips", "Turns it over")


def test_bad_feedback_is_refused(author, halves, flips):
    reply = save(author, "course_change", halves, **{"misconceptions-0-feedback": "$\\frac{1$"})
    assert "braces do not match" in errors_of(reply)


def name_in_question(author, turn, slug):
    return save(author, "step_change", turn, **{"questions-0-answers-wrong-0-misconception": slug})


def test_a_question_names_one_of_its_course_and_no_other(author, halves, flips, turn):
    assert name_in_question(author, turn, "flips").status_code == 302
    assert turn.questions.first().spec["wrong"][0]["misconception"] == "flips"
    refused = errors_of(name_in_question(author, turn, "adds"))
    assert "Wrong answer 1, Misconception: The course has no misconception called adds" in refused


def test_one_that_a_question_or_a_rule_names_is_not_taken_away(author, halves, flips, turn):
    name_in_question(author, turn, "flips")
    address, going = page("course_change", halves.pk), {"misconceptions-0-DELETE": "on"}
    refused = author.post(address, filled_in(author.get(address), **going))
    formsets = [inline.formset for inline in refused.context["inline_admin_formsets"]]
    assert any("“Your turn” names “Flips it”" in str(formset.non_form_errors()) for formset in formsets)
    question = turn.questions.first()
    question.spec = {"answer": "4"}
    question.save()
    assert author.post(address, filled_in(author.get(address), **going)).status_code == 302
    assert not halves.misconceptions.exists()


def test_a_rule_asks_about_one_of_its_course(author, halves, flips, thirds):
    Misconception.objects.create(course=thirds, slug="theirs", title="Theirs")
    sent = new_rule(
        halves,
        **{"conditions-0-signal": SIGNAL, "conditions-0-enter": "2", "conditions-0-leave": "2"},
        **{"conditions-0-misconception": "flips"},
    )
    told = author.post(page("rule_read_back"), sent).json()
    assert "2 or more answers in the course showing “flips”" in told["sentence"]
    assert author.post(page("rule_add"), sent).status_code == 302
    assert Condition.objects.get(signal=SIGNAL).misconception == "flips"
    theirs = {**sent, "slug": "other", "conditions-0-misconception": "theirs"}
    refused = author.post(page("rule_add"), theirs)
    assert "Select a valid choice" in str(refused.context["inline_admin_formsets"][0].formset.errors)


def test_a_signal_that_asks_about_none_forgets_the_name(author, halves, flips):
    sent = new_rule(halves, **{"conditions-0-misconception": "flips"})
    assert author.post(page("rule_add"), sent).status_code == 302
    assert set(Condition.objects.values_list("misconception", flat=True)) == {""}


def test_the_checklist_names_what_the_course_does_not_have(halves, turn):
    question = turn.questions.first()
    question.spec = {"answer": "4", "wrong": [{"value": "2", "misconception": "gone"}]}
    question.save()
    told = [gap.text for gap in gaps_in(halves, lessons_of(halves))]
    assert any("“Your turn” names the misconception gone" in text for text in told)


def test_being_the_student_has_a_slider_for_the_one_that_a_rule_names(author, halves, flips):
    rule = halves.rules.get()
    rule.conditions.all().delete()
    Condition.objects.create(rule=rule, signal=SIGNAL, enter=2, leave=2, misconception="flips")
    step = halves.lessons.get().steps.get(slug="what")
    shown = author.get(page("rule_walk"), {"step": step.pk}).content.decode()
    assert f'data-signal="{SIGNAL}:flips"' in shown

    def decided(**values):
        given = {"step": step.pk, "now": 2, "shown": [], "timeline": [{"at": 2, "values": values}]}
        reply = author.post(page("rule_walk_on"), json.dumps(given), content_type="application/json")
        return reply.json()["decision"]

    assert decided(**{SIGNAL: 0, f"{SIGNAL}:flips": 1}) is None
    assert decided(**{SIGNAL: 0, f"{SIGNAL}:flips": 2})["kind"] == "visual"


CAKE = "![A cake](images/cake.svg)"


@pytest.fixture
def cake(halves):
    return Image.objects.create(
        course=halves, name="cake.svg", alt="A cake", content_type="image/svg+xml", data=PIE.encode()
    )


@pytest.mark.process
@pytest.mark.parametrize(
    "said",
    [
        {"feedback": f"So: {CAKE}"},
        {"feedback": "So.", "translations": {"es": {"feedback": f"Así: {CAKE}", "made_from": {}}}},
    ],
)
def test_a_picture_that_only_a_misconception_shows_keeps_its_name_and_its_place(
    author, halves, flips, cake, said
):
    Misconception.objects.filter(pk=flips.pk).update(**said)
    assert "No text shows" not in str(gaps_in(halves, lessons_of(halves)))
    told = errors_of(save(author, "image_change", cake, name="pie-2.svg"))
    assert "“Flips it” shows it as images/cake.svg" in told
    assert "“Flips it” shows it" in author.get(page("image_delete", cake.pk)).content.decode()
    author.post(page("image_delete", cake.pk), {"post": "yes"})
    assert read_course(files_of_course(halves), complete=False).misconceptions[0].slug == "flips"


def test_the_checklist_looks_through_the_feedback_of_misconceptions(author, halves, flips):
    Misconception.objects.filter(pk=flips.pk).update(feedback=f"{CAKE} $\\foo$")
    gaps = {gap.text: (gap.model, gap.pk) for gap in gaps_in(halves, lessons_of(halves))}
    assert gaps["“Flips it” shows images/cake.svg, and there is no such picture."] == ("course", halves.pk)
    assert any("“Flips it” has a formula that cannot be shown" in text for text in gaps)


def test_what_a_translation_says_to_an_accepted_word_may_show_a_picture(halves, turn, cake):
    question = turn.questions.first()
    question.translations = {"es": {"accepted": [{"text": "mitad", "feedback": CAKE}], "made_from": {}}}
    question.save()
    assert "No text shows" not in str(gaps_in(halves, lessons_of(halves)))
