"""Slows down guesses of passwords and join codes."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.signals import user_login_failed
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.dispatch import receiver
from django.http import HttpRequest

from tutor.throttling.devices import device_of

WINDOW_S = 15 * 60


@dataclass(frozen=True)
class Throttle:
    """So many wrong guesses by one guesser within a quarter of an hour, and then one look in `pause_s`."""

    name: str
    limit: int
    pause_s: int = WINDOW_S

    def is_blocked(self, *guesser: object) -> bool:
        """Say whether this guesser has to wait."""
        key = self._key(guesser)
        return self._is_over(key) and cache.get(f"{key}:wait") is not None

    def allow_attempt(self, *guesser: object) -> bool:
        """Say whether a guess may be looked at now, and take the turn: of two at once, one gets it."""
        key = self._key(guesser)
        return not self._is_over(key) or bool(cache.add(f"{key}:wait", 1, self.pause_s))

    def note_failure(self, *guesser: object) -> None:
        """Count a wrong guess. The window begins with the first."""
        key = self._key(guesser)
        if not cache.add(key, 1, WINDOW_S):
            try:
                cache.incr(key)
            except ValueError:  # It ran out between the two.
                cache.set(key, 1, WINDOW_S)
        if self._is_over(key):
            cache.set(f"{key}:wait", 1, self.pause_s)

    def forget(self, *guesser: object) -> None:
        """Count anew: this guesser has shown to be no guesser."""
        key = self._key(guesser)
        cache.delete_many([key, f"{key}:wait"])

    def _is_over(self, key: str) -> bool:
        return int(cache.get(key, 0)) >= self.limit

    def _key(self, guesser: tuple[object, ...]) -> str:
        # Hashed: names may be long and of any letters, and the cache need not know them.
        digest = sha256("\x00".join(str(part).casefold() for part in guesser).encode()).hexdigest()
        return f"throttle:{self.name}:{digest}"


# Strangers: browsers in which nobody of that name has signed in before. A whole school may share one address,
# and a classmate must not lock somebody out: the three hold for strangers alone, and let one in each minute.
BY_NAME_AND_ADDRESS = Throttle("name-address", 10, pause_s=60)
BY_NAME = Throttle("name", 50, pause_s=60)
BY_ADDRESS = Throttle("address", 300, pause_s=5)
# A browser that the name has signed in with: only its own misses count.
BY_DEVICE = Throttle("device", 20, pause_s=5)
JOIN_CODES = Throttle("join", 10)
OLD_PASSWORDS = Throttle("old-password", 10)
# A whole school may sit behind one address; a code has 8e14 neighbours.
CARDS = Throttle("cards", 60, pause_s=5)
SIGN_UPS = Throttle("sign-ups", 100, pause_s=30)
SIGN_UP_CODES = Throttle("sign-up-codes", 30, pause_s=30)
# One of 3,360: by pupil and device, and by pupil alone, whatever the number of devices. Both go by the
# pictures' key: new ones bring new tries, since what was guessed before says nothing of them.
PICTURES_ON_DEVICE = Throttle("pictures-device", 5)
PICTURES_OF_PUPIL = Throttle("pictures", 15)
# Letters about one address, and letters that one asks for: none is a guess, but each is sent to somebody.
RESETS_BY_ADDRESS = Throttle("reset-address", 3)
RESETS_BY_ASKER = Throttle("reset-asker", 20)


def _sign_in_throttles(request: HttpRequest | None, username: str) -> list[tuple[Throttle, tuple[str, ...]]]:
    device = device_of(request)
    if device is not None and device.knows(username):
        return [(BY_DEVICE, (username, device.key))]
    address = str(request.META.get("REMOTE_ADDR", "")) if request is not None else ""
    return [
        (BY_NAME_AND_ADDRESS, (username, address)),
        (BY_NAME, (username,)),
        (BY_ADDRESS, (address,)),
    ]


def is_sign_in_blocked(request: HttpRequest | None, username: str) -> bool:
    """Say whether signing in under this name, from there, has to wait."""
    return any(throttle.is_blocked(*guesser) for throttle, guesser in _sign_in_throttles(request, username))


class ThrottledBackend(ModelBackend):
    """Checks no password for those who guessed wrong too often; on the admin's sign-in page too.

    A closed account is refused as for a wrong password, and counts as one. That the password was right is
    noted at the request, as allauth's own backend does it: the sign-in page tells its owner.
    """

    _closed: Any = None

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> Any:
        """Return the user, or nobody.

        Raises:
            PermissionDenied: too many wrong tries; Django takes it as a wrong password.
        """
        if username is not None and not _may_attempt(request, username):
            raise PermissionDenied
        found = super().authenticate(request, username=username, password=password, **kwargs)
        if found is None and request is not None:
            request.closed_account = self._closed  # type: ignore[attr-defined]
        return found

    def user_can_authenticate(self, user: Any) -> bool:
        """Refuse a closed account, and remember it: Django asks only after a right password."""
        can: bool = super().user_can_authenticate(user)
        self._closed = None if can else user
        return can


def _may_attempt(request: HttpRequest | None, username: str) -> bool:
    """Take a turn of every throttle; none is taken while one of them is shut."""
    throttles = _sign_in_throttles(request, username)
    if any(throttle.is_blocked(*guesser) for throttle, guesser in throttles):
        return False
    return all(throttle.allow_attempt(*guesser) for throttle, guesser in throttles)


@receiver(user_login_failed)
def note_failed_sign_in(
    sender: object, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
) -> None:
    """Count a failed sign-in, unless it was not looked at: one address shuts out itself alone."""
    username = str(credentials.get("username", ""))
    if is_sign_in_blocked(request, username):
        return
    for throttle, guesser in _sign_in_throttles(request, username):
        throttle.note_failure(*guesser)
