"""Keep the catalogues of translations in step with the code.

python -m tools.messages            take new messages into every catalogue, and drop those that are gone
python -m tools.messages --check    say what is wrong with a catalogue; 1 if anything is
python -m tools.messages --new it   begin a catalogue for a language (Django's name of its folder: pt_BR)
"""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from django.conf import settings

from tools.messages.extraction import DOMAINS, template_of
from tools.messages.lent import with_lent
from tools.messages.rules import faults_of, is_translated
from tutor.ops.catalogues import LOCALE

HEADER = """\
# %(language)s texts of Attune.
# Made by machine and read by no native speaker yet: see docs/translating.md before you mend them.
#"""


def main() -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--new", metavar="LANGUAGE")
    options = parser.parse_args()
    # Templates are read by Django's own reader, which wants to be configured.
    settings.configure(USE_I18N=False)
    if options.new:
        (LOCALE / options.new / "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
    failed = False
    for domain in DOMAINS:
        template = template_of(domain, LOCALE.parent)
        for folder in sorted(LOCALE.glob("*/LC_MESSAGES")):
            path = folder / f"{domain}.po"
            wanted = with_lent(template, folder.parent.name) if domain == "django" else template
            if options.check:
                failed |= _tell(path, list(faults_of(_read(path), wanted)))
            else:
                _update(path, wanted)
    return int(failed)


def _tell(path: Path, faults: list[str]) -> bool:
    for fault in faults:
        sys.stdout.write(f"{path.relative_to(LOCALE.parent)}: {fault}\n")
    return bool(faults)


def _update(path: Path, template: Catalog) -> None:
    catalog = _read(path) if path.exists() else _begun(path)
    catalog.update(template, update_header_comment=False)
    catalog.obsolete.clear()
    with path.open("wb") as file:
        # Without numbers of lines and times of extraction a commit shows what changed, and no more.
        write_po(file, catalog, width=0, sort_by_file=True, include_lineno=False, ignore_obsolete=True)
    messages = [message for message in catalog if message.id]
    done = sum(is_translated(message) for message in messages)
    sys.stdout.write(f"{path.relative_to(LOCALE.parent)}: {done} of {len(messages)} translated\n")


def _begun(path: Path) -> Catalog:
    locale = Locale.parse(path.parents[1].name)
    comment = HEADER % {"language": locale.english_name}
    now = datetime(2026, 1, 1, tzinfo=UTC)
    return Catalog(locale, project="Attune", header_comment=comment, fuzzy=False, creation_date=now)


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parents[1].name)


if __name__ == "__main__":
    sys.exit(main())
