"""`python -m tools.untranslated`: name every text for people that is not marked for translation."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from tools.untranslated import Finding
from tools.untranslated.code import unmarked_in_python
from tools.untranslated.scripts import unmarked_in_script
from tools.untranslated.templates import unmarked_in_template

Reader = Callable[[Path, str], list[Finding]]
WHERE: tuple[tuple[str, Reader], ...] = (
    ("templates/**/*.html", unmarked_in_template),
    ("templates/**/*.txt", unmarked_in_template),
    ("content/**/*.py", unmarked_in_python),
    ("tutor/**/*.py", unmarked_in_python),
    ("*/static/**/*.js", unmarked_in_script),
)


def findings(root: Path) -> Iterator[Finding]:
    """Yield what is not marked below a folder that is laid out as this repository is."""
    for pattern, read in WHERE:
        for path in sorted(root.glob(pattern)):
            yield from read(path.relative_to(root), path.read_text(encoding="utf-8"))


def main() -> int:
    """Print what is not marked; 1 if there is any."""
    found = list(findings(Path.cwd()))
    for finding in found:
        sys.stdout.write(f"{finding}\n")
    if found:
        sys.stdout.write(f"{len(found)} texts: see “Words for people” in CONTRIBUTING.md.\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
