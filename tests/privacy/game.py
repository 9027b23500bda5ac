"""The game: an attacker reads all that is told of a lesson, and guesses between two courses of one student.

What an attacker can do by clicks changes nothing in what is told (`test_attacks`), so that the game is about
reading. It is played through `disclose_slot`, the code that serves.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from random import Random

import numpy as np
from numpy.typing import NDArray

from tests.privacy.exact import Case, chances
from tests.privacy.lessons import CLASS, SLOTS, UNKNOWN, States
from tutor.domain.affect.cohort import STATES
from tutor.domain.affect.figures import ASKED
from tutor.domain.affect.ledger import Ledger, SlotSeen, disclose_slot, open_ledger
from tutor.domain.disclosure.small_groups import renew_counted, suppress_small_counts

Read = NDArray[np.float32]
BLOCK = 3
TARGET = 99
LEAST = 5


def read_figures(lesson: States, *, seed: int) -> Read:
    """Return all that `figures` tells of a lesson: bounds, and shares as a rule can ask for them."""
    rng = Random(seed)
    ledger, rows = open_ledger("figures", rng), []
    for slot in range(SLOTS):
        states = {who: STATES[state] for who, state in enumerate(lesson[:, slot]) if state != UNKNOWN}
        ledger, told = disclose_slot(ledger, SlotSeen(slot, CLASS, states), least=LEAST, rng=rng)
        shares = [10 * told["signals"].get(f"class.{state}_share", 0.0) for state in ASKED]
        rows.append([*(told["column"][state] for state in STATES), *shares])
    return np.array(rows, np.float32)


def read_every_slot(lesson: States, *, seed: int) -> Read:
    """Return what was told before there was a ledger: bounds of every slot, of whoever counts in it."""
    counted: dict[int, int] = {}
    rows = []
    for slot in range(SLOTS):
        known = {who: int(state) for who, state in enumerate(lesson[:, slot]) if state != UNKNOWN}
        who_counts = renew_counted(counted.keys(), known.keys(), least=LEAST)
        counted = {who: known.get(who, counted.get(who, 0)) for who in who_counts}
        tally = Counter(counted.values())
        told = suppress_small_counts(
            {state: tally[number] for number, state in enumerate(STATES)}, least=LEAST
        )
        rows.append([told.counts[state] if told else 0 for state in STATES])
    return np.array(rows, np.float32)


def read_lessons(
    read: Callable[..., Read], others: States, course: States, *, seed: int, per_slot: bool
) -> NDArray[np.float64]:
    """Return what is read of lessons with a student of a course in each; slot by slot, or in blocks."""
    rows = []
    for number, lesson in enumerate(others):
        told = read(np.vstack([lesson, course]), seed=seed + number)
        rows.append(told if per_slot else told.reshape(-1, BLOCK, told.shape[1]).mean(axis=1))
    return np.array(rows, np.float64).reshape(len(rows), -1)


def learn(one: NDArray[np.float64], other: NDArray[np.float64]) -> Callable[[NDArray[np.float64]], NDArray]:
    """Return the attacker who has seen many lessons of both kinds: Fisher's discriminant, best threshold."""
    centred = np.vstack([one - one.mean(axis=0), other - other.mean(axis=0)])
    spread = centred.T @ centred / len(centred)
    best, found = 0.0, None
    for ridge in (0.1, 1.0, 10.0):
        weights = np.linalg.solve(spread + ridge * np.eye(len(spread)), one.mean(axis=0) - other.mean(axis=0))
        scores = one @ weights, other @ weights
        for line in np.quantile(np.concatenate(scores), np.linspace(0.05, 0.95, 37)):
            right = (scores[0] > line).mean() + (scores[1] <= line).mean()
            if right > best:
                best, found = right, (weights, line)
    assert found is not None
    weights, line = found
    return lambda rows: rows @ weights > line


def points_over_chance(
    attacker: Callable[[NDArray[np.float64]], NDArray], one: NDArray[np.float64], other: NDArray[np.float64]
) -> float:
    """Return by how many points over chance an attacker is right, on lessons not learned from."""
    return float(50 * (attacker(one).mean() + (~attacker(other)).mean()) - 50)


def play_words(cases: Sequence[Case], *, games: int, seed: int) -> tuple[int, float]:
    """Return in how many games the best attacker was right, and how sure one ever was.

    Who attacks knows how many others are lost at every moment, has accounts among them, and knows the two
    courses; the guess is the likelier one, by the exact chances.
    """
    rng, won, surest = Random(seed), 0.0, 1.0
    known: dict[str, tuple[NDArray[np.float64], NDArray[np.float64]]] = {}
    for _ in range(games):
        case = rng.choice(cases)
        if case.name not in known:
            known[case.name] = chances(case.one, here=CLASS), chances(case.other, here=CLASS)
        is_one = rng.random() < 0.5
        place = _outcome(case.others, case.courses[not is_one], rng)
        one, other = (chance[place] for chance in known[case.name])
        surest = max(surest, one / other, other / one)
        won += 0.5 if one == other else (one > other) == is_one
    return int(won), surest


def _outcome(others: Iterable[float], course: Iterable[float], rng: Random) -> int:
    """Play a lesson through the ledger, and return which of the outcomes of `chances` came."""
    ledger: Ledger = open_ledger("words", rng)
    for slot, (count, own) in enumerate(zip(others, course, strict=True)):
        seen = dict.fromkeys([*range(round(count)), *([TARGET] if own else [])], "confused")
        ledger, told = disclose_slot(ledger, SlotSeen(slot, CLASS, seen), least=LEAST, rng=rng)
        if told["word"]:
            return 2 * slot + (told["word"] == "most")
    return 2 * SLOTS


def told_within(lost: int, slots: int, *, rng: Random, here: int = CLASS) -> str:
    """Play a class of which so many look lost through the ledger; return the word, if one came."""
    ledger = open_ledger("words", rng)
    states = {who: "confused" if who < lost else "engaged" for who in range(here)}
    for slot in range(slots):
        ledger, told = disclose_slot(ledger, SlotSeen(slot, here, states), least=5, rng=rng)
        if told["word"]:
            return told["word"]
    return ""
