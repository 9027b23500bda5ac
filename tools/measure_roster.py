"""Measure how long a school's list takes to come in: 600 people in 30 classes, twice, with a change between.

    python tools/measure_roster.py --json results/roster.json     some seconds; into a database of its own

By file and from a OneRoster server on this machine. The second list lacks twenty students and seats thirty in
other classes; the third is the second again, and changes nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

STUDENTS, CLASSES, LEAVING, MOVED = 600, 30, 20, 30


def main() -> int:
    """Measure, print, and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--json", type=Path, help="where the figures go")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tutor.settings.dev")
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/roster.sqlite3")
        os.environ["DATA_DIR"] = folder
        import django

        django.setup()
        figures = measure()
    text = json.dumps(figures, indent=2) + "\n"
    sys.stdout.write(text)
    if chosen.json:
        chosen.json.write_text(text)
    return 0


def measure() -> dict[str, Any]:
    """Return seconds and queries of each list, by file and from a server."""
    from django.core.management import call_command
    from django.db import connection

    from tests.tutor.rosters.lists import bring, school
    from tutor.models import User
    from tutor.simulation.measures import describe_machine

    call_command("migrate", verbosity=0)
    admin = User.objects.create_superuser("admin", password="x" * 12)
    lists = {
        "first": school(STUDENTS, CLASSES),
        "changed": school(STUDENTS, CLASSES, skip=LEAVING, moved=MOVED),
    }
    lists["again"] = lists["changed"]
    figures: dict[str, Any] = {
        "students": STUDENTS,
        "classes": CLASSES,
        "database": connection.vendor,
        "machine": describe_machine(),
        "file": {name: timed(lambda text=text: bring(text, admin, "whole")) for name, text in lists.items()},
        "server": measure_server(admin),
    }
    figures["seconds_twice"] = round(
        sum(figures["file"][name]["seconds"] for name in ("first", "changed")), 2
    )
    return figures


def measure_server(admin: Any) -> dict[str, Any]:
    """Return the same from a server; its answers come over HTTP on this machine."""
    from django.test import override_settings

    from tests.tutor.rosters.server import CLIENT, SECRET, RosterServer
    from tutor.models import RosterSource
    from tutor.services.rosters import pulling

    figures = {}
    with RosterServer(page=500).running() as server:
        source = RosterSource.objects.create(
            kind="oneroster",
            name="North",
            slug="north",
            address=server.address,
            token_address=f"{server.address}/token",
            client_id=CLIENT,
        )

        def pull() -> Any:
            run = pulling.start_pull(source=source, by=admin, whole=True)
            run.refresh_from_db()
            assert run.state == "done", run.problem
            return run

        with (
            override_settings(ONEROSTER_SECRETS={"north": SECRET}),
            patch.object(pulling.pull_roster, "delay", pulling.pull_roster),
        ):
            for name, skip in (("first", 0), ("changed", LEAVING), ("again", LEAVING)):
                server.fill(STUDENTS, CLASSES, skip=skip)
                figures[name] = timed(pull)
    return figures


def timed(work: Any) -> dict[str, Any]:
    """Return how long a list took, in how many queries, and what it changed."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    began = time.perf_counter()
    with CaptureQueriesContext(connection) as queries:
        run = work()
    seconds = round(time.perf_counter() - began, 2)
    return {"seconds": seconds, "queries": len(queries), "changes": run.counts}


if __name__ == "__main__":
    sys.exit(main())
