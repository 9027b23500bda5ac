"""What students of a class did over a term, and when their teachers noted help."""

from datetime import datetime

from tutor.domain.reports.help_effect import Helped, Learner, Tried
from tutor.models import Answer, Classroom, Enrolment, HelpGiven


def learners_of(classroom: Classroom, *, first: datetime, last: datetime) -> dict[int, Learner]:
    """Return the students of a class with what they answered and the help they got, in three queries.

    What a student did before coming into the class is not looked at.
    """
    joined = dict(Enrolment.objects.filter(classroom=classroom).values_list("student_id", "joined_at"))
    between = {"created_at__gte": first, "created_at__lte": last}
    rows = (
        Answer.objects.filter(sitting__student__in=joined, **between)
        .order_by("created_at", "pk")
        .values_list("sitting__student_id", "created_at", "question__step_id", "question_id", "is_correct")
    )
    answers: dict[int, list[Tried]] = {student: [] for student in joined}
    known: set[tuple[int, int]] = set()
    for student, at, step, question, is_correct in rows:
        is_first = (student, question) not in known
        known.add((student, question))
        if at >= joined[student]:
            answers[student].append(Tried(at.timestamp(), step, question, is_correct, is_first))
    helps: dict[int, list[Helped]] = {student: [] for student in joined}
    noted = HelpGiven.objects.standing().filter(
        classroom=classroom, student__in=joined, at__gte=first, at__lte=last
    )
    for student, at, reasons in noted.order_by("at", "pk").values_list("student_id", "at", "reasons"):
        helps[student].append(Helped(at.timestamp(), tuple(reasons)))
    return {student: Learner(answers[student], helps[student]) for student in joined}
