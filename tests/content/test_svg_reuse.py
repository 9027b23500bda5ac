"""Elements of an SVG that draw one another: so deep and so many, and no more."""

import pytest

from content.texts.images import InvalidImage, read_image
from content.texts.svg_reuse import DEEPEST, MOST_DRAWN
from tests.growth import LINEAR, cost_of_doubling

LINKS = {
    "use": '<g id="e{0}"><use href="#e{1}"/></g>',
    "pattern": '<pattern id="e{0}"><rect fill="url(#e{1})"/></pattern>',
    "clip": '<clipPath id="e{0}"><rect clip-path="url(#e{1})"/></clipPath>',
    "mask": '<mask id="e{0}"><g style="mask: url(&quot;#e{1}&quot;)"/></mask>',
    "marker": '<marker id="e{0}"><path d="M0 0" marker-end="url(#e{1})"/></marker>',
    "gradient": '<linearGradient id="e{0}" href="#e{1}"/>',
    "sheet": '<mask id="e{0}"><rect class="c{0}"/></mask><style>.c{0} {{ fill: url(#e{1}) }}</style>',
    "id in a sheet": '<mask id="e{0}"><g id="g{0}"/></mask><style>a, #g{0} {{mask: url(#e{1})}}</style>',
    "escaped": r'<mask id="e{0}"><g class="c{0}"/></mask><style>.c{0} {{ mask: u\72l(#e{1}) }}</style>',
}


def svg(inside: str) -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg"><defs>{inside}</defs></svg>'.encode()


def clean(inside: str) -> bytes:
    return read_image("a.svg", svg(inside)).data


def chain(kind: str, references: int) -> list[str]:
    """Return elements of which each draws the next, so many references in a row."""
    links = [LINKS[kind].format(number, number + 1) for number in range(references)]
    return [*links, f'<g id="e{references}"/>']


@pytest.mark.parametrize("turn", [list, reversed], ids=["forwards", "backwards"])
@pytest.mark.parametrize("kind", LINKS)
def test_a_row_of_references_is_followed_so_far_and_no_further(kind, turn):
    assert clean("".join(turn(chain(kind, DEEPEST))))
    with pytest.raises(InvalidImage, match="draw one another in a row"):
        clean("".join(turn(chain(kind, DEEPEST + 1))))


def reused(times: int) -> str:
    """Return 99 shapes that are drawn so many times, and then all of that once more."""
    use = '<use href="#a"/>' * times
    return f'<g id="a">{"<rect/>" * 99}</g><g id="b">{use}</g><use href="#b"/>'


def test_what_is_drawn_is_counted_with_each_reuse():
    # 2 x 98 x 101 elements are 19,796; with 100 instead of 98 they are 20,200.
    assert clean(reused(98))
    with pytest.raises(InvalidImage, match="draws more than 20,000 elements"):
        clean(reused(100))


@pytest.mark.parametrize(
    "painted",
    [
        '<g fill="url(#p)">{}</g>',
        '<g class="a">{}</g><style>.a { fill: url(#p) }</style>',
        "<g>{}</g><style>@media all { rect { stroke: url(#p) } }</style>",
        "<g>{}</g><style>/* a */ g > rect { color: red; FILL: url('#p') }</style>",
    ],
)
def test_a_pattern_counts_for_each_shape_that_is_painted_with_it(painted):
    pattern = f'<pattern id="p">{"<circle/>" * 150}</pattern>'
    assert clean(pattern + painted.replace("{}", "<rect/>" * 100))
    with pytest.raises(InvalidImage, match="draws more than"):
        clean(pattern + painted.replace("{}", "<rect/>" * 150))


def test_a_selector_that_is_not_understood_counts_for_every_element():
    sheet = "<style>rect:hover { fill: url(#p) }</style>"
    with pytest.raises(InvalidImage, match="draws itself"):
        clean(f'<pattern id="p"><circle/></pattern>{sheet}')


def test_a_marker_counts_at_each_vertex_where_it_is_drawn_at_each():
    marker, vertices = f'<marker id="m">{"<circle/>" * 49}</marker>', "M" + " 1 1" * 500
    assert clean(f'{marker}<path d="{vertices}" marker-end="url(#m)"/>')
    with pytest.raises(InvalidImage, match="draws more than"):
        clean(f'{marker}<path d="{vertices}" marker-mid="url(#m)"/>')


@pytest.mark.parametrize(
    "inside", ['<g id="a"><use href="#a"/></g>', '<pattern id="a"><g><rect fill="url(#a)"/></g></pattern>']
)
def test_what_draws_itself_is_refused(inside):
    with pytest.raises(InvalidImage, match="draws itself"):
        clean(inside)


def test_more_elements_than_a_page_should_draw_are_refused():
    with pytest.raises(InvalidImage, match="more than 20,000 elements"):
        clean("<g/>" * MOST_DRAWN)


def test_pictures_as_drawing_programs_make_them_are_taken():
    gradients = "".join(
        f'<linearGradient id="g{n}" href="#g0"><stop/></linearGradient>' for n in range(1, 20)
    )
    shapes = "".join(f'<path class="k-{n % 9}" fill="url(#g{n % 20})" d="M0 0L1 1"/>' for n in range(3000))
    sheet = "<style>.k-1, .k-2 { fill: url(#g1); clip-path: url(#c) } path:hover { fill: url(#g2) }</style>"
    clip = '<clipPath id="c"><rect/></clipPath>'
    kept = clean(f'<linearGradient id="g0"/>{gradients}{clip}{sheet}<g fill="url(#g1)">{shapes}</g>')
    assert kept.count(b"url(#") > 3000


@pytest.mark.parametrize("style", [r"u\72l(http://x)", r"\75 rl(x.svg)", "var(--a)", r"@\69mport x"])
def test_an_escape_hides_nothing_that_a_style_must_not_do(style):
    assert b"fill" not in clean(f"<rect fill='{style}'/><style>rect {{ fill: {style} }}</style>")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("size", "make"),
    [
        (300, lambda n: '<g id="a"/>' + '<use href="#a"/>' * n),
        (300, lambda n: "<style>" + "".join(f".c{k} {{ fill: url(#a) }}" for k in range(n)) + "</style>"),
        (3000, lambda n: f"<style>{'a ' * n}</style>"),
        (3000, lambda n: f"<style>{'a ' * n}! {{ fill: url(#a) }}</style>"),
        (3000, lambda n: f"<style>{'/* ' * n}</style>"),
        (3000, lambda n: f"<style>a {{ fill: {'url(#a) ' * n} }}</style>"),
    ],
)
def test_following_twice_as_much_costs_twice_as_much(size, make):
    cost = cost_of_doubling(lambda data: read_image("a.svg", data), lambda n: svg(make(n)), size=size)
    assert cost < LINEAR
