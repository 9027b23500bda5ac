"""What makes a form harmless to send twice."""

from uuid import UUID, uuid4

from django import template

register = template.Library()


@register.simple_tag
def fresh_submission_id() -> UUID:
    """Return an id that makes a form's second arrival harmless."""
    return uuid4()
