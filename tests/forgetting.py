"""Students who forget by a rule that is not FSRS's."""

from datetime import date, timedelta
from random import Random

from fsrs import Rating

MONDAY = date(2026, 3, 2)


def forgetful(students, *, reviews, half_life=2.0, seed=1):
    """Return the reviews of students who forget half in `half_life` days, whatever they do."""
    rng = Random(seed)
    found = []
    for _ in range(students):
        day, history = MONDAY, [(MONDAY, Rating.Good)]
        for _ in range(reviews):
            wait = rng.choice([1, 2, 4, 8])
            day += timedelta(days=wait)
            recalled = rng.random() < 0.5 ** (wait / half_life)
            history.append((day, Rating.Good if recalled else Rating.Again))
        found.append([history])
    return found
