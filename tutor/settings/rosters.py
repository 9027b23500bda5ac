"""Roster servers: their secrets."""

import json

from django.core.exceptions import ImproperlyConfigured

from tutor.settings.environment import env


def read_secrets(name: str) -> dict[str, str]:
    """Return a JSON object of texts from the environment; refused, it is not repeated.

    Raises:
        ImproperlyConfigured: it is no such object.
    """
    text = env.str(name, default="") or "{}"
    try:
        held = json.loads(text)
        fits = isinstance(held, dict) and all(isinstance(secret, str) and secret for secret in held.values())
    except ValueError:
        fits = False
    if not fits:
        raise ImproperlyConfigured(f'{name} must be JSON like {{"our-server": "its secret"}}')
    return dict(held)


# By the slug of the server, which its page under /people/ names.
ONEROSTER_SECRETS = read_secrets("ONEROSTER_SECRETS")
