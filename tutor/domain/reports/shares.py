"""A share of a group, with how far it can be trusted."""

from dataclasses import dataclass
from math import sqrt

from content import figures
from content.language import gettext

# From so many on an interval is narrow enough to act on alone: at one half it is 40 points wide.
ENOUGH = 20


def wilson_interval(successes: int, n: int, *, z: float = 1.96) -> tuple[float, float]:
    """Return the interval for a share, at 95 % by default.

    Raises:
        ValueError: `n` is not positive, or `successes` lies outside 0..n.

    Source: Wilson (1927), "Probable inference, the law of succession, and statistical inference".
    """
    if n <= 0 or not 0 <= successes <= n:
        raise ValueError(f"need 0 <= successes <= n and n > 0, got {successes} of {n}")
    share = successes / n
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, centre - half), min(1.0, centre + half)


def percent(share: float) -> int:
    """Return a share in whole per cent, a half upwards: the one rounding of page, PDF, workbook and CSV."""
    # A sum of halves in binary may fall a hair short of the half.
    return int(100 * share + 0.5 + 1e-9)


@dataclass(frozen=True)
class Share:
    """So many of `n`; `withheld` more may belong to it."""

    count: int
    n: int
    withheld: int = 0

    @property
    def value(self) -> float:
        """Return the share that is told, within 0 and 1."""
        return self.count / self.n

    @property
    def interval(self) -> tuple[float, float]:
        """Return the ends at 95 %; they hold whatever is withheld as well."""
        return wilson_interval(self.count, self.n)[0], wilson_interval(self.count + self.withheld, self.n)[1]

    @property
    def is_rough(self) -> bool:
        """Say whether there are too few to act on this alone."""
        return self.n < ENOUGH

    @property
    def per_cent(self) -> tuple[int, int, int]:
        """Return the share and the ends of its interval in whole per cent."""
        low, high = self.interval
        return percent(self.value), percent(low), percent(high)

    def __str__(self) -> str:
        _, low, high = self.per_cent
        text = gettext("%(count)s of %(n)s (%(low)s to %(high)s)")
        if self.withheld:
            text = gettext("at least %(count)s of %(n)s (%(low)s to %(high)s)")
        return text % {"count": self.count, "n": self.n, "low": low, "high": figures.percent(high)}


def differ(one: Share, other: Share) -> bool:
    """Say whether two shares lie further apart than chance would bring them: their intervals do not meet."""
    return one.interval[1] < other.interval[0] or other.interval[1] < one.interval[0]
