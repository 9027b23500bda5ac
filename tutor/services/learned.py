"""One place that hears when facts about learning change; what leaves the product is told from here.

Answers, steps, skills and pre-tests alone: nothing of a camera, and no tap, comes here.
"""

from functools import partial

from django.db import transaction

from tutor.models import User
from tutor.services.lti.scores import note_learned
from tutor.services.lti.sending import send_soon


def tell_learned(*, student: User, course_id: int, ended: bool = False) -> None:
    """Note that a student learned something in a course; to be called in the transaction that kept it.

    Costs nothing for whoever came by no LMS.

    Args:
        student: who.
        course_id: in which course: skills are shared by its lessons.
        ended: a lesson has ended, which is told of at once.
    """
    if not student.scores_go_out:
        return
    for registration_id in note_learned(student_id=student.pk, course_id=course_id, ended=ended):
        transaction.on_commit(partial(send_soon, registration_id))
