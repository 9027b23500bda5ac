"""How long the server takes for a lesson page. Run by `make bench`.

Pages of the demo course, as a student sees them who has answered, taken a hint and been shown a picture;
measured from the request's arrival in Django to the finished reply, middleware and database included. The
bar is on the processor's time: SQLite works in the same process, so on a machine with nothing else to do the
clock on the wall says the same, and on a busy one it says how busy.
"""

import json
import platform
import statistics
import time
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from content.models import Lesson, Question, Step
from tutor.models import Adaptation, Sitting
from tutor.services.answers import record_answer, take_hint
from tutor.services.sittings import open_sitting

COURSES = Path(__file__).resolve().parents[2] / "content" / "courses"
REQUESTS = 200
BAR_MS = 50


@pytest.fixture
def sitting(amira, noor) -> Sitting:
    """Amira in the demo course's first lesson, with something done at each of its steps."""
    call_command("load_rules", str(COURSES / "default_rules.yaml"), verbosity=0)
    call_command("import_course", str(COURSES / "fractions"), owner="noor", publish=True, verbosity=0)
    sitting = open_sitting(student=amira, lesson=Lesson.objects.order_by("position", "pk")[0])
    for question in Question.objects.filter(step__lesson=sitting.lesson, kind="number"):
        response = {"number": ["1"]}
        record_answer(sitting=sitting, question=question, submission_id=uuid4(), response=response)
        take_hint(sitting=sitting, question=question, number=1)
    for step in sitting.lesson.steps.all():
        Adaptation.objects.create(
            sitting=sitting,
            step=step,
            rule_key="x",
            kind="visual",
            variant=step.variants.filter(kind="visual").first(),
            sentence="Here is a picture of it.",
            state="shown",
        )
    return sitting


@pytest.mark.bench
def test_a_lesson_page_takes_less_than_fifty_milliseconds(client, amira, sitting, request):
    client.force_login(amira)
    urls = [
        reverse("tutor:step", args=[sitting.pk, number])
        for number in range(1, Step.objects.filter(lesson=sitting.lesson).count() + 1)
    ]
    queries = {count_queries(client, url) for url in urls}
    taken = [measure(client, urls[turn % len(urls)]) for turn in range(REQUESTS)]
    write_result(taken, queries, len(urls), request.config.getoption("--results"))
    assert statistics.median(worked for _, worked in taken) < BAR_MS


def count_queries(client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        client.get(url)
    return len(captured)


def measure(client, url: str) -> tuple[float, float]:
    """Return the milliseconds of one request, by the clock on the wall and by the processor's."""
    began, worked = time.perf_counter(), time.process_time()
    reply = client.get(url)
    taken = (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000
    assert reply.status_code == 200
    return taken


def describe(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {
        "p50": round(statistics.median(ordered), 1),
        "p95": round(ordered[int(0.95 * (len(ordered) - 1))], 1),
        "max": round(ordered[-1], 1),
    }


def write_result(taken: list[tuple[float, float]], queries: set[int], steps: int, folder: str | None) -> None:
    result = {
        "what": "server time of a lesson page of the demo course, milliseconds",
        "requests": len(taken),
        "steps": steps,
        "ms": describe([wall for wall, _ in taken]),
        "processor_ms": describe([worked for _, worked in taken]),
        "queries": {"least": min(queries), "most": max(queries)},
        "database": connection.vendor,
        "machine": f"{platform.machine()}, {platform.python_implementation()} {platform.python_version()}",
    }
    print(json.dumps(result, indent=1))  # noqa: T201  (a benchmark's figure is its output)
    if folder:
        Path(folder, "lesson_page.json").write_text(json.dumps(result, indent=1) + "\n")
