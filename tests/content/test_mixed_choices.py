"""Choices come in an order of each student's own, and are marked by name."""

import pytest

from content.exchange.gift import read_gift
from content.questions import InvalidSpec, check, face_of, named_choices, parse_spec
from content.questions.faces import token
from tests.content.specs import SPECS

KINDS = pytest.mark.parametrize("kind", ["single", "multiple"])


def order(kind, *, seed, **changes):
    """Return the texts of the choices from top to bottom."""
    return [text for _, text in face_of(parse_spec(kind, {**SPECS[kind], **changes}), seed=seed).choices]


def written(kind):
    return [choice["text"] for choice in SPECS[kind]["choices"]]


@KINDS
def test_choices_are_mixed_and_the_same_seed_gives_the_same_order(kind):
    orders = [order(kind, seed=seed) for seed in range(40)]
    assert orders == [order(kind, seed=seed) for seed in range(40)]
    assert all(sorted(one) == sorted(written(kind)) for one in orders)
    assert len({tuple(one) for one in orders}) > 5


@KINDS
def test_each_choice_stands_first_about_as_often_as_the_others(kind):
    firsts = [order(kind, seed=seed)[0] for seed in range(3000)]
    fair = 3000 / len(written(kind))
    assert all(abs(firsts.count(text) - fair) < 0.12 * fair for text in written(kind))


@KINDS
def test_an_author_keeps_their_order(kind):
    assert {tuple(order(kind, seed=seed, keep_order=True)) for seed in range(20)} == {tuple(written(kind))}


@KINDS
def test_whether_the_order_is_kept_is_yes_or_no(kind):
    with pytest.raises(InvalidSpec) as caught:
        parse_spec(kind, {**SPECS[kind], "keep_order": "perhaps"})
    assert caught.value.path == ("keep_order",)


@KINDS
def test_the_value_tells_nothing_of_the_place_and_is_what_is_marked(kind):
    spec = parse_spec(kind, SPECS[kind])
    values = {text: value for value, text in face_of(spec, seed=3).choices}
    assert values == {text: value for value, text in face_of(spec, seed=4).choices}
    right = [values[choice.text] for choice in spec.choices if choice.is_correct]
    wrong = [values[choice.text] for choice in spec.choices if not choice.is_correct]
    assert check(spec, {"choice": right}).is_correct
    assert not check(spec, {"choice": wrong[:1]}).is_correct


@KINDS
def test_a_name_stays_right_when_the_author_moves_the_choices(kind):
    spec = parse_spec(kind, SPECS[kind])
    right = [value for value, text in face_of(spec, seed=1).choices if _is_right(spec, text)]
    moved = parse_spec(kind, {**SPECS[kind], "choices": SPECS[kind]["choices"][::-1]})
    assert check(moved, {"choice": right}).is_correct


def _is_right(spec, text):
    return next(choice.is_correct for choice in spec.choices if choice.text == text)


@KINDS
def test_an_answer_from_before_names_choices_by_their_place(kind):
    spec = parse_spec(kind, SPECS[kind])
    places = [str(place) for place, choice in enumerate(spec.choices) if choice.is_correct]
    assert check(spec, {"choice": places}).is_correct
    named = named_choices(spec, {"choice": [*places, "9"], "text": ["0"]})
    names = [token(choice.text) for choice in spec.choices if choice.is_correct]
    assert named == {"choice": [*names, "9"], "text": ["0"]}
    assert named_choices(parse_spec("number", SPECS["number"]), {"number": ["0"]}) == {"number": ["0"]}


def test_true_stays_before_false_and_an_older_import_is_known_again():
    text = "A half is less than a whole. {T}"
    (question,) = read_gift(text).questions
    assert face_texts(question.spec) == ["True", "False"]
    older = {name: value for name, value in question.spec.items() if name != "keep_order"}
    assert older != question.spec
    again = read_gift(text, known=[(question.kind, question.prompt, older)])
    assert [skipped.reason for skipped in again.skipped] == ["the step asks it already."]


def face_texts(spec):
    faces = [face_of(parse_spec("single", spec), seed=seed).choices for seed in range(9)]
    assert len(set(faces)) == 1
    return [text for _, text in faces[0]]
