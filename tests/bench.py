"""What benchmarks of a class share: a large class in the database, and where figures go."""

import json
import platform
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.db import connection

from content.models import Lesson
from tutor.models import (
    Adaptation,
    Answer,
    Classroom,
    Consent,
    Enrolment,
    HintUse,
    Reading,
    Sitting,
    StepVisit,
    User,
)
from tutor.models.wordings import wording_of
from tutor.simulation.measures import describe_machine, percentiles

CLIP_S = 2
ANSWERS, HINTS, HELPS = 20, 2, 3


def enrol_many(
    classroom: Classroom, lesson: Lesson, count: int, *, since: datetime, seen: datetime
) -> list[Sitting]:
    """Seat so many students of a class at a lesson."""
    users = [User(username=f"many-{number:03}", first_name=f"Learner{number:03}") for number in range(count)]
    students = User.objects.bulk_create(users)
    wording, agreed = wording_of("figures"), since - timedelta(days=1)
    Consent.objects.bulk_create(
        Consent(student=one, purpose="figures", version=wording.version, words=wording.words, given_at=agreed)
        for one in students
    )
    Enrolment.objects.bulk_create(Enrolment(classroom=classroom, student=student) for student in students)
    Enrolment.objects.filter(classroom=classroom).update(joined_at=agreed)
    step = lesson.steps.first()
    return Sitting.objects.bulk_create(
        Sitting(student=student, lesson=lesson, step=step, started_at=since, seen_at=seen)
        for student in students
    )


def add_readings(
    sittings: Sequence[Sitting], steps: Sequence[Any], *, since: datetime, minutes: float
) -> int:
    """Give everybody a clip every two seconds, step after step; return how many there are."""
    clips = int(minutes * 60 / CLIP_S)
    rows = (
        Reading(
            sitting=sitting,
            step=steps[clip * len(steps) // clips],
            at=since + timedelta(seconds=clip * CLIP_S + 0.001 * number),
            known=(clip + number) % 5 != 0,
            faces_share=1.0,
            model="bench",
            engaged=0.2 + 0.6 * (number % 2),
            bored=0.1,
            confused=0.8 - 0.6 * (number % 2),
            frustrated=0.1,
        )
        for number, sitting in enumerate(sittings)
        for clip in range(clips)
    )
    Reading.objects.bulk_create(rows, batch_size=2000)
    return clips * len(sittings)


def add_work(sittings: Sequence[Sitting], lesson: Lesson, *, since: datetime, minutes: float) -> None:
    """Let everybody visit every step, answer, take hints and be helped."""
    steps = list(lesson.steps.all())
    question = lesson.steps.get(slug="ask").questions.get()
    part = timedelta(minutes=minutes / len(steps))
    StepVisit.objects.bulk_create(
        StepVisit(sitting=one, step=step, entered_at=since + at * part, finished_at=since + (at + 1) * part)
        for one in sittings
        for at, step in enumerate(steps)
    )
    Answer.objects.bulk_create(
        (
            Answer(
                sitting=one,
                question=question,
                submission_id=uuid4(),
                response={},
                is_correct=(number + tried) % 3 == 0,
                created_at=since + part + timedelta(seconds=5 * tried + 1),
            )
            for number, one in enumerate(sittings)
            for tried in range(ANSWERS)
        ),
        batch_size=2000,
    )
    HintUse.objects.bulk_create(
        HintUse(sitting=one, question=question, number=rung, created_at=since + part)
        for one in sittings
        for rung in range(1, HINTS + 1)
    )
    Adaptation.objects.bulk_create(
        Adaptation(
            sitting=one,
            step=question.step,
            kind=kind,
            rule_key="1",
            state="shown",
            next_answer_right=bool(number % 3),
            created_at=since + part,
        )
        for number, one in enumerate(sittings)
        for kind in ("visual", "easier", "hint")[:HELPS]
    )


def write_figures(name: str, figures: dict[str, Any], folder: str | None) -> None:
    """Print what was measured, and write it into the folder if there is one."""
    suffix = "" if connection.vendor == "sqlite" else f"_{connection.vendor}"
    result = {**figures, "database": connection.vendor, "machine": describe_machine()}
    result["python"] = platform.python_version()
    print(json.dumps(result, indent=1))  # noqa: T201  (a benchmark's figure is its output)
    if folder:
        Path(folder, f"{name}{suffix}.json").write_text(json.dumps(result, indent=1) + "\n")


def milliseconds(times: Sequence[float]) -> dict[str, float | None]:
    """Return the percentiles of times in seconds."""
    return percentiles([1000 * one for one in times], (50, 95, 100))
