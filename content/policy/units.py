"""Numbers as authors read them, with their units."""

from content import figures
from content.language import gettext, pgettext
from content.policy.signals import Unit


def duration(seconds: float) -> str:
    """Return a length of time as people write it: "40 s", "2 min", "1 min 30 s"."""
    whole, rest = divmod(seconds, 60)
    values = {"minutes": figures.plain_number(whole), "seconds": figures.plain_number(rest)}
    if not whole:
        return gettext("%(seconds)s s") % values
    return (gettext("%(minutes)s min %(seconds)s s") if rest else gettext("%(minutes)s min")) % values


def amount(value: float, unit: Unit) -> str:
    """Return a signal's value with its unit, as an author reads it."""
    if unit == "share":
        return figures.share(value)
    if unit == "seconds":
        return duration(round(value, 1))
    if unit == "yes":
        return pgettext("value", "yes") if value >= 1 else pgettext("value", "no")
    return figures.plain_number(value)
