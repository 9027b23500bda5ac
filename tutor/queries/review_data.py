"""Reviews as FSRS reads them: the weights that this site uses, and the reviews that they can be fitted to."""

from collections import defaultdict

from django.utils import timezone

from content.models import Course
from tutor.domain.learning.review import DEFAULT_WEIGHTS, Review, Weights, checked_weights
from tutor.models import ReviewFit
from tutor.queries.mastery_data import tries_by_skill

# By student: of each of the student's skills, the reviews in time order.
Histories = dict[int, list[list[Review]]]


def weights_in_use() -> Weights:
    """Return the weights fitted last, or the default ones where there are none or they cannot be."""
    values = ReviewFit.objects.order_by("-pk").values_list("weights", flat=True).first()
    try:
        return DEFAULT_WEIGHTS if values is None else checked_weights(values)
    except (TypeError, ValueError):
        return DEFAULT_WEIGHTS


def read_histories() -> Histories:
    """Return every student's reviews, on questions of a single skill: four queries a course.

    A review is a try that counts. Of a hint that was opened several times only the last time is kept, so
    that earlier reviews with its help read as if there had been none.
    """
    histories: Histories = defaultdict(list)
    for course in Course.objects.order_by("pk"):
        for (_, student), tries in sorted(tries_by_skill(course).items()):
            histories[student].append([(timezone.localdate(entry.at), entry.rating) for entry in tries])
    return dict(histories)
