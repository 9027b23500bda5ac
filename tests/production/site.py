"""The whole site: pages, workers, schedule, Redis and database, each a process of its own."""

import os
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.e2e.server import find_free_port
from tests.production.parts import ROOT, Part, says
from tests.production.stores import ask, find_postgres_folder, make_postgres, make_redis

# Pages go before workers; at 10 they would leave so little over that a crowd waits too long to be read.
GENTLY = ("nice", "-n", "4")
DEFAULT = ("-Q", "default,outside", "-c", "2")


@dataclass
class Site:
    """A running site, its parts by name, in the order in which they are started."""

    folder: Path
    urls: list[str]
    database: str
    env: dict[str, str]
    parts: dict[str, Part] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """The address of its pages; of several web processes, of the first."""
        return self.urls[0]

    def add(self, part: Part) -> None:
        """Start a part."""
        self.parts[part.name] = part
        part.start()

    def wait_until_up(self) -> None:
        """Wait until every part serves."""
        for part in self.parts.values():
            part.wait_until_it_serves()

    def add_worker(self, name: str, *arguments: str, before: tuple[str, ...] = ()) -> None:
        """Start a Celery worker."""
        celery = ["-m", "celery", "-A", "tutor", "worker", "-l", "INFO", "-n", f"{name}@%h"]
        quietly = ["--without-gossip", "--without-mingle"]
        part = self._python(name, says(" ready."), *celery, *quietly, *arguments)
        part.command[:0] = before
        self.add(part)

    def add_reader(self, name: str, *, before: tuple[str, ...] = ()) -> None:
        """Start a worker that only reads clips."""
        part = self._python(name, says(" ready."), "-m", "tutor.reader")
        part.command[:0] = before
        self.add(part)

    def add_web(self, name: str, url: str) -> None:
        """Start a process of pages and sockets."""
        port = url.rpartition(":")[2]

        def serves(_: Part) -> bool:
            return status_of(f"{url}/healthz") == 200

        self.add(self._python(name, serves, "manage.py", "serve", "--port", port))

    def add_schedule(self) -> None:
        """Start the clock."""
        place = str(self.folder / "beat")
        beat = ["-m", "celery", "-A", "tutor", "beat", "--schedule", place, "--pidfile="]
        self.add(self._python("beat", says("beat: Starting..."), *beat))

    def _python(self, name: str, serves: Any, *arguments: str) -> Part:
        return Part(name, [sys.executable, *arguments], serves, self.folder / f"{name}.log", self.env)

    def manage(self, *arguments: str) -> None:
        """Run `manage.py` with the site's settings."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.env, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr[-3000:]

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        """Return the rows that an SQL question gets."""
        return ask(self.database, question)

    def status(self, path: str) -> int | None:
        """Return the status with which the site answers; `None` when it does not."""
        return status_of(f"{self.url}{path}")

    def restart(self, *names: str) -> None:
        """Start parts that are down, and wait until they serve."""
        for name in names:
            self.parts[name].start()
        for name in names:
            self.parts[name].wait_until_it_serves()

    def memory_mb(self, *, stores: bool = False) -> dict[str, float]:
        """Return the resident memory of each of our own processes and their children, in MB.

        Args:
            stores: of Redis and PostgreSQL as well, whose shared memory counts once for each process.
        """
        told = [part for name, part in self.parts.items() if stores or name not in ("postgres", "redis")]
        return {part.name: round(sum(map(_rss_mb, _family(part.pid))), 1) for part in told}

    def stop(self) -> None:
        """Stop every part, the last one first."""
        for part in reversed(self.parts.values()):
            part.stop()


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(member for child in children for member in _family(int(child)))]


def _rss_mb(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def status_of(address: str) -> int | None:
    """Return the status with which an address answers; `None` when it does not."""
    try:
        with urllib.request.urlopen(address, timeout=5) as reply:
            return int(reply.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return None


@contextmanager
def run_site(
    *, emotion_workers: int = 2, webs: int = 1, schedule: bool = True, **variables: str
) -> Iterator[Site]:
    """Serve the demo's course and accounts as in production; everything goes when the block ends."""
    urls = [f"http://127.0.0.1:{find_free_port()}" for _ in range(webs)]
    with tempfile.TemporaryDirectory(prefix="attune-site-") as name:
        folder = Path(name)
        redis, redis_url = make_redis(folder)
        programs = find_postgres_folder()
        postgres, database = (
            make_postgres(programs, folder) if programs else (None, f"sqlite:///{folder}/db.sqlite3")
        )
        env = _environment(folder, redis_url, database) | variables
        site = Site(folder, urls, database, env)
        try:
            for store in filter(None, (postgres, redis)):
                site.add(store)
            site.wait_until_up()
            site.manage("run_demo", "--prepare-only")
            site.manage("collectstatic", "--no-input", "-v", "0")
            for number in range(emotion_workers):
                site.add_reader(f"emotion-{number + 1}", before=GENTLY)
            site.add_worker("default", *DEFAULT, before=GENTLY)
            if schedule:
                site.add_schedule()
            for number, url in enumerate(urls, start=1):
                site.add_web("web" if number == 1 else f"web-{number}", url)
            site.wait_until_up()
            yield site
        finally:
            site.stop()


def _environment(folder: Path, redis_url: str, database: str) -> dict[str, str]:
    return {
        **os.environ,
        "ALLOWED_HOSTS": "127.0.0.1",
        "CAMERA_AFFECT": "on",
        "DATABASE_URL": database,
        "DATA_DIR": str(folder),
        "DEMO": "on",
        "DJANGO_SETTINGS_MODULE": "tests.production.settings",
        "PYTHONUNBUFFERED": "1",
        "REDIS_URL": redis_url,
        "SECRET_KEY": "made-for-one-run-of-the-tests-and-for-nothing-else-0123456789",
        "TMPDIR": str(folder),
    }
