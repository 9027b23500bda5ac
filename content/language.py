"""Sentences of the pure modules in the reader's language.

They import no Django, and still say whole sentences: they ask here. Whoever uses them says once who
translates (`content.apps` does, with Django's catalogues); until then English stands.
"""

import re
from collections.abc import Callable, Mapping
from gettext import NullTranslations
from typing import Any, Final, Protocol, Self

from content import locales

OF_TEXTS = ("en", "es", "pt-br", "de", "fr", "hi", "ar", "zh-hans")
"""The languages in which texts of courses may be, those of the site."""
RIGHT_TO_LEFT = frozenset({"ar"})
# First strong isolate, and its end.
_APART: Final = "\u2068%s\u2069"
_LEFTWARDS: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_RIGHTWARDS: Final = re.compile("[A-Za-z\u00c0-\u058f\u0900-\u1fff\u2c00-\ud7ff]")


class Translator(Protocol):
    """What puts an English text into the reader's language: Django's module, or one of the library's."""

    def gettext(self, message: str, /) -> str:
        """Return the text for a message."""

    def ngettext(self, singular: str, plural: str, number: int, /) -> str:
        """Return the form that goes with a number."""

    def pgettext(self, context: str, message: str, /) -> str:
        """Return the text for a message that means something else elsewhere."""


class Message(str):
    """A text in the reader's language; numbers that are put into it are written as that language does.

    `gettext("%(n)s steps") % {"n": 1200}` is "1,200 steps", "1.200 Schritte", "١٬٢٠٠ خطوة". What is no number
    for people, such as a year or a part of an address, is put in as a text.
    """

    __slots__ = ()

    def __mod__(self, values: Any) -> str:
        """Put values into the named places."""
        if isinstance(values, Mapping):
            values = {name: _written(value) for name, value in values.items()}
        return str.__mod__(self, values)


def _written(value: Any) -> Any:
    # A truth is a number to Python, and no number to people.
    return locales.number(current(), value) if type(value) in (int, float) else value


_translators: list[Translator] = [NullTranslations()]
_languages: list[Callable[[], str | None]] = [lambda: None]


def translate_with(translator: Translator) -> None:
    """Let everything that pure modules say go through this translator from now on."""
    _translators[0] = translator
    _languages[0] = getattr(translator, "get_language", lambda: None)


def current() -> str:
    """Return the reader's language, as pages name it (`pt-br`)."""
    return _languages[0]() or "en"


def gettext(message: str) -> str:
    """Return a text in the reader's language; of an empty one nothing."""
    # A catalogue answers the empty text with its own header.
    return Message(_translators[0].gettext(message)) if message else ""


def ngettext(singular: str, plural: str, number: int) -> str:
    """Return the form of a text that goes with a number, in the reader's language."""
    return Message(_translators[0].ngettext(singular, plural, number))


def pgettext(context: str, message: str) -> str:
    """Return a text that means something else in another context."""
    return Message(_translators[0].pgettext(context, message))


def gettext_noop(message: str) -> str:
    """Mark a text for translators where it is written down; it is translated where it is read."""
    return message


def words_for_scripts(language: str) -> str:
    """Return the static file with what scripts say in a language; empty for English, which they hold."""
    return "" if language.startswith("en") else f"words/{language}.js"


def set_apart(name: str, *, leftwards: bool) -> str:
    """Return a name for a sentence, marked where it runs the other way and would turn the words around it.

    Args:
        name: as somebody wrote it.
        leftwards: the sentence runs from right to left.
    """
    if name.isascii() and not leftwards:
        return name
    other = _RIGHTWARDS if leftwards else _LEFTWARDS
    return _APART % name if other.search(name) and not name.startswith(_APART[0]) else name


def with_names(sentence: str, values: Mapping[str, object]) -> str:
    """Return a sentence with names at its places, `%(name)s`, each set apart where it runs the other way."""
    leftwards = _LEFTWARDS.search(sentence) is not None
    return sentence % {
        name: value if isinstance(value, int | float) else set_apart(str(value), leftwards=leftwards)
        for name, value in values.items()
    }


class Text:
    """A marked text with values for its named places, put into the reader's language whenever it is read."""

    __slots__ = ("message", "values")

    def __init__(self, message: str, **values: "str | Text") -> None:
        """Take a text marked by `gettext_noop`, and a value for each of its places, `%(name)s`."""
        self.message = message
        self.values = values

    def __str__(self) -> str:
        text = gettext(self.message)
        return (
            with_names(text, {name: str(value) for name, value in self.values.items()})
            if self.values
            else text
        )


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


def of_texts(code: str) -> str:
    """Return the code by which texts of courses know a language of the site: en for British English."""
    return "en" if code.startswith("en") else code


class Said(str):
    """A text of a course as a reader gets it: its translation, or what its author wrote where there is none.

    Attributes:
        original: what the author wrote. Form values are made of it, so that they are alike in all languages.
        language: in which the text is; empty where that is unknown, or there are no words in it.
        is_translation: it was translated.
    """

    original: str
    language: str
    is_translation: bool

    def __new__(
        cls, text: str, *, original: str | None = None, language: str = "", is_translation: bool = False
    ) -> Self:
        """Keep a text with where it comes from."""
        said = super().__new__(cls, text)
        said.original = str(text if original is None else original)
        said.language, said.is_translation = language, is_translation
        return said
        return said

    def _with(self, text: str, original: str) -> "Said":
        return Said(text, original=original, language=self.language, is_translation=self.is_translation)

    def strip(self, chars: str | None = None, /) -> "Said":
        """Return it without what surrounds it, and still know where it comes from."""
        return self._with(super().strip(chars), self.original.strip(chars))

    def on_one_line(self) -> "Said":
        """Return it with single spaces, and still know where it comes from."""
        return self._with(" ".join(self.split()), " ".join(self.original.split()))


def original_of(text: str) -> str:
    """Return what the author of a course wrote, of a text in whatever language."""
    return text.original if isinstance(text, Said) else text
