"""Items of Blackboard, written as QTI 1.2 means them.

Blackboard exports pools and tests as QTI 1.2 (`res*.dat` in a zip), but leaves much of the marking to its
own `bbmd_questiontype`: which kinds take several answers, what gains points, and where partners stand.

Source: files of Blackboard Learn 8, 9 and Ultra, as the importers of Canvas (`qti_exporter`) and Moodle
(`blackboard_six`) have them among their tests.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

from content.exchange.readers.qti.old.marking import number_in
from content.exchange.readers.qti.tree import attribute, child, children, name_of, text_of, within

_KINDS = {
    "essay": "essay_question",
    "short response": "essay_question",
    "file upload": "file_upload_question",
    "matching": "matching_question",
    "fill in the blank plus": "fill_in_multiple_blanks_question",
    "jumbled sentence": "multiple_dropdowns_question",
}
_EITHER_OR = {
    "yes_no": ("Yes", "No"),
    "agree_disagree": ("Agree", "Disagree"),
    "right_wrong": ("Right", "Wrong"),
    "true_false": ("True", "False"),
}


def plain_blackboard(item: Element) -> str:
    """Rewrite an item of Blackboard in place, and return its kind in the words of Canvas.

    The kind is empty where its elements say what it asks, or where it is none of Blackboard's.
    """
    kind = text_of(child(item, "itemmetadata", "bbmd_questiontype"))
    if not kind:
        return ""
    if kind == "Multiple Answer":
        # Versions before Ultra write that it takes one answer, as all kinds do.
        for response in within(item, "response_lid"):
            response.set("rcardinality", "Multiple")
    if kind == "Either/Or":
        _name_either_or(item)
    if kind == "Matching":
        _bring_partners(item)
    _own_feedback(item)
    _count(item, is_by_part=kind == "Matching")
    return _KINDS.get(kind.lower(), "")


def _conditions(item: Element) -> list[Element]:
    return list(within(item, "respcondition"))


def _is_other(condition: Element) -> bool:
    return child(condition, "conditionvar", "other") is not None


def _count(item: Element, *, is_by_part: bool) -> None:
    """Give points to the answers that Blackboard only calls right, by naming them.

    Of pairs each counts by itself, whatever comes of the others.
    """
    for condition in _conditions(item):
        variables = child(condition, "conditionvar")
        if is_by_part:
            condition.set("continue", "Yes")
        if variables is None or _is_other(condition):
            if is_by_part:
                condition.clear()
            continue
        if child(condition, "setvar") is None and child(condition, "displayfeedback") is not None:
            points = SubElement(condition, "setvar", varname="SCORE", action="Add" if is_by_part else "Set")
            points.text = "1"
        # Beside its range the answer of a number stands as an example.
        if any(True for _bound in children(variables, "vargte", "varlte")):
            for exact in list(children(variables, "varequal")):
                variables.remove(exact)


def _own_feedback(item: Element) -> None:
    """Have what is said to a choice said: its condition names the choice where the response belongs."""
    labels = {
        attribute(label, "ident"): attribute(response, "ident")
        for response in within(item, "response_lid")
        for label in within(response, "response_label")
    }
    processing = child(item, "resprocessing")
    own = [one for one in _conditions(item) if _choice_of(one) in labels]
    if processing is None or not own:
        return
    for condition in own:
        equal = next(within(condition, "varequal"))
        equal.text = attribute(equal, "respident")
        equal.set("respident", labels[equal.text])
        condition.set("continue", "Yes")
        for points in children(condition, "setvar"):
            points.attrib = {"varname": "SCORE", "action": "Add"}
            points.text = str((number_in(text_of(points)) or 0.0) / 100)
        processing.remove(condition)
    for condition in children(processing, "respcondition"):
        for points in list(children(condition, "setvar")):
            points.set("action", "Add")
            if _is_other(condition):
                condition.remove(points)
    # Before the others, which end the marking.
    for place, condition in enumerate(own):
        processing.insert(place, condition)


def _choice_of(condition: Element) -> str:
    equal = child(condition, "conditionvar", "varequal")
    return "" if equal is None or text_of(equal) else attribute(equal, "respident")


def _name_either_or(item: Element) -> None:
    for label in within(item, "response_label"):
        name, _point, answer = attribute(label, "ident").partition(".")
        for text in within(label, "mattext"):
            if name in _EITHER_OR and answer in ("true", "false"):
                text.text = _EITHER_OR[name][answer == "false"]


def _bring_partners(item: Element) -> None:
    """Bring each side of the pairs to its response: the left ones stand before it, the right ones behind all.

    The labels of a response are empty, and stand for the texts on the right by their place alone.
    """
    behind = [flow for flow in within(item, "flow") if attribute(flow, "class") == "RIGHT_MATCH_BLOCK"]
    if not behind:
        return
    partners = [list(_materials(flow)) for flow in children(behind[0], "flow")]
    for flow in within(item, "flow"):
        response = child(flow, "response_lid")
        if response is None:
            continue
        for part in [part for part in flow if part is not response]:
            response.extend(_materials(part))
            flow.remove(part)
        for label, texts in zip(within(response, "response_label"), partners, strict=False):
            label.extend(() if len(label) else texts)
    behind[0].clear()


def _materials(element: Element) -> Iterator[Element]:
    yield from ([element] if name_of(element) == "material" else within(element, "material"))
