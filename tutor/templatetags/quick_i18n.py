"""Django's tags for translation, with a short way for what nearly all pages are made of: one text, as it is.

Django resolves `{% translate "Go on" %}` like a variable: a lazy text is made, cast and looked at once more,
about 10 µs each, and a lesson page has dozens. A literal without filter, context or name needs one look into
the catalogue. Settings put this in the place of `i18n`: templates load what any Django template loads.
"""

from typing import Any

from django.template import Library, Node
from django.template.base import Parser, Token, Variable
from django.template.context import Context
from django.templatetags import i18n
from django.utils.translation import gettext

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
