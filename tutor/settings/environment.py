"""Reads variables of the environment, and refuses a malformed value by name."""

from collections.abc import Collection
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parents[2]

env = environ.FileAwareEnv()
environ.Env.read_env(BASE_DIR / ".env")


def read_switch(name: str, default: bool | None = None) -> bool:
    """Return an on/off variable of the environment.

    Raises:
        ImproperlyConfigured: it is neither `on` nor `off`, or missing without a default.
    """
    value = env.str(name, default="")
    if value in ("on", "off"):
        return bool(value == "on")
    if value == "" and default is not None:
        return default
    raise ImproperlyConfigured(f"{name} must be 'on' or 'off', got {value!r}")


def read_number(name: str, default: float, *, low: float, high: float) -> float:
    """Return a number of the environment.

    Raises:
        ImproperlyConfigured: it is no number, or lies outside [low, high].
    """
    text = env.str(name, default=str(default))
    try:
        value = float(text)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a number, got {text!r}") from None
    if not low <= value <= high:
        raise ImproperlyConfigured(f"{name} must lie in [{low:g}, {high:g}], got {text!r}")
    return value


def read_days(name: str, default: int, *, low: int) -> int:
    """Return a whole number of days of the environment; 0 stands for never.

    Raises:
        ImproperlyConfigured: it is no such number, or fewer than `low`.
    """
    days = read_number(name, default, low=0, high=36_500)
    if days != int(days) or 0 < days < low:
        raise ImproperlyConfigured(f"{name} must be 0, for never, or {low} days or more, got {days:g}")
    return int(days)


def read_choice(name: str, default: str, *, choices: Collection[str]) -> str:
    """Return a word of the environment that is one of a few.

    Raises:
        ImproperlyConfigured: it is none of them.
    """
    value: str = env.str(name, default=default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name} cannot be {value!r}: try {default!r}")
    return value


def read_address(name: str, default: str, *, like: Collection[str]) -> str:
    """Return an address of the environment; refused, it is not repeated, since it may hold a password.

    Args:
        name: the variable.
        default: where it is not set; an empty one means that there is none.
        like: what an address may look like; the first word of each, before the colon, is asked for.

    Raises:
        ImproperlyConfigured: it begins with none of them, or names a port that is no number.
    """
    value: str = env.str(name, default=default)
    try:
        parts = urlsplit(value)
        is_known = parts.scheme in {form.split(":")[0] for form in like}
        fits = not value or (is_known and (parts.scheme == "sqlite" or parts.port != 0))
    except ValueError:
        fits = False
    if not fits:
        raise ImproperlyConfigured(f"{name} must be an address like {' or '.join(like)}")
    return value


def read_networks(name: str, default: str) -> list[str]:
    """Return the addresses and networks of a variable, comma-separated; `*` alone stands for all.

    Raises:
        ImproperlyConfigured: one of them is neither.
    """
    value: str = env.str(name, default="") or default
    networks = [network.strip() for network in value.split(",")]
    if networks == ["*"]:
        return networks
    try:
        for network in networks:
            ip_network(network)
    except ValueError:
        raise ImproperlyConfigured(
            f"{name} must hold addresses or networks like {default!r}, got {value!r}"
        ) from None
    return networks
