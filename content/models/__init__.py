"""What is taught (courses down to questions) and when to teach it another way (rules)."""

from content.models.courses import Course, Image, Lesson, Misconception, Skill
from content.models.history import Import, Invitation, StoredFile, Version
from content.models.rules import Condition, Rule
from content.models.steps import Question, Step, Variant
from content.models.tuning import RuleMove, RuleTuning

__all__ = [
    "Condition",
    "Course",
    "Image",
    "Import",
    "Invitation",
    "Lesson",
    "Misconception",
    "Question",
    "Rule",
    "RuleMove",
    "RuleTuning",
    "Skill",
    "Step",
    "StoredFile",
    "Variant",
    "Version",
]
