"""simulate_class refuses what makes no sense, and its figures are what they say."""

import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from tests.content.specs import SPECS
from tutor.domain.device_clips import DeviceClip
from tutor.models import Adaptation, Classroom, User
from tutor.simulation.demo import create_simulated_students, sign_in
from tutor.simulation.device import make_clip_word
from tutor.simulation.forms import ANSWER_FORM, make_answer, react
from tutor.simulation.measures import percentiles, server_cpu_s

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("options", [{"students": 0}, {"seconds": 0.0}, {"fps": -1.0}, {"fps": 60.0}])
def test_a_class_that_makes_no_sense_is_refused(db, options):
    with pytest.raises(CommandError, match="--students"):
        call_command("simulate_class", **options)


def test_a_camera_file_that_is_no_video_is_named(db, lesson, tmp_path):
    path = tmp_path / "notes.gif"
    path.write_text("no video")
    with pytest.raises(CommandError, match=r"notes\.gif"):
        call_command("simulate_class", camera=path)


def test_without_a_course_it_says_what_to_do(db):
    with pytest.raises(CommandError, match="load a course"):
        call_command("simulate_class")


def test_simulated_students_are_made_once(db):
    create_simulated_students(3)
    create_simulated_students(5)
    assert User.objects.count() == 5
    assert Classroom.objects.get().enrolments.count() == 5


def test_what_a_simulated_device_says_is_what_the_site_takes():
    words = [make_clip_word(random.Random(seed)) for seed in range(200)]
    clips = [DeviceClip.from_word(json.loads(word), length=len(word)) for word in words]
    assert 0.7 < sum(clip.estimate.known for clip in clips) / len(clips) < 1


def test_percentiles_are_nearest_ranks():
    assert percentiles(list(range(101)), (50, 95)) == {"p50": 50, "p95": 95}
    assert percentiles([], (50,)) == {"p50": None}


@pytest.mark.parametrize("kind", SPECS)
def test_a_guess_at_every_kind_of_question_is_an_answer(client, amira, sitting, lesson, kind):
    lesson.steps.get(slug="ask").questions.update(kind=kind, spec=SPECS[kind])
    client.force_login(amira)
    url = reverse("tutor:step", args=[sitting.pk, 2])
    for seed in range(3):
        form = ANSWER_FORM.search(client.get(url).content.decode())
        reply = client.post(form[1], make_answer(form[0], random.Random(seed)))
        assert reply.status_code == 302, reply.content.decode()[:500]
        if sitting.answers.filter(is_correct=True).exists():
            break
    assert sitting.answers.exists()


@pytest.mark.parametrize("state", ["offered", "shown", "undone"])
def test_help_that_comes_is_taken_judged_or_folded_away(client, amira, sitting, state):
    adaptation = Adaptation.objects.create(
        sitting=sitting, step=sitting.step, kind="break", rule_key="1", state=state, sentence="Look."
    )
    client.force_login(amira)
    page = client.get(reverse("tutor:step", args=[sitting.pk, 1])).content.decode()
    done = {react(page, random.Random(seed)) and react(page, random.Random(seed))[0] for seed in range(30)}
    words = {"offered": {"accept", "undo"}, "shown": {"judge", "undo"}, "undone": {"accept"}}[state]
    assert done - {None} == {f"/adaptations/{adaptation.pk}/{word}/" for word in words}
    assert {client.post(url, {"helped": "yes"}).status_code for url in done - {None}} == {302}


def test_a_student_can_begin_signed_in(client, db):
    [cookies] = sign_in(create_simulated_students(1)).values()
    for name, value in cookies.items():
        client.cookies[name] = value
    assert client.get(reverse("tutor:courses")).context["user"].username == "sim-0001"


@pytest.mark.process
@pytest.mark.parametrize(("folder", "is_ours"), [(Path.cwd(), True), (Path(tempfile.gettempdir()), False)])
def test_only_processes_of_this_checkout_are_counted(folder, is_ours):
    words = ["-c", "import time; time.sleep(60)", "celery", "-Q", "emotion"]
    with subprocess.Popen([sys.executable, *words], cwd=folder) as worker:
        try:
            # The command line is the child's own once it runs.
            while worker.args[1:3] != _words_of(worker.pid)[1:3]:
                time.sleep(0.01)
            assert ("emotion" in server_cpu_s()) is is_ours
        finally:
            worker.kill()


def _words_of(pid):
    return Path(f"/proc/{pid}/cmdline").read_text().split("\0")
