"""Formulas in MathML as TeX: presentation markup, within limits; what has no counterpart is named.

Where a formula carries its own TeX as an annotation, that is taken.

Source: W3C, "MathML Core", and "Mathematical Markup Language Version 3.0", chapters 3 and 5.
"""

import re
from collections.abc import Callable, Iterator
from html import escape, unescape
from xml.etree.ElementTree import Element

from content.language import gettext as _
from content.texts.foreign.blocks import replace_blocks

MATHML = (
    re.compile(r"<(?:\w{1,10}:)?math[\s>]", re.IGNORECASE),
    re.compile(r"</(?:\w{1,10}:)?math>", re.IGNORECASE),
)
"""What a formula in HTML begins and ends with."""
# Wiris keeps its formulas so in Moodle, to bring them past filters of tags.
_WIRIS = (re.compile("«math[\\s»]"), re.compile("«/math»"))
_WIRIS_SIGNS = str.maketrans("«»¨§", '<>"&')
DEEPEST = 40
MOST_ELEMENTS = 2000
_TEX = ("application/x-tex", "TeX", "LaTeX", "application/x-latex")
_ENTITY = re.compile(r"&(?!#|amp;|lt;|gt;|quot;|apos;)\w+;")
_SPECIAL = re.compile(r"([#$%&_{}])")
# The usual ε and φ are TeX's variants (its epsilon is ϵ, its phi ϕ), and it has no omicron.
_GREEK = (
    "alpha beta gamma delta varepsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau "
    "upsilon varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
)
_LETTERS = {
    **dict(zip("αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩ", _GREEK.split(), strict=True)),
    **{"ϑ": "vartheta", "ϵ": "epsilon", "ϕ": "phi", "ϱ": "varrho", "ς": "varsigma", "ℓ": "ell", "ℏ": "hbar"},
    **{"∂": "partial", "∞": "infty", "∅": "emptyset", "∇": "nabla", "ℜ": "Re", "ℑ": "Im", "ℵ": "aleph"},
}
_SIGNS = {
    **{"−": "-", "×": r"\times", "⋅": r"\cdot", "·": r"\cdot", "÷": r"\div", "±": r"\pm", "∓": r"\mp"},
    **{"∗": "*", "∘": r"\circ", "∙": r"\bullet", "•": r"\bullet", "⊕": r"\oplus", "⊗": r"\otimes"},
    **{"≤": r"\le", "≥": r"\ge", "⩽": r"\le", "⩾": r"\ge", "≠": r"\ne", "≈": r"\approx", "≡": r"\equiv"},
    **{"∼": r"\sim", "≅": r"\cong", "∝": r"\propto", "≪": r"\ll", "≫": r"\gg", "<": "<", ">": ">"},
    **{"∈": r"\in", "∉": r"\notin", "⊂": r"\subset", "⊆": r"\subseteq", "⊃": r"\supset", "⊇": r"\supseteq"},
    **{"∪": r"\cup", "∩": r"\cap", "∖": r"\setminus", "∀": r"\forall", "∃": r"\exists", "¬": r"\neg"},
    **{"∧": r"\wedge", "∨": r"\vee", "→": r"\to", "←": r"\leftarrow", "↔": r"\leftrightarrow"},
    **{"⇒": r"\Rightarrow", "⇐": r"\Leftarrow", "⇔": r"\Leftrightarrow", "⟶": r"\longrightarrow"},
    **{"⇌": r"\rightleftharpoons", "↦": r"\mapsto", "⟹": r"\implies", "⟺": r"\iff", "∠": r"\angle"},
    **{"∑": r"\sum", "∏": r"\prod", "∫": r"\int", "∬": r"\iint", "∮": r"\oint", "⋃": r"\bigcup"},
    **{"⋂": r"\bigcap", "…": r"\ldots", "⋯": r"\cdots", "⋮": r"\vdots", "⋱": r"\ddots", "′": "'"},
    **{"″": "''", "°": r"^{\circ}", "∥": r"\parallel", "⊥": r"\perp", "△": r"\triangle", "∴": r"\therefore"},
    **{"⟨": r"\langle", "⟩": r"\rangle", "〈": r"\langle", "〉": r"\rangle", "⌊": r"\lfloor"},
    **{"⌋": r"\rfloor", "⌈": r"\lceil", "⌉": r"\rceil", "‖": r"\|", "{": r"\{", "}": r"\}", "∣": r"\mid"},
    **{"\u2061": "", "\u2062": "", "\u2063": "", "\u2064": "", "\u200b": "", "\xa0": r"\ ", "\u2009": r"\,"},
}
_OVER = {
    **{"¯": "overline", "‾": "overline", "―": "overline", "\u0305": "overline", "_": "overline"},
    **{
        "⟶": "overrightarrow",
        "⇀": "vec",
        "→": "overrightarrow",
        "⃗": "vec",
        "^": "hat",
        "ˆ": "hat",
        "~": "tilde",
        "˜": "tilde",
        "˙": "dot",
    },
    **{".": "dot", "¨": "ddot", "..": "ddot", "⏞": "overbrace", "←": "overleftarrow"},
}
_UNDER = {"_": "underline", "̲": "underline", "¯": "underline", "⏟": "underbrace", "―": "underline"}
_FUNCTIONS = {
    *("sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "log"),
    *("ln", "lg", "exp", "lim", "max", "min", "sup", "inf", "det", "dim", "ker", "gcd", "deg", "arg"),
}
_VARIANTS = {
    **{"bold": "mathbf", "double-struck": "mathbb", "script": "mathcal", "fraktur": "mathfrak"},
    **{"normal": "mathrm", "bold-italic": "boldsymbol", "sans-serif": "mathsf", "monospace": "mathtt"},
}
_LIMITED = {
    *(r"\sum", r"\prod", r"\bigcup", r"\bigcap", r"\lim", r"\max", r"\min", r"\sup", r"\inf"),
    *(r"\int", r"\iint", r"\oint"),
}
_PAIRS = ("(", "[", r"\{")
_CLOSING = (")", "]", r"\}")
_TALL = (r"\frac", r"\begin{", r"\sum", r"\prod", r"\int", r"\overset", r"\underset", r"\sqrt", r"\genfrac")
_PRIMES = ("'", "''")
_STRETCHED = {*"()[]|/", *(sign for sign in "⟨⟩⌊⌋⌈⌉‖{}∣")}
_PASSED = ("math", "mrow", "mstyle", "mpadded", "merror", "maction")
_IGNORED = ("annotation", "annotation-xml", "malignmark", "maligngroup", "none", "mprescripts")


class NotConvertible(ValueError):
    """A formula that has no counterpart in TeX here; the message says what it has."""


class NotSound(ValueError):
    """A formula in HTML that is no sound XML, or holds what no formula needs."""


def element_of(source: str) -> Element:
    """Return a formula that stands in HTML.

    Raises:
        NotSound: it cannot be read.
    """
    # Only readers of other systems' files need it.
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        element: Element = fromstring(_ENTITY.sub(lambda found: escape(unescape(found[0])), source))
    except (ParseError, DefusedXmlException) as error:
        raise NotSound(str(error)) from None
    return element


def tex_in_html(element: Element) -> str:
    """Return a formula as TeX that may stand in HTML; raises as `tex_of_mathml` does."""
    tex = tex_of_mathml(element)
    return f"\\({tex.replace('&', '&amp;').replace('<', '&lt;')}\\)" if tex else ""


def with_tex(text: str) -> str:
    """Return HTML whose formulas in MathML are in TeX; one that has no TeX stays as it is."""
    text = replace_blocks(text, _WIRIS, lambda formula: formula.translate(_WIRIS_SIGNS))
    return replace_blocks(text, MATHML, _tex_if_any)


def _tex_if_any(formula: str) -> str:
    try:
        return tex_in_html(element_of(formula))
    except (NotSound, NotConvertible):
        return formula


def tex_of_mathml(element: Element) -> str:
    """Return a formula as TeX.

    Raises:
        NotConvertible: it has what is not known here, or is too large.
    """
    writer = _Writer()
    return " ".join(writer.write(element, 0).split())


class _Writer:
    """Writes one formula."""

    def __init__(self) -> None:
        self._left = MOST_ELEMENTS

    def write(self, element: Element, depth: int) -> str:
        self._left -= 1
        if self._left < 0 or depth > DEEPEST:
            raise NotConvertible(_("it is too large"))
        name = _name(element)
        if name in _IGNORED:
            return ""
        if name in _PASSED:
            return self._row(list(element), depth)
        method: Callable[[Element, int], str] | None = getattr(self, f"_write_{name}", None)
        if method is None:
            raise NotConvertible(_("the element %(name)r") % {"name": name})
        return method(element, depth)

    def _row(self, parts: list[Element], depth: int) -> str:
        written: list[str] = []
        for tex in filter(None, (self.write(part, depth + 1) for part in parts)):
            if tex in _PRIMES and written:
                # Primes that stand apart would be two exponents of one letter.
                base = written[-1]
                written[-1] = f"{{{base}}}{tex}" if "^" in base else f"{base}{tex}"
            else:
                written.append(tex)
        return " ".join(_stretched(written))

    def _parts(self, element: Element, count: int, depth: int) -> Iterator[str]:
        parts = list(element)
        if len(parts) != count:
            message = _("the element %(name)r has %(count)s parts")
            raise NotConvertible(message % {"name": _name(element), "count": len(parts)})
        return (self.write(part, depth + 1).strip() for part in parts)

    def _write_semantics(self, element: Element, depth: int) -> str:
        for part in element:
            if _name(part) == "annotation" and part.get("encoding") in _TEX and (part.text or "").strip():
                return (part.text or "").strip().removeprefix(r"\displaystyle").strip()
        return self._row([part for part in element if not _name(part).startswith("annotation")], depth)

    def _write_mi(self, element: Element, depth: int) -> str:
        word = _text(element)
        variant = _VARIANTS.get(element.get("mathvariant") or "")
        if word in _FUNCTIONS:
            return f"\\{word}"
        shown = "".join(_letter(letter) for letter in word)
        if variant and not (variant == "mathrm" and shown.startswith("\\")):
            return f"\\{variant}{{{shown}}}"
        return f"\\mathrm{{{shown}}}" if len(word) > 1 and word.isalpha() else shown

    def _write_mn(self, element: Element, depth: int) -> str:
        return "".join(_letter(letter) for letter in _text(element)).replace(",", "{,}").replace(" ", r"\,")

    def _write_mo(self, element: Element, depth: int) -> str:
        sign = _text(element)
        if sign in _FUNCTIONS:
            return f"\\{sign}"
        if sign.isalpha() and len(sign) > 1:
            return f"\\operatorname{{{sign}}}"
        return " ".join(filter(None, map(_letter, sign)))

    def _write_mtext(self, element: Element, depth: int) -> str:
        raw = "".join(element.itertext())
        words = " ".join(raw.replace("\xa0", " ").split())
        if not words:
            return r"\ " if raw else ""
        before, after = (" " if raw[:1].isspace() else ""), (" " if raw[-1:].isspace() else "")
        return f"\\text{{{before}{_SPECIAL.sub(_escaped, words)}{after}}}"

    def _write_ms(self, element: Element, depth: int) -> str:
        return f"\\text{{“{_SPECIAL.sub(_escaped, _text(element))}”}}"

    def _write_mspace(self, element: Element, depth: int) -> str:
        return r"\\" if element.get("linebreak") == "newline" else r"\;"

    def _write_mfrac(self, element: Element, depth: int) -> str:
        top, bottom = self._parts(element, 2, depth)
        if (element.get("linethickness") or "").startswith("0"):
            return f"\\genfrac{{}}{{}}{{0pt}}{{}}{{{top}}}{{{bottom}}}"
        return f"\\frac{{{top}}}{{{bottom}}}"

    def _write_msqrt(self, element: Element, depth: int) -> str:
        return f"\\sqrt{{{self._row(list(element), depth)}}}"

    def _write_mroot(self, element: Element, depth: int) -> str:
        inside, degree = self._parts(element, 2, depth)
        return f"\\sqrt[{degree}]{{{inside}}}"

    def _write_msup(self, element: Element, depth: int) -> str:
        base, above = self._parts(element, 2, depth)
        primes = {"'": "'", "''": "''"}
        if above == r"^{\circ}":
            return f"{_base(base)}^{{\\circ}}"
        return f"{_base(base)}{primes[above]}" if above in primes else f"{_base(base)}^{{{above}}}"

    def _write_msub(self, element: Element, depth: int) -> str:
        base, below = self._parts(element, 2, depth)
        return f"{_base(base)}_{{{below}}}"

    def _write_msubsup(self, element: Element, depth: int) -> str:
        base, below, above = self._parts(element, 3, depth)
        return f"{_base(base)}_{{{below}}}^{{{above}}}"

    def _write_mover(self, element: Element, depth: int) -> str:
        base, above = self._parts(element, 2, depth)
        command = _OVER.get(_text(element[1]))
        if command == "overrightarrow" and len(base) == 1:
            command = "vec"
        if command:
            return f"\\{command}{{{base}}}"
        return f"{base}^{{{above}}}" if _has_limits(base) else f"\\overset{{{above}}}{{{base}}}"

    def _write_munder(self, element: Element, depth: int) -> str:
        base, below = self._parts(element, 2, depth)
        command = _UNDER.get(_text(element[1]))
        if command:
            return f"\\{command}{{{base}}}"
        return f"{base}_{{{below}}}" if _has_limits(base) else f"\\underset{{{below}}}{{{base}}}"

    def _write_munderover(self, element: Element, depth: int) -> str:
        base, below, above = self._parts(element, 3, depth)
        if _has_limits(base):
            return f"{base}_{{{below}}}^{{{above}}}"
        return f"\\underset{{{below}}}{{\\overset{{{above}}}{{{base}}}}}"

    def _write_mfenced(self, element: Element, depth: int) -> str:
        left, right = element.get("open", "("), element.get("close", ")")
        signs = element.get("separators", ",").split() or [""]
        parts = [self.write(part, depth + 1) for part in element]
        inside = "".join(
            f"{part}{_letter(signs[min(place, len(signs) - 1)]) if place < len(parts) - 1 else ''} "
            for place, part in enumerate(parts)
        )
        return f"\\left{_fence(left)} {inside.strip()} \\right{_fence(right)}"

    def _write_mtable(self, element: Element, depth: int) -> str:
        rows = [
            " & ".join(self._row(list(cell), depth + 1) for cell in row)
            for row in element
            if _name(row) in ("mtr", "mlabeledtr")
        ]
        aligned = (element.get("columnalign") or "").split()
        name = "aligned" if {"left", "right"} <= set(aligned) else "matrix"
        inside = r" \\ ".join(rows)
        return f"\\begin{{{name}}} {inside} \\end{{{name}}}"

    def _write_menclose(self, element: Element, depth: int) -> str:
        inside = self._row(list(element), depth)
        notation = set((element.get("notation") or "longdiv").split())
        for names, command in (
            ({"box"}, "boxed"),
            ({"updiagonalstrike"}, "cancel"),
            ({"downdiagonalstrike"}, "bcancel"),
            ({"updiagonalstrike", "downdiagonalstrike"}, "xcancel"),
            ({"radical"}, "sqrt"),
            ({"top"}, "overline"),
            ({"bottom"}, "underline"),
        ):
            if notation == names:
                return f"\\{command}{{{inside}}}"
        raise NotConvertible(_("the element %(name)r") % {"name": "menclose"})

    def _write_mphantom(self, element: Element, depth: int) -> str:
        return f"\\phantom{{{self._row(list(element), depth)}}}"


def _stretched(written: list[str]) -> list[str]:
    """Return parts of a formula in which brackets are as tall as what they hold, as in MathML they are."""
    opened: list[int] = []
    for place, tex in enumerate(written):
        if tex in _PAIRS:
            opened.append(place)
        elif tex in _CLOSING and opened:
            start = opened.pop()
            if any(tall in part for part in written[start + 1 : place] for tall in _TALL):
                written[start] = f"\\left{written[start]}"
                written[place] = f"\\right{tex}"
    return written


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2].rpartition(":")[2] if isinstance(element.tag, str) else ""


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split()) or ("\xa0" if "\xa0" in (element.text or "") else "")


def _letter(letter: str) -> str:
    if letter in _LETTERS:
        return f"\\{_LETTERS[letter]} "
    if letter in _SIGNS:
        return _SIGNS[letter]
    return r"\backslash" if letter == "\\" else _SPECIAL.sub(_escaped, letter)


def _escaped(found: re.Match[str]) -> str:
    return f"\\{found[1]}"


def _base(tex: str) -> str:
    return tex if len(tex) == 1 or re.fullmatch(r"\\[A-Za-z]+ ?|\\left.*\\right.", tex) else f"{{{tex}}}"


def _has_limits(base: str) -> bool:
    return base in _LIMITED


def _fence(sign: str) -> str:
    sign = sign.strip()
    if not sign:
        return "."
    if sign not in _STRETCHED:
        raise NotConvertible(_("brackets of %(sign)r") % {"sign": sign})
    return _letter(sign)
