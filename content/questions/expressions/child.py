"""The child process that compares expressions with SymPy, in little memory and time.

`content.questions.expressions.pool` starts it. It reads questions on its standard input, and answers each
with a line on its standard output: true, false or null. It opens no database and knows no secret.
"""

import json
import os
import pickle
import resource
import sys
from collections.abc import Callable
from contextlib import suppress

READY = "ready"


def main() -> None:
    """Answer until there are no more questions."""
    limits = json.loads(sys.argv[1])
    _limit_memory(limits["memory_bytes"])
    from content.questions.expressions import symbolic  # most of a second, before it says that it is ready

    decide = {"equal": symbolic.equal, "zeros": symbolic.same_zeros}
    _say(READY)
    with suppress(EOFError):
        while True:
            kind, left, right, setting = pickle.load(sys.stdin.buffer)  # noqa: S301 (the parent's own words)
            _limit_time(limits["cpu_s"])
            _say(_outcome(decide[kind], left, right, setting))


def _outcome(decide: Callable[..., bool | None], *given: object) -> bool | None:
    try:
        return decide(*given)
    except MemoryError:
        raise
    except Exception:  # SymPy gives up in many ways, and each leaves the question open
        return None


def _say(words: object) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


def _limit_memory(memory_bytes: int) -> None:
    os.nice(5)  # whoever waits for a page comes first
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Not every system bounds address space; where it does not, the parent's clock remains.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


def _limit_time(cpu_s: int) -> None:
    """Let the kernel end this process when one question takes longer: its parent may be gone."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    # A second more, as whole seconds are rounded down. The hard limit could not be raised for the next one.
    most = int(used.ru_utime + used.ru_stime) + 1 + cpu_s
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main()
