"""Sign-in cards as a PDF: eight on a page of A4, to be cut along the lines."""

from collections.abc import Sequence
from pathlib import Path

from django.contrib.staticfiles import finders

from content import figures
from content.language import gettext
from tutor.reports.card_views import CardView
from tutor.reports.pdf_page import INK, LINE, SOFT, Page

# In mm. Two columns of four fill the page between margins of 12.
LEFT, TOP, WIDTH, HEIGHT, PAD, QR = 12.0, 14.0, 93.0, 64.0, 6.0, 34.0
COLUMNS, ROWS = 2, 4
# In points: smaller is not read.
LEAST, SMALLEST_SHARE = 5.5, 0.75
# After these a long name may be broken.
BREAKS = " -."


class Sheet(Page):
    """A page of cards: nothing but cards."""

    def write_feet(self) -> None:
        """Leave the feet empty: the paper is cut."""


def write_cards(title: str, cards: Sequence[CardView]) -> bytes:
    """Return the cards as a PDF."""
    return Sheet.drawn(lambda sheet: _draw_all(sheet, title, cards))


def _draw_all(sheet: Sheet, title: str, cards: Sequence[CardView]) -> None:
    sheet.set_title(title)
    sheet.set_auto_page_break(False)
    for number, card in enumerate(cards):
        place = number % (COLUMNS * ROWS)
        if place == 0:
            sheet.add_page()
        row, column = divmod(place, COLUMNS)
        _draw(sheet, card, LEFT + column * WIDTH, TOP + row * HEIGHT)


def _draw(sheet: Sheet, card: CardView, x: float, y: float) -> None:
    sheet.set_draw_color(*LINE)
    sheet.set_line_width(0.2)
    sheet.set_dash_pattern(dash=1, gap=1)
    sheet.box(x, y, WIDTH, HEIGHT)
    sheet.set_dash_pattern()
    _draw_qr(sheet, card, sheet.across(x + WIDTH - PAD - QR, QR), y + PAD)
    width = WIDTH - 3 * PAD - QR
    _write(sheet, card.name, x + PAD, y + 12, width=width, size=13, colour=INK)
    _write(sheet, card.username, x + PAD, y + 19, width=width, size=9, colour=SOFT)
    sheet.write_at(x + PAD, y + 27, card.code, width=width, size=13)
    until = gettext("until %(day)s") % {"day": figures.long_day(card.last_day)}
    sheet.write_at(x + PAD, y + 33, until, width=width, size=8, colour=SOFT)
    for number, (name, _) in enumerate(card.pictures):
        found = finders.find(f"tutor/img/pictures/{name}.svg")
        if found:
            sheet.image(Path(str(found)), x=sheet.across(x + PAD + number * 17, 14), y=y + 38, w=14, h=14)
    hint, wide = gettext("Scan the square, or type the letters at"), WIDTH - 2 * PAD
    sheet.write_at(x + PAD, y + 56.5, hint, width=wide, size=7.5, colour=SOFT)
    sheet.write_at(x + PAD, y + 60.5, card.page, width=wide, size=_fit(sheet, card.page, wide, 9), colour=INK)


def _write(
    sheet: Sheet, text: str, x: float, y: float, *, width: float, size: float, colour: tuple[int, int, int]
) -> None:
    """Write a name down to `y`: on one line, smaller where it is long, on two where longer."""
    lines = [text]
    if _fit(sheet, text, width, size) < size * SMALLEST_SHARE:
        middle = len(text) / 2
        breaks = [place for place, char in enumerate(text) if char in BREAKS] or [int(middle)]
        place = min(breaks, key=lambda one: abs(one - middle)) + 1
        lines = [text[:place].rstrip(), text[place:]]
    sizes = [_fit(sheet, line, width, size) for line in lines]
    for up, line in enumerate(reversed(lines)):
        top = y - up * min(sizes) * 0.42
        sheet.write_at(x, top, line, width=width, size=min(sizes), colour=colour)


def _fit(sheet: Sheet, text: str, width: float, size: float) -> float:
    """Return the largest size up to `size` in which a line fits its width; below `LEAST` it is cut."""
    return max(LEAST, min(size, size * width / max(1.0, sheet.width_of(text, size=size))))


def _draw_qr(sheet: Sheet, card: CardView, x: float, y: float) -> None:
    modules = [list(row) for row in card.matrix().matrix_iter(border=1)]
    size = QR / len(modules)
    sheet.set_fill_color(20, 24, 26)
    for down, row in enumerate(modules):
        for start, end in _runs(row):
            # A hair wider, or readers see the seams that printers leave.
            sheet.rect(x + start * size, y + down * size, (end - start) * size + 0.02, size + 0.02, "F")


def _runs(row: Sequence[int]) -> list[tuple[int, int]]:
    """Return where dark runs begin and end: some hundreds of rectangles in the place of thousands."""
    runs: list[tuple[int, int]] = []
    for place, is_dark in enumerate(row):
        if not is_dark:
            continue
        if runs and runs[-1][1] == place:
            runs[-1] = (runs[-1][0], place + 1)
        else:
            runs.append((place, place + 1))
    return runs
