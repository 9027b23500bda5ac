"""Pictures that are pasted, dropped or chosen while a text is written."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from content.models import Course, Image
from content.texts.images import MAX_IMAGE_BYTES
from tests.content.coursefolder import PIE

CAKE = PIE.replace("<circle", "<script>x</script><circle").replace('r="4"', 'r="3"').encode()


@pytest.fixture
def address(halves):
    return reverse("admin:content_course_pictures", args=[halves.pk])


def send(client, address, *, name="My cake!.svg", data=CAKE, alt="A [cut] cake"):
    return client.post(address, {"file": SimpleUploadedFile(name, data), "alt": alt})


@pytest.mark.process
def test_a_picture_is_cleaned_named_and_ready_for_the_text(author, halves, address):
    reply = send(author, address).json()
    assert reply == {"markdown": "![A \\[cut\\] cake](images/my-cake.svg)"}
    picture = Image.objects.get(name="my-cake.svg")
    assert (picture.course, picture.alt) == (halves, "A [cut] cake")
    assert b"script" not in bytes(picture.data)
    notes = [one.note for one in halves.versions.all()]
    assert notes == ["Added the picture “my-cake.svg”", "Before the first change"]


@pytest.mark.process
def test_a_name_that_is_taken_gets_a_number_and_the_same_picture_is_stored_once(author, address):
    other = PIE.replace('r="4"', 'r="2"').encode()
    assert "images/pie-2.svg" in send(author, address, name="pie.svg", data=other).json()["markdown"]
    again = send(author, address, name="again.svg", data=other, alt="The same").json()
    assert again == {"markdown": "![The same](images/pie-2.svg)"}
    assert Image.objects.count() == 2


@pytest.mark.process
@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"alt": "  "}, "say what the picture shows"),
        ({"alt": "x" * 501}, "more than 500 characters"),
        ({"data": b"MZ nothing"}, "no SVG, PNG"),
        ({"data": b"\x89PNG\r\n\x1a\n" + bytes(MAX_IMAGE_BYTES)}, "more than 1,000 kB"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_reason(author, address, given, reason):
    reply = send(author, address, **given)
    assert reply.status_code == 422
    assert reason in reply.json()["error"]
    assert Image.objects.count() == 1


def test_no_file_is_no_picture(author, address):
    assert "choose a picture" in author.post(address, {"alt": "x"}).json()["error"]


def test_the_courses_pictures_are_listed_to_choose_from(author, address):
    assert author.get(address).json()["pictures"] == [
        {
            "name": "pie.svg",
            "alt": "A pie cut into two equal parts",
            "markdown": "![A pie cut into two equal parts](images/pie.svg)",
            "url": Course.objects.get().image_urls()["images/pie.svg"],
        }
    ]


def test_pictures_are_for_the_courses_authors(client, omar, address):
    client.force_login(omar)
    assert client.get(address).status_code == 404
    assert send(client, address).status_code == 404
