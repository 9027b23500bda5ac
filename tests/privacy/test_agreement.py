"""The ledger in the database tells what the pure one tells, slot by slot, with the same chance."""

from datetime import timedelta
from random import Random

import pytest
from django.utils import timezone

from tests.privacy import world
from tutor.domain.affect.cohort import STATES
from tutor.domain.affect.ledger import SlotSeen, disclose_slot, open_ledger
from tutor.models import AffectMember, AffectSlot
from tutor.queries.affect_readings import slot_of, start_of
from tutor.services.affect import LATE, update_ledger

SLOTS, STUDENTS = 24, 17


@pytest.mark.slow
@pytest.mark.parametrize("detail", ["figures", "words"])
@pytest.mark.parametrize("seed", [1, 2])
def test_the_database_tells_what_the_pure_ledger_tells(classroom, lesson, settings, detail, seed):
    settings.CLASS_AFFECT_DETAIL = detail
    chance = Random(seed)
    first = slot_of(timezone.now()) - SLOTS - 5
    sittings = world.seat(
        classroom, lesson, [f"s{number}" for number in range(STUDENTS)], since=start_of(first)
    )
    rng, expected, told = Random(seed), [], []
    ledger, noise = None, Random(seed)
    for slot in range(first, first + SLOTS):
        states = {name: chance.choice(STATES) for name in sittings if chance.random() < 0.8}
        world.show_faces(
            sittings, states, first=start_of(slot), last=start_of(slot + 1) - timedelta(seconds=1)
        )
        update_ledger(classroom, now=start_of(slot + 1) + LATE, rng=rng)
        keys = dict(AffectMember.objects.values_list("student__username", "pk"))
        ledger = ledger or open_ledger(detail, noise)
        seen = SlotSeen(slot, STUDENTS, {keys[name]: state for name, state in states.items()})
        ledger, one = disclose_slot(ledger, seen, least=settings.MIN_GROUP, rng=noise)
        expected.append(one)
    told = list(AffectSlot.objects.order_by("slot").values_list("told", flat=True))
    assert told == expected
    assert len(told) == SLOTS
