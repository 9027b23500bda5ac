"""django-lti without the weight of what a launch needs, as long as LTI is off.

Its tables are always there: were they left out while LTI is off, nothing would know that a person's account
is named in them, and erasing the account would fail. But its models import, by way of pylti1p3, an HTTP
client and a library of web keys, a tenth of a second of every start. So with LTI off those names stand for
nothing until somebody uses one.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

from django.conf import settings
from django.core import checks
from lti_tool.apps import LtiToolAppConfig

# What lti_tool.models imports, and from where.
NAMES = {
    "jwcrypto.jwk": ("JWK",),
    "pylti1p3.deep_link_resource": ("DeepLinkResource",),
    "pylti1p3.message_launch": ("MessageLaunch",),
    "pylti1p3.registration": ("Registration",),
}


class Later:
    """A name of a module that is imported when it is first used."""

    def __init__(self, module: str, name: str) -> None:
        self._module, self._name = module, name

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        return getattr(self._load(), attribute)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:  # noqa: D102
        return self._load()(*args, **kwargs)

    def _load(self) -> Any:
        return getattr(import_module(self._module), self._name)


@contextmanager
def imported_later() -> Iterator[None]:
    """Let modules that are imported now get stand-ins for the names of `NAMES`."""
    lent: list[str] = []
    for module, names in NAMES.items():
        for part in (module.partition(".")[0], module):
            if part not in sys.modules:
                sys.modules[part] = ModuleType(part)
                lent.append(part)
        if module in lent:
            vars(sys.modules[module]).update({name: Later(module, name) for name in names})
    try:
        yield
    finally:
        for part in lent:
            del sys.modules[part]


@checks.register(deploy=True)
def check_https(app_configs: object, **kwargs: object) -> list[checks.CheckMessage]:
    """Warn of a deployment whose launches would travel in the clear: browsers and platforms refuse them."""
    if not settings.LTI or settings.SESSION_COOKIE_SECURE:
        return []
    hint = "Serve the site by https, with the settings of production: cookies for other sites need it."
    return [checks.Warning("LTI is on and the site is not served by https.", hint=hint, id="tutor.W001")]


class LtiToolConfig(LtiToolAppConfig):
    """django-lti's app: the same models and migrations."""

    def import_models(self) -> None:
        """Import the models, and what a launch needs only where there are launches."""
        if settings.LTI:
            super().import_models()
            return
        with imported_later():
            super().import_models()
