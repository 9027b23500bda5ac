"""Items of Brightspace (D2L), written as QTI 1.2 means them.

Brightspace exports `questiondb.xml` and `quiz_d2l_*.xml` as QTI 1.2 with names of its own: conditions name
the field within a response, count in `D2L_Correct` and `D2L_Incorrect`, and give each thing its place in an
order.

Source: files of Brightspace as the importer of Canvas (`qti_exporter`) has them among its tests, and what
programs that write such files for Brightspace count in.
"""

from xml.etree.ElementTree import Element, SubElement

from content.exchange.readers.qti.tree import (
    Unfit,
    attribute,
    child,
    children,
    foreign_attribute,
    text_of,
    within,
)
from content.language import gettext as _

GENERAL = "general_fb"
"""What Canvas calls the feedback to all answers."""
_RIGHT, _WRONG = "D2L_Correct", "D2L_Incorrect"
_RESPONSES = ("response_lid", "response_str", "response_num", "response_grp")
_KINDS = {"Long Answer": "essay_question", "Matching": "matching_question"}


def plain_brightspace(item: Element, kind: str) -> str:
    """Rewrite an item of Brightspace in place, and return its kind in the words of Canvas.

    The kind is empty where its elements say what it asks, or where it is none of Brightspace's.

    Raises:
        Unfit: its answer is worked out from a formula, or each of its fields takes what the others do not.
    """
    if any(child(extension, "formula") is not None for extension in within(item, "respcond_extension")):
        raise Unfit(_("it has values that are worked out anew each time (%(name)s)") % {"name": "formula"})
    if any(_boxes(field) > 1 for field in within(item, "render_fib")):
        raise Unfit(_("what is right in one of its fields depends on the others"))
    for response in within(item, *_RESPONSES):
        if not attribute(response, "ident"):
            response.set("ident", attribute(response, "respident"))
    _name_responses(item)
    _link_feedback(item)
    if any(attribute(points, "varname") in (_RIGHT, _WRONG) for points in within(item, "setvar")):
        _count(item)
    return _KINDS.get(kind, "")


def _boxes(field: Element) -> int:
    value = foreign_attribute(field, "input_boxes")
    return int(value) if value.isdecimal() and len(value) < 4 else 1


def _link_feedback(item: Element) -> None:
    """Show each feedback that no condition shows: by its name it is one choice's, or the whole item's."""
    processing = child(item, "resprocessing")
    shown = {attribute(told, "linkrefid") for told in within(processing, "displayfeedback")}
    choices = {
        attribute(label, "ident").replace("_A", "_IF"): (attribute(response, "ident"), label)
        for response in within(item, "response_lid")
        for label in within(response, "response_label")
    }
    # Each goes before the others, and so the last first.
    for told in reversed(list(children(item, "itemfeedback"))):
        name = attribute(told, "ident")
        if name == attribute(item, "label") != "":
            told.set("ident", GENERAL)
        elif name in shown or name not in choices:
            continue
        condition = Element("respcondition", {"continue": "Yes"})
        variables = SubElement(condition, "conditionvar")
        if name in choices:
            response, label = choices[name]
            SubElement(variables, "varequal", respident=response).text = attribute(label, "ident")
        else:
            SubElement(variables, "other")
        SubElement(condition, "displayfeedback", linkrefid=attribute(told, "ident"))
        if processing is not None:
            processing.insert(0, condition)


def _name_responses(item: Element) -> None:
    """Have conditions name the response where they name the field in it."""
    names = {
        attribute(label, "ident"): attribute(response, "ident")
        for response in within(item, "response_str", "response_num")
        for label in within(response, "response_label")
    }
    responses = set(names.values())
    for equal in within(item, "varequal"):
        named = attribute(equal, "respident")
        if named not in responses:
            equal.set("respident", names.get(named, named))


def _count(item: Element) -> None:
    """Count what is right less what is wrong, by conditions that all come to their turn."""
    processing = child(item, "resprocessing")
    for outcome in list(within(processing, "decvar")):
        outcome.set("varname", "SCORE")
    for condition in list(children(processing, "respcondition")):
        condition.set("continue", "Yes")
        for points in list(children(condition, "setvar")):
            name = attribute(points, "varname")
            if name not in (_RIGHT, _WRONG):
                # How the two counts make the points: all or nothing, or a part for each.
                condition.remove(points)
                continue
            points.set("varname", "SCORE")
            points.set("action", "Add" if name == _RIGHT else "Subtract")
            points.text = "1"
    for response in within(item, *_RESPONSES):
        if attribute(response, "rcardinality").lower() == "ordered" and processing is not None:
            _put_in_order(processing, response)


def _put_in_order(processing: Element, response: Element) -> None:
    """Write one condition for an order of which each thing has its place in a condition of its own."""
    labels = [attribute(label, "ident") for label in within(response, "response_label")]
    places: dict[str, int] = {}
    for condition in list(children(processing, "respcondition")):
        for equal in within(child(condition, "conditionvar"), "varequal"):
            if attribute(equal, "respident") in labels and text_of(equal).isdecimal():
                places.setdefault(attribute(equal, "respident"), int(text_of(equal)))
                processing.remove(condition)
                break
    if len(places) < len(labels):
        return
    right = SubElement(processing, "respcondition")
    together = SubElement(right, "conditionvar")
    for label in sorted(labels, key=lambda label: places[label]):
        SubElement(together, "varequal", respident=attribute(response, "ident")).text = label
    SubElement(right, "setvar", varname="SCORE", action="Set").text = "1"
