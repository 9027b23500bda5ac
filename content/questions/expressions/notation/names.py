"""Names that mean something in answers, and how a run of letters is parted into names."""

from collections.abc import Collection, Iterator

FUNCTIONS = {
    "sqrt": "sqrt",
    "cbrt": "cbrt",
    "abs": "abs",
    "exp": "exp",
    "ln": "ln",
    "lg": "lg",
    "log": "log",
    **{name: name for name in ("sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh")},
    **{f"{before}{name}": f"arc{name}" for before in ("a", "arc") for name in ("sin", "cos", "tan")},
    "cosec": "csc",
    "cotan": "cot",
    "tg": "tan",
    "ctg": "cot",
}
"""As they are typed, and as trees call them."""
INVERSES = {"sin": "arcsin", "cos": "arccos", "tan": "arctan"}
CONSTANTS = {"e": "e", "π": "pi", "pi": "pi", "inf": "inf", "infinity": "inf", "infty": "inf", "oo": "inf"}
WORDS = {"or": "or", "and": "and", "in": "in", "union": "∪"}
"""Words that stand by themselves between parts of an answer."""
STUDENTS_WORDS = WORDS | {
    **dict.fromkeys(("oder", "ou", "o", "u", "أو", "او", "या"), "or"),
    **dict.fromkeys(("und", "y", "و", "और"), "and"),
}
"""And those of students' languages: read only where all letters of the question are known, and are others."""
GREEK = {
    **{"alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η"},
    **{"theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "rho": "ρ"},
    **{"sigma": "σ", "tau": "τ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω"},
    **{"Delta": "Δ", "Omega": "Ω", "Sigma": "Σ", "Phi": "Φ", "Theta": "Θ", "Lambda": "Λ"},
}
_LONGEST = max(map(len, (*FUNCTIONS, *CONSTANTS, *GREEK)))


def split(run: str, letters: Collection[str]) -> Iterator[tuple[int, str, str]]:
    """Yield what a run of letters says, as place, kind and name; kinds are function, constant and letter.

    The longest known name comes first, so that `xsinx` is x, sin, x. Names that are listed in `letters` come
    before all others.
    """
    at, longest = 0, max(_LONGEST, *map(len, letters), 0)
    while at < len(run):
        kind, name, length = _first(run, at, letters, longest)
        yield at, kind, name
        at += length


def _first(run: str, at: int, letters: Collection[str], longest: int) -> tuple[str, str, int]:
    for length in range(min(longest, len(run) - at), 0, -1):
        found = _known(run[at : at + length], letters, is_whole=length == len(run))
        if found:
            return (*found, length)
    return "letter", _letter(run[at], letters), 1


def _known(name: str, letters: Collection[str], *, is_whole: bool) -> tuple[str, str] | None:
    if name in letters:
        return "letter", name
    # A phone writes the first letter as a capital.
    plain = name.lower()
    if plain in FUNCTIONS:
        return "function", FUNCTIONS[plain]
    if name in ("e", "π") or (len(name) > 1 and plain in CONSTANTS and (is_whole or plain == "pi")):
        return "constant", CONSTANTS[plain]
    symbol = GREEK.get(name)
    if symbol and (symbol in letters or (is_whole and not set(name) <= set(letters))):
        return "letter", symbol
    return None


def _letter(letter: str, letters: Collection[str]) -> str:
    """Return a letter as the question writes it: where only the other case is known, that one is meant."""
    other = letter.swapcase()
    return other if letter not in letters and other in letters else letter
