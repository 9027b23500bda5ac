r"""What OATutor takes for right, as one of our kinds of questions.

Source: `checkAnswer.js` of OATutor's own pages. `arithmetic` compares by value, `string` letter by letter but
for spaces, `\left` and `\right`, and everything else by value to five decimals.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from content.exchange.readers.gathering import Findings
from content.exchange.readers.oatutor.changing import Changing
from content.exchange.readers.oatutor.expressions import expression_spec
from content.exchange.readers.oatutor.texts import Texts
from content.exchange.readers.oatutor.tree import Unfit, as_list, as_text, text_in
from content.language import gettext

Spec = dict[str, Any]
_SPACES = re.compile(r"\s+|\\left(?![A-Za-z])|\\right(?![A-Za-z])")
_DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)")
_TEX_FRACTION = re.compile(r"([+-]?)\\d?frac\{([+-]?\d+)\}\{([+-]?\d+)\}")
_CHANGING_FRACTION = re.compile(r"(-?)\\d?frac\{(\{\{\w+\}\}|-?\d+)\}\{(\{\{\w+\}\}|\d+)\}")
_FRACTION = re.compile(r"[+-]?\d+/\d+")
_MATRIX = re.compile(r"\\begin\{[a-zA-Z]?matrix\}")
_COMMA = re.compile(r",(?=\S)")
_FIVE_DECIMALS = "0.000005"
_LONGEST_NUMBER = 40


def read_answer(
    data: Mapping[str, Any],
    answers_in: str,
    texts: Texts,
    findings: Findings,
    *,
    asked: Sequence[str] = (),
    keeps_order: bool = False,
) -> tuple[str, Spec]:
    """Return the kind and specification of a step's or a scaffold's question.

    `answers_in` names the field with the right answers; with `keeps_order`, choices stay in the order in
    which OATutor's lesson shows them; `asked` are the texts of the question as they stand there.

    Raises:
        Unfit, InvalidSpec: it cannot be taken.
    """
    answers = [as_text(answer, answers_in) for answer in as_list(data.get(answers_in), answers_in)]
    answers = [answer for answer in answers if answer.strip()]
    if not answers:
        raise Unfit(gettext("%(name)s is missing") % {"name": answers_in})
    kind = text_in(data, "problemType")
    if kind == "MultipleChoice":
        return "single", _choices(data, answers, texts, findings, keeps_order=keeps_order)
    if any(_MATRIX.search(answer) for answer in answers) or kind in ("MatrixInput", "GridInput"):
        raise Unfit(gettext("its answer is a matrix, which cannot be typed here"))
    if kind != "TextBox":
        raise Unfit(gettext("there is no kind like %(kind)r here") % {"kind": kind})
    read = _READERS.get(text_in(data, "answerType"))
    if read is None:
        reason = gettext("there is no type of answer like %(kind)r here")
        raise Unfit(reason % {"kind": text_in(data, "answerType")})
    changing = texts.changing
    if not any(changing.uses(answer) for answer in answers):
        return read(answers, asked)
    return _changing(answers, asked, changing, read)


def _changing(
    answers: list[str], asked: Sequence[str], changing: Changing, read: Callable[..., tuple[str, Spec]]
) -> tuple[str, Spec]:
    """Return a question whose answers change: of the kind that one with the first values is."""
    kind, spec = read([changing.first(answer) for answer in answers], [])
    marked = [changing.marked(_compared(answer.replace("$$", "")), in_formula=False) for answer in answers]
    if kind == "number":
        values = [_over_a_line(answer) for answer in marked]
        return kind, {**spec, **_number_spec(values)}
    if kind == "text":
        return kind, {**spec, "accepted": list(dict.fromkeys(marked))}
    return kind, {"answer": marked[0], **({"also": marked[1:]} if marked[1:] else {})}


def _over_a_line(answer: str) -> str:
    fraction = _CHANGING_FRACTION.fullmatch(answer)
    return f"{fraction[1]}{fraction[2]}/{fraction[3]}" if fraction else answer


def _choices(
    data: Mapping[str, Any], answers: list[str], texts: Texts, findings: Findings, *, keeps_order: bool
) -> Spec:
    right = {_compared(answer) for answer in answers}
    choices: dict[str, Spec] = {}
    offered = [as_text(choice, "choices") for choice in as_list(data.get("choices"), "choices")]
    # OATutor shows them the other way round where a lesson keeps their order.
    for choice in reversed(offered) if keeps_order else offered:
        shown = texts.markdown(choice, inline=True)
        if not shown:
            continue
        if shown in choices:
            findings.note(gettext("a choice that stood twice is taken once"))
        known = choices.setdefault(shown, {"text": shown, "correct": False})
        known["correct"] |= _compared(choice) in right
    found = sum(choice["correct"] for choice in choices.values())
    if not found:
        raise Unfit(gettext("the right answer is not among its choices"))
    spec: Spec = {"choices": list(choices.values())}
    if found > 1:
        spec["any_correct"] = True
    return {**spec, "keep_order": True} if keeps_order else spec


def _compared(text: str) -> str:
    return _SPACES.sub("", text)


def _string(answers: list[str], asked: Sequence[str]) -> tuple[str, Spec]:
    """Return an exact text; OATutor overlooks spaces, so the usual ways to set them are all taken."""
    accepted: list[str] = []
    for answer in answers:
        bare = " ".join(answer.replace("$$", "").split())
        close = "".join(bare.split())
        accepted += [bare, close, _COMMA.sub(", ", close)]
    return "text", {"accepted": list(dict.fromkeys(filter(None, accepted))), "ignore_case": False}


def _arithmetic(answers: list[str], asked: Sequence[str]) -> tuple[str, Spec]:
    """Return a number where each answer is one, else an expression."""
    numbers = [number for answer in answers if (number := number_in(answer))]
    if len(numbers) == len(answers):
        return "number", _number_spec(numbers)
    return "expression", expression_spec(answers, asked)


def _numeric(answers: list[str], asked: Sequence[str]) -> tuple[str, Spec]:
    numbers = [number for answer in answers if (number := number_in(answer))]
    if len(numbers) < len(answers):
        raise Unfit(gettext("its answer is no number"))
    return "number", {**_number_spec(numbers), "tolerance": _FIVE_DECIMALS}


def _number_spec(numbers: list[str]) -> Spec:
    answer, *others = dict.fromkeys(numbers)
    return {"answer": answer, **({"also": [{"answer": other} for other in others]} if others else {})}


def number_in(answer: str) -> str:
    r"""Return a number as our specifications write it: `$$\frac{-1}{2}$$` is -1/2; empty if it is none."""
    plain = _compared(answer.replace("$$", "")).replace("−", "-").replace("{,}", ",").replace("\\$", "")
    if fraction := _TEX_FRACTION.fullmatch(plain):
        sign, top, bottom = fraction.groups()
        minus = (sign + top + bottom).count("-") % 2
        plain = f"{'-' if minus else ''}{top.lstrip('+-')}/{bottom.lstrip('+-')}"
    known = _DECIMAL.fullmatch(plain) or _FRACTION.fullmatch(plain)
    return plain if known and len(plain) <= _LONGEST_NUMBER else ""


_READERS: Mapping[str, Callable[[list[str], Sequence[str]], tuple[str, Spec]]] = {
    "string": _string,
    "arithmetic": _arithmetic,
    "numeric": _numeric,
    "": _numeric,
}
