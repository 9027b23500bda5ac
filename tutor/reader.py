"""A Celery worker that only reads clips: `python -m tutor.reader`.

It is what `celery -A tutor worker -Q emotion -c 1 --pool solo` would be, without the site: no model, no
page and no command line is loaded, which is a third of the memory that such a worker holds.
"""

import os
import socket
import sys
from logging.config import dictConfig

# Whatever settings the site has. Celery and Django look when they are first asked, which is below.
os.environ["DJANGO_SETTINGS_MODULE"] = "tutor.settings.reader"

from celery.fixups.django import DjangoWorkerFixup
from django.apps import apps
from django.conf import settings

from tutor.celery import app


class WithoutSite(DjangoWorkerFixup):
    """What Celery does to make Django ready, without addresses of pages, and checks of what is not there."""

    def validate_models(self) -> None:
        """Find the apps whose tasks are taken."""
        apps.populate(settings.INSTALLED_APPS)


def main() -> int:
    """Read clips until told to stop; return the exit status."""
    prepare()
    worker = app.Worker(
        # Of several on one machine each needs a name of its own.
        hostname=f"emotion-{os.getpid()}@{socket.gethostname()}",
        queues=["emotion"],
        pool_cls="solo",
        concurrency=1,
        without_gossip=True,
        without_mingle=True,
    )
    worker.start()
    return int(worker.exitcode or 0)


def prepare() -> None:
    """Set up logs, and what Celery does for Django."""
    dictConfig(settings.LOGGING)
    for fixup in app._fixups:  # There is no other way to the one that is in place.
        fixup.worker_fixup = WithoutSite(app)


if __name__ == "__main__":
    sys.exit(main())
