"""`manage.py measure_readings`: millions of readings in PostgreSQL, and the plans of what reads them."""

import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from rich.progress import Progress

from tutor.models import Classroom, User
from tutor.simulation import query_plans
from tutor.simulation.many_readings import Week, fill_days, make_people, tidy
from tutor.simulation.measures import describe_machine


class Command(BaseCommand):
    """Fill a database that holds nobody, and measure."""

    help = "Fills an empty PostgreSQL with readings (--fill), or measures what reads them (--json FILE)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the two halves: each takes minutes, and the first need not be done twice."""
        parser.add_argument("--fill", type=int, metavar="ROWS", help="Make so many; again: go on.")
        parser.add_argument("--json", type=Path, dest="out", help="Measure, and write the figures here.")

    def handle(self, *args: Any, fill: int | None, out: Path | None, **options: Any) -> None:
        """Fill, measure, or both."""
        if connection.vendor != "postgresql":
            raise CommandError("this measures PostgreSQL: set DATABASE_URL")
        if fill:
            self._fill(Week(rows=fill))
        if out:
            self._measure(out)

    def _fill(self, week: Week) -> None:
        if not User.objects.exists():
            make_people(week)
        elif not Classroom.objects.filter(name="Measured 0").exists():
            raise CommandError("there are people in this database: name an empty one in DATABASE_URL")
        started = time.perf_counter()
        with Progress(transient=True) as progress:
            task = progress.add_task("Readings", total=week.rows)
            rows = 0
            for made in fill_days(week):
                rows += made
                progress.advance(task, made)
        self.stdout.write(f"{rows} readings in {time.perf_counter() - started:.0f} s")

    def _measure(self, out: Path) -> None:
        tidy()
        size = query_plans.sizes()
        reads = {name: query_plans.measure(read) for name, read in query_plans.hot_reads().items()}
        for name in ("a class's signals", "the report of a session"):
            if not any(plan["rows"] for plan in reads[name]["on_readings"]):
                raise CommandError(f"{name}: nothing was read; fill an empty database, and measure at once")
        report = {
            "what": "what reads or drops readings, on PostgreSQL: median milliseconds, and the plans",
            **size,
            "reads": reads,
            "one_day": query_plans.measure_ageing(),
            "postgresql": "{}.{}".format(*divmod(_version(), 10000)),
            "machine": describe_machine(),
        }
        for name, read in reads.items():
            self.stdout.write(f"{read['ms']:8.1f} ms  {name}")
        out.write_text(json.dumps(report, indent=1) + "\n")


def _version() -> int:
    on_postgresql: Any = connection
    return int(on_postgresql.pg_version)
