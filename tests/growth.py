"""How the work of a reader grows with what it reads."""

import gc
import time
from collections.abc import Callable
from typing import Any

LINEAR = 2.7
"""The most a doubled input may cost: 2 and what a busy machine adds. Quadratic work costs 4."""
_ROUNDS = 3


def cost_of_doubling(read: Callable[[Any], object], make: Callable[[int], Any], *, size: int) -> float:
    """Return by how much the processor time of `read` grows where its input doubles.

    Two doublings, of `make(size)` twice over, measured turn by turn; the quickest turn of each counts.
    """
    inputs = [make(size), make(4 * size)]
    read(inputs[0])
    best = [float("inf"), float("inf")]
    gc.collect()
    gc.disable()
    try:
        for _ in range(_ROUNDS):
            for place, given in enumerate(inputs):
                best[place] = min(best[place], _cpu_s(read, given))
    finally:
        gc.enable()
    return (best[1] / best[0]) ** 0.5


def _cpu_s(read: Callable[[Any], object], given: Any) -> float:
    started = time.thread_time()
    read(given)
    return time.thread_time() - started
