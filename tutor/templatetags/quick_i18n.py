"""Django's tags for translation, with a short way for what nearly all pages are made of: one text, as it is.

Django resolves `{% translate "Go on" %}` like a variable: a lazy text is made, cast and looked at once more,
about 10 µs each, and a lesson page has dozens. A literal without filter, context or name needs one look into
the catalogue. A number in `blocktranslate` is written as the reader's language writes it, which Django leaves
to digits of Europe. Settings put this in the place of `i18n`: templates load what any Django template loads.

Names within a sentence are set apart, so that one which runs the other way does not turn the words around it.
"""

import re
from typing import Any, Final, cast

from django.template import Library, Node
from django.template.base import (
    FilterExpression,
    Parser,
    Token,
    TokenType,
    Variable,
    render_value_in_context,
)
from django.template.context import Context
from django.templatetags import i18n
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_bidi, gettext, ngettext, npgettext, pgettext

from content.language import set_apart
from tutor.templatetags.figures import figure

register = Library()
register.tags.update(i18n.register.tags)
register.filters.update(i18n.register.filters)


class LiteralNode(Node):
    """One marked text. As with Django's node, whoever writes it or translates it vouches for its letters."""

    def __init__(self, message: str) -> None:
        self.message = message

    def render(self, context: Context) -> str:  # noqa: D102
        return gettext(self.message)


@register.tag("translate")
@register.tag("trans")
def do_translate(parser: Parser, token: Token) -> Any:
    """Return the short node where a text is all there is to it, else Django's."""
    node = i18n.do_translate(parser, token)
    expression = node.filter_expression
    is_bare = not (node.noop or node.asvar or node.message_context or expression.filters)
    if is_bare and isinstance(expression.var, Variable) and isinstance(expression.var.literal, str):
        # A sum is a plain text: it needs no check of whether it is safe.
        message = expression.var.literal + ""
        if "%" not in message:
            return LiteralNode(message)
    return node


class SentenceNode(Node):
    """A text with values, as Django's node says it, and numbers as the reader's language writes them."""

    def __init__(self, node: i18n.BlockTranslateNode) -> None:
        self.node = node
        self.one, self.names = node.render_token_list(node.singular)
        self.many = ""
        if node.plural and node.counter:
            self.many, names = node.render_token_list(node.plural)
            self.names = [*self.names, *names]

    def render(self, context: Context) -> str:  # noqa: D102
        node = self.node
        with context.push(**{name: value.resolve(context) for name, value in node.extra_context.items()}):
            text, english = self._texts(context)
            values = {name: self._written(name, context) for name in self.names}
        try:
            said = text % values
        except (KeyError, ValueError):
            said = english % values
        if not node.asvar:
            return said
        context[node.asvar] = SafeString(said)
        return ""

    def _texts(self, context: Context) -> tuple[str, str]:
        """Return the text in the reader's language, and in English."""
        node = self.node
        about = node.message_context.resolve(context) if node.message_context else None
        if not self.many or node.counter is None or node.countervar is None:
            return pgettext(about, self.one) if about else gettext(self.one), self.one
        count = context[node.countervar] = node.counter.resolve(context)
        english = self.one if count == 1 else self.many
        if about:
            return npgettext(about, self.one, self.many, count), english
        return ngettext(self.one, self.many, count), english

    def _written(self, name: str, context: Context) -> str:
        lacking = context.template.engine.string_if_invalid  # type: ignore[union-attr]
        value = context.get(name, lacking % name if "%s" in lacking else lacking)
        return render_value_in_context(figure(value), context)


# What stands within a tag is read by a program.
_IN_A_TAG: Final = re.compile(r"<[^>]*$")


class Apart:
    """A value for a sentence, set apart where it runs the other way."""

    def __init__(self, value: FilterExpression) -> None:
        self.value = value

    def resolve(self, context: Context) -> Any:
        """Return the value; what is no text and no name of a thing, such as a number, as it is."""
        return apart(self.value.resolve(context))


@register.filter
def apart(value: Any) -> Any:
    """Return a text or the name of a thing, set apart where it runs the other way."""
    if value is None or isinstance(value, int | float | list | dict):
        return value
    text = str(value)
    told = set_apart(text, leftwards=get_language_bidi())
    if told == text:
        return value
    # The marks are no HTML.
    return mark_safe(told) if isinstance(value, SafeString) else told  # noqa: S308


@register.tag("blocktranslate")
@register.tag("blocktrans")
def do_block_translate(parser: Parser, token: Token) -> SentenceNode:
    """Return our node for a text with values, whose values are set apart, but not those within a tag."""
    node = i18n.do_block_translate(parser, token)
    for name in _told(node.singular) | _told(node.plural or []):
        if name != node.countervar:
            known = node.extra_context.get(name) or parser.compile_filter(name)
            node.extra_context[name] = cast(FilterExpression, Apart(known))
    return SentenceNode(node)


def _told(tokens: list[Token]) -> set[str]:
    """Return the names of values that are told in the text itself."""
    before = ""
    told: set[str] = set()
    kept: set[str] = set()
    for token in tokens:
        if token.token_type == TokenType.VAR:
            (kept if _IN_A_TAG.search(before) else told).add(token.contents)
        before += token.contents
    return told - kept
