"""A question of every kind, as an author writes it."""

CHOICES = [
    {"text": "One of four equal parts", "correct": True, "feedback": "Yes, equal parts."},
    {"text": "One of four parts", "feedback": "The parts must be equal."},
    {"text": "Four parts"},
]
SPECS = {
    "single": {"choices": CHOICES},
    "multiple": {"choices": [*CHOICES, {"text": "A quarter", "correct": True}]},
    "number": {
        "answer": "3/4",
        "tolerance": "0.01",
        "unit": "cm",
        "wrong": [{"value": "4/3", "feedback": "Flip it."}],
    },
    "text": {"accepted": ["a quarter", "one quarter"], "ignore_case": True},
    "expression": {
        "answer": "2x + 2",
        "also": [{"answer": "2(x + 1)", "feedback": "Neat."}],
        "form": "any",
        "letters": ["x"],
        "wrong": [{"expression": "2x + 1", "feedback": "Both terms are multiplied."}],
        "feedback_form": "Expand it.",
    },
    "ordering": {"items": ["a half", "a third", "a quarter"]},
    "matching": {"pairs": [{"left": "a half", "right": "0.5"}, {"left": "a quarter", "right": "0.25"}]},
    "hotspots": {
        "picture": "![A pie in four parts](images/pie.svg)",
        "areas": [
            {"name": "upper left part", "shape": "rect", "coords": "0, 0, 50, 50", "correct": True},
            {"name": "middle", "shape": "circle", "coords": "50, 50, 5", "feedback": "That is no part."},
        ],
    },
    "cloze": {
        "text": "Half of [[1]] is 6, and a [[2]] of it is 3.",
        "gaps": [{"kind": "number", "answer": "12"}, {"kind": "text", "accepted": ["quarter"]}],
    },
}
