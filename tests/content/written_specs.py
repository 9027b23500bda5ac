"""Specifications as people and readers of other formats write them, drawn at random."""

from hypothesis import strategies as st

from content.questions import InvalidSpec, parse_hints, parse_spec

LETTERS = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029\x85")
WORDS = st.text(LETTERS, min_size=1, max_size=12)
LINES = st.one_of(
    WORDS,
    st.lists(WORDS, min_size=1, max_size=3).map("\n".join),
    st.sampled_from(
        ["1 < 2 & 3 > 2", '"quoted"', "</textarea>", " padded ", "\nafter an empty line", "$\\frac{1}{2}$"]
    ),
)
NUMBERS = st.one_of(
    st.integers(-50, 50),
    st.sampled_from(["0.50", "3/4", " 7 ", "-2", "1e3", "12,5"]),
    st.floats(-9, 9).map(lambda x: round(x, 2)),
)
FEEDBACK = st.one_of(st.just(""), LINES)
KNOWN_TEXT = st.one_of(
    LINES, st.integers(0, 9), st.fixed_dictionaries({"text": LINES}, optional={"feedback": FEEDBACK})
)
SLUGS = st.sampled_from(["", "adds-denominators", "2"])
WRONG_TEXT = st.one_of(
    LINES, st.fixed_dictionaries({"text": LINES}, optional={"feedback": FEEDBACK, "misconception": SLUGS})
)
ALWAYS = {"feedback_right": FEEDBACK, "feedback_wrong": FEEDBACK, "feedback_always": FEEDBACK}


def entry(needed, **optional):
    return st.fixed_dictionaries(needed, optional=optional)


CHOICES = st.lists(
    entry({"text": LINES}, correct=st.booleans(), feedback=FEEDBACK, misconception=SLUGS),
    min_size=2,
    max_size=5,
)
ALSO = st.lists(
    entry({"answer": NUMBERS}, tolerance=st.sampled_from(["0", "0.5", 1]), feedback=FEEDBACK), max_size=2
)
WRONG = st.lists(
    entry({"value": NUMBERS}, feedback=LINES, tolerance=st.sampled_from(["0.5", "2"]), misconception=SLUGS),
    max_size=3,
)
PAIRS = st.lists(st.fixed_dictionaries({"left": LINES, "right": LINES}), min_size=2, max_size=4)
SPECS = {
    "single": entry({"choices": CHOICES}, any_correct=st.booleans(), keep_order=st.booleans(), **ALWAYS),
    "multiple": entry({"choices": CHOICES}, keep_order=st.booleans(), **ALWAYS),
    "number": entry(
        {"answer": NUMBERS},
        **{
            "tolerance": st.sampled_from(["0", "0.01", 0]),
            "unit": FEEDBACK,
            "also": ALSO,
            "wrong": WRONG,
            **ALWAYS,
        },
    ),
    "text": entry(
        {"accepted": st.lists(KNOWN_TEXT, min_size=1, max_size=3)},
        **{
            "ignore_case": st.booleans(),
            "wildcards": st.booleans(),
            "wrong": st.lists(WRONG_TEXT, max_size=2),
        },
        **ALWAYS,
    ),
    "ordering": entry({"items": st.lists(LINES, min_size=2, max_size=4)}, **ALWAYS),
    "matching": entry({"pairs": PAIRS}, others=st.lists(LINES, max_size=2), **ALWAYS),
}
EXPRESSIONS = st.sampled_from(["2x + 2", "2(x+1)", "y = 3", "x < 3", " x^2 ", "3/4", "{1, -2}"])
SPECS["expression"] = entry(
    {"answer": EXPRESSIONS},
    also=st.lists(st.one_of(EXPRESSIONS, entry({"answer": EXPRESSIONS}, feedback=FEEDBACK)), max_size=2),
    wrong=st.lists(entry({"expression": EXPRESSIONS, "feedback": LINES}, misconception=SLUGS), max_size=2),
    form=st.sampled_from(["any", "simplified", "expanded"]),
    letters=st.sampled_from([[], ["x", "y"]]),
    domain=st.sampled_from(["real", "positive"]),
    log=st.sampled_from(["10", "e"]),
    feedback_form=FEEDBACK,
    **ALWAYS,
)
AREA = entry(
    {"name": LINES, "coords": st.sampled_from(["30, 40, 8", " 50,50, 5", "10, 10, 3.5"])},
    shape=st.just("circle"),
    correct=st.booleans(),
    feedback=FEEDBACK,
)
LABELLED = entry(
    {
        "name": LINES,
        "label": LINES,
        "shape": st.just("rect"),
        "coords": st.sampled_from(["0, 0, 9, 9", "5,5,10,20"]),
    }
)
PICTURE = st.just("![A cell](images/pie.svg)")
SPECS["hotspots"] = st.one_of(
    entry(
        {"picture": PICTURE, "areas": st.lists(AREA, min_size=2, max_size=3)},
        mode=st.sampled_from(["one", "several"]),
        any_correct=st.booleans(),
        **ALWAYS,
    ),
    entry(
        {"picture": PICTURE, "mode": st.just("labels"), "areas": st.lists(LABELLED, min_size=2, max_size=3)},
        others=st.lists(LINES, max_size=2),
        **ALWAYS,
    ),
)
KINDS_OF_GAPS = {
    "text": [{}, {"kind": "text"}],
    "number": [{"kind": "number"}],
    "single": [{"kind": "single"}],
}
GAPS = st.one_of(
    [
        st.builds(lambda kind, spec: {**kind, **spec}, st.sampled_from(kinds), SPECS[name])
        for name, kinds in KINDS_OF_GAPS.items()
    ]
)
SPECS["cloze"] = st.lists(GAPS, min_size=1, max_size=3).flatmap(
    lambda gaps: entry(
        {"text": st.just(" and ".join(f"[[{number}]]" for number in range(len(gaps), 0, -1)))},
        **{"gaps": st.just(gaps)},
        **ALWAYS,
    )
)
ASKED = st.one_of(
    [
        st.builds(lambda name, prompt, spec: {"kind": name, **prompt, **spec}, st.just(name), prompt, spec)
        for prompt in [st.sampled_from([{}, {"prompt": "Why?"}, {"prompt": ""}])]
        for name, spec in SPECS.items()
    ]
)
HINT_TEXTS = LINES.filter(str.strip)
HINTS = st.lists(
    st.one_of(
        HINT_TEXTS,
        st.fixed_dictionaries({"text": HINT_TEXTS}, optional={"question": ASKED}),
    ).filter(lambda hint: are_sound([hint])),
    max_size=3,
)


def are_sound(hints):
    try:
        parse_hints(hints)
    except InvalidSpec:
        return False
    return True


def is_sound(kind, spec):
    try:
        parse_spec(kind, spec)
    except InvalidSpec:
        return False
    return True


def written_specs(kind):
    """Draw specifications of a kind that a course may hold."""
    return SPECS[kind].filter(lambda spec: is_sound(kind, spec))
