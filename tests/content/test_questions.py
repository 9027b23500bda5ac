"""Six kinds of question: what may be asked, and how answers are marked."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.questions import (
    QUESTION_KINDS,
    InvalidResponse,
    InvalidSpec,
    check,
    face_of,
    parse_spec,
    read_number,
)
from tests.content.specs import SPECS


def spec(kind, **changes):
    return parse_spec(kind, {**SPECS[kind], **changes})


def test_every_kind_has_a_sound_example_here():
    assert set(SPECS) == set(QUESTION_KINDS)


@pytest.mark.parametrize(
    ("value", "is_correct", "says"), [("0", True, "Yes, equal"), ("1", False, "must be equal")]
)
def test_a_single_choice_answers_with_its_own_feedback(value, is_correct, says):
    verdict = check(spec("single"), {"choice": [value]})
    assert verdict.is_correct is is_correct
    assert says in verdict.feedback


def test_feedback_is_never_empty():
    assert check(spec("single"), {"choice": ["2"]}).feedback == "Try once more."
    assert check(spec("single", feedback_wrong="Look again."), {"choice": ["2"]}).feedback == "Look again."


def test_several_choices_must_be_exactly_the_right_ones():
    assert check(spec("multiple"), {"choice": ["3", "0"]}).is_correct
    extra = check(spec("multiple"), {"choice": ["0", "1", "3"]})
    assert (extra.is_correct, extra.feedback) == (False, "The parts must be equal.")
    assert "more to find" in check(spec("multiple"), {"choice": ["0"]}).feedback


@pytest.mark.parametrize(
    "text", ["3/4", "0.75", "0,75", " .75 ", "75/100", "0.745", "3 / 4", "0.75 cm", "3/4cm", "¾", "+0.75"]
)
def test_a_number_counts_however_it_is_written(text):
    assert check(spec("number"), {"number": [text]}).is_correct


def test_a_number_counts_at_the_very_edge_of_the_tolerance():
    assert check(spec("number"), {"number": ["0.74"]}).is_correct
    assert not check(spec("number"), {"number": ["0.7399"]}).is_correct


def test_an_expected_wrong_number_gets_its_own_feedback():
    assert check(spec("number"), {"number": ["4/3"]}).feedback == "Flip it."
    assert not check(spec("number"), {"number": ["0.73"]}).is_correct


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 1/2", Fraction(3, 2)),
        ("-1 1/2", Fraction(-3, 2)),
        ("−2", Fraction(-2)),
        ("1,000", Fraction(1000)),
        ("0,125", Fraction(1, 8)),
        ("½", Fraction(1, 2)),
        ("1½", Fraction(3, 2)),
        ("1⁄2", Fraction(1, 2)),
        ("1/ 2", Fraction(1, 2)),
        ("–2", Fraction(-2)),
        ("- 2", Fraction(-2)),
        ("$12", Fraction(12)),
        ("-£5", Fraction(-5)),
        ("12 €", Fraction(12)),
        ("1\u202f234,5", Fraction(2469, 2)),
        ("12\u00a0345", Fraction(12345)),
        ("1’000", Fraction(1000)),
        ("1.234,5", Fraction(2469, 2)),
        ("1.000.000", Fraction(10**6)),
        ("٣٫٥", Fraction(7, 2)),
        ("٣،٥", Fraction(7, 2)),
        ("٣٬٥٠٠", Fraction(3500)),
        ("३,५००", Fraction(3500)),
        ("१,००,०००", Fraction(10**5)),
        ("-12,34,56,789.5", Fraction("-123456789.5")),
        ("٠٬١٢٥", Fraction(1, 8)),
        ("３．５", Fraction(7, 2)),
        ("３／４", Fraction(3, 4)),
        ("\u200b7", Fraction(7)),
        ("\u061c-7", Fraction(-7)),
        ("\u20677\u2069", Fraction(7)),
    ],
)
def test_mixed_negative_and_large_numbers_are_read(text, value):
    assert read_number(text) == value


@pytest.mark.parametrize("text", ["1,234", "1.234"])
@pytest.mark.parametrize("answer", ["1.234", "1234"])
def test_where_a_number_reads_in_two_ways_a_right_one_counts(text, answer):
    asked = parse_spec("number", {"answer": answer})
    assert check(asked, {"number": [text]}).is_correct
    assert not check(asked, {"number": ["12,34"]}).is_correct


@pytest.mark.parametrize("text", ["12 cm2", "12 cm²", "12cm^2", "12\u2009cm 2", "12"])
def test_a_unit_counts_however_it_is_spelt(text):
    assert check(parse_spec("number", {"answer": "12", "unit": "cm²"}), {"number": [text]}).is_correct


@pytest.mark.parametrize("text", ["50%", "٥٠٪", "٥٠ ٪\u200f", "５０％"])
def test_per_cent_is_one_unit_on_every_keyboard(text):
    assert check(parse_spec("number", {"answer": "50", "unit": "%"}), {"number": [text]}).is_correct


def test_a_unit_keeps_its_capitals():
    asked = parse_spec("number", {"answer": "5", "unit": "mW"})
    assert check(asked, {"number": ["5 mW"]}).is_correct
    with pytest.raises(InvalidResponse, match="in mW"):
        check(asked, {"number": ["5 MW"]})


@pytest.mark.parametrize("text", ["", "x", "1/0", "1e999", "1 2", "9" * 60, "--1", "1/2/3", "nan"])
def test_what_is_no_number_is_not_read(text):
    assert read_number(text) is None


@given(st.fractions(-(10**9), 10**9, max_denominator=10**6))
def test_every_fraction_is_read_back(value):
    assert read_number(str(value)) == value


def test_a_text_is_forgiving_about_case_and_spaces_if_told_so():
    assert check(spec("text"), {"text": ["  One   QUARTER "]}).is_correct
    assert not check(spec("text", ignore_case=False), {"text": ["One quarter"]}).is_correct


@pytest.mark.parametrize(
    "text", ['don\'t - "stop"', "don’t – “stop”", "don‘t — «stop»", "don\u00b4t\u200b \u2212 „stop“"]
)
def test_apostrophes_quotes_and_dashes_of_every_keyboard_are_one(text):
    asked = parse_spec("text", {"accepted": ["don’t – „stop”"]})
    assert check(asked, {"text": [text]}).is_correct
    assert not check(asked, {"text": ["dont - stop"]}).is_correct


def test_an_order_is_right_only_in_full():
    right = [
        value
        for text in SPECS["ordering"]["items"]
        for value, name in face_of(spec("ordering"), seed=1).items
        if name == text
    ]
    assert check(spec("ordering"), {"order": right}).is_correct
    assert not check(spec("ordering"), {"order": right[::-1]}).is_correct


def test_pairs_are_right_only_in_full():
    values = {name: value for value, name in face_of(spec("matching"), seed=1).rights}
    assert check(spec("matching"), {"match-0": [values["0.5"]], "match-1": [values["0.25"]]}).is_correct
    assert not check(spec("matching"), {"match-0": [values["0.5"]], "match-1": [values["0.5"]]}).is_correct


@pytest.mark.parametrize(
    ("kind", "response"),
    [
        ("single", {}),
        ("single", {"choice": ["0", "1"]}),
        ("single", {"choice": ["9"]}),
        ("multiple", {"choice": []}),
        ("multiple", {"choice": ["-1"]}),
        ("number", {"number": ["  "]}),
        ("number", {"number": ["three"]}),
        ("text", {"text": []}),
        ("text", {"text": ["x" * 201]}),
        ("ordering", {"order": ["a"]}),
        ("matching", {"match-0": ["x"]}),
        ("matching", {"match-0": ["x"], "match-1": ["y"]}),
    ],
)
def test_an_empty_or_strange_response_is_refused_in_plain_words(kind, response):
    with pytest.raises(InvalidResponse) as caught:
        check(spec(kind), response)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    ("kind", "changes", "path"),
    [
        ("single", {"choices": [{"text": "a"}, {"text": "b"}]}, ("choices",)),
        (
            "single",
            {"choices": [{"text": "a", "correct": True}, {"text": "b", "correct": True}]},
            ("choices",),
        ),
        ("single", {"choices": [{"text": "a", "correct": True}]}, ("choices",)),
        ("single", {"choices": [{"text": "a", "correct": "yes"}, {"text": "b"}]}, ("choices", 0, "correct")),
        ("single", {"choices": [{"text": "a", "correct": True}, {"txt": "b"}]}, ("choices", 1, "txt")),
        ("single", {"choices": [{"text": "a", "correct": True}, {"text": "a"}]}, ("choices",)),
        ("single", {"choices": "a"}, ("choices",)),
        ("multiple", {"choices": [{"text": "a"}, {"text": "b"}]}, ("choices",)),
        ("number", {"answer": "many"}, ("answer",)),
        ("number", {"tolerance": "-1"}, ("tolerance",)),
        ("number", {"wrong": [{"value": "0.75", "feedback": "x"}]}, ("wrong", 0, "value")),
        ("text", {"accepted": []}, ("accepted",)),
        ("text", {"accepted": ["a", ""]}, ("accepted", 1)),
        ("text", {"ignore_case": "no"}, ("ignore_case",)),
        ("ordering", {"items": ["a"]}, ("items",)),
        ("ordering", {"items": ["a", "a"]}, ("items",)),
        ("matching", {"pairs": [{"left": "a", "right": "b"}, {"left": "a", "right": "c"}]}, ("pairs",)),
        ("matching", {"pairs": [{"left": "a"}, {"left": "b", "right": "c"}]}, ("pairs", 0)),
        ("text", {"choices": []}, ("choices",)),
    ],
)
def test_a_bad_specification_names_the_part_at_fault(kind, changes, path):
    with pytest.raises(InvalidSpec) as caught:
        spec(kind, **changes)
    assert caught.value.path == path


@pytest.mark.parametrize(("kind", "data"), [("essay", {}), ("single", []), ("single", None)])
def test_no_question_comes_of_an_unknown_kind_or_of_no_mapping(kind, data):
    with pytest.raises(InvalidSpec):
        parse_spec(kind, data)


def test_a_face_never_shows_the_items_in_the_right_order():
    for seed in range(50):
        names = [name for _, name in face_of(spec("ordering"), seed=seed).items]
        assert sorted(names) == sorted(SPECS["ordering"]["items"])
        assert names != SPECS["ordering"]["items"]


@pytest.mark.parametrize("count", [2, 3, 5])
def test_a_matching_never_starts_solved(count):
    pairs = [{"left": f"left {number}", "right": f"right {number}"} for number in range(count)]
    parsed = parse_spec("matching", {"pairs": pairs})
    solution = [pair["right"] for pair in pairs]
    for seed in range(50):
        rights = [text for _, text in face_of(parsed, seed=seed).rights]
        assert (sorted(rights), rights != solution) == (solution, True)


def test_a_matching_whose_rights_repeat_never_starts_solved():
    pairs = [("a", "odd"), ("b", "even"), ("c", "odd")]
    parsed = parse_spec("matching", {"pairs": [{"left": left, "right": right} for left, right in pairs]})
    assert {tuple(text for _, text in face_of(parsed, seed=seed).rights) for seed in range(9)} == {
        ("even", "odd")
    }


def test_a_face_is_the_same_for_the_same_seed():
    assert face_of(spec("matching"), seed=7) == face_of(spec("matching"), seed=7)
    assert face_of(spec("number"), seed=7).unit == "cm"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *((text, 30000) for text in ("3e4", "3E+4", "3*10^4", "3 x 10^4", "3X10^4", "3·10⁴", "3,0 × 10^{4}")),
        (r"3 \cdot 10^{4}", 30000),
        ("30*10**3", 30000),
        ("-3.5e-2", Fraction("-0.035")),
        ("2·10⁻³", Fraction("0.002")),
        ("2*10^(-3)", Fraction("0.002")),
        ("6.022e23", 6022 * 10**20),
        ("x = 1.5", Fraction("1.5")),
        ("= 3/4", Fraction("0.75")),
        ("(-3)", -3),
        (r"\frac{3}{4}", Fraction("0.75")),
        (r"-1\frac{1}{2}", Fraction("-1.5")),
    ],
)
def test_numbers_of_science_and_with_what_stands_around_them_are_read(text, value):
    assert read_number(text) == value


@pytest.mark.parametrize(
    "text",
    ["3e", "e4", "3e4e2", "3*10^(4", "3e100", "3 10^4", "3x9^4", "xy = 2", "=", "(3", "3²", "10^4", "2e1.5"],
)
def test_what_is_no_number_of_science_is_sent_back(text):
    assert read_number(text) is None
