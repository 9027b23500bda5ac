r"""Where formulas begin and end in Markdown: `$...$`, `$$...$$`, `\(...\)` and `\[...\]`; prices stay prices.

Each rule looks for an end once, and remembers where it is or that there is none: the work grows with the
text's length.
"""

import re
from bisect import bisect_left
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline


class _Sign(NamedTuple):
    """A sign that begins a formula: what follows up to its end, that end, and the kind of formula."""

    content: re.Pattern[str]
    end: str
    kind: str


class _Span(NamedTuple):
    """Where a formula's content begins and ends, and where the text goes on."""

    start: int
    stop: int
    after: int


_SIGNS = {
    # Plain, not possessive: before Python 3.11.5 a possessive group can forget where it was.
    "$$": _Sign(re.compile(r"(?:\\.|\$(?!\$)|[^\\$])+", re.DOTALL), "$$", "math_display"),
    r"\[": _Sign(re.compile(r"(?:\\[^\]]|[^\\])+", re.DOTALL), r"\]", "math_display"),
    r"\(": _Sign(re.compile(r"(?:\\[^)]|[^\\])+", re.DOTALL), r"\)", "math_inline"),
    "$": _Sign(re.compile(r"(?:\\.|[^\\$])+", re.DOTALL), "$", "math_inline"),
}
FORMULA_SIGNS = tuple(_SIGNS)
"""A text without any of them holds no formula."""
_INTERRUPTED = ("paragraph", "reference", "blockquote", "list")
_OF_FORMULAS = re.compile(r"[\\^_={}+<>]")
_WORD = re.compile(r"\s(?:[^\W\d_]{2,}[\s,.;:]|(?:US|AU|CA|HK|NZ|SG)\Z)")
_TERM = re.compile(r"[0-9A-Za-z)\]]")
_NEXT_TERM = re.compile(r"[0-9A-Za-z($]")


def maths_plugin(markdown: MarkdownIt) -> None:
    """Let Markdown know formulas, and keep `*` between two terms a sign: 2*3*4 is a product."""
    markdown.inline.ruler.before("escape", "maths", _inline)
    markdown.block.ruler.before("fence", "maths", _block, {"alt": [*_INTERRUPTED]})
    markdown.inline.ruler.before("emphasis", "times", _times)


def _inline(state: StateInline, silent: bool) -> bool:
    begins = _sign_at(state.src, state.pos)
    if begins is None:
        return False
    span = _span(state, begins, state.pos + len(begins))
    if span is None or not _is_formula(state.src, begins, span):
        # Both signs at once: the second must not begin a formula of its own.
        return begins == "$$" and _keep(state, 2, silent)
    if not silent:
        token = state.push(_SIGNS[begins].kind, "math", 0)
        token.content, token.markup = state.src[span.start : span.stop], begins
    state.pos = span.after
    return True


def _sign_at(text: str, place: int) -> str | None:
    two = text[place : place + 2]
    return two if two in _SIGNS else "$" if two[:1] == "$" else None


def _keep(state: StateInline, length: int, silent: bool) -> bool:
    """Leave some letters as they are."""
    if not silent:
        state.pending += state.src[state.pos : state.pos + length]
    state.pos += length
    return True


def _span(state: StateInline | StateBlock, begins: str, start: int) -> _Span | None:
    """Return the formula whose content begins at `start`, if it ends."""
    sign = _SIGNS[begins]
    known = state.env.setdefault("maths", {}).setdefault(state.src, {})
    looked_from, stop = known.get(begins, (len(state.src), None))
    if start < looked_from or (stop is not None and start > stop):
        found = sign.content.match(state.src, start)
        ends = found is not None and state.src.startswith(sign.end, found.end())
        stop = found.end() if found and ends else None
        if ends or found:
            known[begins] = (start, stop)
    return _Span(start, stop, stop + len(sign.end)) if stop is not None and stop > start else None


def _is_formula(text: str, begins: str, span: _Span) -> bool:
    """Tell a formula from prices: no space within its dollars, no digit after, no amount with words."""
    content = text[span.start : span.stop]
    if begins != "$":
        return not content.isspace()
    if content[0].isspace() or content[-1].isspace() or text[span.after : span.after + 1].isdigit():
        return False
    is_amount = content[0].isdigit() and not _OF_FORMULAS.search(content) and _WORD.search(content)
    return not is_amount


def _block(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    """Read a formula that begins a line and ends one, over as many lines as it takes."""
    start = state.bMarks[first] + state.tShift[first]
    begins = state.src[start : start + 2]
    if begins not in ("$$", r"\[") or state.is_code_block(first):
        return False
    span = _span(state, begins, start + 2)
    if span is None or state.src[span.start : span.stop].isspace():
        return False
    line = _line_of(state, span, first, last)
    if line is None or silent:
        return line is not None
    state.line = line + 1
    token = state.push("math_block", "math", 0)
    # Without what the lines of a list or a quotation begin with.
    lines = state.getLines(first, line + 1, state.sCount[first], False)
    token.content = lines.strip()[2:-2]
    token.block, token.markup, token.map = True, begins, [first, line + 1]
    return True


def _line_of(state: StateBlock, span: _Span, first: int, last: int) -> int | None:
    """Return the line that a formula ends, or None where text follows it or its surroundings end before."""
    line = bisect_left(state.eMarks, span.after, first)
    if line >= last or state.src[span.after : state.eMarks[line]].strip():
        return None
    return None if _surroundings_end(state, first, line) else line


def _surroundings_end(state: StateBlock, first: int, last: int) -> bool:
    """Tell whether a list's item ends within some lines; where it does is looked for once."""
    ends = state.env["maths"].setdefault(("ends", state.blkIndent), -1)
    if first < ends:
        return bool(ends <= last)
    for line in range(first + 1, last + 1):
        if not state.isEmpty(line) and state.sCount[line] < state.blkIndent:
            state.env["maths"]["ends", state.blkIndent] = line
            return True
    return False


def _times(state: StateInline, silent: bool) -> bool:
    """Keep one `*` between two terms, and two before a digit: they are a product and a power."""
    if state.src[state.pos] != "*":
        return False
    length = state.scanDelims(state.pos, True).length
    before = state.src[state.pos - 1 : state.pos]
    after = state.src[state.pos + length : state.pos + length + 1]
    if not (_TERM.fullmatch(before) and _NEXT_TERM.fullmatch(after)):
        return False
    return (length == 1 or (length == 2 and after.isdigit())) and _keep(state, length, silent)
