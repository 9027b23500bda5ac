r"""Formulas of OATutor, which KaTeX shows there, as formulas of ours and as words."""

import re

# Letters that have a command; the converter takes letters of other scripts for a mistake.
_LETTERS = {
    **{"π": r"\pi ", "θ": r"\theta ", "α": r"\alpha ", "β": r"\beta ", "μ": r"\mu ", "σ": r"\sigma "},
    **{"Δ": r"\Delta ", "λ": r"\lambda ", "φ": r"\phi ", "ω": r"\omega ", "Σ": r"\Sigma ", "ε": r"\epsilon "},
    **{"≠": r"\neq ", "≤": r"\leq ", "≥": r"\geq ", "±": r"\pm ", "×": r"\times ", "÷": r"\div "},
    **{"·": r"\cdot ", "∞": r"\infty ", "≈": r"\approx ", "√": r"\surd ", "∪": r"\cup ", "∩": r"\cap "},
    **{"−": "-", "–": "-", "—": "-", "’": "'", "‘": "'", "°": r"^{\circ}", "→": r"\rightarrow "},
    **{
        "∑": r"\sum ",
        "∫": r"\int ",
        "∈": r"\in ",
        "∅": r"\emptyset ",
        "²": "^2",
        "³": "^3",
        "½": r"\frac{1}{2}",
    },
    **{"\xa0": " ", "\u2009": " ", "\u200b": "", "∘": r"\circ ", "⇒": r"\Rightarrow ", "′": "'"},
}
_TRANSLATED = str.maketrans(_LETTERS)
_BLANK = re.compile(r"(?:\\?_){3,}")
_BASED = re.compile(r"\\operatorname\{([A-Za-z]+)_\{?(\w+)\}?\}")
_BREAK = re.compile(r"\\n(?![A-Za-z])|\n")
_LONE_SIGNS = re.compile(r"(?<!\\)([%#&])")
_FRACTION = re.compile(r"\\frac\{([^{}]*)\}\{([^{}]*)\}")
_WORDS = re.compile(r"\\(?:left|right|text|mathrm|displaystyle)(?![A-Za-z])")
_SIGNS = {
    **{"times": "×", "cdot": "·", "div": "÷", "pi": "π", "theta": "θ", "infty": "∞", "pm": "±", "neq": "≠"},
    **{"leq": "≤", "geq": "≥", "le": "≤", "ge": "≥", "ne": "≠", "sqrt": "√", "alpha": "α", "beta": "β"},
    **{"mu": "μ", "sigma": "σ", "Delta": "Δ", "lambda": "λ", "cup": "∪", "cap": "∩", "circ": "°"},
}
_COMMAND = re.compile(r"\\([A-Za-z]+) ?")


def as_formula(tex: str) -> str:
    """Return a formula between dollars; a mere blank is a text of its own."""
    plain = tex.replace("**", "^").strip()
    if _BLANK.fullmatch(plain):
        return r"\_\_\_\_\_"
    formula = " ".join(_BREAK.sub(" ", plain).translate(_TRANSLATED).split())
    formula = _BASED.sub(r"\\operatorname{\1}_{\2}", formula)
    formula = _BLANK.sub(r"\\text{\\_\\_\\_\\_\\_}", formula)
    if "\\begin" not in formula:  # in a table, these signs are its own
        formula = _LONE_SIGNS.sub(r"\\\1", formula)
    if formula.replace("\\$", "").count("$") or formula.startswith(" "):
        formula = formula.replace("\\$", "$").replace("$", r"\$")
    # These marks, other than dollars, mean a formula whatever stands beside them.
    return rf"\({formula}\)"


def as_plain(tex: str) -> str:
    """Return a formula as people would type it: for a title, which is plain text."""
    shown = tex.replace("**", "^")
    for _ in range(5):
        inner = _FRACTION.sub(lambda found: _over(found[1], found[2]), shown)
        if inner == shown:
            break
        shown = inner
    shown = _WORDS.sub("", shown)
    shown = _COMMAND.sub(lambda found: _SIGNS.get(found[1], found[1]), shown)
    return shown.replace("\\", "").replace("{", "").replace("}", "")


def _over(top: str, bottom: str) -> str:
    return f"{_group(top)}/{_group(bottom)}"


def _group(part: str) -> str:
    return part if re.fullmatch(r"-?[\w.]+", part) else f"({part})"
