"""How people without a school's sign-on get in: sign-up, cards, pictures, and what a teacher may reset."""

from datetime import date

from django.core.exceptions import ImproperlyConfigured

from tutor.settings.environment import env, read_choice, read_switch


def read_day(name: str, default: str) -> tuple[int, int]:
    """Return a day of the year as (month, day).

    Raises:
        ImproperlyConfigured: it is not written like 08-31, or there is no such day in every year.
    """
    text = env.str(name, default="") or default
    try:
        # 2001 has no 29 February: the day has to come in every year.
        day = date.fromisoformat(f"2001-{text}")
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a day like {default!r}, got {text!r}") from None
    return day.month, day.day


# Whether people make accounts for themselves: not at all, with the join code of a class, or anybody.
SIGN_UP = read_choice("SIGN_UP", "off", choices=("off", "code", "open"))
# Whom of their own classes teachers may let in anew: nobody, students who have no e-mail address and no
# other way in, or all students.
TEACHER_RESETS = read_choice("TEACHER_RESETS", "without-email", choices=("off", "without-email", "all"))
# Signing in by three pictures, on a device that a teacher opened.
PICTURE_SIGN_IN = read_switch("PICTURE_SIGN_IN", default=False)
# The last day on which a sign-in card works.
SCHOOL_YEAR_ENDS = read_day("SCHOOL_YEAR_ENDS", "08-31")
