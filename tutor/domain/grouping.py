"""Who talks with whom: groups of three or four, at random or mixed by progress."""

from collections.abc import Mapping, Sequence
from math import ceil
from random import Random

MOST = 4


def count_groups(students: int) -> int:
    """Return into how few groups of at most `MOST` students fit; all have three or four but those of five."""
    return ceil(students / MOST)


def shuffle_into_groups(students: Sequence[int], *, rng: Random) -> list[list[int]]:
    """Return groups by chance, their sizes at most one apart."""
    drawn = rng.sample(students, len(students))
    return [drawn[number :: count_groups(len(drawn))] for number in range(count_groups(len(drawn)))]


def mix_by_progress(progress: Mapping[int, float], *, rng: Random) -> list[list[int]]:
    """Return groups in each of which some are far and some are not; chance decides between equals.

    The students, furthest first, are dealt to and fro: 1 2 3, 3 2 1, 1 2 3.

    Args:
        progress: how far each student is, by any scale; nothing of how they feel belongs here.
        rng: decides between students who are equally far.
    """
    drawn = rng.sample(list(progress), len(progress))
    ordered = sorted(drawn, key=lambda student: -progress[student])
    groups: list[list[int]] = [[] for _ in range(count_groups(len(ordered)))]
    # Without students there are no groups, and `range` refuses a step of 0.
    for start in range(0, len(ordered), len(groups) or 1):
        deal = ordered[start : start + len(groups)]
        to = groups if (start // len(groups)) % 2 == 0 else groups[::-1]
        for student, group in zip(deal, to, strict=False):
            group.append(student)
    return groups


def choose_group(sizes: Mapping[int, tuple[int, int]]) -> int | None:
    """Return the group that somebody who comes late joins, the emptiest; `None` when all are full.

    Args:
        sizes: of each group, how many are there now and how many belong to it, the absent too.
    """
    open_groups = [key for key, (_, members) in sizes.items() if members < MOST]
    return min(open_groups, key=lambda key: (*sizes[key], key), default=None)
