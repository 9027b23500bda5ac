"""What chance chooses among, and on which terms."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Arm:
    """A variant in one version of its text: a changed text is another arm, of which nothing is known yet.

    Attributes:
        variant: the variant's key, the same for as long as it exists.
        text: the version of what it shows, such as a hash.
    """

    variant: str
    text: str


@dataclass(frozen=True)
class Standing:
    """What is known of an arm when a choice is made: how many students it helped, and how many it did not.

    Attributes:
        is_stopped: it was found to do worse than another, and is chosen no more.
    """

    arm: Arm
    right: int = 0
    wrong: int = 0
    is_stopped: bool = False

    def __post_init__(self) -> None:
        if self.right < 0 or self.wrong < 0:
            raise ValueError(f"counts must not be negative, got {self.right} and {self.wrong}")

    @property
    def settled(self) -> int:
        """Return of how many students it is known what came of it."""
        return self.right + self.wrong


@dataclass(frozen=True)
class Terms:
    """How chance chooses.

    Attributes:
        warm_up: all arms are equally likely until of each so many outcomes are known. Below 20 an unlucky
            beginning gives the worse arm most of a class in more than one run of twenty.
        least_share: of an even share, what every arm that is not stopped keeps. With 0.4, of two arms the one
            that does worse is still chosen for one student in five: what comes of it is what tells.
    """

    warm_up: int = 25
    least_share: float = 0.4

    def __post_init__(self) -> None:
        if self.warm_up < 0 or not 0 < self.least_share <= 1:
            raise ValueError(f"warm_up must be 0 or more, least_share in (0, 1], got {self}")
