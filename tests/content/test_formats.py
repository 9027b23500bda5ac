"""What holds of every format: a source is known by its looks, and its reading tells how far it is."""

import pytest

from content.coursefiles import BadCourseFiles
from content.exchange.readers import FORMATS, Source, read_source
from content.exchange.readers.documents import Wanted
from tests.content import coursefolder, moodlebank, oatutortree, olxtree, qtibank

GIFT = b"\n\n".join(b"::Sum %d:: 1+1? {#2}" % number for number in range(3))
CHOICE = qtibank.choices("a half", "a third", prompt="Which?")
SOURCES = {
    "attune": ("halves", coursefolder.course_files()),
    "olx": ("export", olxtree.tree(olxtree.problem("<p>Read.</p>"))),
    "qti": ("items.xml", {"items.xml": qtibank.item(CHOICE, qtibank.response("A")).encode()}),
    "moodle": (
        "bank.xml",
        {"bank.xml": moodlebank.quiz(moodlebank.question("description", "<p>Read.</p>", name="Text"))},
    ),
    "oatutor": (
        "content",
        oatutortree.checkout(oatutortree.problem("sum1", oatutortree.step())),
    ),
    "gift": ("bank.gift", {"bank.gift": GIFT}),
}


def test_every_format_has_a_source_here():
    assert SOURCES.keys() == FORMATS.keys()


@pytest.mark.parametrize("name", list(SOURCES))
def test_a_source_is_read_in_its_format_and_tells_how_far_it_is(name):
    called, files = SOURCES[name]
    seen = []
    wanted = Wanted(licence="CC BY 4.0", on_progress=lambda done, total: seen.append((done, total)))
    reading = read_source(Source(called, files), wanted)
    assert (reading.format, bool(reading.steps())) == (name, True)
    assert seen
    assert all(0 <= done <= total for done, total in seen)


def test_what_no_format_reads_is_told_what_can_be_read():
    with pytest.raises(BadCourseFiles, match=r"Attune, Open edX \(OLX\), QTI, Moodle XML, OATutor, GIFT"):
        read_source(Source("a.bin", {"a.bin": b"\x00\x01"}), Wanted())
