"""The interactions of QTI 2 and 3: what each asks, and what it offers."""

from collections import Counter
from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element

from content.exchange.readers.qti.bodies import Body
from content.exchange.readers.qti.model import UNFIT, Interaction, Option
from content.exchange.readers.qti.spots import read_hotspots, read_labels
from content.exchange.readers.qti.texts import mark
from content.exchange.readers.qti.tree import (
    Unfit,
    attribute,
    child,
    children,
    flag,
    name_of,
    number,
    text_of,
    within,
)
from content.language import gettext, gettext_noop

Found = tuple[int, Interaction]
# Marks of gaps have numbers beyond those of all interactions, a thousand for each text.
_GAPS_FROM = 1000
MOST_GAPS = 100
MOST_INTERACTIONS = 100
MOST_OPTIONS = 100
"""The most things that one interaction offers: each is tried."""
_REASONS = {
    "extendedTextInteraction": gettext_noop("it is an essay, which nobody here can mark at once"),
    "uploadInteraction": gettext_noop("it asks for a file"),
    "drawingInteraction": gettext_noop("it asks for a drawing"),
    "mediaInteraction": gettext_noop("it asks only to play sound or video"),
    "selectPointInteraction": gettext_noop("it asks for a point on a picture, by the area it lies in"),
    "graphicOrderInteraction": gettext_noop("it asks for places on a picture in their order"),
    "graphicAssociateInteraction": gettext_noop("it asks for pairs of places on a picture"),
    "positionObjectInteraction": gettext_noop("it asks for a picture to be put on another one"),
    "customInteraction": gettext_noop("it is a program of its own (custom interaction)"),
    "portableCustomInteraction": gettext_noop("it is a program of its own (custom interaction)"),
}


def interactions_of(body: Body, html: str) -> tuple[str, list[Found]]:
    """Return a text with its marks, and what is asked at each.

    Texts with gaps that are filled from a list stand in the text, each gap with a mark of its own.

    Raises:
        Unfit: it asks or offers too much.
    """
    if len(body.interactions) > MOST_INTERACTIONS:
        raise Unfit(gettext("it asks for more than %(most)s things") % {"most": MOST_INTERACTIONS})
    found: list[Found] = []
    # What is included on the way may hold further interactions: the list is read by its places.
    for place, element in enumerate(body.interactions):
        name = name_of(element)
        if name == "gapMatchInteraction":
            inside, gaps = _gap_match(body, element, place)
            html = html.replace(f"<p>{mark(place)}</p>", inside)
            found += gaps
        else:
            found.append((place, _interaction(body, element, name)))
    return html, found


def _interaction(body: Body, element: Element, name: str) -> Interaction:
    read = _READERS.get(name)
    if read is not None:
        return read(body, element)
    reason = _REASONS.get(name)
    if reason is not None:
        return Interaction(UNFIT, _response(element), gettext(reason))
    return Interaction(
        UNFIT, _response(element), gettext("there is no kind like %(name)r here") % {"name": name}
    )


def _response(element: Element) -> str:
    return attribute(element, "responseIdentifier")


def _prompt(body: Body, element: Element) -> str:
    # A paragraph of its own, in which no sign at a line's start begins a list or a quotation.
    return body.markdown_of(f"<p>{body.html(child(element, 'prompt'))}</p>")


def _options(body: Body, element: Element, *names: str) -> tuple[Option, ...]:
    parts = list(within(element, *names))
    if len(parts) > MOST_OPTIONS:
        raise Unfit(gettext("it offers more than %(most)s things to choose from") % {"most": MOST_OPTIONS})
    return tuple(
        Option(attribute(part, "identifier"), _one_line(body.markdown(part)), flag(part, "fixed"))
        for part in parts
    )


def _one_line(text: str) -> str:
    """Return an option without the line breaks that only its markup has."""
    return " ".join(text.replace("\\\n", " ").split()) if "```" not in text and "\n|" not in text else text


def _choice(body: Body, element: Element) -> Interaction:
    is_multiple = int(number(element, "maxChoices", 1)) != 1
    return Interaction(
        "choice",
        _response(element),
        _prompt(body, element),
        _options(body, element, "simpleChoice"),
        is_multiple=is_multiple,
        keeps_order=not flag(element, "shuffle"),
    )


def _inline_choice(body: Body, element: Element) -> Interaction:
    return Interaction(
        "choice",
        _response(element),
        options=_options(body, element, "inlineChoice"),
        keeps_order=not flag(element, "shuffle"),
        is_inline=True,
    )


def _text_entry(body: Body, element: Element) -> Interaction:
    return Interaction("text", _response(element), is_inline=True)


def _slider(body: Body, element: Element) -> Interaction:
    low, high = attribute(element, "lowerBound", "0"), attribute(element, "upperBound", "100")
    bounds = f"({low} – {high})"
    return Interaction("text", _response(element), f"{_prompt(body, element)} {bounds}".strip())


def _order(body: Body, element: Element) -> Interaction:
    options = _options(body, element, "simpleChoice")
    return Interaction("order", _response(element), _prompt(body, element), options)


def _match(body: Body, element: Element) -> Interaction:
    sets = [_options(body, part, "simpleAssociableChoice") for part in children(element, "simpleMatchSet")]
    lefts, rights = (*sets, (), ())[:2]
    return Interaction("match", _response(element), _prompt(body, element), lefts, rights)


def _associate(body: Body, element: Element) -> Interaction:
    options = _options(body, element, "simpleAssociableChoice")
    return Interaction("associate", _response(element), _prompt(body, element), options)


def _hottext(body: Body, element: Element) -> Interaction:
    """Return texts that are chosen where they stand; of those of the same words each has a number."""
    parts = [(attribute(part, "identifier"), text_of(part)) for part in within(element, "hottext")]
    often = {words for words, count in Counter(words for _, words in parts).items() if count > 1}
    seen: Counter[str] = Counter()
    options = []
    for identifier, words in parts:
        seen[words] += 1
        options.append(Option(identifier, f"{words} ({seen[words]})" if words in often else words))
    body.hottexts = {option.identifier: option.text for option in options}
    text = body.markdown(element)
    body.hottexts = {}
    return Interaction(
        "choice",
        _response(element),
        "\n\n".join(filter(None, (_prompt(body, element), text))),
        tuple(options),
        is_multiple=int(number(element, "maxChoices", 1)) != 1,
        keeps_order=True,
    )


def _gap_match(body: Body, element: Element, place: int) -> tuple[str, list[Found]]:
    """Return a text whose gaps are filled from a list, and each gap as a choice from that list."""
    words = _options(body, element, "gapText")
    gaps = [attribute(gap, "identifier") for gap in within(element, "gap")][:MOST_GAPS]
    if not gaps or not words:
        reason = gettext("its gaps are filled with pictures") if not words else gettext("it has no gap")
        return f"<p>{mark(place)}</p>", [(place, Interaction(UNFIT, _response(element), reason))]
    body.gaps = {gap: _GAPS_FROM * (place + 1) + number for number, gap in enumerate(gaps)}
    words_left_out = [part for part in element if name_of(part) in ("gapText", "gapImg", "prompt")]
    rest = Element("div")
    rest.text = element.text
    rest.extend(part for part in element if part not in words_left_out)
    inside = f"<div>{body.html(child(element, 'prompt'))}</div><div>{body.html(rest)}</div>"
    found = [
        (number, Interaction("gap", f"{_response(element)} {gap}", options=words, is_inline=True))
        for gap, number in body.gaps.items()
    ]
    body.gaps = {}
    return inside, found


_READERS: Mapping[str, Callable[[Body, Element], Interaction]] = {
    "choiceInteraction": _choice,
    "inlineChoiceInteraction": _inline_choice,
    "textEntryInteraction": _text_entry,
    "sliderInteraction": _slider,
    "orderInteraction": _order,
    "matchInteraction": _match,
    "associateInteraction": _associate,
    "hottextInteraction": _hottext,
    "hotspotInteraction": read_hotspots,
    "graphicGapMatchInteraction": read_labels,
}
