"""HTML as Markdown: what carries meaning stays, what only looks goes, what could act is dropped.

nh3 takes out everything but known tags and closes what is open; a walk over what is left writes the Markdown.
A `<` that begins no known tag is a sign: "if (a<b && c>d)" stays as it is.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from html import escape, unescape
from html.parser import HTMLParser

import nh3

from content.texts.foreign.emphasis import set_apart, with_emphasis, without_emphasis
from content.texts.foreign.formulas import Formulas, in_cell
from content.texts.foreign.plain import escaped, escaped_line_starts, without_control
from content.texts.foreign.scripts import lowered, raised

_INLINE = {
    # What is underlined is meant: "Which part of speech is the underlined word?"
    **dict.fromkeys(("b", "strong", "u", "ins"), "**"),
    **dict.fromkeys(("i", "em", "var", "cite"), "*"),
    **dict.fromkeys(("s", "strike", "del"), "~~"),
}
_STYLED = (
    (
        re.compile(r"font-weight:\s*(?:bold|[6-9]00)|text-decoration[\w-]*:[^;]*underline", re.IGNORECASE),
        "**",
    ),
    (re.compile(r"font-style:\s*italic", re.IGNORECASE), "*"),
    (re.compile(r"text-decoration[\w-]*:[^;]*line-through", re.IGNORECASE), "~~"),
)
"""Emphasis as editors write it, in the style of a `span`."""
_BLOCKS = (
    *("p", "div", "section", "article", "center", "address", "figure", "dl", "dd", "dt", "caption"),
    *(
        "header",
        "footer",
        "main",
        "aside",
        "nav",
        "details",
        "summary",
        "form",
        "fieldset",
        "legend",
        "hgroup",
    ),
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_CODE = ("pre", "code", "tt", "kbd", "samp")
_TABLE = ("table", "thead", "tbody", "tfoot", "tr", "td", "th")
_READ = {
    *(*_INLINE, *_BLOCKS, *_HEADINGS, *_TABLE),
    *("br", "hr", *_CODE, "sub", "sup"),
    *("ul", "ol", "li", "blockquote", "img", "a", "span", "q", "rt"),
}
_DROPPED = ("audio", "video", "object", "embed", "iframe", "applet", "canvas", "svg", "math")
SILENT_TAGS = ("script", "style", "head", "title", "noscript", "template", "button", "textarea", "rp")
"""What stands in these is for nobody to read."""
_PASSED = (
    *("font", "small", "big", "html", "body", "label", "abbr", "mark", "nobr", "o:p", "col"),
    *("colgroup", "source", "track", "param", "input", "select", "option", "figcaption", "meta", "link"),
    *("acronym", "bdi", "bdo", "dfn", "picture", "rb", "rtc", "ruby", "wbr"),
)
KNOWN_TAGS = frozenset({*_READ, *_DROPPED, *SILENT_TAGS, *_PASSED})
"""The names of tags that are read as tags; whatever else stands in angle brackets is text."""
ATTRIBUTES = {"img": {"src", "alt"}, "a": {"href"}, "ol": {"start"}, "span": {"style"}}
"""The attributes that are read, by tag."""
_NAMES = "|".join(sorted(map(re.escape, KNOWN_TAGS)))
# An attribute has a value, but for a few: "a <b and c> d" holds no tag.
# Plain quantifiers: before Python 3.11.5 a possessive group forgets a lookahead within it. No part may begin
# as the one before it goes on, so that nothing is tried twice.
_VALUE = r"""\s*=\s*(?:"[^"<]*"|'[^'<]*'|[^\s"'<>]+)"""
_ATTRIBUTE = rf"\s+(?:[\w:.@-]+{_VALUE}|(?:controls|autoplay|loop|checked|disabled|nowrap|hidden)(?=[\s/>]))"
_KNOWN = re.compile(rf"<!--|</?(?:{_NAMES})(?=[\s/>])(?:{_ATTRIBUTE})*\s*/?>", re.IGNORECASE)
_SOUND = re.compile("<(" + "|".join(_DROPPED) + r")(?=[\s/>])", re.IGNORECASE)
_GAPS = re.compile(r"[ \t\n\r\f]+")
_MANY_LINES = re.compile(r"\n{3,}")
_DEEPEST = 40
_BREAK = chr(0xE0F0) + "\n"
"""A line break as long as it is not known what follows."""
_START = re.compile(r"\d{1,9}")  # what Markdown takes
_ITEM = re.compile(r"[> ]*(?:- |\d+\. )")

Pictures = Callable[[str, str], str]
"""What to show for a picture, by its address and its alternative text; empty leaves it out."""


@dataclass(frozen=True)
class Converted:
    """A text as Markdown; `dropped` names the kinds of things that are left out."""

    text: str
    dropped: tuple[str, ...] = ()


def _no_picture(address: str, alt: str) -> str:
    return escaped(alt)


def markdown_of_html(
    source: str, *, keeps_lines: bool = False, pictures: Pictures = _no_picture
) -> Converted:
    """Return HTML as Markdown; with `keeps_lines`, a line break in the source is one on the page."""
    # When the first such text comes, and not with every start.
    from content.texts.foreign.mathml import with_tex

    formulas = Formulas()
    source = with_tex(without_control(source.replace("\r\n", "\n")))
    text = formulas.set_aside(source)
    dropped = sorted({found.lower() for found in _SOUND.findall(text)})
    if "<" in text or "&" in text or keeps_lines:
        text = _only_known_tags(text, keeps_lines=keeps_lines)
    clean = nh3.clean(
        text,
        tags=_READ,
        clean_content_tags={*_DROPPED, *SILENT_TAGS} - _READ - {"embed"},
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel=None,
    )
    writer = _Writer(pictures)
    writer.feed(clean)
    writer.close()
    return Converted(formulas.put_back(writer.markdown(), unescape).strip(), tuple(dropped))


def _only_known_tags(text: str, *, keeps_lines: bool) -> str:
    """Return HTML in which every `<` begins a known tag; comments are left out."""
    parts: list[str] = []
    at = 0
    while found := _KNOWN.search(text, at):
        parts.append(_as_text(text[at : found.start()], keeps_lines=keeps_lines))
        at = found.end()
        if found[0] == "<!--":
            end = text.find("-->", at)
            at = len(text) if end < 0 else end + 3
        else:
            parts.append(found[0])
    return "".join([*parts, _as_text(text[at:], keeps_lines=keeps_lines)])


def _as_text(text: str, *, keeps_lines: bool) -> str:
    shown = text.replace("<", "&lt;")
    return shown.replace("\n", "<br>") if keeps_lines else shown


class _Writer(HTMLParser):
    """Writes Markdown while it hears tags and texts; what opens waits on a stack for what closes it."""

    def __init__(self, pictures: Pictures) -> None:
        super().__init__(convert_charrefs=True)
        self._pictures = pictures
        self._open: list[tuple[str, list[str], str]] = [("", [], "")]
        self._rows: list[list[list[str]]] = []
        self._numbers: list[int | None] = []

    def markdown(self) -> str:
        """Return all that was written."""
        while len(self._open) > 1:
            self.handle_endtag(self._open[-1][0])
        lines = [line.rstrip(" ") for line in "".join(self._open[0][1]).split("\n")]
        shown = with_emphasis("\n".join(_with_breaks(lines)))
        return _MANY_LINES.sub("\n\n", shown).strip("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin what the tag begins."""
        values = dict(attrs)
        if tag == "br":
            self._say(_BREAK if not self._is_in("table", "pre") else "\n" if self._is_in("pre") else " ")
        elif tag == "hr":
            self._say("\n\n---\n\n")
        elif tag == "img":
            self._say(self._pictures(values.get("src") or "", (values.get("alt") or "").strip()))
        elif len(self._open) < _DEEPEST:
            if tag == "table":
                self._rows.append([])
            if tag == "tr" and self._rows:
                self._rows[-1].append([])
            if tag in ("ul", "ol"):
                self._numbers.append(None if tag == "ul" else _first_number(values.get("start") or ""))
            self._open.append((tag, [], values.get("href") or values.get("style") or ""))

    def handle_endtag(self, tag: str) -> None:
        """End what the tag ends, and write it into what it stands in."""
        if tag in ("br", "hr", "img") or self._open[-1][0] != tag:
            return  # nested deeper than is kept
        _, parts, attribute = self._open.pop()
        self._say(self._written(tag, "".join(parts), attribute))

    def handle_data(self, data: str) -> None:
        """Write a text."""
        data = without_emphasis(data)
        if self._is_in(*_CODE):
            self._say(data)
        else:
            text = escaped(_GAPS.sub(" ", data))
            written = self._open[-1][1]
            # A line that a break begins is no list, whatever its first letters are.
            is_after_break = bool(written) and written[-1] == _BREAK
            self._say(escaped_line_starts(text) if is_after_break else text)

    def _say(self, text: str) -> None:
        self._open[-1][1].append(text)

    def _is_in(self, *tags: str) -> bool:
        return any(tag in tags for tag, _, _ in self._open)

    def _written(self, tag: str, inside: str, attribute: str) -> str:
        if tag in _INLINE or tag == "span":
            marks = (_INLINE[tag],) if tag in _INLINE else tuple(_marks_of(attribute))
            return inside if self._is_in(*_CODE) else reduce(_marked, marks, inside)
        if tag in _TABLE:
            return self._table_part(tag, inside)
        if tag in ("ul", "ol", "li"):
            return self._list_part(tag, inside)
        if tag in _CODE[1:]:
            return inside if self._is_in("pre") else _marked(inside, "`" if "`" not in inside else "``")
        if tag in ("sup", "sub"):
            return _script(tag, inside)
        if tag in ("q", "rt"):
            return (f'"{inside}"' if tag == "q" else f"({inside.strip()})") if inside.strip() else ""
        return _block(tag, inside, attribute)

    def _table_part(self, tag: str, inside: str) -> str:
        if not self._rows:
            return inside
        if tag in ("td", "th") and self._rows[-1]:
            self._rows[-1][-1].append(" ".join(in_cell(inside).replace("|", "\\|").split()))
        return _table(self._rows.pop()) if tag == "table" else ""

    def _list_part(self, tag: str, inside: str) -> str:
        if tag != "li":
            if self._numbers:
                self._numbers.pop()
            return (
                f"\n\n{inside.strip(chr(10))}\n\n"
                if not self._is_in("li")
                else f"\n{inside.strip(chr(10))}\n"
            )
        number = self._numbers[-1] if self._numbers else None
        mark = "- "
        if number is not None:
            mark = f"{number}. "
            self._numbers[-1] = number + 1
        lines = inside.strip().split("\n")
        return (
            "\n".join([mark + lines[0].strip(), *(f"{' ' * len(mark)}{line}" for line in lines[1:])]) + "\n"
        )


def _first_number(start: str) -> int:
    return int(start) if _START.fullmatch(start) else 1


def _with_breaks(lines: list[str]) -> list[str]:
    """Return lines whose breaks are Markdown's; at the end of a text or an item there is none to make.

    Markdown would show the backslash there.
    """
    shown: list[str] = []
    is_end = True
    for line in reversed(lines):
        if line.endswith(_BREAK[0]):
            line = line.rstrip(_BREAK[0]) + ("" if is_end else "\\")
        shown.append(line.replace(_BREAK[0], ""))
        is_end = not line.strip("> ") or _ITEM.match(line) is not None
    return shown[::-1]


def _marks_of(style: str) -> Iterator[str]:
    return (mark for form, mark in _STYLED if form.search(style))


def _marked(inside: str, mark: str) -> str:
    """Return a text between marks, which stand right at its words."""
    words = inside.strip()
    if not words or "\n\n" in words:
        return inside
    start, end = inside[: len(inside) - len(inside.lstrip())], inside[len(inside.rstrip()) :]
    marked = f"{mark}{words}{mark}" if "`" in mark else set_apart(words, mark)
    return f"{start}{marked}{end}"


def _script(tag: str, inside: str) -> str:
    plain = without_emphasis(inside).replace("\\", "").replace("*", "")
    return raised(plain) if tag == "sup" else lowered(plain)


def _block(tag: str, inside: str, address: str) -> str:
    if tag == "a":
        return f"[{inside}]({escape(address)})" if address.startswith("http") and inside.strip() else inside
    if tag == "pre":
        fence = "````" if "```" in inside else "```"
        return f"\n\n{fence}\n{inside.strip(chr(10))}\n{fence}\n\n"
    is_one = tag in ("p", "div") and "\n" not in inside.replace(_BREAK, "")
    words = escaped_line_starts(inside.strip()) if is_one else inside.strip()
    if tag in _HEADINGS:
        return f"\n\n{'#' * max(2, _HEADINGS[tag])} {' '.join(words.split())}\n\n"
    if tag == "blockquote":
        return "\n\n" + "\n".join(f"> {line}".rstrip() for line in words.split("\n")) + "\n\n"
    return f"\n\n{words}\n\n" if tag in _BLOCKS else inside


def _table(rows: list[list[str]]) -> str:
    """Return a table; its first row is its head, since Markdown knows no table without one."""
    filled = [row for row in rows if row]
    if not filled:
        return ""
    width = max(map(len, filled))
    lines = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in filled]
    return "\n\n" + "\n".join([lines[0], f"|{' --- |' * width}", *lines[1:]]) + "\n\n"
