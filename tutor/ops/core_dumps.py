"""No process that may hold a frame writes its memory to a disk when it dies."""

import sys


def forbid_core_dumps() -> None:
    """Set this process's core dumps, and its children's, to nothing; Windows has none."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
