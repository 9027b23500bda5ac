"""Three pictures in order, in the place of a password, for those who cannot read yet."""

from collections.abc import Callable, Sequence

# The file of each is `tutor/img/pictures/<name>.svg`.
PICTURES = (
    *("apple", "ball", "balloon", "boat", "cloud", "cup", "fish", "flower"),
    *("house", "key", "kite", "moon", "star", "sun", "tree", "umbrella"),
)
LENGTH = 3


def draw_pictures(sample: Callable[[Sequence[str], int], list[str]]) -> list[str]:
    """Return three different pictures in an order: one of 3,360.

    Args:
        sample: draws several different ones, by chance that nobody foresees (`SystemRandom().sample`).
    """
    return sample(PICTURES, LENGTH)


def next_picks(picked: Sequence[str], pick: str) -> list[str] | None:
    """Return what was tapped so far with one tap more; `None` where one of them is no picture of ours."""
    picks = [*picked, pick]
    return picks if len(picks) <= LENGTH and set(picks) <= set(PICTURES) else None
