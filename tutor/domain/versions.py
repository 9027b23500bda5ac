"""Which version of a question with variables a student gets: a seed for every student and every review."""

from hashlib import sha256


def seed_of(*, sitting: int, question: int, tries: int) -> int:
    """Return the seed of a version, from 0 to 2**32 - 1.

    Args:
        sitting: of the student in the lesson.
        question: which one.
        tries: how many answers the student had given to it when this version was first shown.
    """
    # Not `hash`, which differs from process to process: whoever marks an answer draws the version again.
    return int.from_bytes(sha256(f"{sitting}:{question}:{tries}".encode()).digest()[:4], "big")
