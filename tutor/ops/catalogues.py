"""Compiles the catalogues of translations: `.mo` files for Python, two scripts a language for pages.

`python -m tutor.ops.catalogues` does it wherever a `.po` file is newer than what was made of it; installing
does so, and so does the image. The scripts are static files, since the content policy allows none in a page:
one that every page of the language loads, and a module with what is said aloud, for whoever has that switched
on.
"""

import json
import re
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Final

from tutor.ops.folder_finder import FolderFinder

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

LOCALE: Final = Path(__file__).resolve().parents[2] / "locale"
ENDINGS: Final = {"djangojs": ".js", "aloud": ".aloud.js"}
"""The catalogues that become scripts, and how the files of these end."""
_PLURAL_RULE: Final = re.compile(r"[n0-9\s()<>=!&|?:%+*-]+")


def compile_stale(folder: Path = LOCALE) -> list[Path]:
    """Compile each catalogue that changed since it last was; return the files written."""
    sources = sorted(folder.glob("*/LC_MESSAGES/*.po"))
    return [compiled_of(source) for source in sources if is_stale(source, _place_of(source))]


def compiled_of(source: Path) -> Path:
    """Return what is made of a catalogue, made anew where the catalogue is newer."""
    compiled = _place_of(source)
    if is_stale(source, compiled):
        made = _script_of(source) if source.stem in ENDINGS else _machine_object_of(source)
        compiled.parent.mkdir(exist_ok=True)
        _write(compiled, made)
    return compiled


def is_stale(source: Path, compiled: Path) -> bool:
    """Say whether a catalogue is newer than what was made of it, or nothing was."""
    return not compiled.exists() or compiled.stat().st_mtime_ns < source.stat().st_mtime_ns


def _place_of(source: Path) -> Path:
    if source.stem not in ENDINGS:
        return source.with_suffix(".mo")
    return source.parents[2] / "scripts" / f"{language_of(source)}{ENDINGS[source.stem]}"


def language_of(source: Path) -> str:
    """Return the language of a catalogue, as pages name it: a folder `pt_BR` holds `pt-br`."""
    return source.parents[1].name.replace("_", "-").lower()


def _machine_object_of(source: Path) -> bytes:
    from babel.messages.mofile import write_mo

    catalog = _read(source)
    for message in list(catalog):
        # A plural with a form left empty would show nothing for that form's numbers.
        if message.id and not all(_forms(message)):
            catalog.delete(message.id, message.context)
    made = BytesIO()
    write_mo(made, catalog)
    return made.getvalue()


def _script_of(source: Path) -> bytes:
    """Return what is translated as a script: one that is there before all modules, or a module."""
    catalog = _read(source)
    rule = str(catalog.plural_expr)
    if not _PLURAL_RULE.fullmatch(rule):
        raise ValueError(f"{source}: the plural rule is no sum of n and numbers")
    words = {}
    for message in catalog:
        if message.id and not message.fuzzy and all(_forms(message)):
            first = message.id if isinstance(message.id, str) else message.id[0]
            words[f"{message.context}\4{first}" if message.context else first] = _forms(message)
    spelled = json.dumps(words, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    script = _SCRIPT if source.stem == "djangojs" else _MODULE
    return script.replace("RULE", rule).replace("WORDS", spelled).encode()


def _read(source: Path) -> "Catalog":
    from babel.messages.pofile import read_po

    with source.open("rb") as file:
        return read_po(file)


def _forms(message: "Message") -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


_SCRIPT: Final = """\
/* Words of scripts in one language, made of a catalogue; content/gettext.js asks for them. */
{
  const words = WORDS;
  const form = (n) => Number(RULE);
  const found = (key, number, text) => words[key]?.[number] ?? text;
  globalThis.catalogue = {
    gettext: (text) => found(text, 0, text),
    ngettext: (one, many, n) => found(one, form(n), n === 1 ? one : many),
    pgettext: (context, text) => found(`${context}\\u0004${text}`, 0, text),
  };
}
"""
_MODULE: Final = """\
/* What is said aloud in one language, made of a catalogue; tutor/js/aloud/words.js asks for it. */
export const words = WORDS;
export const form = (n) => Number(RULE);
"""


def _write(path: Path, made: bytes) -> None:
    """Put a file in its place whole: another process may be reading the one before."""
    with NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(made)
    Path(file.name).chmod(0o644)
    Path(file.name).replace(path)


class CatalogueFinder(FolderFinder):
    """Finds the scripts, and makes one whose catalogue changed."""

    folder = "words"

    def names(self) -> list[str]:
        """Return the scripts' files, those of each language that has words for them."""
        return list(sources_of_scripts())

    def place(self, name: str) -> Path:
        """Return where a script is."""
        return compiled_of(sources_of_scripts()[name])


@cache
def sources_of_scripts() -> dict[str, Path]:
    """Return the catalogue of each script, by the script's name."""
    sources = (source for stem in ENDINGS for source in sorted(LOCALE.glob(f"*/LC_MESSAGES/{stem}.po")))
    return {_place_of(source).name: source for source in sources}


if __name__ == "__main__":
    compile_stale()
