"""What can be done with a whole course."""

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from content.authoring.invitations import invite
from content.authoring.versions import KEPT, record_version
from content.exchange.exporting import course_files as files_of
from content.exchange.exporting import zip_files
from content.models import Course, Lesson, Step, Version
from tests.content.admin.formdata import filled_in
from tests.content.coursefolder import course_files


def page(name, *args):
    return reverse(f"admin:content_{name}", args=args)


def order_of(course):
    return [(lesson.slug, [step.slug for step in lesson.steps.all()]) for lesson in course.lessons.all()]


@pytest.fixture
def two_lessons(halves):
    return Lesson.objects.create(course=halves, slug="more", title="More", position=2)


def send(client, url, data):
    return client.post(url, json.dumps(data), content_type="application/json")


POSTS = ["arrange", "move", "publish", "copy", "invite", "leave"]


@pytest.mark.parametrize("name", POSTS)
def test_what_changes_a_course_takes_posts_from_its_authors_alone(client, halves, omar, amira, name):
    address = page(f"course_{name}", halves.pk)
    assert client.post(address).status_code == 302
    client.force_login(amira)
    assert client.post(address).status_code in (302, 403)
    client.force_login(omar)
    assert client.post(address).status_code == 404
    client.force_login(halves.owner)
    assert client.get(address).status_code == 405


def test_steps_are_dragged_into_another_order_and_another_lesson(author, halves, two_lessons):
    lesson = halves.lessons.get(slug="a-half")
    what, turn = lesson.steps.all()
    order = [
        {"lesson": two_lessons.pk, "steps": [what.pk]},
        {"lesson": lesson.pk, "steps": [turn.pk]},
    ]
    assert send(author, page("course_arrange", halves.pk), order).json() == {"ok": True}
    assert order_of(halves) == [("more", ["what"]), ("a-half", ["turn"])]


@pytest.mark.parametrize("spoil", ["missing", "twice", "strange"])
def test_an_order_that_does_not_fit_the_course_changes_nothing(author, halves, thirds, spoil):
    lesson = halves.lessons.get()
    what, turn = lesson.steps.all()
    stranger = thirds.lessons.get().steps.first()
    steps = {"missing": [what.pk], "twice": [what.pk, what.pk], "strange": [what.pk, turn.pk, stranger.pk]}[
        spoil
    ]
    reply = send(author, page("course_arrange", halves.pk), [{"lesson": lesson.pk, "steps": steps}])
    assert reply.status_code == 422
    assert order_of(halves) == [("a-half", ["what", "turn"])]


def test_what_is_no_order_is_refused(author, halves):
    huge = [{"lesson": 10**400, "steps": []}]
    endless = [{"lesson": float("inf"), "steps": []}]
    for nonsense in ({}, [1], [{"lesson": "x", "steps": []}], [{"steps": []}], huge, endless):
        assert send(author, page("course_arrange", halves.pk), nonsense).status_code == 422


def test_arrows_move_a_step_without_a_mouse(author, halves):
    turn = Step.objects.get(slug="turn")
    data = {"part": f"step-{turn.pk}", "direction": "up", "from": f"step-{turn.pk}"}
    assert author.post(page("course_move", halves.pk), data).url == page("step_change", turn.pk)
    assert order_of(halves) == [("a-half", ["turn", "what"])]
    author.post(page("course_move", halves.pk), data)
    assert order_of(halves) == [("a-half", ["turn", "what"])]


def test_publishing_shows_a_course_and_a_draft_hides_it(author, halves, client):
    author.post(page("course_publish", halves.pk), {"publish": "yes"})
    halves.refresh_from_db()
    assert halves.is_published
    author.post(page("course_publish", halves.pk), {"publish": "no"})
    halves.refresh_from_db()
    assert not halves.is_published


def test_an_empty_course_cannot_be_published(author, noor):
    empty = Course.objects.create(slug="empty", title="Empty", owner=noor)
    author.post(page("course_publish", empty.pk), {"publish": "yes"})
    empty.refresh_from_db()
    assert not empty.is_published


def test_a_co_author_may_not_publish_or_invite(client, halves, omar):
    halves.co_authors.add(omar)
    client.force_login(omar)
    for name in ("publish", "invite"):
        assert client.post(page(f"course_{name}", halves.pk), {"publish": "yes"}).status_code == 403


def test_a_copy_opens_as_ones_own_draft(author, halves, noor):
    reply = author.post(page("course_copy", halves.pk))
    copy = Course.objects.get(slug="halves-copy")
    assert reply.url == page("course_change", copy.pk)
    assert copy.owner == noor


def test_a_copied_step_stands_right_after_the_first(author, halves, omar):
    what = Step.objects.get(slug="what")
    author.post(page("step_copy", what.pk))
    assert order_of(halves) == [("a-half", ["what", "what-a-half-is-copy", "turn"])]
    copy = Step.objects.get(slug="what-a-half-is-copy")
    assert list(copy.variants.values_list("kind", flat=True)) == ["visual", "break"]
    author.force_login(omar)
    assert author.post(page("step_copy", what.pk)).status_code == 404


def test_a_copied_step_has_the_same_questions(author, halves):
    author.post(page("step_copy", Step.objects.get(slug="turn").pk))
    copy = Step.objects.get(slug="your-turn-copy")
    assert list(copy.questions.values_list("slug", "spec")) == list(
        Step.objects.get(slug="turn").questions.values_list("slug", "spec")
    )


@pytest.mark.process
def test_out_as_a_zip_and_in_again_is_the_same_course(author, halves):
    before = files_of(halves)
    data = author.get(page("course_export", halves.pk))
    assert data["Content-Type"] == "application/zip"
    assert ZipFile(BytesIO(data.content)).testzip() is None
    halves.title = "Spoiled"
    halves.save()
    upload = SimpleUploadedFile("halves.zip", data.content)
    asked = author.post(page("course_import"), {"file": upload})
    author.post(asked.url, {"answer": "yes"})
    assert files_of(Course.objects.get()) == before


@pytest.mark.process
def test_a_bad_zip_changes_nothing_and_says_why(author, halves):
    bad = zip_files(course_files(**{"01-a-half/02-turn.md": "Nothing"}), folder="x")
    reply = author.post(page("course_import"), {"file": SimpleUploadedFile("x.zip", bad)})
    assert reply.status_code == 422
    assert "01-a-half/02-turn.md:1: a step begins with" in reply.content.decode().replace("&#x27;", "'")
    assert author.post(page("course_import")).status_code == 422


@pytest.mark.process
def test_nobody_imports_over_anothers_course(client, halves, omar):
    client.force_login(omar)
    data = zip_files(files_of(halves), folder="x")
    reply = client.post(page("course_import"), {"file": SimpleUploadedFile("x.zip", data)})
    assert reply.status_code == 422
    assert "write another name after “slug:”" in reply.content.decode()


@pytest.mark.process
def test_saving_keeps_a_version_with_who_and_what_and_a_way_back(author, halves):
    author.post(page("course_copy", halves.pk))
    copy = Course.objects.get(slug="halves-copy")
    lesson = copy.lessons.get()
    data = {"course": copy.pk, "title": "Changed", "slug": lesson.slug, "summary": ""}
    author.post(page("lesson_change", lesson.pk), data)
    shown = author.get(page("course_versions", copy.pk)).content.decode()
    assert "Changed the lesson “Changed”" in shown
    assert "noor" in shown
    first = copy.versions.last()
    assert (
        author.get(page("course_versions", copy.pk), {"version": copy.versions.first().pk}).status_code == 200
    )
    author.post(page("course_restore", first.pk))
    lesson.refresh_from_db()
    assert lesson.title == "A half"


@pytest.mark.process
def test_the_state_before_the_first_change_is_kept_too(author, halves):
    address = page("course_change", halves.pk)
    author.post(address, filled_in(author.get(address), title="New title"))
    notes = [version.note for version in halves.versions.all()]
    assert notes == ["Changed the course “New title”", "Before the first change"]
    author.post(page("course_restore", halves.versions.last().pk))
    halves.refresh_from_db()
    assert halves.title == "Halves"


def test_the_history_lists_all_that_is_kept(author, halves):
    first = record_version(halves, by=None, note="The very first")
    Version.objects.bulk_create(
        Version(course=halves, note=f"Change {number}", files=first.files) for number in range(KEPT - 1)
    )
    shown = author.get(page("course_versions", halves.pk)).content.decode()
    assert (shown.count('<a href="?version='), "The very first" in shown) == (KEPT, True)


def test_anothers_history_is_hidden(client, halves, omar):
    client.force_login(omar)
    assert client.get(page("course_versions", halves.pk)).status_code == 404


@pytest.mark.slow
def test_an_invitation_is_seen_and_answered_by_the_one_who_was_asked(client, halves, noor, omar, ben):
    client.force_login(noor)
    client.post(page("course_invite", halves.pk), {"username": "omar"})
    invitation = halves.invitations.get()
    assert client.post(page("course_answer", invitation.pk), {"accept": "yes"}).status_code == 404
    client.force_login(omar)
    assert "asks you to write “Halves” together" in client.get(page("course_changelist")).content.decode()
    client.post(page("course_answer", invitation.pk), {"accept": "yes"})
    assert client.get(page("course_change", halves.pk)).status_code == 200
    client.post(page("course_leave", halves.pk), {"user": omar.pk})
    assert client.get(page("course_change", halves.pk)).status_code == 302


def test_an_invitation_can_be_declined(client, halves, noor, omar):
    invitation = invite(halves, username="omar", by=noor)
    client.force_login(omar)
    client.post(page("course_answer", invitation.pk), {"accept": "no"})
    assert client.get(page("course_change", halves.pk)).status_code == 302


def test_inviting_somebody_who_is_no_author_says_so(author, halves, amira):
    reply = author.post(page("course_invite", halves.pk), {"username": "amira"}, follow=True)
    assert "There is no author called" in reply.content.decode()


def test_the_checklist_names_what_is_missing_and_leads_there(author, halves):
    step = Step.objects.get(slug="what")
    step.variants.get(kind="visual").archive()
    shown = author.get(page("course_change", halves.pk)).content.decode()
    assert "Step 1 of “A half” can confuse and has no visual." in shown
    assert page("step_change", step.pk) in shown


@pytest.mark.slow
def test_the_tree_stands_beside_every_form(author, halves):
    lesson = halves.lessons.get()
    for address in (
        page("course_change", halves.pk),
        page("lesson_change", lesson.pk),
        page("step_change", lesson.steps.first().pk),
        f"{page('step_add')}?lesson={lesson.pk}",
        f"{page('lesson_add')}?course={halves.pk}",
    ):
        assert 'id="course-tree"' in author.get(address).content.decode(), address


def test_the_tree_of_anothers_course_is_never_shown(author, thirds):
    shown = author.get(f"{page('step_add')}?lesson={thirds.lessons.get().pk}").content.decode()
    assert "Thirds" not in shown


@pytest.mark.slow
def test_a_courses_page_takes_the_same_number_of_queries_for_any_size(
    author, halves, django_assert_max_num_queries
):
    with django_assert_max_num_queries(60) as few:
        author.get(page("course_change", halves.pk))
    lesson = halves.lessons.get()
    for number in range(20):
        Step.objects.create(
            lesson=lesson, slug=f"s{number}", title=f"S{number}", position=number + 3, body="x"
        )
    with django_assert_max_num_queries(len(few)):
        author.get(page("course_change", halves.pk))


def test_a_copied_step_leaves_a_way_back(author, halves):
    author.post(page("step_copy", Step.objects.get(slug="what").pk))
    assert [one.note for one in halves.versions.all()][1:] == ["Before the first change"]
