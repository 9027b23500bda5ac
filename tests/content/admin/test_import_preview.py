"""An author sees what a bank would bring, says yes or no, and finds on the same page what it brought."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from content.authoring.imports import WaitsNoLonger, import_reading
from content.exchange.bounded_reading import read_upload
from content.exchange.exporting import course_files, zip_files
from content.models import Course, Import, Lesson, Question, Step
from tests.content.oatutortree import checkout, lesson, plan, problem

pytestmark = pytest.mark.process

BANK = b"$CATEGORY: top/Sums\n\n::Two:: 1+1? {#2}\n\n::Write:: Write. {}\n"
PAGE = "admin:content_course_import"


def send(client, data=BANK, name="sums.gift", **more):
    return client.post(reverse(PAGE), {"file": SimpleUploadedFile(name, data), **more})


def assert_gone(reply):
    assert reply.redirect_chain == [(reverse(PAGE), 302)]
    assert "That file waits no longer" in text_of(reply)


def text_of(reply):
    return " ".join(reply.content.decode().split())


def test_a_preview_tells_what_is_taken_and_skipped_before_anything_is_written(author):
    shown = text_of(author.get(send(author).url))
    assert "Lessons: 1, steps: 1, questions: 1" in shown
    assert "New parts: 2, changed: 0, skipped: 1." in shown
    assert "sums.gift:5" in shown
    assert "essay" in shown
    assert not Course.objects.exists()


def test_after_a_yes_the_course_is_the_authors_and_the_page_is_the_report(author, noor):
    reply = author.post(send(author).url, {"answer": "yes"}, follow=True)
    course = Course.objects.get()
    assert (course.owner, course.is_published) == (noor, False)
    assert "What came in" in text_of(reply)
    assert "essay" in text_of(reply)
    assert list(Import.objects.values_list("course_id", "data")) == [(course.pk, None)]


def test_after_a_no_nothing_is_kept(author):
    address = send(author).url
    author.post(address, {"answer": "no"})
    assert_gone(author.get(address, follow=True))
    assert not Course.objects.exists()
    assert not Import.objects.exists()


def test_over_an_authors_change_only_a_tick_goes(author):
    author.post(send(author).url, {"answer": "yes"})
    Question.objects.update(prompt="My own words")
    newer = BANK.replace(b"1+1? {#2}", b"2+2? {#4}")
    address = send(author, newer).url
    shown = text_of(author.get(address))
    assert "sums/two was changed here since" in shown
    assert 'name="overwrite"' in shown
    author.post(address, {"answer": "yes"})
    assert Question.objects.get().prompt == "My own words"
    author.post(send(author, newer).url, {"answer": "yes", "overwrite": "yes"})
    assert Question.objects.get().prompt == "2+2?"


NEWER = BANK.replace(b"1+1? {#2}", b"2+2? {#4}")


@pytest.fixture
def elsewhere(author):
    """A lesson into which the author moved the step that a bank brought."""
    author.post(send(author).url, {"answer": "yes"})
    lesson = Lesson.objects.create(course=Course.objects.get(), slug="more", title="More", position=2)
    Step.objects.update(lesson=lesson)
    return lesson


def test_a_step_that_was_moved_is_brought_up_to_date_where_it_stands_and_not_called_taken_out(
    author, elsewhere
):
    before = Question.objects.get()
    address = send(author, NEWER).url
    shown = text_of(author.get(address))
    assert "taken out here" not in shown
    assert "sums/two stands at more/two here, and is brought up to date there" in shown
    author.post(address, {"answer": "yes"})
    question = Question.objects.get()
    assert (question.pk, question.prompt, question.step.lesson) == (before.pk, "2+2?", elsewhere)
    # What was stored there is remembered. With the tick, it is not there twice.
    author.post(send(author, BANK).url, {"answer": "yes", "overwrite": "yes"})
    assert Question.objects.get().prompt == "1+1?"
    assert "sums/two" in Import.objects.last().parts


def test_what_waits_is_seen_by_nobody_else(author, client, omar):
    address = send(author).url
    client.force_login(omar)
    assert client.get(address).status_code == 404
    assert client.post(address, {"answer": "yes"}).status_code == 404
    assert not Course.objects.exists()


def test_nobody_brings_questions_into_anothers_course(author, client, halves, omar):
    client.force_login(omar)
    reply = send(client, course="halves")
    assert (reply.status_code, "another author has a course called" in text_of(reply)) == (422, True)
    assert not Import.objects.exists()


def test_a_file_called_like_anothers_course_becomes_a_course_of_its_own_and_says_so(author, noor, omar):
    theirs = Course.objects.create(slug="sums", title="Sums", owner=omar)
    address = send(author).url
    shown = text_of(author.get(address)).replace("&#x27;", "'")
    assert "another author has a course called 'sums', so this one is called 'sums-2'" in shown
    author.post(address, {"answer": "yes"})
    assert Course.objects.get(slug="sums-2").owner == noor
    assert not theirs.lessons.exists()


def test_the_same_file_goes_where_it_went_before_and_not_into_what_came_otherwise(author, noor, omar):
    Course.objects.create(slug="sums", title="Sums", owner=omar)
    Course.objects.create(slug="sums-2", title="Written by hand", owner=noor)
    for _ in range(2):
        author.post(send(author).url, {"answer": "yes"})
    assert list(Course.objects.filter(owner=noor).values_list("slug", flat=True).order_by("slug")) == [
        *("sums-2", "sums-3")
    ]
    assert not Course.objects.get(slug="sums-2").lessons.exists()


def test_the_preview_names_a_new_course_and_what_it_waits_for(author):
    address = send(author).url
    shown = text_of(author.get(address))
    assert "A new course comes of it: “Sums”. Students see it once you publish it." in shown
    reply = author.post(address, {"answer": "yes"}, follow=True)
    assert "Students see it once you publish it." in text_of(reply)


@pytest.mark.parametrize(
    ("is_published", "before", "after"),
    [
        (True, "It goes into the draft of “Halves”, which is there already.", "Kept in the draft"),
        (False, "It goes into “Halves”, which is there already.", "Students see it once you publish it."),
    ],
)
def test_the_preview_names_the_course_it_goes_into(author, halves, is_published, before, after):
    Course.objects.update(is_published=is_published)
    address = send(author, name="Halves.gift").url
    assert before in text_of(author.get(address))
    assert after in text_of(author.post(address, {"answer": "yes"}, follow=True))


def test_questions_come_into_the_course_that_was_chosen(author, halves):
    assert '<option value="halves">' in text_of(author.get(reverse(PAGE)))
    author.post(send(author, course="halves").url, {"answer": "yes"})
    assert [lesson.slug for lesson in halves.lessons.all()] == ["a-half", "sums"]


def test_a_second_file_takes_the_place_of_the_one_that_waited(author):
    first, second = send(author).url, send(author).url
    assert_gone(author.get(first, follow=True))
    for answer in ("yes", "no"):
        assert_gone(author.post(first, {"answer": answer}, follow=True))
    assert author.get(second).status_code == 200
    assert not Course.objects.exists()


def test_a_second_yes_finds_the_file_in_and_brings_nothing_again(author):
    address = send(author).url
    author.post(address, {"answer": "yes"})
    reply = author.post(address, {"answer": "yes"}, follow=True)
    assert "This file is in already." in text_of(reply)
    assert "What came in" in text_of(reply)
    assert Import.objects.count() == 1


def test_of_two_answers_at_once_one_brings_it_in(author, noor):
    send(author)
    first, second = Import.objects.get(), Import.objects.get()
    reading = read_upload(first.name, BANK)
    import_reading(reading, by=noor, owner=noor, name=first.name, waiting=first)
    with pytest.raises(WaitsNoLonger):
        import_reading(reading, by=noor, owner=noor, name=second.name, waiting=second)
    assert Import.objects.get().course == Course.objects.get()


def test_a_preview_opened_again_after_a_yes_tells_what_came_in_and_leads_to_the_course(author, halves):
    whole = zip_files(course_files(halves), folder="halves")
    for file in ({}, {"data": whole, "name": "halves.zip"}):
        address = send(author, **file).url
        author.post(address, {"answer": "yes"})
        shown = text_of(author.get(address))
        assert "What came in" in shown
        course = Import.objects.latest("made_at").course
        assert reverse("admin:content_course_change", args=[course.pk]) in shown
        assert "It would overwrite newer work" not in shown


def test_of_several_imports_the_one_that_came_in_last_counts(author, noor):
    """Its file waited since before the other came."""
    author.post(send(author).url, {"answer": "yes"})
    address = send(author, BANK.replace(b"1+1? {#2}", b"3+3? {#6}")).url
    other = read_upload("sums.gift", BANK.replace(b"1+1? {#2}", b"2+2? {#4}"))
    import_reading(other, by=noor, name="sums.gift")
    author.post(address, {"answer": "yes"})
    author.post(send(author).url, {"answer": "yes"})
    assert Question.objects.get().prompt == "1+1?"


@pytest.mark.parametrize(
    ("data", "more", "reason"),
    [
        (b"\x01", {}, "looks like no format"),
        (BANK, {"format": "nonsense"}, "there is no format"),
        (BANK, {"course": "No slug!"}, "no course can be called"),
    ],
)
def test_what_cannot_be_read_is_refused_on_the_page(author, data, more, reason):
    reply = send(author, data, name="a.bin" if data == b"\x01" else "a.gift", **more)
    assert (reply.status_code, reason in text_of(reply)) == (422, True)


def test_where_nothing_can_be_taken_there_is_no_yes(author):
    shown = text_of(author.get(send(author, b"Write. {}").url))
    assert "There is nothing in it that can be taken." in shown
    assert 'value="yes"' not in shown


def test_a_licence_that_the_author_states_is_kept_until_the_yes(author):
    author.post(send(author, licence="CC BY 4.0").url, {"answer": "yes"})
    assert Question.objects.get().step.licence == "CC BY 4.0"


def test_the_report_is_a_table_for_whoever_sent_the_file(author, client, omar):
    send(author)
    found = Import.objects.get()
    reply = author.get(reverse("admin:content_course_import_report", args=[found.pk]))
    lines = reply.content.decode("utf-8-sig").splitlines()
    assert reply["Content-Disposition"] == f'attachment; filename="import-{found.pk}.csv"'
    assert lines[0] == "What became of it,Where,Why"
    assert lines[1].startswith("skipped,sums.gift:5: ")
    assert "new,sums/two," in lines
    client.force_login(omar)
    assert client.get(reverse("admin:content_course_import_report", args=[found.pk])).status_code == 404


def test_what_was_skipped_stands_under_its_reason_with_all_its_places(author):
    data = b"\n\n".join([BANK, *[b"Say %d. {}" % number for number in range(60)]])
    shown = text_of(author.get(send(author, data).url))
    assert shown.count("<details") == 1
    assert '<span class="soft">(61)</span>' in shown
    assert shown.count("<li>sums.gift:") == 50
    assert "And 11 more." in shown


@pytest.fixture
def two_courses():
    """A zip with two courses of OATutor's, one problem each."""
    plans = [plan("Halves", lesson("l1", "One", "")), plan("Thirds", lesson("l2", "One", ""))]
    tree = checkout(problem("a1", lessonId="l1"), problem("b1", lessonId="l2"), plans=plans)
    return zip_files(tree, folder="oatutor")


def test_several_courses_of_one_file_are_shown_together_and_come_in_together(author, two_courses, noor):
    address = send(author, two_courses, name="oatutor.zip").url
    shown = text_of(author.get(address))
    assert "Courses: Halves, Thirds" in shown
    assert "Lessons: 2, steps: 2, questions: 2" in shown
    author.post(address, {"answer": "yes"})
    assert list(Course.objects.values_list("slug", "owner")) == [("halves", noor.pk), ("thirds", noor.pk)]


def test_one_of_several_courses_comes_in_by_its_title(author, two_courses):
    author.post(send(author, two_courses, name="oatutor.zip", part="Thirds").url, {"answer": "yes"})
    assert list(Course.objects.values_list("slug", flat=True)) == ["thirds"]


def test_a_course_that_is_not_in_the_file_is_refused_with_those_that_are(author, two_courses):
    reply = send(author, two_courses, name="oatutor.zip", part="Fifths")
    assert reply.status_code == 422
    assert "it holds 2 courses: “Halves”, “Thirds”" in text_of(reply)


def test_of_several_courses_the_one_whose_name_is_anothers_gets_one_of_its_own(author, two_courses, omar):
    Course.objects.create(slug="thirds", title="Thirds", owner=omar)
    author.post(send(author, two_courses, name="oatutor.zip").url, {"answer": "yes"})
    assert list(Course.objects.values_list("slug", flat=True).order_by("slug")) == [
        *("halves", "thirds", "thirds-2")
    ]
