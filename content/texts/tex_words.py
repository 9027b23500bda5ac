"""What formulas may not use, by name, each with what to use instead: marked texts, translated when read."""

from collections.abc import Mapping

from content.language import gettext_noop as _

_NO_DEFINITIONS = _("a formula defines no commands of its own; write them out")
_NO_NUMBERS = _("formulas have no numbers; name the formula in the text")
_NO_SIZES = _(r"use \displaystyle or \textstyle")
_UNITS = _(r"use \mathrm, as in 5\,\mathrm{km}")
_CHEMISTRY = _(r"use \mathrm, as in \mathrm{H_2O}")
_OUTSIDE = _("put it into the text, outside of the formula")
_LEAVE_OUT = _("leave it out")
_BOXED = _(r"use \boxed")
_SET = _(r"use \mathbb, as in \mathbb{R}")
_FRACTION = _(r"use \frac")
_PLAIN_TEXT = _(r"use \text, \textbf or \textit")
_ALIGNED = _("use aligned")
_GATHERED = _("use gathered")
_MARKDOWN = _("use Markdown, outside of the formula")
_PICTURE = _("use a picture")
SEE_GUIDE = _("the guide to writing courses lists what formulas may use")

COMMANDS: Mapping[str, str] = {
    **dict.fromkeys(("newcommand", "renewcommand", "providecommand", "def", "gdef", "edef"), _NO_DEFINITIONS),
    **dict.fromkeys(("let", "DeclareMathOperator", "require", "begingroup", "endgroup"), _NO_DEFINITIONS),
    **dict.fromkeys(("label", "ref", "eqref", "tag"), _NO_NUMBERS),
    **dict.fromkeys(("tiny", "sixptsize", "scriptsize", "footnotesize", "small", "normalsize"), _NO_SIZES),
    **dict.fromkeys(("large", "Large", "LARGE", "huge", "Huge"), _NO_SIZES),
    **dict.fromkeys(("SI", "si", "unit", "qty", "pu"), _UNITS),
    **dict.fromkeys(("href", "url", "includegraphics", "style", "class", "cssId", "id"), _OUTSIDE),
    **dict.fromkeys(("llap", "rlap", "clap", "mathllap", "mathrlap", "smash", "cramped"), _LEAVE_OUT),
    **dict.fromkeys(("mathop", "mathchoice", "sideset", "displaylimits", "raisebox"), _LEAVE_OUT),
    **dict.fromkeys(("colorbox", "fcolorbox", "bbox", "enclose", "fbox", "framebox"), _BOXED),
    **dict.fromkeys(("R", "N", "Q", "C", "RR", "NN", "ZZ", "QQ", "CC"), _SET),
    **dict.fromkeys(("sfrac", "nicefrac", "flatfrac"), _FRACTION),
    **dict.fromkeys(("textsf", "textsc", "textsuperscript", "textsubscript", "underbar"), _PLAIN_TEXT),
    **dict.fromkeys(("widetilde", "utilde"), _(r"use \tilde")),
    **dict.fromkeys(("longdiv", "phase", "angln", "polylongdiv", "opadd"), _PICTURE),
    "ce": _CHEMISTRY,
    "Z": _SET,
    "widecheck": _(r"use \check"),
    "euro": _("write €"),
    "intertext": _(r"use \text on a line of its own"),
    "shortintertext": _(r"use \text on a line of its own"),
    "cr": _(r"use \\ to end a line"),
    "sout": _(r"use \cancel"),
    "displaylines": _GATHERED,
    "eqalign": _ALIGNED,
}

ENVIRONMENTS: Mapping[str, str] = {
    **dict.fromkeys(("multline", "multline*", "eqnarray*"), _GATHERED),
    **dict.fromkeys(("alignat", "alignat*", "alignedat", "flalign", "flalign*", "eqnarray"), _ALIGNED),
    **dict.fromkeys(("itemize", "enumerate", "document", "center", "verbatim"), _MARKDOWN),
    **dict.fromkeys(("tikzpicture", "CD", "picture"), _PICTURE),
    "smallmatrix": _("use matrix"),
    "tabular": _("use array"),
}

KNOWN_ENVIRONMENTS: Mapping[str, str] = {
    **{name: name for name in ("aligned", "gathered", "array", "cases", "dcases", "rcases", "drcases")},
    **{name: name for name in ("matrix", "pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix", "subarray")},
    **dict.fromkeys(("align", "align*", "split"), "aligned"),
    **dict.fromkeys(("gather", "gather*", "equation", "equation*"), "gathered"),
}
"""The environments that formulas may use, each with the one that shows it: formulas carry no numbers."""

SYNONYMS: Mapping[str, str] = {
    **{"mbox": "text", "textnormal": "text", "hdots": "ldots", "wideparen": "overparen"},
    **{"dotsc": "ldots", "dotsb": "cdots", "dotsm": "cdots", "dotsi": "cdots", "bold": "mathbf"},
    **{"notag": "relax", "nonumber": "relax", "newline": "\\"},
}

COLOURS = ("red", "blue", "green", "orange", "purple", "gray")
