r"""A formula as its author typed it, made ready for the converter.

The converter refuses commands and environments that it does not know. What it would drop, or show as no
browser does, is found here: `\\` outside of environments breaks lines, numbered environments lose their
numbers, comments and definitions are refused. One pass over the formula, so the work grows with its length.
"""

import re

from content import figures
from content.language import gettext as _
from content.texts.tex_words import (
    COLOURS,
    COMMANDS,
    ENVIRONMENTS,
    KNOWN_ENVIRONMENTS,
    SEE_GUIDE,
    SYNONYMS,
)

LONGEST_FORMULA = 2000
DEEPEST = 40
"""The most groups, roots, brackets and environments within one another; thousands would end the process."""
MOST_COMMANDS_IN_A_ROW = 60
"""The most commands each of which is the argument of the one before, as in \\sqrt\\sqrt\\sqrt2."""
_TOKEN = re.compile(
    r"""\\(?P<edge>begin|end)\s*\{(?P<name>[^{}]*)\}
    | \\(?P<word>[A-Za-z]+)
    | \\(?P<sign>.)
    | (?P<brace>[{}]) | (?P<other>[&%$]) | (?P<plain>[^\\{}&%$]+|\\)""",
    re.VERBOSE | re.DOTALL,
)
_GAP = re.compile(r"\s*\[\s*-?[\d.]+\s*(?:em|ex|pt|mm|cm|in|mu)\s*\]")
_COLUMNS = re.compile(r"\s*(?:\[[tcb]\])?\s*\{([^{}]*)\}")
_COLOUR = re.compile(r"\s*\{\s*([^{}]*?)\s*\}")
_BLANK = re.compile("__+")
"""What teachers write for a place to fill in; in TeX it would be an error."""
_STARRED = {"operatorname", "hspace"}
_TEXTS = {"text", "textrm", "textbf", "textit", "texttt", "emph"}


class BadFormula(ValueError):
    """A formula that cannot be shown; the message is for its author."""


def prepare(latex: str) -> str:
    """Return a formula that the converter shows as TeX would.

    Raises:
        BadFormula: it uses what formulas may not use, or what is opened is not closed.
    """
    if len(latex) > LONGEST_FORMULA:
        raise BadFormula(_("a formula has more than %(most)s characters") % {"most": LONGEST_FORMULA})
    return _Preparation(latex).run()


def refused(kind: str, name: str, instead: str) -> BadFormula:
    """Return the complaint about a command or an environment, with what to use in its place."""
    if kind == "environment":
        message = _("formulas have no environment %(name)s: %(instead)s")
    else:
        message = _("formulas have no command %(name)s: %(instead)s")
    return BadFormula(message % {"name": name, "instead": _(instead)})


class _Preparation:
    """Goes through a formula once, and remembers what is open: braces, texts, brackets, environments."""

    def __init__(self, latex: str) -> None:
        self._latex = latex
        self._at = 0
        self._made: list[str] = []
        self._open: list[str] = []
        self._columns: list[int] = []
        self._next_group = "{"
        self._in_a_row = 0
        self._breaks = False

    def run(self) -> str:
        while found := _TOKEN.match(self._latex, self._at):
            self._at = found.end()
            kind = found.lastgroup or ""
            getattr(self, f"_read_{kind}")(found[kind], found)
            if len(self._open) > DEEPEST or self._in_a_row > MOST_COMMANDS_IN_A_ROW:
                raise BadFormula(_("a formula is nested too deep"))
        if self._open:
            raise self._left_open(self._open[-1])
        whole = "".join(self._made)
        return rf"\begin{{gathered}}{whole}\end{{gathered}}" if self._breaks else whole

    def _left_open(self, what: str) -> BadFormula:
        if what in KNOWN_ENVIRONMENTS:
            return BadFormula(_(r"\begin{%(name)s} has no \end") % {"name": what})
        if what == r"\left":
            return BadFormula(_(r"\left has no \right"))
        return BadFormula(_("braces do not match"))

    def _read_name(self, name: str, found: re.Match[str]) -> None:
        self._in_a_row = 0
        if name not in KNOWN_ENVIRONMENTS:
            raise refused("environment", name, ENVIRONMENTS.get(name, SEE_GUIDE))
        if found["edge"] == "begin":
            self._begin(name)
        else:
            self._close(name, rf"\end{{{name}}}")
            self._end(name)

    def _begin(self, name: str) -> None:
        self._open.append(name)
        self._made.append(rf"\begin{{{KNOWN_ENVIRONMENTS[name]}}}")
        if name == "array":
            columns = self._take(_COLUMNS)
            if columns is None or set(columns) - set("lcr|: "):
                raise BadFormula(_(r"the columns of an array are l, c and r, as in \begin{array}{lr}"))
            self._columns.append(sum(letter in "lcr" for letter in columns))
            self._made.append(f"{{{columns}}}")

    def _end(self, name: str) -> None:
        if name == "array":
            columns = self._columns.pop()
            if "".join(self._made[-2:]).rstrip().endswith(r"\hline"):
                # The rule is drawn above cells: without as many as there are columns it would end early.
                self._made.append("&" * (columns - 1))
        self._made.append(rf"\end{{{KNOWN_ENVIRONMENTS[name]}}}")

    def _read_word(self, word: str, found: re.Match[str]) -> None:
        self._in_a_row += 1
        if word in ("begin", "end"):
            raise BadFormula(_(r"\%(word)s needs the name of an environment in braces") % {"word": word})
        if word in COMMANDS:
            raise refused("command", f"\\{word}", COMMANDS[word])
        word = SYNONYMS.get(word, word)
        if word == "\\":
            self._break_line()
        elif word == "substack":
            self._next_group = word
        else:
            # The converter would take a star for part of the name: \pi*r is a product.
            is_starred = self._latex.startswith("*", self._at) and word not in _STARRED
            self._made.append(f"\\{word} " if is_starred else f"\\{word}")
            self._follow(word)

    def _follow(self, word: str) -> None:
        """Read on after a command that says something about what comes next."""
        if word == "left":
            self._open.append(r"\left")
        elif word == "right":
            self._close(r"\left", r"\right")
        elif word in _TEXTS:
            self._next_group = "text"
        elif word in ("color", "textcolor"):
            self._colour()

    def _colour(self) -> None:
        colour = self._take(_COLOUR)
        if colour not in COLOURS:
            known = figures.either(COLOURS)
            raise BadFormula(
                _("formulas have no colour %(name)s: use %(known)s") % {"name": colour or "", "known": known}
            )
        self._made.append(f"{{{colour}}}")

    def _read_sign(self, sign: str, found: re.Match[str]) -> None:
        self._in_a_row = 0
        if sign == "\\":
            self._break_line()
            return
        self._made.append(f"\\{sign}")
        if "text" in self._open and sign in "%$&#_":
            # The converter takes the space after an escaped sign for part of the command.
            self._made.append("{}")

    def _break_line(self) -> None:
        self._take(_GAP)
        if not self._open:
            self._breaks = True
        elif self._open[-1] not in KNOWN_ENVIRONMENTS and self._open[-1] != "substack":
            raise BadFormula(_(r"\\ breaks no line within braces or brackets: use an environment"))
        self._made.append(r"\\")

    def _read_brace(self, brace: str, found: re.Match[str]) -> None:
        self._in_a_row = 0
        if brace == "{":
            self._open.append(self._next_group)
            self._made.append(r"\begin{subarray}{c}" if self._next_group == "substack" else "{")
            self._next_group = "{"
            return
        group = self._open.pop() if self._open else ""
        if group in KNOWN_ENVIRONMENTS or group == r"\left":
            raise self._left_open(group)
        if not group:
            raise BadFormula(_("braces do not match"))
        self._made.append(r"\end{subarray}" if group == "substack" else "}")

    def _read_other(self, sign: str, found: re.Match[str]) -> None:
        self._in_a_row = 0
        if sign == "%":
            raise BadFormula(_(r"% begins a comment in TeX: write \%"))
        if sign == "$":
            raise BadFormula(_(r"a $ stands within a formula: write \$, or end \text{...} before it"))
        if not any(what in KNOWN_ENVIRONMENTS for what in self._open):
            raise BadFormula(_(r"& stands outside of an environment: use aligned, or write \&"))
        self._made.append(sign)

    def _read_plain(self, text: str, found: re.Match[str]) -> None:
        if text == "\\":
            raise BadFormula(_("a formula ends in a backslash"))
        if not text.isspace():
            self._in_a_row = 0
            self._next_group = "{"
        self._made.append(_BLANK.sub(lambda found: r"\_" * len(found[0]), text))

    def _close(self, what: str, end: str) -> None:
        if not self._open:
            raise BadFormula(_("%(end)s closes what nothing opens") % {"end": end})
        if self._open[-1] != what:
            raise self._left_open(self._open[-1])
        self._open.pop()

    def _take(self, pattern: re.Pattern[str]) -> str | None:
        """Return what stands next, if it fits, and go on behind it."""
        found = pattern.match(self._latex, self._at)
        if not found:
            return None
        self._at = found.end()
        return found[1] if pattern.groups else found[0]
