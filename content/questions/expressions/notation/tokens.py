"""From what was typed to signs, numbers and names, each with its place."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from content.language import gettext
from content.questions.expressions.notation.names import FUNCTIONS, GREEK, STUDENTS_WORDS, WORDS, split
from content.questions.letters import plain_signs

LONGEST = 200
"""The most letters of an answer."""
MOST_DIGITS = 40


class NotReadable(ValueError):
    """An answer that cannot be read; the message is for people, `place` is the letter at fault, from 0."""

    def __init__(self, message: str, *, place: int = 0) -> None:
        super().__init__(message)
        self.place = place


@dataclass(frozen=True)
class Token:
    """A sign, number or name; `after_space` where it stands apart from what is before it."""

    kind: str
    text: str
    place: int
    after_space: bool = False


@dataclass(frozen=True)
class Notation:
    """What begins decimals and what parts thousands."""

    point: str
    groups: str


NOTATIONS = (Notation(".", ""), Notation(".", ","), Notation(",", ""), Notation(",", "."))
"""The reading of most schools first."""
_SIGNS = {
    **dict.fromkeys("·⋅∙•×✕∗", "*"),
    **dict.fromkeys("÷:∶⁄∕", "/"),
    **dict.fromkeys("≤⩽≦", "≤"),
    **dict.fromkeys("≥⩾≧", "≥"),
    **dict.fromkeys("∣｜ǀ", "|"),
    "ϕ": "φ",
    "ϵ": "ε",
    "µ": "μ",
    "Ω": "Ω",
    "∆": "Δ",
    # Chinese needs no spaces around them.
    "或": "∨",
    **dict.fromkeys("和且", "∧"),
    "、": ",",
}
_SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿˣ", "0123456789+-()nx", strict=True))
_SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉", "0123456789", strict=True))
_TEX = {
    **{"cdot": "*", "times": "*", "ast": "*", "div": "/", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥"},
    **{"lt": "<", "gt": ">", "ne": "≠", "neq": "≠", "pm": "±", "mp": "∓", "cup": "∪", "in": "∈"},
    **{"{": "{:", "}": ":}", "lbrace": "{:", "rbrace": ":}", "lbrack": "[", "rbrack": "]"},
    **{"infty": "∞", "lvert": "|", "rvert": "|", "vert": "|", "emptyset": "∅", "varnothing": "∅"},
    **{"mid": "|", "lor": "or", "land": "and", "circ": "°", "lparen": "(", "rparen": ")"},
}
_TEX_SPACES = {
    "(",
    ")",
    "[",
    "]",
    "left",
    "right",
    ",",
    ";",
    ":",
    "!",
    " ",
    "quad",
    "qquad",
    "displaystyle",
    "big",
    "Big",
}
_TWO = {"<=": "≤", "=<": "≤", ">=": "≥", "=>": "≥", "!=": "≠", "<>": "≠", "**": "^", "==": "=", "+-": "±"}
_LOGIC = {"∨": "or", "∧": "and"}
# Letters of Cyrillic keyboards that look like others.
_ALIKE = dict(zip("асеорхуіАВСЕНКМОРТХУІ", "aceopxyiABCEHKMOPTXYI", strict=True))
_NUMBERED = re.compile(rf"(?:^|[,;∨∧]|\b(?:{'|'.join(STUDENTS_WORDS)})\b) *([A-Za-z])(\d) *=")
_NEXT_PART = re.compile(r" +[\w(\[{√|]")
_ALONE = set("∨∧+-*/^=<>≤≥≠()[]{}|,;_!°±∓∪∈∞∅√∛ℝ%")
_TEX_WORD = re.compile(r"\\([A-Za-z]+|.)")
_TEX_TEXT = re.compile(r"\\(?:text|mathrm|operatorname)\s*\{\s*(\w*)\s*\}")


def read_tokens(
    text: str, notation: Notation, letters: Collection[str], *, are_all: bool = False
) -> list[Token]:
    """Return what was typed as tokens; the last one is of kind `end`.

    With `are_all` the letters are those of a whole question, and words of other letters are refused.

    Raises:
        NotReadable: a sign has no meaning here, or a number is too long.
    """
    return _Reader(text, notation, letters, are_all=are_all).run()


def plain_text(text: str) -> str:
    """Return a text of the same length with one sign for each meaning; what nobody sees is a space."""
    return "".join(map(_plain, text))


def _plain(letter: str) -> str:
    # NFKC would make plain digits and letters of these.
    if letter in _SUPERSCRIPTS or letter in _SUBSCRIPTS or letter == "ℝ":
        return letter
    if letter in _SIGNS:
        return _SIGNS[letter]
    if letter.isspace():
        return " "
    seen = plain_signs(letter)
    if not seen:
        return " "
    same = unicodedata.normalize("NFKC", seen)
    return same if len(same) == 1 else seen


class _Reader:
    def __init__(self, text: str, notation: Notation, letters: Collection[str], *, are_all: bool) -> None:
        self._are_all = are_all
        self._text = plain_text(text).rstrip()
        if self._text.endswith("."):
            # A full stop after a sentence.
            self._text = self._text[:-1]
        self._text = "".join(sign if sign in letters else _ALIKE.get(sign, sign) for sign in self._text)
        self._letters = letters
        self._indexes = _places_of_indexes(self._text)
        self._number = _number_pattern(notation)
        self._notation = notation
        self._at = 0
        self._tokens: list[Token] = []
        self._space = False

    def run(self) -> list[Token]:
        while self._at < len(self._text):
            if self._text[self._at] in " $":
                self._space = True
                self._at += 1
                continue
            self._read()
            self._space = False
        self._tokens.append(Token("end", "", len(self._text)))
        return self._tokens

    def _read(self) -> None:
        letter = self._text[self._at]
        for is_it, read in (
            (self._number.match(self._text, self._at), self._read_number),
            (letter == "\\", self._read_tex),
            (self._text[self._at : self._at + 2] in _TWO, self._read_two),
            (letter in _ALONE, self._read_sign),
            (letter in _SUPERSCRIPTS, self._read_superscript),
            (unicodedata.decomposition(letter).startswith("<fraction>"), self._read_vulgar),
            (_is_word(letter), self._read_word),
        ):
            if is_it:
                read()
                return
        raise NotReadable(gettext("“%(sign)s” has no meaning here") % {"sign": letter}, place=self._at)

    def _add(self, kind: str, text: str, length: int) -> None:
        self._tokens.append(Token(kind, text, self._at, self._space))
        self._at += length

    def _read_number(self) -> None:
        found = self._number.match(self._text, self._at)
        assert found is not None
        written = found[0]
        if len(written) > MOST_DIGITS:
            raise NotReadable(gettext("this number is too long"), place=self._at)
        plain = written.replace(" ", "").replace("'", "")
        if self._notation.groups:
            plain = plain.replace(self._notation.groups, "")
        self._add("number", plain.replace(self._notation.point, "."), len(written))

    def _read_two(self) -> None:
        self._add("sign", _TWO[self._text[self._at : self._at + 2]], 2)

    def _read_sign(self) -> None:
        sign = self._text[self._at]
        self._add("sign", _LOGIC.get(sign, sign), 1)

    def _read_superscript(self) -> None:
        end = self._at
        while end < len(self._text) and self._text[end] in _SUPERSCRIPTS:
            end += 1
        raised = "".join(_SUPERSCRIPTS[letter] for letter in self._text[self._at : end])
        self._add("raised", raised, end - self._at)

    def _read_vulgar(self) -> None:
        parts = unicodedata.normalize("NFKC", self._text[self._at]).replace("\N{FRACTION SLASH}", "/")
        self._add("vulgar", parts, 1)

    def _read_tex(self) -> None:
        if text := _TEX_TEXT.match(self._text, self._at):
            self._add_name(text[1], text.end() - self._at)
            return
        found = _TEX_WORD.match(self._text, self._at)
        name = found[1] if found else ""
        length = len(name) + 1
        if name in _TEX_SPACES:
            self._at += length
        elif name in _TEX:
            self._add("sign", _TEX[name], length)
        elif name in ("frac", "dfrac", "tfrac", "sqrt"):
            self._add("tex", name.removeprefix("d").removeprefix("t"), length)
        elif name == "pi" or name in FUNCTIONS or name in GREEK:
            self._add_name(name, length)
        else:
            raise NotReadable(
                gettext("“%(sign)s” has no meaning here") % {"sign": f"\\{name}"}, place=self._at
            )

    def _read_word(self) -> None:
        end = self._at
        while end < len(self._text) and _is_word(self._text[end]):
            end += 1
        run = self._text[self._at : end]
        written, name = self._listed_with_index()
        if written:
            self._add("letter", name, len(written))
            return
        self._add_name(run, len(run))

    def _listed_with_index(self) -> tuple[str, str]:
        """Return what stands here of a name that has an index or digits, as v_0, v0 or x1, and the name."""
        listed = [name for name in self._letters if not name.isalpha()]
        names = {name.replace("_", ""): name for name in listed} | {name: name for name in listed}
        here = [pair for pair in names.items() if self._text.startswith(pair[0], self._at)]
        return max(here, key=lambda pair: len(pair[0]), default=("", ""))

    def _add_name(self, run: str, length: int) -> None:
        """Add the names of a run of letters; with an index after it, the last one has it."""
        start, space = self._at, self._space
        word = self._word(run)
        if word or (run == "U" and "U" not in self._letters):
            self._tokens.append(Token("sign", word or "∪", start, space))
        elif run:
            names = list(split(run, self._letters))
            self._refuse_word(run, [name for _, kind, name in names if kind == "letter"])
            for offset, kind, name in names:
                self._tokens.append(Token(kind, name, start + offset, space and offset == 0))
        self._at += length
        self._read_subscript()

    def _word(self, run: str) -> str:
        """Return what a run of letters says as a word, empty where it is a name or a product."""
        if run in self._letters:
            return ""
        after = self._text[self._at + len(run) :]
        # One letter is a word only between two parts: y of Spanish in "x>1 y x<5", and none in "x=1, y=2".
        stands = len(run) > 1 or run not in "ouyOUY" or bool(self._space and _NEXT_PART.match(after))
        is_apart = self._are_all and stands and not set(run) <= set(self._letters)
        return (STUDENTS_WORDS if is_apart else WORDS).get(run.lower(), "")

    def _refuse_word(self, run: str, names: list[str]) -> None:
        """Refuse what is a word rather than a product: three, oder, cm."""
        unknown = sum(name not in self._letters for name in names)
        if self._are_all and ((len(names) > 2 and unknown) or (len(names) == 2 and unknown == 2)):
            raise NotReadable(gettext("“%(sign)s” has no meaning here") % {"sign": run}, place=self._at)

    def _read_subscript(self) -> None:
        end = self._at
        while end < len(self._text) and (self._text[end] in _SUBSCRIPTS or end in self._indexes):
            end += 1
        if end > self._at and self._tokens[-1].kind == "letter":
            index = "".join(_SUBSCRIPTS.get(letter, letter) for letter in self._text[self._at : end])
            last = self._tokens.pop()
            self._tokens.append(Token("letter", f"{last.text}_{index}", last.place, last.after_space))
            self._at = end


def _places_of_indexes(text: str) -> set[int]:
    """Return where digits number the values of one letter, as in x1 = 2, x2 = 3; a lone x2 may be a power."""
    found = list(_NUMBERED.finditer(text))
    is_numbering = len({one[1] for one in found}) == 1 and len({one[2] for one in found}) > 1
    return {one.start(2) for one in found} if is_numbering else set()


def _is_word(letter: str) -> bool:
    # Vowel signs of Devanagari are marks.
    is_letter = letter.isalpha() or unicodedata.category(letter) == "Mc"
    return is_letter and letter not in _SUPERSCRIPTS and letter not in _ALONE


def _number_pattern(notation: Notation) -> re.Pattern[str]:
    point, groups = re.escape(notation.point), re.escape(notation.groups)
    decimals = rf"(?:{point}\d+)?"
    grouped = [
        rf"\d{{1,3}}(?:{between}\d{{3}})+(?!\d){decimals}" for between in (" ", "'", groups) if between
    ]
    if notation.groups == ",":
        # Lakhs and crores, as in India: 1,00,000.
        grouped.append(rf"\d{{1,2}}(?:,\d\d)+,\d{{3}}(?!\d){decimals}")
    return re.compile("|".join([*grouped, rf"\d+{decimals}", rf"{point}\d+"]))
