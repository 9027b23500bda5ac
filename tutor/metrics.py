"""What an operator measures: numbers about the machine, none about a person."""

from collections.abc import Iterator
from datetime import timedelta

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
CLIPS = Counter(
    "attune_clips_sent",
    "Clips sent to workers. Those without an estimate were dropped.",
    registry=REGISTRY,
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
        """Yield how long the queues are, what was analysed lately, and what rules did."""
        yield self._queues()
        recent = Reading.objects.filter(at__gt=timezone.now() - timedelta(minutes=1))
        clips = GaugeMetricFamily("attune_clips_last_minute", "Clips analysed.", labels=["known"])
        for known, count in recent.values_list("known").annotate(Count("pk")):
            clips.add_metric([str(known).lower()], count)
        yield clips
        fired = GaugeMetricFamily("attune_adaptations_last_hour", "What rules did.", labels=["kind", "scope"])
        for scope, rows in (("learner", {"classroom": None}), ("class", {"classroom__isnull": False})):
            since = timezone.now() - timedelta(hours=1)
            made = Adaptation.objects.filter(created_at__gt=since, **rows).order_by()
            for kind, count in made.values_list("kind").annotate(Count("pk")):
                fired.add_metric([kind, scope], count)
        yield fired

    def _queues(self) -> GaugeMetricFamily:
        lengths = GaugeMetricFamily("attune_queue_messages", "Messages that wait.", labels=["queue"])
        try:
            with self._app.connection_for_read() as connection:
                for queue in ("emotion", "default"):
                    lengths.add_metric([queue], connection.default_channel._size(queue))
        except (OSError, OperationalError):
            pass  # Without a broker there are no queues; /readyz says so.
        return lengths
