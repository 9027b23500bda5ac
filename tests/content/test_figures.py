"""Numbers, shares, lists and days, as each of the eight languages writes them."""

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from content import figures
from content.admin.amounts import read_amount, write_amount
from content.language import gettext

AT = datetime(2026, 11, 3, 14, 5, tzinfo=UTC)
# Spaces that do not break: a narrow one in French numbers, a wide one before the sign of per cent.
NARROW, WIDE = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("language", "number", "percent", "several", "one_of", "day"),
    [
        ("en", "12,345.5", "50%", "a, b and c", "a, b or c", "3 Nov 2026"),
        ("es", "12.345,5", f"50{WIDE}%", "a, b y c", "a, b o c", "3 nov 2026"),
        ("pt-br", "12.345,5", "50%", "a, b e c", "a, b ou c", "3 de nov. de 2026"),
        ("de", "12.345,5", f"50{WIDE}%", "a, b und c", "a, b oder c", "3. Nov. 2026"),
        ("fr", f"12{NARROW}345,5", f"50{WIDE}%", "a, b et c", "a, b ou c", "3 nov. 2026"),
        ("hi", "12,345.5", "50%", "a, b और c", "a, b या c", "3 नव॰ 2026"),
        ("ar", "١٢٬٣٤٥٫٥", "٥٠٪", "a وb وc", "a أو b أو c", "٣ نوفمبر ٢٠٢٦"),
        ("zh-hans", "12,345.5", "50%", "a、b和c", "a、b或c", "2026年11月3日"),
    ],
)
def test_each_language_writes_in_its_own_way(language, number, percent, several, one_of, day):
    with override(language):
        assert figures.number(12345.5) == number
        assert figures.percent(50) == figures.share(0.5) == percent
        assert figures.listed("abc") == several
        assert figures.either("abc") == one_of
        assert figures.day(date(2026, 11, 3)) == day


@pytest.mark.parametrize(
    ("language", "moment"),
    [
        ("en", "3 Nov 2026, 14:05"),
        ("de", "3. Nov. 2026, 14:05"),
        ("ar", "٣ نوفمبر ٢٠٢٦، ٢:٠٥ م"),
        ("hi", "3 नव॰ 2026, 2:05 pm"),
    ],
)
def test_a_moment_has_the_clock_of_its_language(language, moment):
    with override(language):
        assert figures.moment(AT) == moment


def test_spanish_marks_no_thousands_in_four_digits_and_indian_numbers_go_by_two():
    with override("es"):
        assert (figures.number(1234), figures.number(12345)) == ("1234", "12.345")
    with override("hi"):
        assert figures.number(1234567) == "12,34,567"


def test_a_number_in_a_message_is_written_in_its_language_and_a_text_stays():
    with override("de"):
        assert gettext("%(n)s of %(code)s") % {"n": 1234.5, "code": "2026"} == "1.234,5 of 2026"
        assert gettext("%(is_it)s") % {"is_it": True} == "True"


@pytest.mark.parametrize("language", ["en", "es", "pt-br", "de", "fr", "hi", "ar", "zh-hans"])
@pytest.mark.parametrize(
    ("typed", "unit", "meant"),
    [
        ("65%", "share", 0.65),
        ("65 %", "share", 0.65),
        ("0,65", "share", 0.65),
        ("٦٥٪", "share", 0.65),
        ("٠٫٦٥", "share", 0.65),
        ("६५ %", "share", 0.65),
        ("40 s", "seconds", 40.0),
        ("1 min 30 s", "seconds", 90.0),
        ("٩٠", "seconds", 90.0),
        ("2,5", "count", 2.5),
        ("२.५", "count", 2.5),
        ("yes", "yes", 1.0),
    ],
)
def test_a_typed_amount_means_the_same_in_every_language(language, typed, unit, meant):
    with override(language):
        assert read_amount(typed, unit) == pytest.approx(meant)


@pytest.mark.parametrize("language", ["en", "es", "pt-br", "de", "fr", "hi", "ar", "zh-hans"])
@pytest.mark.parametrize(
    ("value", "unit"),
    [(0.65, "share"), (40.0, "seconds"), (90.5, "seconds"), (2.5, "count"), (12345.0, "count"), (1.0, "yes")],
)
def test_an_amount_that_is_shown_can_be_typed_back(language, value, unit):
    with override(language):
        assert read_amount(write_amount(value, unit), unit) == pytest.approx(value)
