"""`{{ lesson.said.title|said }}`: a text of a course that says its language, where that is not the page's."""

from django import template
from django.utils.safestring import SafeString

from content.texts.rendering import marked_text

register = template.Library()


@register.filter
def said(text: str) -> SafeString:
    """Return a plain text as HTML; within an attribute, a `<title>` or an `<option>` leave the filter out."""
    return marked_text(text)
