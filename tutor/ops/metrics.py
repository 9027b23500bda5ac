"""What an operator measures: numbers about the machine, none about a person.

Counters are of the web process that is asked, which each have an address of their own. What workers do is
read from the broker and the database, and is the same whichever process is asked.
"""

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from celery import Celery
from django.db.models import Count
from django.utils import timezone
from kombu.exceptions import OperationalError
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.core import GaugeMetricFamily

from tutor.models import Adaptation, Reading

REGISTRY = CollectorRegistry()
SOCKETS = Gauge("attune_sockets", "Open sockets of this process.", ["page"], registry=REGISTRY)
FRAMES = Counter("attune_frames", "Frames that arrived, by what became of them.", ["fate"], registry=REGISTRY)
DEVICE_CLIPS = Counter(
    "attune_device_clips", "Clips that browsers read, by what became of them.", ["fate"], registry=REGISTRY
)
CLIPS = Counter("attune_clips_sent", "Clips sent to workers.", registry=REGISTRY)
LOST = Counter("attune_clips_dropped", "Clips given up: no estimate came in time.", registry=REGISTRY)
AUDIT_LOST = Counter(
    "attune_audit_entries_lost", "Openings that the audit log could not take.", registry=REGISTRY
)
ESTIMATES = Histogram(
    "attune_estimate_age_seconds",
    "From a clip's last frame to its estimate on the student's socket.",
    buckets=(0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5),
    registry=REGISTRY,
)


class StoredNumbers:
    """Counts that every process sees alike, read when asked for: from the broker and the database."""

    def __init__(self, app: Celery) -> None:
        self._app = app

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield how long the queues are, what was analysed lately, and which rules fired."""
        yield from self._queues()
        recent = Reading.objects.filter(at__gt=timezone.now() - timedelta(minutes=1))
        clips = GaugeMetricFamily("attune_clips_last_minute", "Clips analysed.", labels=["known"])
        for known, count in recent.values_list("known").annotate(Count("pk")):
            clips.add_metric([str(known).lower()], count)
        yield clips
        name, labels = "attune_rule_firings_last_hour", ["rule", "kind", "scope"]
        fired = GaugeMetricFamily(
            name, "Help that rules brought, and classes that class rules reached.", labels=labels
        )
        made = Adaptation.objects.filter(created_at__gt=timezone.now() - timedelta(hours=1)).order_by()
        by_rule = ("rule_key", "kind")
        learners = made.countable().values_list(*by_rule).annotate(Count("pk"))
        classes = (
            made.exclude(classroom=None).values_list(*by_rule).annotate(Count("classroom", distinct=True))
        )
        for scope, rows in (("learner", learners), ("class", classes)):
            for rule, kind, count in rows:
                fired.add_metric([rule, kind, scope], count)
        yield fired

    def _queues(self) -> Iterator[GaugeMetricFamily]:
        lengths = GaugeMetricFamily("attune_queue_messages", "Messages that wait.", labels=["queue"])
        ages = GaugeMetricFamily(
            "attune_queue_age_seconds", "How long the oldest of them has waited.", labels=["queue"]
        )
        try:
            with self._app.connection_for_read() as connection:
                for queue in ("emotion", "default", "outside"):
                    lengths.add_metric([queue], connection.default_channel._size(queue))
                    ages.add_metric([queue], _age_of_oldest(connection.default_channel, queue))
        except (OSError, OperationalError):
            pass  # Without a broker there are no queues; /readyz says so.
        yield from (lengths, ages)


def _age_of_oldest(channel: Any, queue: str) -> float:
    """Return how long (s) the message that is next in a queue has waited; 0 for an empty queue."""
    if hasattr(channel, "client"):
        # Kombu pushes at the left and workers take from the right.
        oldest = channel.client.lindex(queue, -1)
        message = json.loads(oldest) if oldest else None
    else:
        waiting = channel._queue_for(queue).queue
        message = waiting[0] if waiting else None
    sent_at = message["headers"].get("sent_at") if message else None
    return max(0.0, time.time() - sent_at) if sent_at else 0.0
