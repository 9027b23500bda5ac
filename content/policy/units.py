"""Numbers as authors read them, with their units."""

from content.policy.signals import Unit


def duration(seconds: float) -> str:
    """Return a length of time as people write it: "40 s", "2 min", "1 min 30 s"."""
    whole, rest = divmod(seconds, 60)
    if not whole:
        return f"{rest:g} s"
    return f"{whole:g} min {rest:g} s" if rest else f"{whole:g} min"


def amount(value: float, unit: Unit) -> str:
    """Return a signal's value with its unit, as an author reads it."""
    if unit == "share":
        return f"{value * 100:.0f} %"
    if unit == "seconds":
        return duration(round(value, 1))
    if unit == "yes":
        return "yes" if value >= 1 else "no"
    return f"{value:g}"
