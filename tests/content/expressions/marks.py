"""Asks one question in algebra, and says what came of an answer."""

from content.questions import InvalidResponse, check, parse_spec


def mark(answer, given, **fields):
    """Return True for right, False for wrong, and the words of an answer that is sent back."""
    spec = parse_spec("expression", {"answer": answer, **fields})
    try:
        return check(spec, {"expression": [given]}).is_correct
    except InvalidResponse as error:
        return str(error)


def feedback(answer, given, **fields):
    """Return what is said to an answer."""
    return check(parse_spec("expression", {"answer": answer, **fields}), {"expression": [given]}).feedback
