"""A text with gaps: what an author may write, how each gap is marked, and what a page may show."""

import pytest

from content.questions import (
    InvalidResponse,
    InvalidSpec,
    check,
    face_of,
    fields_at_fault,
    known_fields,
    parse_spec,
    spec_texts,
)
from content.questions.cloze import cloze_texts
from content.questions.tokens import token

QUARTER, THIRD = token("quarter"), token("third")
PARTS = {
    "kind": "single",
    "choices": [{"text": "quarter", "correct": True}, {"text": "third", "feedback": "Three make a whole."}],
}
SPEC = {
    "text": "A [[2]] of [[1]] is 3; ask [[3]].",
    "gaps": [
        {"kind": "number", "answer": "12", "wrong": [{"value": "6", "feedback": "That is half of it."}]},
        PARTS,
        {"accepted": ["Ada", "Ada L."]},
    ],
}


def answer(*values):
    return {f"gap-{index}": [value] for index, value in enumerate(values)}


def altered(**changes):
    return parse_spec("cloze", {**SPEC, **changes})


def test_all_gaps_right_is_right():
    verdict = check(altered(feedback_right="Well filled."), answer("12.0", QUARTER, "ada"))
    assert verdict.is_correct
    assert verdict.feedback == "Well filled."
    assert dict(verdict.parts) == {"gap-0": True, "gap-1": True, "gap-2": True}


def test_partly_right_names_the_right_gaps_and_gives_none_away():
    verdict = check(altered(feedback_wrong="Look again."), answer("6", QUARTER, "Bob"))
    assert not verdict.is_correct
    assert dict(verdict.parts) == {"gap-0": False, "gap-1": True, "gap-2": False}
    assert verdict.feedback.split("\n\n") == [
        "1 of 3 gaps is right.",
        "**Gap 2:** That is half of it.",
        "Look again.",
    ]
    assert "12" not in verdict.feedback
    assert "Ada" not in verdict.feedback


def test_a_gap_passes_its_misconception_on():
    gap = {**PARTS, "choices": [PARTS["choices"][0], {"text": "third", "misconception": "counts-cuts"}]}
    spec = parse_spec("cloze", {"text": "[[1]] [[2]]", "gaps": [gap, gap]})
    assert check(spec, answer(THIRD, THIRD)).misconceptions == ("counts-cuts",)


def test_a_gap_may_be_algebra():
    gap = {
        "kind": "expression",
        "answer": "2x + 2",
        "wrong": [{"expression": "2x + 1", "feedback": "Twice."}],
    }
    spec = parse_spec("cloze", {"text": "[[1]] [[2]]", "gaps": [gap, PARTS]})
    assert check(spec, answer("2(x+1)", QUARTER)).is_correct
    assert "Gap 1:** Twice." in check(spec, answer("x+x+1", QUARTER)).feedback
    with pytest.raises(InvalidResponse, match="Gap 1: "):
        check(spec, answer("2(x+", QUARTER))
    assert fields_at_fault(spec, answer("2(x+", QUARTER)) == {"gap-0"}


def test_a_single_gap_speaks_for_the_whole():
    spec = parse_spec("cloze", {"text": "[[1]]", "gaps": [PARTS]})
    assert check(spec, answer(THIRD)).feedback == "Three make a whole."


@pytest.mark.parametrize(
    ("response", "words", "fields"),
    [
        ({}, "numbers 1, 2 and 3 are empty", {"gap-0", "gap-1", "gap-2"}),
        (answer("12", "", "Ada"), "number 1 is empty", {"gap-1"}),
        (answer("twelve", QUARTER, "Ada"), "Gap 2: Type a number", {"gap-0"}),
        (
            answer("12", "elsewhere", "x" * 201),
            "Gap 1: That answer is not on the list.*Gap 3: That is",
            {"gap-1", "gap-2"},
        ),
    ],
)
def test_what_cannot_be_marked_names_its_gap_and_counts_for_nothing(response, words, fields):
    spec = altered()
    with pytest.raises(InvalidResponse, match=words):
        check(spec, response)
    assert fields_at_fault(spec, response) == fields


def test_only_the_gaps_fields_are_kept():
    sent = {**answer("12", QUARTER, "Ada"), "gap-3": ["x"], "text": ["x"], "gap-0": ["12", "13"]}
    assert known_fields(altered(), sent) == answer("12", QUARTER, "Ada")


def test_gaps_are_numbered_as_the_text_comes_to_them():
    faces = face_of(altered(), seed=1).gaps
    assert [(face.number, face.field, face.kind) for face in faces] == [
        (1, "gap-1", "single"),
        (2, "gap-0", "number"),
        (3, "gap-2", "text"),
    ]


def test_lists_of_the_same_choices_come_in_one_order_and_others_in_their_own():
    words = ["a", "b", "c", "d", "e", "f"]

    def listed(right, names):
        return {"kind": "single", "choices": [{"text": name, "correct": name == right} for name in names]}

    gaps = [listed("a", words), listed("b", [*words[1:], "a"]), listed("A", [word.upper() for word in words])]
    spec = parse_spec("cloze", {"text": "[[1]] [[2]] [[3]]", "gaps": gaps})
    one, same, other = ([text for _, text in face.options] for face in face_of(spec, seed=4).gaps)
    assert one == same
    assert any(
        [text.lower() for _, text in face_of(spec, seed=seed).gaps[2].options]
        != [text for _, text in face_of(spec, seed=seed).gaps[0].options]
        for seed in range(3)
    )
    assert sorted(other) == sorted(word.upper() for word in words)


@pytest.mark.parametrize(
    ("changes", "words", "path"),
    [
        ({"text": "A [[1]] and [[2]]"}, r"no \[\[3\]\]", ("gaps", 2)),
        ({"text": SPEC["text"] + " [[4]]"}, r"no gap for \[\[4\]\]", ("text",)),
        ({"text": SPEC["text"] + " [[1]]"}, r"\[\[1\]\] stands twice", ("text",)),
        ({"gaps": []}, "at least 1 entry", ("gaps",)),
        (
            {"gaps": [{"kind": "ordering", "items": ["a", "b"]}]},
            "a gap is one of text, number",
            ("gaps", 0, "kind"),
        ),
        ({"gaps": [{"kind": ["text"]}]}, "a gap is one of", ("gaps", 0, "kind")),
        ({"gaps": [{"kind": "number", "answer": "x"}]}, "must be a number", ("gaps", 0, "answer")),
        ({"gaps": ["12"]}, "names and values", ("gaps", 0)),
        (
            {"gaps": [{"accepted": ["a"], "feedback_always": "b"}]},
            "whole question",
            ("gaps", 0, "feedback_always"),
        ),
        ({"gaps": [{"kind": "expression", "answer": "x"}] * 6}, "at most 5 gaps of kind", ("gaps",)),
        ({"gaps": [{"accepted": ["a"]}] * 51}, "at most 50 gaps", ("gaps", 50)),
    ],
)
def test_a_text_that_makes_no_sense_is_refused_where_it_does_not(changes, words, path):
    with pytest.raises(InvalidSpec, match=words) as caught:
        altered(**changes)
    assert caught.value.path == path


def test_what_is_no_markdown_is_no_text():
    texts = {text for _, text in spec_texts(SPEC)}
    assert {"quarter", "Ada", SPEC["text"], "Three make a whole."} <= texts
    assert not texts & {"12", "6", "number", "single"}


def test_texts_with_gaps_are_found_in_hints_too():
    asked = {"kind": "cloze", "text": "Say [[1]].", "gaps": [{"accepted": ["so"]}]}
    hints = ["text", {"text": "Try this.", "question": asked}]
    found = set(cloze_texts({**SPEC, "hints": hints}))
    assert found == {(("text",), SPEC["text"]), (("hints", 1, "question", "text"), "Say [[1]].")}
    assert not list(cloze_texts({"accepted": [{"text": "a"}], "hints": hints[:1]}))


def test_letters_and_answers_of_a_gap_in_algebra_are_no_markdown():
    gap = {
        "kind": "expression",
        "answer": "2x_1*y",
        "letters": ["x_1", "y"],
        "also": ["2*y*x_1", {"answer": "y*2x_1", "feedback": "*Yes.*"}],
    }
    data = {"text": "[[1]]", "gaps": [gap]}
    parse_spec("cloze", data)
    assert dict(spec_texts(data)) == {("text",): "[[1]]", ("gaps", 0, "also", 1, "feedback"): "*Yes.*"}
    alone = {name: value for name, value in gap.items() if name != "kind"}
    assert dict(spec_texts(alone)) == {("also", 1, "feedback"): "*Yes.*"}
