#!/usr/bin/env bash
# fsrs 6.3.2 counts a review as another day only after 24 whole hours.
#
# Guessed: a pupil who reviews on Monday at 9:00 and on Tuesday at 8:55 has reviewed on two days.
# Seen: the second review counts as the same day's: the memory's stability and the interval stay as they
# were (2 days), where ten minutes later they would have more than tripled (7 days). A class whose lesson
# begins a little earlier than the day before gets no credit; whoever schedules by lessons counts days
# themselves and hands in the time of the lesson's day.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check fsrs==6.3.2

"$folder/venv/bin/python" - <<'PY'
from datetime import UTC, datetime, timedelta

from fsrs import Card, Rating, Scheduler

scheduler = Scheduler(enable_fuzzing=False, learning_steps=(), relearning_steps=())
monday = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
first, _ = scheduler.review_card(Card(card_id=1, due=monday), Rating.Good, monday)


def review(at):
    card, _ = scheduler.review_card(first, Rating.Good, at)
    days = (card.due - at).days
    print(f"{at:%A %H:%M}: stability {card.stability:.2f} days, next in {days} days")
    return round(card.stability, 2), days


early = review(monday + timedelta(hours=23, minutes=55))
late = review(monday + timedelta(hours=24, minutes=5))
assert early == (round(first.stability, 2), 2), early
assert late[0] > 3 * early[0] and late[1] == 7, late
PY
