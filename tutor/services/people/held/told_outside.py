"""What is held about a person because it is told to an LRS, in words a student knows."""

from django.utils.translation import gettext_lazy as _

from tutor.models import Statement
from tutor.services.people.held.holding import Holding

TOLD_OUTSIDE = (
    Holding(
        "statements",
        _("What goes to your school’s record of learning"),
        _("Answers (if right), lessons, skills, hints; a feeling never, a name only if the school says so."),
        Statement,
        "student",
        {
            "what": "kind",
            "question": "question__prompt",
            "lesson": "lesson__title",
            "skill": "skill__title",
            **{name: name for name in ("is_correct", "rung", "at", "sent_at", "reason")},
            "number_there": "statement_id",
        },
    ),
)
