"""How a value is written: plainly, as a fraction, with so many places, with its sign."""

from dataclasses import dataclass
from fractions import Fraction

from content import figures
from content.language import gettext
from content.questions.variables.functions import rounded
from content.questions.variables.values import BadExpression

FORMATS = ("fraction", "mixed", "signed", "coefficient", "plain")
_MOST_PLACES = 9
_LONGEST_FORM = 10
_EXACT_PLACES = 6
_LARGEST_BELOW = 10**6
_LARGEST_ABOVE = 10**15


@dataclass(frozen=True)
class Written:
    """A number in letters: its sign apart, and whether it is a fraction with a bar."""

    is_negative: bool
    digits: str
    is_fraction: bool = False

    @property
    def plain(self) -> str:
        """Return it with its sign."""
        return f"-{self.digits}" if self.is_negative else self.digits


def write_number(number: Fraction, form: str, *, in_maths: bool) -> Written:
    """Return a number as a format wants it; a form of digits, from 0 to 9, is how many places it has.

    Raises:
        BadExpression: there is no such format, or the number is too long to be read.
    """
    # Not isdigit, which takes “²” for a digit: int does not.
    if form.isdecimal() and len(form) < _LONGEST_FORM and int(form) <= _MOST_PLACES:
        return _with_places(number, int(form))
    if form and form not in FORMATS:
        raise BadExpression(
            gettext("there is no format %(form)r; use a number of places or one of %(known)s")
            % {"form": form, "known": figures.in_a_row(FORMATS)}
        )
    size = abs(number)
    if size.denominator > _LARGEST_BELOW or size.numerator > _LARGEST_ABOVE:
        raise BadExpression(gettext("the number is too long to be read; round it, as in round(x, 2)"))
    if size.denominator == 1:
        return Written(number < 0, str(size.numerator))
    places = None if form in ("fraction", "mixed") else _exact_places(size)
    if places is not None:
        return _with_places(number, places)
    whole, rest = divmod(size, 1)
    if form == "mixed" and whole:
        between = "" if in_maths else " "
        return Written(number < 0, f"{whole}{between}{_fraction(rest, in_maths=in_maths)}", True)
    return Written(number < 0, _fraction(size, in_maths=in_maths), True)


def _fraction(size: Fraction, *, in_maths: bool) -> str:
    top, bottom = size.numerator, size.denominator
    return rf"\frac{{{top}}}{{{bottom}}}" if in_maths else f"{top}/{bottom}"


def _with_places(number: Fraction, places: int) -> Written:
    near = rounded(abs(number), Fraction(places))
    whole, rest = divmod(near, 1)
    after = f".{int(rest * 10**places):0{places}}" if places else ""
    # What rounds to nought has no sign.
    return Written(number < 0 and near > 0, f"{whole}{after}")


def _exact_places(size: Fraction) -> int | None:
    """Return with how many places a number is exact; None with none up to `_EXACT_PLACES`."""
    return next((places for places in range(1, _EXACT_PLACES + 1) if not 10**places % size.denominator), None)
