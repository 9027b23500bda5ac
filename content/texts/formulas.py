"""LaTeX formulas into MathML that Chromium, Firefox and Safari draw, and what is wrong with a formula.

The converter writes MathML Core with inline styles, which no page of ours allows: each becomes a class that
`maths.css` draws. What has no class is refused.
"""

import re
from functools import lru_cache

from math_core import LatexError, LatexToMathML

from content.language import gettext as _
from content.language import gettext_noop
from content.texts.tex import BadFormula, prepare, refused
from content.texts.tex_words import COMMANDS, ENVIRONMENTS, SEE_GUIDE

MATHS_TAGS = {
    *("math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mpadded", "mphantom", "mfrac", "msqrt", "mroot"),
    *("msub", "msup", "msubsup", "munder", "mover", "munderover", "mmultiscripts", "mprescripts"),
    *("mtable", "mtr", "mtd"),
}
_TEXT_TAGS = {"b", "i", "em", "code"}
"""What stands within <mtext>: letters in bold, italics or of one width."""
MATHS_ATTRIBUTES = {
    "math": {"display"},
    "mo": {"stretchy", "form", "lspace", "rspace", "minsize", "maxsize", "movablelimits"},
    "mi": {"mathvariant"},
    "mspace": {"width"},
    "mpadded": {"width", "height"},
    "mfrac": {"linethickness", "displaystyle"},
    "mover": {"accent"},
    "munder": {"accentunder"},
    "mtable": {"displaystyle", "scriptlevel"},
    "mrow": {"displaystyle", "scriptlevel"},
}
_LINE = "0.05em solid currentcolor"
_DASHES = "0.05em dashed currentcolor"
_CLASSES = {
    "text-align:left": "math-left",
    "text-align:right": "math-right",
    "padding-left:0": "math-near-left",
    "padding-right:0": "math-near-right",
    "padding-left:1em": "math-apart",
    "padding-top:0": "math-low",
    "padding-top:0.1667em": "math-lower",
    **{
        f"padding-{side}:{width}em": f"math-{name}-{side}"
        for side in ("left", "right")
        for width, name in (("0.1667", "thin"), ("0.2222", "medium"), ("0.2778", "thick"))
    },
    **{f"border-{side}:{_LINE}": f"math-rule-{side}" for side in ("left", "right", "top")},
    **{f"border-{side}:{_DASHES}": f"math-dashes-{side}" for side in ("left", "right", "top")},
    "margin-left:-0.16666667em": "math-back",
    "color:#FF0000": "math-red",
    "color:#0000FF": "math-blue",
    "color:#03FF00": "math-green",
    "color:#FF8001": "math-orange",
    "color:#BF0140": "math-purple",
    "color:#808080": "math-gray",
}
_ENCLOSURES = {
    "box": "math-box",
    "updiagonalstrike": "math-strike-up",
    "downdiagonalstrike": "math-strike-down",
    "updiagonalstrike downdiagonalstrike": "math-strike-both",
}
# Said by another declaration already, or by an attribute.
_NEEDLESS = re.compile(r"justify-items:\w+|padding-bottom:0|width:[\d.]+(?:em|rem|ex)|")
MATHS_CLASSES = {
    tag: {*_CLASSES.values(), *_ENCLOSURES.values()}
    for tag in ("mrow", "mtable", "mtd", "mspace", "mpadded", "mfrac")
}
_STYLE = re.compile(r' ?style="([^"]*)"')
_ENCLOSED = re.compile(r'<menclose notation="([^"]*)">')
_STRIKE = re.compile(r'<mrow class="menclose-\w+"></mrow>')
_TAG = re.compile(r"<(\w+)([^>]*)>")
_ATTRIBUTE = re.compile(r'([\w-]+)="')
_UNKNOWN = re.compile(r'Unknown (command|environment) "([^"]*)"')
_PROBLEMS = {
    "not extract text": gettext_noop(r"\operatorname takes letters alone: write \log_b or \operatorname{lb}"),
    "directly followed by '^'": gettext_noop(
        r"two scripts follow one another: write \_\_ for a blank, or use braces"
    ),
    "Direct Unicode input": gettext_noop(r"a letter of it has a command in TeX: write \sqrt for √"),
}
_PLACE = re.compile(r"^\d+: ")
_MOST_EXPANSIONS = 300
"""Some of the converter's own commands expand into others; authors define none."""
_MOST_SHOWN = 60


def mathml_of(latex: str, *, display: bool = False) -> str:
    """Return a formula as MathML without inline styles; `display` sets it on a line of its own.

    Raises:
        BadFormula: it cannot be shown.
    """
    ready = prepare(latex)
    if not ready.strip():
        raise BadFormula(_("the formula is empty"))
    try:
        # The converter's counters of equations are of no use here: each formula has its own.
        mathml: str = _converter().convert_with_local_state(ready, displaystyle=display)
    except LatexError as error:
        raise _complaint(str(error)) from None
    mathml = _STRIKE.sub("", _ENCLOSED.sub(_enclosed, mathml)).replace("</menclose>", "</mrow>")
    mathml = _STYLE.sub(_classes, mathml)
    _check(mathml)
    return mathml


def math_problem(latex: str) -> str | None:
    """Return what is wrong with a formula, for its author, or None."""
    try:
        mathml_of(latex)
    except BadFormula as error:
        shown = latex if len(latex) <= _MOST_SHOWN else f"{latex[:_MOST_SHOWN]}…"
        return _("%(problem)s (in $%(formula)s$)") % {"problem": error, "formula": shown}
    return None


@lru_cache(maxsize=1)
def _converter() -> LatexToMathML:
    return LatexToMathML(fancy_error=False, max_expansions=_MOST_EXPANSIONS)


def _complaint(error: str) -> BadFormula:
    if unknown := _UNKNOWN.search(error):
        kind, name = unknown.groups()
        instead = ENVIRONMENTS.get(name) if kind == "environment" else COMMANDS.get(name.removeprefix("\\"))
        return refused(kind, name, instead or SEE_GUIDE)
    for words, problem in _PROBLEMS.items():
        if words in error:
            return BadFormula(_(problem))
    return BadFormula(_("it is no formula: %(reason)s") % {"reason": _PLACE.sub("", error).rstrip(".")})


def _enclosed(found: re.Match[str]) -> str:
    name = _ENCLOSURES.get(found[1])
    return f'<mrow class="{name}">' if name else found[0]


def _classes(found: re.Match[str]) -> str:
    """Return a class for each declaration of a style; one that has none stays, and is refused."""
    names = []
    for declaration in found[1].split(";"):
        plain = re.sub(r":\s+", ":", declaration.strip())
        if plain in _CLASSES:
            names.append(_CLASSES[plain])
        elif not _NEEDLESS.fullmatch(plain):
            return found[0]
    return f' class="{" ".join(names)}"' if names else ""


def _check(mathml: str) -> None:
    """Refuse what cleaning would take away: nothing of a formula is left out unsaid."""
    for tag, attributes in set(_TAG.findall(mathml)):
        allowed = MATHS_ATTRIBUTES.get(tag, set()) | ({"class"} if tag in MATHS_CLASSES else set())
        unknown_tag = tag not in MATHS_TAGS and tag not in _TEXT_TAGS
        if unknown_tag or set(_ATTRIBUTE.findall(attributes)) - allowed:
            raise BadFormula(
                _("a part of it is not shown alike by all browsers: %(see)s") % {"see": _(SEE_GUIDE)}
            )
