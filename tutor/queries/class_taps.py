"""The self-reports that a class's page counts, apart from being lost: renewed by a whole group at a time."""

from collections.abc import Mapping

from django.core.cache import cache

from tutor.domain.disclosure.small_groups import renew_reported
from tutor.models import Classroom

# As long as a lesson may lie back that the page still shows.
KEPT_S = 3 * 3600


def counted_taps(classroom: Classroom, words: Mapping[int, str], *, least: int) -> Mapping[int, str]:
    """Return the words that count now, by sitting: new ones once `least` have said something new.

    Whatever sessions do: the words belong to the class. They are what students chose to say.
    """
    key = f"class-said:{classroom.pk}:{classroom.created_at.timestamp()}"
    said: Mapping[int, str] = renew_reported(cache.get(key) or {}, words, least=least)
    cache.set(key, dict(said), KEPT_S)
    return said
