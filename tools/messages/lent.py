"""Messages of Django and allauth whose own catalogues lack them in a language: there they are ours."""

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from tools.messages.rules import is_translated, key_of

# By package: the code whose messages people meet here. Its debug pages, names of languages, commands, and the
# pages that ours take the place of are left out.
_LENDERS: Final = {
    "django.conf": ("core/validators.py", "db/models/", "forms/", "utils/"),
    "django.contrib.auth": tuple(
        f"contrib/auth/{name}.py"
        for name in ("admin", "apps", "forms", "models", "password_validation", "validators")
    ),
    "django.contrib.contenttypes": ("contrib/contenttypes/models.py",),
    "django.contrib.admin": ("contrib/admin/",),
    "allauth": (
        *(f"account/{name}.py" for name in ("adapter", "fields", "forms")),
        *(f"mfa/{name}.py" for name in ("adapter", "totp/forms", "webauthn/forms")),
        "socialaccount/adapter.py",
    ),
}


def with_lent(template: Catalog, language: str) -> Catalog:
    """Return a template with what the packages lack in a language.

    Args:
        template: every message of the catalogue `django`; it stays as it is.
        language: as Django names its folder (`pt_BR`).
    """
    whole = Catalog(project=template.project, charset=template.charset)
    for message in template:
        if message.id:
            _add(whole, message, message.locations)
    for package, places in _LENDERS.items():
        for message in _lacking(package, places, language):
            lender = package.split(".")[0]
            _add(whole, message, [(f"{lender}/{name}", line) for name, line in message.locations])
    return whole


def _add(catalog: Catalog, message: Message, places: Iterable[tuple[str, int]]) -> None:
    catalog.add(message.id, locations=places, auto_comments=message.auto_comments, context=message.context)


def _lacking(package: str, places: tuple[str, ...], language: str) -> Iterator[Message]:
    folder = _folder(package)
    there = {key_of(message) for message in _compiled(folder / language / "LC_MESSAGES" / "django.mo")}
    with (folder / "en" / "LC_MESSAGES" / "django.po").open("rb") as file:
        for message in read_po(file):
            shown = any(name.startswith(places) for name, _ in message.locations)
            if message.id and shown and key_of(message) not in there:
                yield message


def _compiled(path: Path) -> Iterator[Message]:
    """Yield what a package says in a language: what is compiled, so without guesses."""
    if path.exists():
        with path.open("rb") as file:
            yield from filter(is_translated, read_mo(file))


def _folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{package}, whose messages are shown, is not installed")
    return Path(spec.origin).parent / "locale"
