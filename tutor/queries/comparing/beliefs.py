"""What is believed of the skills that a step asks for."""

from django.db.models import F, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from content.models import Skill
from tutor.models import Mastery


def least_known(student_id: int, step_id: int | None) -> float | None:
    """Return P(known) of a step's least known skill, before any answer as its author set it; one query.

    `None`: the step names no skill, or is gone.
    """
    if step_id is None:
        return None
    own = Mastery.objects.filter(student=student_id, skill=OuterRef("pk")).values("p_known")
    skills = Skill.objects.filter(Q(steps=step_id) | Q(questions__step=step_id))
    known = skills.annotate(known=Coalesce(Subquery(own), F("p_init")))
    least: float | None = known.aggregate(least=Min("known"))["least"]
    return least
