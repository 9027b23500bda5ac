"""What a translation must keep of the English: its places for values, its tags, its spaces at the ends."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from babel.messages.catalog import Catalog, Message

_PLACES = re.compile(r"%\(\w+\)[a-z]|%[ds]|\{\w*\}|</?[a-z]+[^>]*>|%%")


def faults_of(catalog: Catalog, template: Catalog) -> Iterator[str]:
    """Yield a line for everything that is wrong with a catalogue, given every message there is now."""
    wanted = {key_of(message) for message in template if message.id}
    there = {key_of(message) for message in catalog if message.id}
    if wanted != there:
        gone, new = len(there - wanted), len(wanted - there)
        yield f"it is out of date: {new} messages are new and {gone} are gone (make messages)"
    for message in catalog:
        if message.id and key_of(message) in wanted:
            yield from (f"“{_first(message)}”: {fault}" for fault in _faults_of_message(message, catalog))


def is_translated(message: Message) -> bool:
    """Say whether a reader would see a translation: every form is written, and none is a guess."""
    return bool(message.id) and not message.fuzzy and all(_forms(message))


def key_of(message: Message) -> tuple[str | None, str]:
    """Return what a catalogue finds a message by: its context and its English, of one thing."""
    return message.context, _first(message)


def _faults_of_message(message: Message, catalog: Catalog) -> Iterator[str]:
    if not any(_forms(message)) or message.fuzzy:
        return
    if not all(_forms(message)):
        yield "a plural form is missing"
    sources = _texts(message.id)
    if len(sources) > 1 and len(_forms(message)) != catalog.num_plurals:
        yield f"it has {len(_forms(message))} plural forms, the language {catalog.num_plurals}"
    needed, allowed = _places(sources[0]), _places(sources[-1])
    for form in filter(None, _forms(message)):
        found = _places(form)
        # A singular may say "one" and leave out the number, in a language as in English.
        lacking = (needed & allowed) - found
        added = found - (needed | allowed)
        if lacking or added:
            yield f"it must keep {_listed(lacking)}" if lacking else f"it must not add {_listed(added)}"
        if _edges(form) != _edges(sources[-1]):
            yield "it must begin and end with the spaces and line ends of the English"


def _places(text: str) -> Counter[str]:
    return Counter(_PLACES.findall(text))


def _edges(text: str) -> tuple[bool, bool]:
    return text[:1].isspace(), text[-1:].isspace()


def _texts(texts: str | Sequence[str]) -> Sequence[str]:
    return (texts,) if isinstance(texts, str) else texts


def _forms(message: Message) -> Sequence[str]:
    return _texts(message.string) or ("",)


def _first(message: Message) -> str:
    return _texts(message.id)[0]


def _listed(places: Counter[str]) -> str:
    return ", ".join(sorted(places))
