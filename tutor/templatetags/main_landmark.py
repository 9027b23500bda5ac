"""Gives the admin's pages a main landmark: unfold has none, and no block around what a page holds."""

from typing import Final

from django import template

register = template.Library()

_CONTENT: Final = '<div id="content"'


@register.filter
def with_main(page: str) -> str:
    """Return a page's markup whose contents are its main landmark, to which the focus can go."""
    return page.replace(_CONTENT, f'{_CONTENT} role="main" tabindex="-1"', 1)
