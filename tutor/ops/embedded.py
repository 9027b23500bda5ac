"""The Celery workers of the single-process deployment: real workers, each in a thread of its own."""

import logging
import threading
from typing import Any

from celery import Celery, beat
from celery.worker import state as worker_state

logger = logging.getLogger(__name__)
QUEUES = ("emotion", "default", "outside")


class EmbeddedWorkers:
    """One solo worker a queue, on whatever broker the application has."""

    def __init__(self, app: Celery) -> None:
        self._app = app
        self._workers: list[Any] = []
        self._threads: list[threading.Thread] = []

    def start(self, *, timeout_s: float = 20.0) -> None:
        """Start the workers and wait until each takes messages, for `timeout_s` seconds each at most.

        Raises:
            TimeoutError: a worker did not come up in time.
        """
        self._app.finalize()
        for queue in QUEUES:
            ready = threading.Event()
            worker = self._make_worker(queue, ready)
            thread = threading.Thread(target=worker.start, name=f"worker-{queue}", daemon=True)
            thread.start()
            self._workers.append(worker)
            self._threads.append(thread)
            if not ready.wait(timeout_s):
                raise TimeoutError(f"the embedded worker for queue {queue!r} did not start")
        logger.info("embedded workers take messages from %s", ", ".join(QUEUES))

    def _make_worker(self, queue: str, ready: threading.Event) -> Any:
        return self._app.WorkController(
            app=self._app,
            hostname=f"embedded-{queue}@localhost",
            pool_cls="solo",
            concurrency=1,
            queues=[queue],
            without_heartbeat=True,
            without_mingle=True,
            without_gossip=True,
            ready_callback=lambda consumer: ready.set(),
            # Signal handlers and the process's title belong to the web server.
            quiet=True,
        )

    def stop(self) -> None:
        """Stop the workers after the task in hand."""
        # For all workers of the process. To Celery any number, 0 too, is an exit code with which to stop.
        worker_state.should_stop = 0
        for thread in self._threads:
            thread.join(timeout=10)
        for worker in self._workers:
            worker.stop()
        worker_state.should_stop = None
        self._workers.clear()
        self._threads.clear()


class EmbeddedSchedule:
    """The clock that `celery beat` is elsewhere. Each job also runs once at the start.

    It keeps no file: a server that is restarted more often than once an hour would otherwise never come
    to drop what is old.
    """

    def __init__(self, app: Celery) -> None:
        self._app = app
        self._service = beat.EmbeddedService(app, thread=True, scheduler_cls=beat.Scheduler)

    def start(self) -> None:
        """Run every job, and then each in its time."""
        for job in self._app.conf.beat_schedule.values():
            self._app.send_task(job["task"])
        self._service.daemon = True
        self._service.start()

    def stop(self) -> None:
        """Stop the clock."""
        self._service.stop()
