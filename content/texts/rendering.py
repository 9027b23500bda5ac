"""Markdown with LaTeX into safe HTML with MathML: the one way any text of a course reaches a page."""

from collections.abc import Mapping, MutableMapping, Sequence
from functools import lru_cache
from html import escape
from typing import Any
from urllib.parse import unquote

import nh3
from django.utils.safestring import SafeString, mark_safe
from latex2mathml.converter import convert
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin

from content.texts.byte_cache import remember

_TEXT_TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "code", "em", "strong", "s"),
    *("ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "a", "img", "span"),
}
_MATH_TAGS = {
    *("math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mfrac", "msqrt", "mroot", "mstyle", "mpadded"),
    *(
        "msup",
        "msub",
        "msubsup",
        "munder",
        "mover",
        "munderover",
        "mphantom",
        "mtable",
        "mtr",
        "mtd",
        "menclose",
    ),
}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title"},
    "ol": {"start"},
    "code": {"class"},
    "span": {"class"},
    "math": {"display", "alttext"},
    "mo": {"stretchy", "fence", "form", "separator", "lspace", "rspace", "minsize", "maxsize"},
    "mi": {"mathvariant"},
    "mspace": {"width", "linebreak"},
    "mfrac": {"linethickness"},
    "mover": {"accent"},
    "munder": {"accentunder"},
    "mtable": {"columnalign", "columnlines", "rowlines", "columnspacing", "rowspacing"},
    "mtd": {"columnalign"},
    "mstyle": {"displaystyle", "scriptlevel"},
    "menclose": {"notation"},
}
_ALIGNMENT = {tag: {"class": {"align-left", "align-center", "align-right"}} for tag in ("th", "td")}
LONGEST_TEXT = 30_000
"""The most letters of one text of a course: about 5,000 words, which a second renders at worst."""
_MAX_MATH_CHARS = 2000


def render_markdown(text: str, *, images: Mapping[str, str] | None = None) -> SafeString:
    """Return a course's text as HTML that is safe to put into a page.

    HTML in the text is shown as text. `images` maps the names texts use ("images/pizza.svg") to
    addresses; a picture with any other name, on another site above all, is left out and its
    alternative text stands in.
    """
    # Most texts have no picture, and then nobody needs to know which there are.
    has_picture = images is not None and "![" in text
    return _render(text, tuple(sorted(images.items())) if images is not None and has_picture else ())


def math_problem(latex: str) -> str | None:
    """Return what is wrong with a formula, for its author, or None."""
    if len(latex) > _MAX_MATH_CHARS:
        return f"a formula has more than {_MAX_MATH_CHARS} characters"
    if latex.count("{") - latex.count("\\{") != latex.count("}") - latex.count("\\}"):
        return f"braces do not match in ${latex}$"
    try:
        result = convert(latex)
    except Exception as error:  # the converter has no base class of its own, and raises IndexError too
        return f"cannot read ${latex}$ ({type(error).__name__})"
    if "<mi>\\" in result:
        name = result.split("<mi>", 1)[1].split("</mi>", 1)[0]
        return f"unknown command {name} in ${latex}$" if len(name) > 1 else f"cannot read ${latex}$"
    return None


def formulas_in(text: str) -> list[tuple[int, str]]:
    """Return every formula of a text with the line (from 0) of its block."""
    return [
        (token.map[0] if token.map else line, child.content)
        for token, line in _blocks(text)
        for child in (token.children or [token])
        if child.type.startswith("math_")
    ]


def images_in(text: str) -> list[tuple[int, str, str]]:
    """Return every picture of a text: the line (from 0) of its block, its name and its alternative text."""
    return list(_images_in(text))


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
    html = _markdown().render(text, {"images": dict(images)})
    return mark_safe(_clean(html))  # noqa: S308 (cleaned by an allow-list)


def _clean(html: str) -> str:
    return nh3.clean(
        html,
        tags=_TEXT_TAGS | _MATH_TAGS,
        attributes=_ATTRIBUTES,
        tag_attribute_values=_ALIGNMENT,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    markdown.use(dollarmath_plugin, allow_space=False, allow_digits=True, double_inline=True)
    for name in ("math_inline", "math_inline_double", "math_block", "math_block_label"):
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
    display = "inline" if token.type == "math_inline" else "block"
    if math_problem(token.content):
        return f'<code class="math-error">{escape(token.content)}</code>'
    return str(convert(token.content, display=display))


def _render_image(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: MutableMapping[str, Any]
) -> str:
    """Keep only the course's own pictures, so that no reader is sent to another site."""
    token = tokens[index]
    alt = escape(self.renderInlineAsText(token.children or [], options, env))
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
