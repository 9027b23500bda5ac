"""The demo course is sound: no step is left without help, no answer key and no equation is wrong."""

import operator
import re
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from content.coursefiles import CourseDoc, QuestionDoc, StepDoc, read_course
from content.coursefiles.archives import files_in_folder
from content.questions import (
    QUESTION_KINDS,
    ClozeSpec,
    HotspotsSpec,
    MatchingSpec,
    MultipleSpec,
    NumberSpec,
    OrderingSpec,
    SingleSpec,
    TextSpec,
    check,
    face_of,
    parse_spec,
)
from content.questions.faces import token
from content.questions.specs import ExpressionSpec, Spec
from content.texts.rendering import formulas_in

FOLDER = Path(__file__).parents[2] / "content" / "courses" / "fractions"
HELP = {"visual", "easier", "worked_example", "hint", "group_prompt"}
QUESTION_COUNTS = {"explanation": {0}, "question": {1}, "practice": {2, 3, 4}}
# Quoted in the course as somebody's mistake, for students to find.
MISTAKES = {
    r"\frac{1}{2} + \frac{1}{2} = \frac{2}{4}",
    r"\frac{5}{6} - \frac{1}{2} = \frac{4}{4}",
    r"\frac{4}{5} + \frac{1}{3} = \frac{5}{8}",
}
RELATIONS = {"=": operator.eq, r"\lt": operator.lt, r"\gt": operator.gt}
SIGNS = {"+": operator.add, "-": operator.sub, r"\times": operator.mul, r"\div": operator.truediv}
TERM = re.compile(r"(\d*)\\frac\{([^{}?]+)\}\{([^{}?]+)\}|(\d+)|(\\times|\\div|[+-])")


@pytest.fixture(scope="module")
def course() -> CourseDoc:
    return read_course(files_in_folder(FOLDER))


def steps_of(course: CourseDoc) -> list[StepDoc]:
    return [step for lesson in course.lessons for step in lesson.steps]


def questions_of(course: CourseDoc) -> list[QuestionDoc]:
    return [question for step in steps_of(course) for question in step.questions]


def right_response(question: QuestionDoc) -> dict[str, list[str]]:
    """Return what a student who knows it all sends, found by the texts on the page."""
    return response_to(parse_spec(question.kind, question.spec))


def question_field(spec: NumberSpec | ExpressionSpec) -> str:
    return "number" if isinstance(spec, NumberSpec) else "expression"


def response_to(spec: Spec) -> dict[str, list[str]]:
    face = face_of(spec, seed=1)
    match spec:
        case ClozeSpec():
            filled = [response_to(gap.spec).popitem()[1] for gap in spec.gaps]
            return {f"gap-{i}": value for i, value in enumerate(filled)}
        case HotspotsSpec():
            return {"spot": [token(area.name) for area in spec.areas if area.is_correct]}
        case SingleSpec() | MultipleSpec():
            return {"choice": [str(i) for i, choice in enumerate(spec.choices) if choice.is_correct]}
        case NumberSpec() | ExpressionSpec():
            return {question_field(spec): [str(spec.answer)]}
        case TextSpec():
            return {"text": [spec.accepted[0]]}
        case OrderingSpec():
            values = {text: value for value, text in face.items}
            return {"order": [values[text] for text in spec.items]}
        case MatchingSpec():
            values = {text: value for value, text in face.rights}
            return {f"match-{i}": [values[right]] for i, (_, right) in enumerate(spec.pairs)}


def test_every_step_that_can_confuse_has_five_other_ways(course: CourseDoc) -> None:
    confusing = [step for step in steps_of(course) if step.can_confuse]
    assert len(confusing) >= 24
    for step in confusing:
        assert {variant.kind for variant in step.variants} >= HELP, step.slug


def test_every_step_that_can_confuse_has_a_drawing_of_its_own(course: CourseDoc) -> None:
    visuals = [v.body for step in steps_of(course) for v in step.variants if v.kind == "visual"]
    drawings = [name for body in visuals for name in re.findall(r"\(images/(\S+\.svg)\)", body)]
    assert len(set(drawings)) == len(drawings) == len(visuals) > 0


def test_a_step_holds_as_many_questions_as_its_kind_says(course: CourseDoc) -> None:
    assert {step.kind for step in steps_of(course)} == set(QUESTION_COUNTS)
    for step in steps_of(course):
        assert len(step.questions) in QUESTION_COUNTS[step.kind], step.slug


def test_every_answer_key_is_marked_right(course: CourseDoc) -> None:
    questions = questions_of(course)
    assert {question.kind for question in questions} == set(QUESTION_KINDS)
    for question in questions:
        verdict = check(parse_spec(question.kind, question.spec), right_response(question))
        assert verdict.is_correct, question.slug


def test_every_wrong_choice_gets_an_answer_of_its_own(course: CourseDoc) -> None:
    specs = [parse_spec(q.kind, q.spec) for q in questions_of(course)]
    choosing = [spec for spec in specs if isinstance(spec, SingleSpec | MultipleSpec)]
    assert choosing
    for spec in choosing:
        feedbacks = [choice.feedback for choice in spec.choices]
        assert all(feedbacks)
        assert len(set(feedbacks)) == len(feedbacks)


def test_no_feedback_repeats_the_verdict_that_stands_above_it() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.rglob("*.md")}
    assert texts
    verdict = re.compile(r"(?m)^\s*(?:- )?(?:feedback\w*: )?(?:Not yet|Todavía no|ليس بعد)\.")
    assert [name for name, text in texts.items() if verdict.search(text)] == []


def test_every_question_has_two_or_three_hints(course: CourseDoc) -> None:
    assert {len(question.hints) for question in questions_of(course)} <= {2, 3}


def value_of(latex: str) -> Fraction | None:
    """Return the value of a sum or product of fractions, worked from left to right; None for a blank."""
    if not latex.strip() or TERM.sub("", latex).strip():
        return None
    value, apply = Fraction(0), operator.add
    for whole, top, bottom, number, sign in TERM.findall(latex):
        if sign:
            apply = SIGNS[sign]
        else:
            part = value_of(top) / value_of(bottom) if top else 0
            value = apply(value, Fraction(number or whole or 0) + part)
    return value


def relations_in(formula: str) -> list[tuple[Fraction, str, Fraction]]:
    """Return each relation of a chain such as a = b = c whose two sides are numbers."""
    found = []
    for chain in formula.split(r"\qquad"):
        parts = re.split(r"(=|\\lt|\\gt)", chain)
        values = [value_of(part) for part in parts[::2]]
        for (left, right), sign in zip(pairwise(values), parts[1::2], strict=True):
            if left is not None and right is not None:
                found.append((left, sign, right))
    return found


def test_every_equation_in_the_course_is_true() -> None:
    formulas = {
        latex for path in FOLDER.rglob("*.md") for _, latex in formulas_in(path.read_text(encoding="utf-8"))
    }
    assert formulas >= MISTAKES
    relations = [relation for formula in formulas - MISTAKES for relation in relations_in(formula)]
    assert len(relations) > 150
    for left, sign, right in relations:
        assert RELATIONS[sign](left, right), f"{left} {sign} {right}"


def test_every_blank_is_filled_by_its_answer(course: CourseDoc) -> None:
    blanks = [(q, latex) for q in questions_of(course) for _, latex in formulas_in(q.prompt) if "?" in latex]
    assert len(blanks) >= 5
    for question, latex in blanks:
        answer = Fraction(str(question.spec["answer"]))
        whole = answer.denominator == 1
        written = f"{answer}" if whole else rf"\frac{{{answer.numerator}}}{{{answer.denominator}}}"
        relations = relations_in(latex.replace("?", written))
        assert [left == right for left, _, right in relations] == [True], question.slug


def test_drawings_are_plain_and_readable_on_a_small_phone() -> None:
    drawings = sorted((FOLDER / "images").glob("*.svg"))
    assert len(drawings) >= 16
    for path in drawings:
        source = path.read_text(encoding="utf-8")
        assert "<title>" in source, path.name
        assert 'viewBox="0 0 480 ' in source, path.name
        assert not re.search(r"<style|style=|<script|href|<image", source), path.name
        sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)"', source)]
        assert min(sizes) >= 18, f"{path.name}: 18 of 480 is 12 px on a screen of 320"
