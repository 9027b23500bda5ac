"""What an answer in mathematics says, as a tree.

Scalars (`Node`) are numbers, letters and what is made of them. An answer (`Answer`) is a scalar, a relation
between scalars, a point, a set, an interval or a union, or several of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Number:
    """A number as it was written: `text` keeps its form, as 0.50 or 1 000."""

    value: Fraction
    text: str


@dataclass(frozen=True)
class Mixed:
    """A mixed number, as 3 1/2."""

    whole: Number
    top: Number
    bottom: Number

    @property
    def value(self) -> Fraction:
        """Return it as one fraction."""
        return self.whole.value + self.top.value / self.bottom.value


@dataclass(frozen=True)
class Letter:
    """A variable; its name may have several letters or an index, as v_0."""

    name: str


@dataclass(frozen=True)
class Constant:
    """One of `pi`, `e` and `inf`."""

    name: str


@dataclass(frozen=True)
class Negative:
    """A scalar with a minus before it."""

    of: "Node"


@dataclass(frozen=True)
class Sum:
    """Two terms or more; a difference has a `Negative` among them."""

    terms: tuple["Node", ...]


@dataclass(frozen=True)
class Product:
    """Two factors or more."""

    factors: tuple["Node", ...]


@dataclass(frozen=True)
class Quotient:
    """A fraction."""

    top: "Node"
    bottom: "Node"


@dataclass(frozen=True)
class Power:
    """A base with its exponent."""

    base: "Node"
    exponent: "Node"


@dataclass(frozen=True)
class Call:
    """A function of one argument; `log` may have its base second, `root` has its index there."""

    function: str
    arguments: tuple["Node", ...]


Node = Number | Mixed | Letter | Constant | Negative | Sum | Product | Quotient | Power | Call


@dataclass(frozen=True)
class Relation:
    """Sides and the signs between them: `=`, `≠`, `<`, `≤`, `>`, `≥`; three sides in 1 < x < 3."""

    sides: tuple[Node, ...]
    signs: tuple[str, ...]


@dataclass(frozen=True)
class Point:
    """Coordinates in round brackets; of two, the same letters are an open interval."""

    coordinates: tuple[Node, ...]


@dataclass(frozen=True)
class Interval:
    """All numbers between two bounds."""

    low: Node
    high: Node
    has_low: bool
    has_high: bool


@dataclass(frozen=True)
class Collection:
    """A set in braces; elements are scalars or points."""

    elements: tuple["Node | Point", ...]


@dataclass(frozen=True)
class Union:
    """Intervals and sets joined."""

    parts: tuple[Interval | Collection | Point, ...]


@dataclass(frozen=True)
class Several:
    """Parts without braces, in any order: `x = 1 or x = 2`, `1; 2`; `joined` is `or`, `and` or `,`."""

    parts: tuple["Part", ...]
    joined: str = ","


Part = Node | Relation | Point | Interval | Collection | Union
Answer = Part | Several
_SCALARS = (Number, Mixed, Letter, Constant, Negative, Sum, Product, Quotient, Power, Call)


def is_scalar(answer: Answer) -> bool:
    """Return whether an answer is a number, a letter or made of them."""
    return isinstance(answer, _SCALARS)


def children(answer: Answer) -> tuple[Answer, ...]:
    """Return what an answer or a scalar is made of."""
    match answer:
        case Negative(of):
            return (of,)
        case Sum(parts) | Product(parts) | Collection(parts) | Union(parts) | Several(parts=parts):
            return parts
        case Point(parts) | Relation(sides=parts) | Call(arguments=parts):
            return parts
        case Quotient(first, second) | Power(first, second) | Interval(low=first, high=second):
            return (first, second)
    return ()


def nodes(answer: Answer) -> Iterator[Answer]:
    """Yield an answer and all that it is made of."""
    stack = [answer]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(children(node))


def letters_of(*answers: Answer) -> frozenset[str]:
    """Return the names of all letters."""
    return frozenset(node.name for answer in answers for node in nodes(answer) if isinstance(node, Letter))
