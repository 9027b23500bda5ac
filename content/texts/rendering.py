"""Markdown with LaTeX into safe HTML with MathML: the one way any text of a course reaches a page."""

from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from functools import lru_cache
from html import escape
from typing import Any
from urllib.parse import unquote

import nh3
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from content.language import RIGHT_TO_LEFT, Said, of_texts, set_apart
from content.texts.byte_cache import remember
from content.texts.delimiters import FORMULA_SIGNS, maths_plugin
from content.texts.formulas import MATHS_ATTRIBUTES, MATHS_CLASSES, MATHS_TAGS, mathml_of
from content.texts.tex import BadFormula

_TEXT_TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "code", "em", "strong", "s"),
    *("ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "a", "img", "span", "b", "i"),
}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "code": {"class"},
    "span": {"class"},
    **MATHS_ATTRIBUTES,
}
_ALIGNMENT = {tag: {"class": {"align-left", "align-center", "align-right"}} for tag in ("th", "td")}
LONGEST_TEXT = 30_000
"""The most letters of one text of a course: about 5,000 words, which a second renders at worst."""


def render_markdown(text: str, *, images: Mapping[str, str] | None = None) -> SafeString:
    """Return a course's text as HTML that is safe to put into a page.

    HTML in the text is shown as text. `images` maps the names texts use ("images/pizza.svg") to
    addresses; a picture with any other name, on another site above all, is left out and its
    alternative text stands in. A text that is not in the language of the page says in which it is.
    """
    # Most texts have no picture, and then nobody needs to know which there are.
    has_picture = images is not None and "![" in text
    html = _render(str(text), tuple(sorted(images.items())) if images is not None and has_picture else ())
    return in_its_language(html, text, "div")


def render_inline(text: str, *, images: Mapping[str, str] | None = None) -> SafeString:
    """Return a short text, such as a choice, as `render_markdown` does, but without lists and paragraphs.

    A choice may be `+`, `-` or `2. `, which would begin a list.
    """
    html = _render_inline(str(text), tuple(sorted((images or {}).items())))
    return in_its_language(html, text, "span")


def marked_text(text: str) -> SafeString:
    """Return a plain text, such as a title, as HTML that says its language where that is not the page's."""
    marked = in_its_language(mark_safe(escape(text)), text, "span")  # noqa: S308 (escaped)
    if marked.startswith("<span"):
        return marked
    # Its language does not tell in which letters it is.
    return SafeString(set_apart(marked, leftwards=of_texts(get_language() or "en") in RIGHT_TO_LEFT))


def in_its_language(html: SafeString, text: str, tag: str) -> SafeString:
    """Return what became of a text within a tag that says its language, where that is not the page's."""
    language = text.language if isinstance(text, Said) else ""
    page = of_texts(get_language() or "en") if language else ""
    if language == page:
        return html
    turned = (language in RIGHT_TO_LEFT) != (page in RIGHT_TO_LEFT)
    direction = ' dir="rtl"' if language in RIGHT_TO_LEFT else ' dir="ltr"'
    # Both are of ours, and the HTML was cleaned.
    opened = f'<{tag} lang="{language}"{direction if turned else ""}>'
    return mark_safe(f"{opened}{html}</{tag}>")  # noqa: S308


def formulas_in(text: str) -> list[tuple[int, str]]:
    """Return every formula of a text with its line (from 0)."""
    return list(_formulas_in(text)) if any(sign in text for sign in FORMULA_SIGNS) else []


@remember(most_bytes=8_000_000)
def _formulas_in(text: str) -> tuple[tuple[int, str], ...]:
    """Remembered for checklists, as pictures are."""
    return tuple(
        (line, token.content)
        for block, first in _blocks(text)
        for line, token in _lines_within(block, first)
        if token.type.startswith("math_")
    )


def _lines_within(block: Token, line: int) -> Iterator[tuple[int, Token]]:
    for token in block.children or [block]:
        yield line, token
        line += token.type in ("softbreak", "hardbreak")
        line += token.content.count("\n") if token.type in ("math_inline", "math_display") else 0


def images_in(text: str) -> list[tuple[int, str, str]]:
    """Return every picture of a text: the line (from 0) of its block, its name and its alternative text."""
    return list(_images_in(text)) if "![" in text else []


@remember(most_bytes=8_000_000)
def _images_in(text: str) -> tuple[tuple[int, str, str], ...]:
    """A checklist asks for every text of a course, most of which did not change since it last asked."""
    return tuple(
        (line, unquote(str(child.attrs["src"])), child.content.strip())
        for token, line in _blocks(text)
        for child in token.children or []
        if child.type == "image"
    )


def _blocks(text: str) -> list[tuple[Token, int]]:
    line, found = 0, []
    for token in _markdown().parse(text):
        line = token.map[0] if token.map else line
        found.append((token, line))
    return found


@remember(most_bytes=32_000_000)
def _render(text: str, images: tuple[tuple[str, str], ...]) -> SafeString:
    return clean_html(_markdown().render(text, {"images": dict(images)}))


@remember(most_bytes=8_000_000)
def _render_inline(text: str, images: tuple[tuple[str, str], ...]) -> SafeString:
    return clean_html(_markdown().renderInline(text.strip(), {"images": dict(images)}))


def clean_html(html: str) -> SafeString:
    """Return rendered HTML without anything that no text of a course may hold."""
    cleaned = nh3.clean(
        html,
        tags=_TEXT_TAGS | MATHS_TAGS,
        attributes=_ATTRIBUTES,
        tag_attribute_values=_ALIGNMENT,
        allowed_classes=MATHS_CLASSES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )
    return mark_safe(cleaned)  # noqa: S308 (cleaned by an allow-list)


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    return new_markdown()


def new_markdown() -> MarkdownIt:
    """Return what parses and renders the texts of courses, for another room to add a rule."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    markdown.use(maths_plugin)
    for name in ("math_inline", "math_display", "math_block"):
        markdown.add_render_rule(name, _render_math)
    markdown.add_render_rule("image", _render_image)
    for name in ("heading_open", "heading_close"):
        markdown.add_render_rule(name, _render_heading)
    for name in ("th_open", "td_open"):
        markdown.add_render_rule(name, _render_cell)
    return markdown


def _render_math(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: MutableMapping[str, Any]
) -> str:
    token = tokens[index]
    try:
        return mathml_of(token.content, display=token.type != "math_inline")
    except BadFormula:
        return f'<code class="math-error">{escape(token.content)}</code>'


def _render_image(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: MutableMapping[str, Any]
) -> str:
    """Keep only the course's own pictures, so that no reader is sent to another site."""
    token = tokens[index]
    alt = escape(self.renderInlineAsText(token.children or [], options, env))
    # markdown-it percent-encodes addresses; the course's names are as their author typed them.
    address = env["images"].get(unquote(str(token.attrs.get("src", ""))))
    if address is None:
        return f'<span class="missing-image">{alt}</span>'
    return f'<img src="{escape(address)}" alt="{alt}">'


def _render_heading(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: MutableMapping[str, Any]
) -> str:
    """The page has the title as its first heading, so the text's headings stand one level lower."""
    level = min(int(tokens[index].tag[1]) + 1, 6)
    return f"<h{level}>" if tokens[index].nesting > 0 else f"</h{level}>\n"


def _render_cell(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: MutableMapping[str, Any]
) -> str:
    """Alignment as a class, because pages allow no inline style."""
    style = str(tokens[index].attrs.get("style", ""))
    aligned = f' class="align-{style.removeprefix("text-align:")}"' if style else ""
    return f"<{tokens[index].tag}{aligned}>"
