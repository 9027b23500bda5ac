"""What a lesson's tile shows is drawn from the lesson's own text."""

import pytest

from content.texts.sketch import HEIGHT, sketch_of

HALVES = r"""Half is two quarters: $\frac{1}{2}$.

$$\frac{1}{2} = \frac{2}{4}$$
"""


def test_the_formula_with_most_fractions_is_drawn_as_ribbons():
    bars = sketch_of(HALVES).bars
    assert [bar.filled for bar in bars] == ["50.0", "50.0"]
    assert [bar.outline.count("M") for bar in bars] == [2, 4]
    (top, height), (below, its) = ((int(bar.top), int(bar.height)) for bar in bars)
    assert 0 < top < top + height < below < below + its < HEIGHT


@pytest.mark.parametrize(
    "text", [r"$\frac{5}{4}$", r"$\frac{1}{13}$", r"$\frac{0}{4}$", r"$\frac{1}{1}$", r"$\frac{a}{4}$"]
)
def test_what_is_no_part_of_a_whole_is_no_ribbon(text):
    sketch = sketch_of(text)
    assert sketch.bars == ()
    assert "<math" in sketch.formula


def test_at_most_three_ribbons_are_drawn():
    assert len(sketch_of(r"$\frac12 \frac{1}{3} \frac{1}{4} \frac{1}{5} \frac{1}{6}$").bars) == 3


def test_without_a_fraction_the_first_short_formula_stands():
    long = "a + " * 20 + "b"
    assert "<msup>" in sketch_of(f"So ${long}$ is long, $x^2$ is not, and $y$ neither.").formula


@pytest.mark.parametrize("text", ["", "No formula here: 1/2.", r"$x^{2$ and $$y$$"])
def test_a_text_without_a_formula_has_no_drawing(text):
    assert sketch_of(text) == ((), "")


def test_a_formula_is_no_way_in_for_markup():
    assert "<script" not in sketch_of(r"$\text{<script>}$").formula
