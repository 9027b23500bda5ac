"""What a process that failed leaves behind."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError

from emotion.management.commands.benchmark_emotion import measure
from emotion.processes import last_words
from emotion.training.runs.peers import refuse_without_fer


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("import sys; sys.exit('first\\nlast')", "last"),
        ("import sys; sys.exit(3)", "it ended without output, status 3"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", "it ended without output, status -15"),
    ],
)
def test_the_last_line_or_the_status_says_why_a_process_failed(program: str, words: str) -> None:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert last_words(done) == words


def test_a_benchmark_that_ends_without_output_is_refused_with_its_status(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = tmp_path / "python"
    silent.write_text("#!/bin/sh\ncat > /dev/null\nexit 7\n", encoding="utf-8")
    silent.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(silent))
    with pytest.raises(CommandError, match="status 7"):
        measure([b"frame"], clips=1)
    with pytest.raises(SystemExit, match="status 7"):
        refuse_without_fer(silent)
