"""Sentences of the pure modules in the reader's language.

They import no Django, and still say whole sentences: they ask here. Whoever uses them says once who
translates (`content.apps` does, with Django's catalogues); until then English stands.
"""

from gettext import NullTranslations
from typing import Protocol


class Translator(Protocol):
    """What puts an English text into the reader's language: Django's module, or one of the library's."""

    def gettext(self, message: str, /) -> str:
        """Return the text for a message."""

    def ngettext(self, singular: str, plural: str, number: int, /) -> str:
        """Return the form that goes with a number."""

    def pgettext(self, context: str, message: str, /) -> str:
        """Return the text for a message that means something else elsewhere."""


_translators: list[Translator] = [NullTranslations()]


def translate_with(translator: Translator) -> None:
    """Let everything that pure modules say go through this translator from now on."""
    _translators[0] = translator


def gettext(message: str) -> str:
    """Return a text in the reader's language; of an empty one nothing."""
    # A catalogue answers the empty text with its own header.
    return _translators[0].gettext(message) if message else ""


def ngettext(singular: str, plural: str, number: int) -> str:
    """Return the form of a text that goes with a number, in the reader's language."""
    return _translators[0].ngettext(singular, plural, number)


def pgettext(context: str, message: str) -> str:
    """Return a text that means something else in another context."""
    return _translators[0].pgettext(context, message)


def gettext_noop(message: str) -> str:
    """Mark a text for translators where it is written down; it is translated where it is read."""
    return message


def words_for_scripts(language: str) -> str:
    """Return the static file with what scripts say in a language; empty for English, which they hold."""
    return "" if language.startswith("en") else f"words/{language}.js"


class Text:
    """A marked text with values for its named places, put into the reader's language whenever it is read."""

    __slots__ = ("message", "values")

    def __init__(self, message: str, **values: "str | Text") -> None:
        """Take a text marked by `gettext_noop`, and a value for each of its places, `%(name)s`."""
        self.message = message
        self.values = values

    def __str__(self) -> str:
        text = gettext(self.message)
        return text % {name: str(value) for name, value in self.values.items()} if self.values else text


class Translated:
    """A field of a dataclass that is written as a marked text, and read in the reader's language.

    A field with a default names it here: `help_text: Translated = Translated("")`.
    """

    def __init__(self, default: str | None = None) -> None:
        self._default = default

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: object | None, owner: type | None = None) -> str:
        if instance is not None:
            written: str | Text = instance.__dict__[self._name]
            return gettext(written) if isinstance(written, str) else str(written)
        # A dataclass asks its class for the default of a field.
        if self._default is None:
            raise AttributeError(self._name)
        return self._default

    def __set__(self, instance: object, value: str | Text) -> None:
        instance.__dict__[self._name] = value
