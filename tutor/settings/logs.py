"""What goes into the log, and how much of it."""

from logging import getLevelNamesMapping
from typing import Any

from tutor.settings.environment import read_choice

LOG_LEVEL = read_choice("LOG_LEVEL", "INFO", choices=getLevelNamesMapping())
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"discreet": {"()": "tutor.ops.logs.Discreet"}},
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": "tutor.ops.logs.JsonLines"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["discreet"]}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        # Django's own handlers would mail and print whole error pages, past the filter.
        "django": {"handlers": [], "level": "INFO"},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        # At debug level these write task arguments and socket messages, and so frames, into the log.
        **{name: {"level": "INFO"} for name in ("celery", "kombu", "amqp", "websockets")},
        # At info level these write every task's result, and so every estimate, and who opened which page.
        **{
            name: {"level": "WARNING"}
            for name in ("celery.app.trace", "celery.worker.strategy", "httpx", "uvicorn")
        },
        # For every PDF these tell which letters it needed.
        **{name: {"level": "WARNING"} for name in ("fontTools", "fpdf")},
        # It warns with the letters of a class's or a lesson's name that no font has.
        "fpdf.output": {"level": "ERROR"},
        # It warns that the in-memory broker has no host name.
        "kombu.connection": {"level": "ERROR"},
    },
}
