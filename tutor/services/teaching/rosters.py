"""What a class's figures count begins anew when a student leaves them."""

from django.utils import timezone

from tutor.models import Classroom, User


def cut_rosters(student: User) -> list[int]:
    """Let the figures of all a student's classes begin anew, and return the classes.

    The counts before and after could be held against each other, and the difference is that student.
    To be called in a transaction.
    """
    own = Classroom.objects.filter(enrolments__student=student).values_list("pk", flat=True)
    # By key, as every lock of several rows.
    keys = list(own.select_for_update(of=("self",), no_key=True).order_by("pk"))
    Classroom.objects.filter(pk__in=keys).update(roster_cut_at=timezone.now())
    return keys
