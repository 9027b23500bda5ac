"""Who is learning right now: classes, sittings, the live loop, reports; and the project itself."""

from tutor.celery import app as celery_app

__all__ = ["celery_app"]
