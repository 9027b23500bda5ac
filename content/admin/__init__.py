"""Where authors live: courses, steps with their variants and questions, pictures, rules."""

from content.admin.courses import CourseAdmin, ImageAdmin, LessonAdmin
from content.admin.rules import RuleAdmin
from content.admin.steps import StepAdmin

__all__ = ["CourseAdmin", "ImageAdmin", "LessonAdmin", "RuleAdmin", "StepAdmin"]
