"""How much an SVG draws once every reuse is followed: a few lines can ask for billions of shapes.

Elements draw one another by `href` and by `url(#...)`, in attributes and in style sheets. Here each reference
is followed as a browser would follow it, and what is drawn is counted, before any browser does. Gradients
draw nothing by themselves and count only where they refer to one another.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator

from content.language import gettext, ngettext

DEEPEST = 6
"""The most references that lead from one to the next."""
MOST_DRAWN = 20_000
"""The most elements that are drawn in all, each reuse counted anew."""
_ESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6})\s?|\\(.)", re.DOTALL)
_REFERENCE = re.compile(r"url\s*\(\s*['\"]?#([^'\")\s]+)", re.IGNORECASE)
_LAST_PART = re.compile(r"(?:.*[\s>+~])?([.#]?[\w-]+)", re.DOTALL)
_NUMBER = re.compile(r"\d+")
_HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
_GRADIENTS = ("}linearGradient", "}radialGradient")
# These act on an element as a whole; fill, stroke and markers are inherited by each one within.
_NOT_INHERITED = ("clip-path", "mask", "filter")
_AT_EVERY_VERTEX = ("marker", "marker-mid")

Paint = tuple[str, str]
"""A property, and the id that it refers to."""


class TooMuchReuse(ValueError):
    """A picture that draws too much; the message is for its author."""


def check_reuse(root: ET.Element) -> None:
    """Refuse a picture that draws too much, or itself.

    Raises:
        TooMuchReuse: it does.
        RecursionError: its elements are nested too deep to follow.
    """
    if sum(1 for _ in root.iter()) > MOST_DRAWN:
        raise TooMuchReuse(
            ngettext(
                "the picture has more than %(most)s element",
                "the picture has more than %(most)s elements",
                MOST_DRAWN,
            )
            % {"most": MOST_DRAWN}
        )
    _Drawing(root).follow(root, depth=0)


def unescape_css(text: str) -> str:
    r"""Return a style as a browser reads it: `\75rl(` is `url(`."""
    return _ESCAPE.sub(lambda found: _letter(found[1]) if found[1] else found[2], text)


def _letter(code: str) -> str:
    number = int(code, 16)
    return chr(number) if 0 < number < 0xD800 or 0xDFFF < number <= 0x10FFFF else "\ufffd"


class _Drawing:
    """Counts what is drawn; each element is followed once, however often it is asked for."""

    def __init__(self, root: ET.Element) -> None:
        self._by_id: dict[str, ET.Element] = {}
        for element in root.iter():
            # Of several with one id, browsers take the first.
            self._by_id.setdefault(element.get("id", ""), element)
        self._styles = _paints_of_styles(root)
        self._vertices = _count_vertices(root)
        self._known: dict[ET.Element, tuple[int, int]] = {}
        self._open: set[ET.Element] = set()

    def follow(self, element: ET.Element, *, depth: int) -> tuple[int, int]:
        """Return how many elements an element draws, and how many references lead on from it in a row."""
        if element in self._open:
            raise TooMuchReuse(gettext("an element of the picture draws itself"))
        if element not in self._known and depth <= DEEPEST:
            self._open.add(element)
            self._known[element] = self._count(element, depth)
            self._open.discard(element)
        if depth + self._known.get(element, (0, 1))[1] > DEEPEST:
            raise TooMuchReuse(
                ngettext(
                    "more than %(most)s element of the picture draw one another in a row",
                    "more than %(most)s elements of the picture draw one another in a row",
                    DEEPEST,
                )
                % {"most": DEEPEST}
            )
        return self._known[element]

    def _count(self, element: ET.Element, depth: int) -> tuple[int, int]:
        drawn, row = 1, 0
        for child in element:
            more, further = self.follow(child, depth=depth)
            drawn, row = drawn + more, max(row, further)
        for target, times in [(key, 1) for key in self._reused(element)] + self._painted(element, drawn):
            more, further = self.follow(target, depth=depth + 1)
            drawn, row = drawn + more * times, max(row, further + 1)
        if drawn > MOST_DRAWN:
            raise TooMuchReuse(
                ngettext(
                    "with all its reuse the picture draws more than %(most)s element",
                    "with all its reuse the picture draws more than %(most)s elements",
                    MOST_DRAWN,
                )
                % {"most": MOST_DRAWN}
            )
        return drawn, row

    def _reused(self, element: ET.Element) -> list[ET.Element]:
        keys = [element.get(name, "").removeprefix("#") for name in _HREFS]
        return [self._by_id[key] for key in keys if key and key in self._by_id]

    def _painted(self, element: ET.Element, within: int) -> list[tuple[ET.Element, int]]:
        """Return what an element is painted with, and how often: what is inherited, for each one within."""
        found = []
        for name, key in [*_paints_of(element.attrib.items()), *self._styled(element)]:
            target = self._by_id.get(key)
            if target is None or target.tag.endswith(_GRADIENTS):
                continue
            times = 1 if name in _NOT_INHERITED else within
            found.append((target, times * (self._vertices if name in _AT_EVERY_VERTEX else 1)))
        return found

    def _styled(self, element: ET.Element) -> Iterator[Paint]:
        selectors = ["*", element.tag.rpartition("}")[2], f"#{element.get('id', '')}"]
        for selector in [*selectors, *(f".{name}" for name in element.get("class", "").split())]:
            yield from self._styles.get(selector, ())


def _paints_of(declarations: Iterable[tuple[str, str]]) -> Iterator[Paint]:
    for name, value in declarations:
        for key in _REFERENCE.findall(unescape_css(value)) if "(" in value else ():
            yield name, key


def _count_vertices(root: ET.Element) -> int:
    """Return at most how many vertices all shapes have: a marker may stand at each."""
    shapes = (f"{shape.get('d', '')} {shape.get('points', '')}" for shape in root.iter())
    return 1 + sum(len(_NUMBER.findall(shape)) for shape in shapes) // 2


def _paints_of_styles(root: ET.Element) -> dict[str, list[Paint]]:
    """Return what the style sheets paint with, by the last part of each selector.

    A selector that is not plainly a name, a class or an id counts for every element.
    """
    found: dict[str, list[Paint]] = {}
    sheets = (element.text or "" for element in root.iter() if element.tag.endswith("}style"))
    for rule in (rule for sheet in sheets for rule in _without_comments(sheet).split("}")):
        before, _, body = rule.rpartition("{")
        declarations = (declaration.partition(":") for declaration in body.split(";"))
        paints = list(_paints_of((name.strip().lower(), value) for name, _, value in declarations))
        for selector in before.rpartition("{")[2].split(",") if paints else ():
            last = _LAST_PART.fullmatch(selector.strip())
            found.setdefault(last[1] if last else "*", []).extend(paints)
    return found


def _without_comments(sheet: str) -> str:
    first, *others = sheet.split("/*")
    return " ".join([first, *(part.partition("*/")[2] for part in others)])
