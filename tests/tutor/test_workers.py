"""Workers know every task by a name that outlives the module it lies in."""

import os
import subprocess
import sys

TASKS = {
    "content.sweep_files",
    "emotion.analyse_clip",
    "tutor.age_out",
    "tutor.age_out_readings",
    "tutor.ask_guardian",
    "tutor.consider",
    "tutor.observe",
    "tutor.observe_devices",
    "tutor.outside.pull_list",
    "tutor.outside.pull_roster",
    "tutor.outside.send_scores",
    "tutor.outside.send_statements",
    "tutor.outside.sweep_scores",
    "tutor.pull_rosters",
    "tutor.send_letter",
    "tutor.send_reset_links",
    "tutor.settle_choices",
    "tutor.settle_outcome",
    "tutor.tell_closed",
    "tutor.tell_comparisons",
    "tutor.tune_rules",
}


def test_a_worker_finds_every_task_by_the_name_in_messages_under_way():
    code = "from tutor.celery import app; app.loader.import_default_modules(); print(*app.tasks)"
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "tutor.settings.test"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    found = {name for name in done.stdout.split() if not name.startswith("celery.")}
    assert found == TASKS
