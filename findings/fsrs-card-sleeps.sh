#!/usr/bin/env bash
# fsrs 6.3.2: making a card sleeps for a millisecond.
#
# Guessed: `Card()` is a plain value, so a course's cards for a school are made in no time.
# Seen: without `card_id` each one sleeps for 1 ms, because its number is the clock's milliseconds: 30 cards
# for each of 1,000 pupils hold the process for half a minute, and an event loop with it. Two processes can
# still draw the same number. With a `card_id` of one's own it does not sleep.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check fsrs==6.3.2

"$folder/venv/bin/python" - <<'PY'
from time import perf_counter

from fsrs import Card


def seconds(make):
    began = perf_counter()
    for number in range(300):
        make(number)
    return perf_counter() - began


numbered, unnumbered = seconds(lambda number: Card(card_id=number)), seconds(lambda _: Card())
print(f"300 cards with a number of their own: {numbered:.4f} s; without: {unnumbered:.4f} s")
assert unnumbered > 0.3, "it sleeps no more"
assert numbered < 0.1
PY
