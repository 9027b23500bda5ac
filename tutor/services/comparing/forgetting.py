"""What chance chose for a student is forgotten where the student no longer agrees."""

from django.db import transaction

from tutor.models import ArmStanding, HelpChoice, RuleTrial


@transaction.atomic
def forget_choices(*, student_id: int) -> None:
    """Delete what chance chose for a student; what came of it counts in no comparison from then on."""
    made = HelpChoice.objects.filter(sitting__student=student_id)
    ArmStanding.objects.filter(step__in=set(made.values_list("step_id", flat=True))).update(is_stale=True)
    made.delete()
    RuleTrial.objects.filter(sitting__student=student_id).delete()
