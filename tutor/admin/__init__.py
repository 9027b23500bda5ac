"""The admin of people and classes, and of what is connected to the site."""

from tutor.admin import lti, people

__all__ = ["lti", "people"]
