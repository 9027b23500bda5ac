"""Patterns that Python 3.11.2 reads as any other version does."""

import re
from importlib import import_module
from pathlib import Path
from re import _constants as signs  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]

import pytest

from content.texts.foreign.html import KNOWN_TAGS, markdown_of_html

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for path in (ROOT / "content").rglob("*.py")
    if "re.compile(" in path.read_text(encoding="utf-8")
)
NOT_EVERYWHERE = {signs.ATOMIC_GROUP, signs.POSSESSIVE_REPEAT}


def patterns_in(value):
    """Yield the compiled patterns that a module's value is or holds."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        for held in value.values():
            yield from patterns_in(held)
    elif isinstance(value, list | tuple | set | frozenset):
        for held in value:
            yield from patterns_in(held)


def signs_in(parsed):
    """Yield what a parsed pattern is made of, inside groups, too."""
    for item in parsed:
        if isinstance(item, parser.SubPattern | list | tuple):
            yield from signs_in(item)
        else:
            yield item


@pytest.mark.parametrize("name", MODULES)
def test_no_pattern_is_possessive_which_python_before_3_11_5_reads_wrongly(name):
    for value in vars(import_module(name)).values():
        for pattern in patterns_in(value):
            assert not NOT_EVERYWHERE & {
                sign
                for sign in signs_in(parser.parse(pattern.pattern, pattern.flags))
                if sign in NOT_EVERYWHERE
            }


@pytest.mark.parametrize("name", ["controls", "disabled", "hidden"])
def test_a_tag_with_an_attribute_without_a_value_is_a_tag(name):
    assert "b" in KNOWN_TAGS
    assert markdown_of_html(f"<b {name}>x</b>", pictures=lambda address, alt: "").text.strip() == "**x**"
