"""The keys by which a platform knows that a request or an answer is ours.

Private keys are in the database, encrypted with a key made of SECRET_KEY: a copy of the database alone signs
nothing. A key that SECRET_KEY no longer opens counts as lost, and the next one is made.

A new key is published for a while before it signs, because platforms keep our key set for some minutes, and
the one before stays published until what it signed has expired.
"""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from lti_tool.models import Key

PUBLISHED_BEFORE = timedelta(hours=1)
# What we sign holds for ten minutes at most.
PUBLISHED_AFTER = timedelta(hours=1)
SALT = b"attune lti private keys"


@dataclass(frozen=True)
class SigningKey:
    """A key pair as PEM."""

    private: str
    public: str


def _cipher() -> Any:
    """Return what encrypts with SECRET_KEY, and reads what SECRET_KEY_FALLBACKS encrypted."""
    from cryptography.fernet import Fernet, MultiFernet
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    def fernet(secret: str | bytes) -> Fernet:
        said = secret.encode() if isinstance(secret, str) else secret
        made = HKDF(algorithm=SHA256(), length=32, salt=SALT, info=b"").derive(said)
        return Fernet(base64.urlsafe_b64encode(made))

    return MultiFernet([fernet(secret) for secret in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]])


def _opened(key: Key) -> str | None:
    from cryptography.fernet import InvalidToken

    try:
        return str(_cipher().decrypt(key.private_key.encode()).decode())
    except InvalidToken:
        return None


def rotate() -> Key:
    """Make a new key, which signs once platforms have had time to see it, and retire the oldest."""
    key = _make()
    retire()
    return key


def _make() -> Key:
    # Outside a transaction: it takes a while.
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    pair = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = pair.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = pair.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    kept = _cipher().encrypt(private).decode()
    return Key.objects.create(private_key=kept, public_key=public.decode())


@transaction.atomic
def retire() -> int:
    """Take keys out of the key set that signed nothing for so long that all of it has expired."""
    # A key signs until the next one has been published for an hour.
    before = timezone.now() - PUBLISHED_BEFORE - PUBLISHED_AFTER
    newer = Key.objects.active().filter(datetime_created__lt=before).order_by("-datetime_created").first()
    if newer is None:
        return 0
    old = Key.objects.filter(datetime_created__lt=newer.datetime_created).exclude(private_key="")
    return int(old.update(is_active=False, private_key=""))


def signing_key() -> SigningKey:
    """Return the key that signs now; the first is made when it is asked for."""
    seen = timezone.now() - PUBLISHED_BEFORE
    usable = [(key, private) for key, private in _usable() if key.datetime_created <= seen]
    # The newest that everybody has seen; where none has been seen yet, the oldest there is.
    key, private = (usable or list(_usable())[-1:] or [_first()])[0]
    return SigningKey(private=private, public=key.public_key)


def _usable() -> Iterator[tuple[Key, str]]:
    """Yield keys that can be opened, the newest first."""
    for key in Key.objects.active().order_by("-datetime_created", "-pk"):
        if (private := _opened(key)) is not None:
            yield key, private


def _first() -> tuple[Key, str]:
    key = _make()
    private = _opened(key)
    assert private is not None
    return key, private


def published_keys() -> dict[str, Any]:
    """Return our public keys as a JWK set; the first key is made when it is asked for."""
    signing_key()
    retire()
    found: dict[str, Any] = Key.objects.order_by("pk").as_jwks()
    return found
