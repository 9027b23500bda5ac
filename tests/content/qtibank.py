"""Items as systems write them in QTI 2 and 3, written by hand for the tests."""

import re
from collections.abc import Mapping
from html import escape

from content.exchange.readers import Reading, Source, read_source
from content.exchange.readers.documents import Wanted
from content.questions import Verdict, check, parse_spec

_V2 = "http://www.imsglobal.org/xsd/imsqti_v2p1"
_V3 = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
MATCH_CORRECT = '<responseProcessing template="http://www.imsglobal.org/question/rptemplates/match_correct"/>'
MAP_RESPONSE = '<responseProcessing template="http://www.imsglobal.org/question/rptemplates/map_response"/>'


def response(
    *correct: str,
    base: str = "identifier",
    cardinality: str = "single",
    name: str = "RESPONSE",
    mapping: str = "",
) -> str:
    """Return a declaration of a response; `mapping` holds the entries of one."""
    values = "".join(f"<value>{escape(value)}</value>" for value in correct)
    right = f"<correctResponse>{values}</correctResponse>" if correct else ""
    points = f'<mapping defaultValue="0">{mapping}</mapping>' if mapping else ""
    given = f'identifier="{name}" cardinality="{cardinality}" baseType="{base}"'
    return f"<responseDeclaration {given}>{right}{points}</responseDeclaration>"


def entry(key: str, points: float, **attributes: str) -> str:
    extra = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f'<mapEntry mapKey="{escape(key)}" mappedValue="{points}"{extra}/>'


def choices(
    *texts: str,
    kind: str = "choiceInteraction",
    prompt: str = "",
    name: str = "RESPONSE",
    most: int = 1,
    shuffle: bool = True,
    fixed: tuple[str, ...] = (),
) -> str:
    """Return an interaction with choices A, B, C and so on."""
    option = "inlineChoice" if kind == "inlineChoiceInteraction" else "simpleChoice"
    options = "".join(
        f'<{option} identifier="{letter}"{" fixed=" + chr(34) + "true" + chr(34) if letter in fixed else ""}>'
        f"{text}</{option}>"
        for letter, text in zip("ABCDEFGH", texts, strict=False)
    )
    asked = f"<prompt>{prompt}</prompt>" if prompt else ""
    given = f'responseIdentifier="{name}" shuffle="{str(shuffle).lower()}" maxChoices="{most}"'
    return f"<{kind} {given}>{asked}{options}</{kind}>"


def item(body: str, *declared: str, rules: str = MATCH_CORRECT, name: str = "q1", title: str = "Q") -> str:
    """Return an item of QTI 2."""
    head = f'xmlns="{_V2}" identifier="{name}" title="{title}" adaptive="false" timeDependent="false"'
    outcome = '<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>'
    # What is no declaration is feedback, and stands behind the rules.
    before = "".join(part for part in declared if "Declaration" in part.partition(" ")[0])
    behind = "".join(part for part in declared if "Declaration" not in part.partition(" ")[0])
    inside = f"{before}{outcome}<itemBody>{body}</itemBody>{rules}{behind}"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<assessmentItem {head}>{inside}</assessmentItem>\n'


def as_version_3(source: str) -> str:
    """Return an item or test of QTI 2 with QTI 3's names."""
    html = ("p", "b", "img", "table", "tr", "td", "div", "math", "mi", "mn", "mo", "mfrac")

    def hyphened(name: str) -> str:
        return re.sub("[A-Z]", lambda found: f"-{found[0].lower()}", name)

    def tag(found: re.Match[str]) -> str:
        name = found[2] if found[2] in html else f"qti-{hyphened(found[2])}"
        return f"{found[1]}{name}"

    renamed = re.sub(r"(</?)([A-Za-z]+)", tag, source.replace(_V2, _V3))
    return re.sub(r' ([a-z]+[A-Z]\w*)="', lambda found: f' {hyphened(found[1])}="', renamed)


def condition(test: str, *outcomes: str, otherwise: str = "") -> str:
    """Return a condition that sets outcomes, and others where it is false."""
    other = f"<responseElse>{otherwise}</responseElse>" if otherwise else ""
    return f"<responseCondition><responseIf>{test}{''.join(outcomes)}</responseIf>{other}</responseCondition>"


def outcome(name: str, value: str, base: str = "float") -> str:
    inside = f'<baseValue baseType="{base}">{value}</baseValue>'
    return f'<setOutcomeValue identifier="{name}">{inside}</setOutcomeValue>'


def asked_value(value: str, base: str = "identifier", operator: str = "match", **attributes: str) -> str:
    """Return a comparison of the response with a value."""
    extra = "".join(f' {name}="{text}"' for name, text in attributes.items())
    parts = f'<variable identifier="RESPONSE"/><baseValue baseType="{base}">{value}</baseValue>'
    return f"<{operator}{extra}>{parts}</{operator}>"


def rules(*parts: str) -> str:
    return f"<responseProcessing>{''.join(parts)}</responseProcessing>"


def feedback(name: str, text: str, kind: str = "modalFeedback") -> str:
    given = f'outcomeIdentifier="FEEDBACK" identifier="{name}" showHide="show"'
    return f"<{kind} {given}>{text}</{kind}>"


PAIRS = {"base": "directedPair", "cardinality": "multiple"}
FEEDBACK = '<outcomeDeclaration identifier="FEEDBACK" cardinality="single" baseType="identifier"/>'


def read(source: str | Mapping[str, str | bytes], *, name: str = "bank.zip") -> Reading:
    """Read an item, or a package by its files."""
    files = {"item.xml": source} if isinstance(source, str) else source
    data = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
    return read_source(Source(name, data), Wanted())


def only(source: str):
    """Return the only question of an item, of which nothing is left out."""
    reading = read(source)
    assert reading.skipped == ()
    (step,) = reading.steps()
    (question,) = step.questions
    return question


def mark(question, **response: object) -> Verdict:
    if question.kind == "cloze":
        response = {f"gap-{place}": value for place, value in enumerate(response.values())}
    sent = {name: value if isinstance(value, list) else [str(value)] for name, value in response.items()}
    return check(parse_spec(question.kind, question.spec), sent)


def reason(source: str) -> str:
    """Return why the only item of a source is left out."""
    reading = read(source)
    assert reading.steps() == []
    (skipped,) = reading.skipped
    return skipped.reason
