"""One place that hears when facts about learning change; what leaves the product is told from here.

Answers, steps, skills, hints and pre-tests alone: nothing of a camera, and no tap, comes here.
"""

from collections.abc import Iterable
from functools import partial

from django.db import transaction

from tutor.models import Answer, HintUse, Sitting, User
from tutor.services.lti.scores import note_learned
from tutor.services.lti.sending import send_soon
from tutor.services.statements import outbox


def tell_learned(
    *,
    student: User,
    course_id: int,
    ended: bool = False,
    answer: Answer | None = None,
    finished: Sitting | None = None,
    mastered: Iterable[int] = (),
) -> None:
    """Note that a student learned something in a course; to be called in the transaction that kept it.

    Costs nothing for whoever came by no LMS, where no LRS is told either.

    Args:
        student: who.
        course_id: in which course: skills are shared by its lessons.
        ended: a lesson has ended, which is told of at once.
        answer: what was answered just now.
        finished: the sitting of a lesson that was worked through just now.
        mastered: the keys of skills that are mastered from now on.
    """
    outbox.note_learned(student=student, answer=answer, finished=finished, mastered=mastered)
    if not student.scores_go_out:
        return
    for registration_id in note_learned(student_id=student.pk, course_id=course_id, ended=ended):
        transaction.on_commit(partial(send_soon, registration_id))


def tell_helped(*, student: User, hint: HintUse) -> None:
    """Note that a student opened a hint, of the student's own accord; costs nothing where no LRS is told."""
    outbox.note_helped(student=student, hint=hint)
