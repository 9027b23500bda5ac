"""PDFs write every script that names come in, from either side; what no font has is marked and said."""

import pypdfium2
import pytest
from django.urls import reverse
from django.utils.translation import override

from tests.pdf_text import pdf_text
from tutor.reports.document import Document, Row, Section, Table
from tutor.reports.lettering import as_drawn, broken, isolated, words_of
from tutor.reports.pdf import write_pdf
from tutor.reports.pdf_fonts import MISSING

NAMES = ["Łukasz", "Nguyễn", "Ελένη", "Київ", "किरण", "محمد", "שלום", "王小明", "陳大文"]


def report(*names: str) -> Document:
    table = Table(["Name", "Number"], [[name, 12] for name in names])
    return Document("Heading", "Sentence", [Section("key", "Title", [Row(name) for name in names], table)])


def order_of(text: str, *, rightwards: bool = False) -> str:
    """Return how a line is drawn from left to right, each piece in the order in which it is read."""
    words = words_of(text, rightwards=rightwards, font_of=lambda cluster: (cluster, "font"))
    pieces = [piece for word in words for piece in word.pieces]
    return "|".join(piece.text for piece in as_drawn(pieces) if piece.text.strip())


def test_numbers_among_letters_from_the_right_keep_their_place():
    assert order_of("abc محمد 123 علي def") == "abc|علي|123|محمد|def"


def test_a_name_that_is_set_apart_leaves_the_sentence_alone():
    assert order_of(f"{isolated('علي')} 5: صفحة", rightwards=False) == "علي|5:|صفحة"
    assert order_of("علي 5: صفحة", rightwards=False) == "صفحة|:|5|علي"


def test_brackets_that_run_from_the_right_are_turned():
    words = words_of("(علي)", rightwards=True, font_of=lambda cluster: (cluster, cluster))
    drawn = as_drawn([piece for word in words for piece in word.pieces])
    assert (drawn[0].letter_by_letter, drawn[-1].letter_by_letter) == ("(", ")")


def test_a_line_of_chinese_ends_anywhere_but_before_a_stop():
    words = words_of("王小明，李娜。", rightwards=False, font_of=lambda cluster: (cluster, "han"))
    lines = broken(words, 3, lambda piece: len(piece.text))
    assert ["".join(piece.text for piece in line) for line in lines] == ["王小", "明，李", "娜。"]


def test_a_word_that_is_wider_than_its_line_is_cut():
    words = words_of("ab abcdefg", rightwards=False, font_of=lambda cluster: (cluster, "sans"))
    lines = broken(words, 4, lambda piece: len(piece.text))
    assert ["".join(piece.text for piece in line) for line in lines] == ["ab", "abcd", "efg"]


def test_names_in_every_script_have_their_letters():
    pdf = write_pdf(report(*NAMES))
    said = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    assert [name for name in NAMES if name not in said] == []
    assert MISSING not in said


def test_letters_that_no_font_has_are_marked_and_said():
    said = pdf_text(write_pdf(report("김철수 Kim")))
    assert f"{MISSING * 3} Kim" in said
    assert "can't be drawn on paper" in said
    assert "can't be drawn" not in pdf_text(write_pdf(report(*NAMES)))


def test_in_arabic_the_first_column_is_at_the_right():
    place = {}
    for language in ("en", "ar"):
        with override(language):
            page = pypdfium2.PdfDocument(write_pdf(report("Amira")))[0].get_textpage()
        found = page.search("Amira").get_next()
        left, _, right, _ = page.get_charbox(found[0])
        place[language] = (left + right) / 2
    assert place["en"] < 100 < 595 - 100 < place["ar"]


@pytest.mark.parametrize("language", ["ar", "de", "en", "es", "fr", "hi", "pt-br", "zh-hans"])
def test_no_language_lacks_a_letter(client, tariq, hold_session, settings, language):
    session = hold_session(students=5, lost=3)
    client.force_login(tariq)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    url = reverse("tutor:session_report", args=[session.classroom_id, session.pk])
    reply = client.get(f"{url}pdf/")
    assert reply.status_code == 200
    said = pdf_text(reply.content)
    assert MISSING not in said
    assert ("Tomorrow" in said) == (language == "en")
