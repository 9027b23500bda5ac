"""Texts with gaps: Markdown in which `[[1]]` stands where a page puts a field."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from content.texts.byte_cache import remember
from content.texts.rendering import clean_html, new_markdown

_MARK = re.compile(r"\[\[(\d{1,3})\]\]")
# As `content.questions.cloze` has it; neither room knows the other.
_OPEN, _CLOSE = chr(0xE100), chr(0xE101)
"""Private letters around a gap's number, which no text is shown with."""
_PLACE = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_PRIVATE = str.maketrans(dict.fromkeys((_OPEN, _CLOSE), "\N{REPLACEMENT CHARACTER}"))
Pieces = list[tuple[SafeString, int | None]]


def render_with_gaps(text: str, *, images: Mapping[str, str]) -> Pieces:
    """Return a text as pieces of HTML, each with the number of the gap that follows it; the last has none.

    The pieces are safe, and one after the other with a phrasing element in each gap they are whole.
    """
    split = _PLACE.split(_render(text, tuple(sorted(images.items())) if "![" in text else ()))
    htmls, numbers = split[::2], [int(number) for number in split[1::2]]
    # Parts of what was cleaned: each ends before a private letter, which is never within a tag.
    safe = [mark_safe(html) for html in htmls]  # noqa: S308
    return list(zip(safe, [*numbers, None], strict=True))


def misplaced_gaps(text: str) -> Iterator[tuple[int, str]]:
    """Yield every gap that stands where no field can: in a formula or an alternative text.

    With the line (from 0) of the mark, and the mark.
    """
    marks = list(_MARK.finditer(text))
    if not marks:
        return
    placed = set(_PLACE.findall(_render(text, ())))
    for mark in marks:
        # `_gap` writes numbers without leading zeros.
        if mark[1].lstrip("0") not in placed:
            yield text.count("\n", 0, mark.start()), mark[0]


@remember(most_bytes=8_000_000)
def _render(text: str, images: tuple[tuple[str, str], ...]) -> SafeString:
    html = _markdown().render(text.translate(_PRIVATE), {"images": dict(images), "gaps": True})
    return clean_html(html)


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    markdown = new_markdown()
    markdown.inline.ruler.before("link", "gap", _gap)
    markdown.add_render_rule("gap", _render_gap)
    for name in ("code_inline", "code_block", "fence"):
        markdown.add_render_rule(name, _render_code)
    return markdown


def _gap(state: StateInline, silent: bool) -> bool:
    found = _MARK.match(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        state.push("gap", "", 0).content = str(int(found[1]))
    state.pos = found.end()
    return True


def _render_gap(self: RendererHTML, tokens: list[Token], index: int, options: object, env: object) -> str:
    return f"{_OPEN}{tokens[index].content}{_CLOSE}"


def _render_code(
    self: RendererHTML, tokens: list[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """In code no escape could tell a mark from letters, and teachers of programming leave gaps there."""
    plain = getattr(RendererHTML, tokens[index].type)(self, tokens, index, options, env)
    return _MARK.sub(lambda found: f"{_OPEN}{int(found[1])}{_CLOSE}", plain)
