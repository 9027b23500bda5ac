"""What a process that failed leaves behind."""

from subprocess import CompletedProcess


def last_words(done: CompletedProcess[str]) -> str:
    """Return the last line of a process's errors, or its exit status where it wrote none.

    A process that the system ends, for want of memory say, has no time to write; its status is then negative.
    """
    lines = done.stderr.strip().splitlines()
    return lines[-1] if lines else f"it ended without output, status {done.returncode}"
