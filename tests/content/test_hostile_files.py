"""Files made to harm: each is refused with a reason, quickly, and in little memory."""

import struct
import tracemalloc
import zipfile
import zlib
from contextlib import suppress
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from yaml import SafeLoader

from content.coursefiles import BadCourseFiles, read_course, read_rules
from content.coursefiles.archives import MAX_BYTES, MAX_FILES, files_in_zip
from content.coursefiles.faults import FaultList, Unreadable
from content.coursefiles.lined import LONGEST_YAML, read_yaml
from content.coursefiles.reading import LONGEST_FILE
from content.texts import pixels
from content.texts.images import InvalidImage, read_image
from content.texts.rendering import LONGEST_TEXT, render_markdown
from tests.content.coursefolder import RULES, course_files

MB = 1_000_000


def zip_of(*names: str, content: bytes = b"x", method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name in names:
            archive.writestr(name, content)
    return buffer.getvalue()


def understated(data: bytes, *, says: int = 10) -> bytes:
    """Return a zip of one entry that claims to hold `says` bytes."""
    lying = bytearray(data)
    struct.pack_into("<I", lying, lying.find(b"PK\x03\x04") + 22, says)
    struct.pack_into("<I", lying, lying.find(b"PK\x01\x02") + 24, says)
    return bytes(lying)


def raster(form: str, size: tuple[int, int] = (8, 8), *, frames: int = 1) -> bytes:
    """Return a picture of pixels."""
    first, *others = [Image.new("RGB", size, (number % 255, 0, 0)) for number in range(frames)]
    buffer = BytesIO()
    more = {"save_all": True, "append_images": others} if others else {}
    first.save(buffer, form, **more)
    return buffer.getvalue()


def peak_of(act) -> float:
    """Return the most memory (MB) that was held at once."""
    tracemalloc.start()
    act()
    peak = tracemalloc.get_traced_memory()[1] / MB
    tracemalloc.stop()
    return peak


@pytest.mark.slow
@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_that_understates_its_size_fills_no_memory(method):
    bomb = understated(zip_of("course.yaml", content=bytes(100 * MB), method=method))
    assert len(bomb) < MB

    def unpack():
        with pytest.raises(BadCourseFiles, match="no readable zip"):
            files_in_zip(bomb)

    assert peak_of(unpack) < 5


def test_a_zip_that_owns_up_to_its_size_is_refused_before_it_is_unpacked():
    bomb = zip_of("course.yaml", content=bytes(MAX_BYTES + 1))

    def unpack():
        with pytest.raises(BadCourseFiles, match="too large"):
            files_in_zip(bomb)

    assert peak_of(unpack) < 5


@pytest.mark.slow
def test_a_zip_of_thousands_of_files_is_refused():
    with pytest.raises(BadCourseFiles, match="too large"):
        files_in_zip(zip_of(*(f"{number}.md" for number in range(MAX_FILES + 1))))


@pytest.mark.parametrize("name", ["../x.md", "a/../../x.md", "/etc/x.md", "a\\..\\x.md"])
def test_no_path_leaves_the_folder(name):
    with pytest.raises(BadCourseFiles, match="leaves the course"):
        files_in_zip(zip_of(name))


def test_a_picture_that_is_a_zip_as_well_is_a_picture_and_nothing_more():
    polyglot = raster("GIF") + zip_of("course.yaml")
    assert read_image("a.gif", polyglot).content_type == "image/gif"
    assert set(files_in_zip(polyglot)) == {"course.yaml"}


YAML_TRICKS = {
    "swelling": "a: &a [x,x,x,x,x,x,x,x,x]\n"
    + "".join(f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdef", "bcdefg", strict=True)),
    "itself": "a: &a [*a]",
    "deep list": "a: " + "[" * 5000,
    "deep names": "\n".join(" " * depth + "a:" for depth in range(2000)),
    "no text as a name": "? [a, b]\n: c",
    "two documents": "a: b\n---\nc: d",
    "a cut one": "a: 'b",
}


@pytest.mark.parametrize("trick", YAML_TRICKS)
def test_a_yaml_trick_is_refused_with_its_reason(trick):
    faults = FaultList()
    with pytest.raises(Unreadable):
        read_yaml(YAML_TRICKS[trick], file="course.yaml", faults=faults)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: b" + " " * LONGEST_YAML, "more than 200,000 characters"),
        ("a:\n" + "- b\n" * 45_000, "too many entries"),
    ],
)
def test_a_yaml_text_that_is_too_long_is_refused_without_being_composed(text, reason, monkeypatch):
    composed = []
    compose = SafeLoader.compose_node
    monkeypatch.setattr(
        SafeLoader, "compose_node", lambda *args: composed.append(args) or compose(*args), raising=True
    )
    faults = FaultList()
    with pytest.raises(Unreadable):
        read_yaml(text, file="course.yaml", faults=faults)
    assert reason in faults.faults[0].reason
    assert len(composed) <= 40_000


@pytest.mark.parametrize(
    ("path", "text", "reason"),
    [
        (
            "01-a-half/02-turn.md",
            f"---\ntitle: A\n---\n{'a' * (LONGEST_TEXT + 1)}",
            ":4: a text has at most 30,000",
        ),
        ("01-a-half/02-turn.md", "a" * (LONGEST_FILE + 1), ":1: this file has more than 200 kB"),
        ("course.yaml", "a" * (LONGEST_FILE + 1), ":1: this file has more than 200 kB"),
    ],
)
def test_a_text_that_is_too_long_is_refused_with_its_line(path, text, reason):
    with pytest.raises(BadCourseFiles, match=f"{path}{reason}"):
        read_course(course_files(**{path: text}))


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system", "!!python/name:os.system", "!x"])
def test_a_yaml_tag_makes_nothing(tag):
    assert read_yaml(f"a: {tag} [ls]", file="course.yaml", faults=FaultList()).data == {"a": ["ls"]}


def test_an_svg_of_a_hundred_thousand_levels_is_refused():
    deep = b'<svg xmlns="http://www.w3.org/2000/svg">' + b"<g>" * 100_000 + b"</g>" * 100_000 + b"</svg>"
    with pytest.raises(InvalidImage, match="nested"):
        read_image("a.svg", deep)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("a.svg", b"\x89PNG\r\n\x1a\n<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("a.png", b"MZ\x90"),
        ("a.jpg", b"GIF89a"),
        ("a.svg", b'<!DOCTYPE x [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>'),
        ("../a.png", b"\x89PNG\r\n\x1a\n"),
    ],
)
def test_a_picture_is_what_its_bytes_are_and_not_what_its_name_says(name, data):
    with pytest.raises(InvalidImage):
        read_image(name, data)


@settings(max_examples=150)
@given(st.text(alphabet="a*_[]()<>&`$|\\#-!\n \"'=:{}", max_size=300))
def test_no_text_of_an_author_becomes_a_script(text):
    html = render_markdown(text).lower()
    for sign in ("<script", "<iframe", "<object", "<style", "javascript:"):
        assert sign not in html


@settings(max_examples=200)
@given(st.binary(max_size=400) | st.binary(max_size=60).map(lambda b: b"PK\x03\x04" + b))
def test_no_bytes_make_the_readers_fall_over(data):
    for read in (files_in_zip, lambda d: read_image("a.svg", d), lambda d: read_image("a.png", d)):
        try:
            read(data)
        except (BadCourseFiles, InvalidImage):
            continue


@pytest.mark.process
@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", understated(zip_of("a.md", content=bytes(MB)))])
def test_the_import_page_answers_a_broken_file_with_a_form(client, noor, data):
    client.force_login(noor)
    file = SimpleUploadedFile("course.zip", data)
    reply = client.post(reverse("admin:content_course_import"), {"file": file})
    assert reply.status_code in (200, 422)


def test_a_zip_whose_bytes_are_damaged_is_no_readable_zip():
    data = bytearray(zip_of("course.yaml", content=bytes(range(256)) * 40))
    data[60:90] = b"\xff" * 30
    with pytest.raises(BadCourseFiles, match="no readable zip"):
        files_in_zip(bytes(data))


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("show: [visual]", "show: [visual]\n    priority: inf", "priority must be a number"),
        ("show: [visual]", "show: [visual]\n    priority: 1e30", "priority must be a number"),
        ("show: [visual]", "show: [visual]\n    hold_s: nan", "hold_s must be a number"),
        ("name: Lost here", f"name: {'x' * 161}", "name has more than 160 characters"),
        ("show: [visual]", f"show: [visual]\n    sentence: {'x' * 301}", "sentence has more than 300"),
    ],
)
def test_a_rule_that_no_field_could_hold_is_refused_with_its_line(old, new, reason):
    with pytest.raises(BadCourseFiles, match=reason):
        read_rules(RULES.replace(old, new), file="rules.yaml")


def test_conditions_that_are_no_list_are_refused():
    with pytest.raises(BadCourseFiles, match="conditions must be a list"):
        read_rules("rules:\n  - {slug: a, name: A, show: [hint], conditions: true}\n", file="rules.yaml")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            {"01-a-half/02-turn.md": f"---\ntitle: {'x' * 161}\n---\nText."},
            "title has more than 160 characters",
        ),
        (
            {"01-a-half/02-turn.md": "---\ntitle: A\n---\nText.\n\0"},
            ":5: there is a character here that is no",
        ),
        (
            {"01-a-half/02-turn.md": f"---\ntitle: A\n---\nText.\n::: easier {'x' * 161}\nEasy.\n:::\n"},
            "title of the easier variant",
        ),
    ],
)
def test_a_text_that_no_field_could_hold_is_refused_with_its_line(change, reason):
    with pytest.raises(BadCourseFiles, match=reason):
        read_course(course_files(**change))


def test_an_svg_in_another_encoding_hides_no_entities():
    svg = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY a "b">]>'
    svg += f'<svg xmlns="http://www.w3.org/2000/svg"><!--{b"<svg".decode("utf-16-le")}-->&a;</svg>'
    with pytest.raises(InvalidImage, match="UTF-8"):
        read_image("a.svg", svg.encode("utf-16"))
    declared = '<?xml version="1.0" encoding="utf-7"?><svg xmlns="http://www.w3.org/2000/svg"/>'
    assert read_image("a.svg", declared.encode()).data.startswith(b"<svg")


ENDINGS = {"PNG": "png", "JPEG": "jpg", "GIF": "gif", "WEBP": "webp"}


@pytest.mark.parametrize("form", ENDINGS)
def test_a_picture_that_declares_more_pixels_than_it_holds_is_refused(form):
    name, whole = f"a.{ENDINGS[form]}", raster(form, (64, 64))
    assert read_image(name, whole).data == whole
    with pytest.raises(InvalidImage, match=r"does not hold all|cannot be read"):
        read_image(name, whole[: len(whole) * 2 // 3])


def test_a_png_of_few_bytes_that_declares_a_wall_is_refused_before_it_is_decoded():
    small = bytearray(raster("PNG"))
    struct.pack_into(">II", small, 16, 5000, 4000)
    struct.pack_into(">I", small, 29, zlib.crc32(small[12:29]))

    def refuse():
        with pytest.raises(InvalidImage, match="more than 16 million pixels"):
            read_image("a.png", bytes(small))

    assert peak_of(refuse) < 5
    struct.pack_into(">II", small, 16, 60, 60)
    struct.pack_into(">I", small, 29, zlib.crc32(small[12:29]))
    with pytest.raises(InvalidImage, match="does not hold all"):
        read_image("a.png", bytes(small))


def test_frames_count_together(monkeypatch):
    moving = raster("GIF", frames=5)
    assert read_image("a.gif", moving).data == moving
    monkeypatch.setattr(pixels, "MOST_FRAMES", 4)
    with pytest.raises(InvalidImage, match="or 200 frames"):
        read_image("a.gif", moving)


def test_an_svg_that_grows_by_its_cleaning_is_refused():
    grown = b'<svg xmlns="http://www.w3.org/2000/svg"><text>' + b">" * 900_000 + b"</text></svg>"
    with pytest.raises(InvalidImage, match="more than 1,000 kB"):
        read_image("a.svg", grown)


@pytest.mark.parametrize("levels", range(300, 1000, 50))
def test_an_svg_of_any_depth_is_cleaned_or_refused(levels):
    deep = b'<svg xmlns="http://www.w3.org/2000/svg">' + b"<g>" * levels + b"</g>" * levels + b"</svg>"
    with suppress(InvalidImage):
        read_image("a.svg", deep)
