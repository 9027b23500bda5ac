"""A PDF draws names as Chromium does: the same fonts, the ink of both laid over each other."""

from base64 import b64encode
from importlib.metadata import distribution
from io import BytesIO
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from tutor.reports.pdf_fonts import SOURCES
from tutor.reports.pdf_page import Page as Paper

NAMES = {
    "devanagari": ("shaped-sans", "किरण क्षितिज विद्यार्थी"),
    "arabic": ("shaped-arabic", "محمد لَيْلَى بن عبد الله"),
    "hebrew": ("shaped-hebrew", "שלום כהן"),
    "han": ("shaped-han", "王小明李娜陳大文"),
    "marks": ("shaped-sans", "ẹ́kọ́ Amélie Łukasz"),
    "mixed": ("shaped-arabic", "محمد 123 (علي) abc"),
}
# Of the ink of both, how much lies on the other's: letters in another order or form share less than half.
LEAST = 0.75
SIZE = (600, 60)


def ink_of(picture: Image.Image) -> np.ndarray:
    """Return how dark a line of text is, cut to its letters and of one size."""
    dark = 255 - np.asarray(picture.convert("L"), dtype=float)
    rows, columns = (np.flatnonzero(dark.max(axis=axis) > 60) for axis in (1, 0))
    cut = dark[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return np.asarray(Image.fromarray(cut.astype("uint8")).resize(SIZE), dtype=float)


def on_paper(text: str) -> np.ndarray:
    def draw(paper: Paper) -> None:
        paper.add_page()
        paper.write_at(20, 40, text, width=170, size=24)

    page = pypdfium2.PdfDocument(Paper.drawn(draw))[0]
    return ink_of(page.render(scale=4).to_pil().crop((0, 200, 2380, 700)))


def in_browser(page, text: str, font: str) -> np.ndarray:
    faces = [("other", font), ("main", "noto-sans")]
    rules = "".join(
        f"@font-face {{ font-family: {name}; src: url(data:font/ttf;base64,{font_data(one)}) }}"
        for name, one in faces
    )
    page.set_content(
        f"<style>{rules} p {{ font: 96px main, other; background: #fff; color: #000; width: max-content;"
        " padding: 60px; white-space: pre }</style><p id=name dir=auto></p>"
    )
    page.evaluate("text => { document.getElementById('name').textContent = text }", text)
    page.evaluate("() => document.fonts.ready")
    return ink_of(Image.open(BytesIO(page.locator("#name").screenshot())))


def font_data(name: str) -> str:
    package, source = SOURCES[name]
    return b64encode(Path(str(distribution(package).locate_file(source))).read_bytes()).decode()


def alike(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.minimum(one, other).sum() / np.maximum(one, other).sum())


@pytest.mark.parametrize("script", NAMES)
def test_a_name_looks_on_paper_as_in_a_browser(chromium, script):
    font, text = NAMES[script]
    page = chromium.new_page(viewport={"width": 2400, "height": 300})
    found = alike(on_paper(text), in_browser(page, text, font))
    page.close()
    assert found > LEAST
