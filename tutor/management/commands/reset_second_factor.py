"""`manage.py reset_second_factor USERNAME`: the way back for an administrator who lost theirs."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tutor.models import User
from tutor.services.people.second_factor_reset import reset_second_factor


class Command(BaseCommand):
    """Takes the second factors off one account, noted in the record of who did what."""

    help = "Take apps for codes, passkeys and recovery codes off an account; the password stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask for whose."""
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take them off, and say so."""
        person = User.objects.filter(username=options["username"]).first()
        if person is None:
            raise CommandError(f"There is no account called {options['username']!r}.")
        if reset_second_factor(person=person, actor=None):
            self.stdout.write(
                "The second factors are gone. The password alone lets in until new ones are set up."
            )
        else:
            self.stdout.write("There were none.")
