"""XML of problems as HTML: what people read, with marks where fields stand."""

from collections.abc import Callable, Collection, Mapping
from html import escape
from xml.etree.ElementTree import Element

from content.texts.foreign import KNOWN_TAGS

_KEPT = ("src", "alt", "href")
_EMPTY = ("br", "hr", "img", "col", "source", "track", "param", "embed")
# Of the format's own elements these stand by themselves, and others in the line.
_BLOCKS = ("label", "description", "text", "problem", "legend", "choicegroup", "checkboxgroup", "radiogroup")
# What is shown elsewhere or to nobody.
UNSEEN = (
    *("solution", "solutionset", "demandhint", "hintgroup", "responseparam", "additional_answer", "script"),
    *("style", "correcthint", "stringequalhint", "regexphint", "choicehint", "optionhint", "compoundhint"),
    *("answer", "startouttext", "endouttext", "targetedfeedbackset"),
)

Mark = Callable[[Element], str]


def inner_html(
    element: Element, *, without: Collection[str] = (), marks: Mapping[Element, str] | None = None
) -> str:
    """Return what stands in an element as HTML; `marks` says what stands for an element instead of it."""
    parts = [escape(element.text or "", quote=False)]
    for child in element:
        if child.tag not in without:
            mark = (marks or {}).get(child)
            parts.append(_outer_html(child, without, marks) if mark is None else mark)
        parts.append(escape(child.tail or "", quote=False))
    return "".join(parts)


def _outer_html(element: Element, without: Collection[str], marks: Mapping[Element, str] | None) -> str:
    inside = inner_html(element, without=without, marks=marks)
    if element.tag in _BLOCKS:
        return f"<div>{inside}</div>"
    if element.tag == "clarification":
        return f" ({inside.strip()}) "
    if element.tag not in KNOWN_TAGS:
        return inside
    kept = {name: element.get(name) for name in _KEPT}
    named = "".join(f' {name}="{escape(value)}"' for name, value in kept.items() if value is not None)
    return (
        f"<{element.tag}{named}>"
        if element.tag in _EMPTY
        else f"<{element.tag}{named}>{inside}</{element.tag}>"
    )
