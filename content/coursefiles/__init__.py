"""Courses as folders of Markdown and YAML: text in, checked documents out, and back again. No database.

A course folder holds `course.yaml` (slug, title, summary, skills, misconceptions, lessons: folder names),
`rules.yaml` and `images/` if it has any, and per lesson a folder with `lesson.yaml` (slug, title,
summary) and one `NN-slug.md` per step, in the order of their names. `steps` tells how a step is
written. Every fault is told as "file:line: reason", all of them at once.
"""

from content.coursefiles.documents import (
    CourseDoc,
    LessonDoc,
    MisconceptionDoc,
    QuestionDoc,
    RuleDoc,
    SkillDoc,
    StepDoc,
)
from content.coursefiles.faults import BadCourseFiles, Fault
from content.coursefiles.reading import read_course
from content.coursefiles.rules import read_rules

__all__ = [
    "BadCourseFiles",
    "CourseDoc",
    "Fault",
    "LessonDoc",
    "MisconceptionDoc",
    "QuestionDoc",
    "RuleDoc",
    "SkillDoc",
    "StepDoc",
    "read_course",
    "read_rules",
]
