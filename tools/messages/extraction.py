"""Finds every message: in Python, in templates, in scripts, and in unfold, which brings no catalogue."""

from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from django.utils.translation.template import templatize

Found = Iterable[tuple[int, Any, list[str], str | None]]
Extractor = Callable[[Path], Found]

# Where contexts and plural forms stand among the arguments, as Babel writes it.
_FUNCTIONS: Final[dict[str, Any]] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}


def _read(language: str, code: bytes) -> Found:
    # Without the second, what a script puts into a template literal is not found.
    options = {"encoding": "utf-8", "parse_template_string": "yes"}
    return extract(language, BytesIO(code), _FUNCTIONS, ("Translators:",), options)  # type: ignore[arg-type]


def _from_python(path: Path) -> Found:
    return _read("python", path.read_bytes())


def _from_template(path: Path) -> Found:
    code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    # Django writes calls among blanks, for a reader without grammar: inside brackets no line is indented.
    return _read("python", f"({code}\n)".encode())


def _from_script(path: Path) -> Found:
    return _read("javascript", path.read_bytes())


DOMAINS: Final[dict[str, tuple[tuple[str, Extractor], ...]]] = {
    "django": (
        *((f"{app}/**/*.py", _from_python) for app in ("content", "emotion", "tutor")),
        *((f"templates/**/*.{ending}", _from_template) for ending in ("html", "txt")),
        *((f"{app}/**/templates/**/*.html", _from_template) for app in ("content", "tutor")),
    ),
    "djangojs": tuple((f"{app}/static/**/*.js", _from_script) for app in ("content", "tutor")),
    "aloud": (("tutor/static/tutor/js/aloud/*.js", _from_script),),
}
"""Which files are read, and how, for each catalogue; those of reading aloud are in theirs alone."""


def template_of(domain: str, root: Path) -> Catalog:
    """Return every message of one catalogue, without translations.

    Args:
        domain: `django` or `djangojs`.
        root: a folder that is laid out as this repository is.
    """
    catalog = Catalog(project="Attune", charset="utf-8")
    for name, found in _found_in(domain, root):
        for line, message, comments, context in found:
            catalog.add(message, locations=[(name, line)], auto_comments=comments, context=context)
    return catalog


def _found_in(domain: str, root: Path) -> Iterator[tuple[str, Found]]:
    for pattern, extract_from in DOMAINS[domain]:
        for path in sorted(root.glob(pattern)):
            if path.parent.name != "aloud" or domain == "aloud":
                yield path.relative_to(root).as_posix(), extract_from(path)
    if domain == "django":
        unfold = _unfold()
        for extract_from, ending in ((_from_template, "html"), (_from_python, "py")):
            for path in sorted(unfold.rglob(f"*.{ending}")):
                yield f"unfold/{path.relative_to(unfold).as_posix()}", extract_from(path)


def _unfold() -> Path:
    spec = find_spec("unfold")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("unfold, whose messages are ours to translate, is not installed")
    return Path(spec.origin).parent
