"""unfold without PostgreSQL's library, where another database is used.

unfold gives PostgreSQL's own fields a look, and imports them for that wherever it can: with them come
psycopg and libpq, ten megabytes that a site on SQLite would hold for nothing.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from django.conf import settings
from unfold.apps import DefaultAppConfig

POSTGRES = ("django.contrib.postgres.fields", "django.contrib.postgres.search")


@contextmanager
def as_if_missing(*modules: str) -> Iterator[None]:
    """Let an import of modules that are not loaded yet fail meanwhile, as if they were not installed."""
    hidden = [name for name in modules if name not in sys.modules]
    # Python's own way to say so: an import of what is None here raises ModuleNotFoundError.
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


class UnfoldConfig(DefaultAppConfig):
    """unfold's app, whose fields are those of the database."""

    def ready(self) -> None:
        """Take over the admin's site, and load the looks of fields."""
        super().ready()
        if "postgresql" in settings.DATABASES["default"]["ENGINE"]:
            return
        with as_if_missing(*POSTGRES):
            import_module("unfold.overrides")
