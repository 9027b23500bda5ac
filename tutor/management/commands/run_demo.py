"""`manage.py run_demo`: from an empty folder to a running demo; run again, it changes nothing."""

import subprocess
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from content.models import Course, Rule
from tutor.ops import device_files
from tutor.ops.fonts import LESSON_FONTS, made_font
from tutor.simulation import demo


class Command(BaseCommand):
    """Prepare the demo and serve it."""

    help = "Migrates, loads the demo course and accounts where they are missing, and serves."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare where to listen."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--prepare-only", action="store_true", help="Prepare, but do not serve.")

    def handle(self, *args: Any, host: str, port: int, prepare_only: bool, **options: Any) -> None:
        """Prepare and serve."""
        if not settings.DEMO:
            raise CommandError("the demo is off in these settings: set DEMO=on, or use `serve`")
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        call_command("migrate", verbosity=0)
        demo.create_accounts()
        courses = settings.BASE_DIR / "content" / "courses"
        # What is there stays as its authors left it; only what is missing is loaded.
        if not Rule.objects.filter(course__isnull=True).exists():
            call_command("load_rules", str(courses / "default_rules.yaml"), verbosity=0)
        if not Course.objects.filter(slug="fractions").exists():
            call_command("import_course", str(courses / "fractions"), owner="noor", publish=True, verbosity=0)
        # The first page would otherwise wait for them.
        for font in LESSON_FONTS:
            made_font(font)
        self._prepare_devices()
        if prepare_only:
            return
        people = ", ".join(f"{account.username} ({account.role})" for account in demo.ACCOUNTS)
        self.stdout.write(f"Demo accounts, all with the password {demo.PASSWORD}: {people}")
        call_command("serve", host=host, port=port)

    def _prepare_devices(self) -> None:
        """Get what browsers read faces with, where they are to; without it the demo goes on."""
        if not device_files.are_wanted():
            return
        # In a process of its own: a server would keep the memory that the networks take.
        command = [sys.executable, "-m", "emotion.device", str(settings.DEVICE_FILES)]
        command += ["--weights", str(settings.EMOTION_WEIGHTS), "--registry", settings.NPM_REGISTRY]
        if subprocess.run(command, check=False).returncode:  # noqa: S603
            self.stdout.write("No device reads a face here; the demo goes on without that.")
