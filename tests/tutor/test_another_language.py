"""Every word on the main pages goes through the catalogue: they are read where each text is in brackets."""

import pytest
from django.urls import reverse

from content.coursefiles import BadCourseFiles, read_course
from tests.tutor.bracketed import Words, outside_of_brackets, unmarked
from tests.tutor.class_pages import REPORTS, TEACHER
from tutor.queries.class_facts import IN_GROUPS, count_feelings
from tutor.queries.open_questions import OpenQuestion
from tutor.simulation import demo


def people_of_the_demo():
    return [word for account in demo.ACCOUNTS for word in (account.name, account.username)]


STUDENT = ["courses", "consent", "you", "privacy", "erase_mine", "join"]


def test_a_page_with_a_word_outside_of_the_catalogue_is_noticed():
    reader = Words({"Amira"})
    reader.feed("<p title='⟦x⟧ z'>⟦Hello ⟦you⟧⟧ Amira, there</p><script>no</script>")
    assert reader.found == ["z", "there"]


@pytest.mark.parametrize("name", STUDENT)
def test_a_students_page_is_all_in_another_language(client, amira, sitting, brackets, name):
    client.force_login(amira)
    # A lesson without a drawing of its own has the first letter of its title as its picture.
    assert unmarked(client.get(reverse(f"tutor:{name}")), ["A"]) == []


def test_a_step_of_a_lesson_is_all_in_another_language(client, amira, sitting, brackets):
    client.force_login(amira)
    for number in range(1, sitting.lesson.steps.count() + 1):
        assert unmarked(client.get(reverse("tutor:step", args=[sitting.pk, number]))) == []


@pytest.mark.parametrize("name", TEACHER)
def test_a_teachers_page_is_all_in_another_language(client, tariq, classroom, lesson, brackets, name):
    client.force_login(tariq)
    page = client.get(reverse(f"tutor:{name}", args=[classroom.pk]))
    assert (
        unmarked(
            page, [classroom.name, classroom.join_code[:4], classroom.join_code[4:], classroom.join_code]
        )
        == []
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", REPORTS)
def test_a_report_is_all_in_another_language(client, tariq, classroom, reports_of, brackets, name):
    args, asked = reports_of(name)
    client.force_login(tariq)
    page = client.get(reverse(f"tutor:{name}", args=[classroom.pk, *args]), asked)
    assert page.context["document"].sections[0].rows
    assert unmarked(page, [classroom.name]) == []


@pytest.mark.slow
def test_the_report_of_a_course_is_all_in_another_language(client, noor, helped, brackets):
    client.force_login(noor)
    page = client.get(reverse("tutor:course_report", args=[helped.course_id]))
    assert [bool(section.rows) for section in page.context["document"].sections] == [True, True, False]
    assert unmarked(page) == []


@pytest.mark.parametrize("name", ["home", "login", "privacy"])
def test_a_strangers_page_is_all_in_another_language(client, db, brackets, name):
    address = reverse(name if name == "login" else f"tutor:{name}")
    assert unmarked(client.get(address), people_of_the_demo()) == []


def test_a_page_says_what_is_wrong_with_a_question_in_another_language(client, noor, lesson, brackets):
    question = lesson.steps.get(slug="ask").questions.get()
    type(question).objects.filter(pk=question.pk).update(spec={"answer": "none"})
    client.force_login(noor)
    page = client.get(reverse("admin:content_preview_step", args=[question.step_id]))
    assert "must be a number such as 12" in page.content.decode()
    assert unmarked(page) == []


BROKEN = {
    "course.yaml": b"slug: A b\ntitle: [1]\ncolour: red\nskills: [{slug: x, p_slip: 2}]\nlessons: [one]",
    "one/lesson.yaml": b"slug: one\n",
    "one/01-a.md": b"---\ntitle: A\nkind: odd\n---\n$\\frac{1$ ![](images/none.png)\n::: odd\n:::\nlate",
    "one/02-b.md": b"---\ntitle: B\n---\n::: question single q\nprompt: P\nchoices: [a]\n:::\n::: easier\n",
    "one/b.md": b"",
    "stray/lesson.yaml": b"slug: stray",
    "images/a.svg": b"<svg>",
    "rules.yaml": b"rules: [{name: R, conditions: [{signal: odd, at_least: 1}]}, {slug: s, show: [odd]}]",
}


def test_complaints_about_course_files_are_in_another_language(brackets):
    with pytest.raises(BadCourseFiles) as told:
        read_course(BROKEN)
    reasons = [fault.reason for fault in told.value.faults]
    assert len(reasons) > 15
    assert [reason for reason in reasons if outside_of_brackets(reason)[0]] == []


@pytest.mark.parametrize("name", ["content_rule_lab", "content_course_import"])
def test_an_authors_page_is_all_in_another_language(client, noor, lesson, brackets, name):
    client.force_login(noor)
    assert unmarked(client.get(reverse(f"admin:{name}")), ["N"]) == []


def test_what_is_put_together_from_a_title_or_a_count_is_in_the_readers_language(brackets):
    assert OpenQuestion(key=1, step=1, number=1, title="Half", place=2).name == "⟦Half, question 2⟧"
    told = count_feelings(dict.fromkeys(range(30), IN_GROUPS[0]), min_group=5)
    assert told[-1][0] == "⟦Withheld⟧"
