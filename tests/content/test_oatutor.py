"""OATutor's content as courses: what of a problem is taken, and how."""

import pytest

from content.exchange.readers import Source, read_source
from content.exchange.readers.documents import Wanted
from content.exchange.readers.oatutor.tree import natural
from content.questions import check, parse_hints, parse_spec
from tests.content.oatutortree import BOOK, LICENCE, PNG, checkout, choice, hint, problem, step


def read(files, *, name="oatutor", **wanted):
    return read_source(Source(name, files), Wanted(**wanted))


def only_step(files, **wanted):
    (found,) = read(files, **wanted).steps()
    return found


def only_question(*steps, **changes):
    (found,) = only_step(checkout(problem("sum1", *steps, **changes))).questions
    return found


def test_a_checkout_is_recognised_and_becomes_a_course():
    reading = read(checkout(problem("sum1", step(), step("$$5$$"))))
    assert reading.format == "oatutor"
    assert reading.counts() == {
        **{"courses": 1, "lessons": 1, "steps": 1, "questions": 2},
        **{"hints": 0, "skills": 0, "pictures": 0},
    }
    course = reading.course
    assert (course.slug, course.title, course.source, course.licence) == ("halves", "Halves", BOOK, LICENCE)
    assert [(lesson.slug, lesson.title) for lesson in course.lessons] == [
        ("lesson-1-1-sums", "Lesson 1.1 Sums")
    ]


def test_a_problem_is_a_step_with_its_source_and_licence():
    found = only_step(checkout(problem("Sum1", title="Adding", body="Two and two.")))
    assert (found.slug, found.title, found.kind, found.body) == ("sum1", "Adding", "question", "Two and two.")
    assert (found.source, found.licence) == (BOOK, LICENCE)
    assert [question.slug for question in found.questions] == ["a"]


def test_problems_stand_in_the_order_of_their_numbers():
    reading = read(checkout(*(problem(f"sum{number}") for number in (10, 2, 1))))
    assert [one.slug for one in reading.steps()] == ["sum1", "sum2", "sum10"]


@pytest.mark.parametrize(
    ("answer", "typed"),
    [
        ("$$4$$", "4"),
        ("-0.25", "-1/4"),
        (r"$$\frac{-1}{4}$$", "-0.25"),
        (r"$$-\frac{1}{4}$$", "-1/4"),
        ("$$3/4$$", "0.75"),
        (r"$$\left(4\right)$$".replace("(", "").replace(")", ""), "4"),
        ("$$−2$$", "-2"),
        (".5", "0.5"),
        (0.0, "0"),
        (4, "4"),
        (r"$$\$31.50$$", "31.5"),
    ],
)
def test_an_arithmetic_answer_that_is_a_number_is_one(answer, typed):
    question = only_question(step(answer))
    assert question.kind == "number"
    spec = parse_spec(question.kind, question.spec)
    assert check(spec, {"number": [typed]}).is_correct
    assert not check(spec, {"number": ["99"]}).is_correct


def test_several_answers_are_all_right():
    question = only_question(step(stepAnswer=["$$4$$", "$$-4$$"]))
    spec = parse_spec(question.kind, question.spec)
    assert all(check(spec, {"number": [typed]}).is_correct for typed in ("4", "-4"))


def test_a_numeric_answer_is_right_to_five_decimals():
    question = only_question(step("0.33333", answerType="numeric"))
    spec = parse_spec(question.kind, question.spec)
    assert check(spec, {"number": ["0.333333"]}).is_correct
    assert not check(spec, {"number": ["0.3334"]}).is_correct


@pytest.mark.parametrize("typed", ["(-1,0),(1,0)", "(-1, 0), (1, 0)", " (-1,0), (1,0) "])
def test_an_exact_text_is_taken_with_its_usual_spaces(typed):
    question = only_question(step("(-1,0), (1,0)", answerType="string"))
    assert question.kind == "text"
    assert check(parse_spec(question.kind, question.spec), {"text": [typed]}).is_correct


def test_an_exact_text_keeps_its_capitals():
    question = only_question(step("np.mean", answerType="string"))
    assert not check(parse_spec(question.kind, question.spec), {"text": ["NP.mean"]}).is_correct


def test_choices_know_the_right_one_whatever_its_spaces_and_brackets():
    question = only_question(choice("$$x = 1$$", r"$$\left(1, 2\right)$$", right="$$(1,2)$$"))
    assert question.kind == "single"
    assert [one["correct"] for one in question.spec["choices"]] == [False, True]
    assert "keep_order" not in question.spec


def test_a_lesson_that_keeps_the_order_shows_choices_as_oatutor_does():
    plans = [
        {
            "courseName": "Halves",
            "lessons": [{"id": "lesson-1", "name": "L", "keepMCOrder": True, "learningObjectives": {}}],
        }
    ]
    files = checkout(problem("sum1", choice("c", "b", "a", right="a")), plans=plans)
    spec = only_step(files).questions[0].spec
    assert [one["text"] for one in spec["choices"]] == ["a", "b", "c"]
    assert spec["keep_order"] is True


def test_a_choice_that_stands_twice_is_taken_once_and_noted():
    reading = read(checkout(problem("sum1", choice("a", "b", "a", right="a"))))
    assert [one["text"] for one in reading.steps()[0].questions[0].spec["choices"]] == ["a", "b"]
    assert any("a choice that stood twice" in note for note in reading.notes)


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        (r"Solve $$x^2=4$$ now.", r"Solve \(x^2=4\) now."),
        ("kg/m**3", r"kg/m^3"),
        (r"One\nTwo", "One\\\nTwo"),
        (r"One\n\nTwo", "One\n\nTwo"),
        (r"$$\nu\neq\nabla$$", r"\(\nu\neq\nabla\)"),
        (r"a \neq b", "a ≠ b"),
        ("It costs $3,000 or *more* <b>", r"It costs \$3,000 or \*more\* \<b\>"),
        ("1. no list", r"1\. no list"),
        ("Fill in $$____$$", r"Fill in \_\_\_\_\_"),
        ("$$3\\times{10}^5$$ and $$y**2$$", r"\(3\times{10}^5\) and \(y^2\)"),
        ("25$$%$$", r"25\(\%\)"),
        ("$$πr$$", r"\(\pi r\)"),
        (r"$$\operatorname{log_2}\left(x\right)$$", r"\(\operatorname{log}_{2}\left(x\right)\)"),
        ("an end $$x+1", r"an end \(x+1\)"),
        ("$$$$nothing", "nothing"),
    ],
)
def test_texts_become_markdown(text, markdown):
    assert only_question(step(stepTitle=text)).prompt == markdown


def test_title_and_body_of_a_step_are_its_prompt():
    assert only_question(step(stepTitle="One", stepBody="Two")).prompt == "One\n\nTwo"


def test_a_step_without_text_asks_what_its_problem_is_called():
    assert only_question(step(stepTitle=""), title="Add two and two").prompt == "Add two and two"


def test_a_title_with_formulas_reads_as_words_and_stands_in_the_text_where_that_loses_something():
    found = only_step(checkout(problem("sum1", title=r"Halve $$\frac{x}{2}$$ and $$y$$")))
    assert found.title == "Halve x/2 and y"
    assert found.body == r"Halve \(\frac{x}{2}\) and \(y\)"
    assert only_step(checkout(problem("sum1", title="Halve $$y$$"))).body == ""


def test_a_picture_comes_along_under_the_ending_that_its_bytes_have():
    files = checkout(problem("sum1", body="See ##figure1.gif## there.", title="A graph"))
    files["content-pool/sum1/figures/figure1.gif"] = PNG
    reading = read(files)
    (image,) = reading.course.images
    assert image.name.startswith("sum1-figure1-")
    assert (image.name.rpartition(".")[2], image.content_type) == ("png", "image/png")
    assert image.alt == "Figure 1: A graph"
    assert reading.steps()[0].body == f"See\n\n![Figure 1: A graph](images/{image.name})\n\nthere."
    assert any("describe it" in note for note in reading.notes)


def test_a_picture_that_is_missing_is_named_and_the_problem_taken_without_it():
    reading = read(checkout(problem("sum1", body="See ##figure1.gif##")))
    assert reading.steps()[0].body == "See"
    assert [item.where for item in reading.skipped] == ["content-pool/sum1/sum1.json"]
    assert "figure1.gif" in reading.skipped[0].reason


def test_hints_come_after_those_that_they_depend_on():
    hints = [hint("h3", "three", "h2"), hint("h1", "one"), hint("h2", "two", "h1")]
    question = only_question(hints={"a": hints})
    assert question.hints == ("**H1**\n\none", "**H2**\n\ntwo", "**H3**\n\nthree")


def test_hints_in_a_circle_stay_as_they_stand_and_are_noted():
    reading = read(checkout(problem("sum1", hints={"a": [hint("h1", "1", "h2"), hint("h2", "2", "h1")]})))
    assert len(reading.steps()[0].questions[0].hints) == 2
    assert any("circle" in note for note in reading.notes)


def test_a_hint_that_cannot_be_shown_is_left_out_by_itself():
    hints = [hint("h1", r"$$\frac{1$$"), hint("h2", "two", "h1", "unknown")]
    reading = read(checkout(problem("sum1", hints={"a": hints})))
    assert reading.steps()[0].questions[0].hints == ("**H2**\n\ntwo",)
    (skipped,) = reading.skipped
    assert skipped.where.endswith("sum1aDefaultPathway.json: h1")
    assert "without this hint" in skipped.reason


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (step(r"$$\begin{bmatrix} 1 \\ 2 \end{bmatrix}$$"), "matrix"),
        (step(problemType="Drawing"), "no kind like 'Drawing'"),
        (step(answerType="essay"), "no type of answer like 'essay'"),
        (step(stepAnswer=[]), "stepAnswer is missing"),
        (step(stepAnswer="4"), "stepAnswer must be a list"),
        (step(stepTitle=["x"]), "stepTitle must be text"),
        (choice("a", "b", right="c"), "not among its choices"),
        (choice("a", right="a"), "choices"),
        (step(stepTitle=r"$$\frac{1$$"), "braces do not match"),
    ],
)
def test_a_step_that_cannot_be_taken_is_named_with_its_reason(data, reason):
    reading = read(checkout(problem("sum1", data, step())))
    assert [question.slug for question in reading.steps()[0].questions] == ["b"]
    (skipped,) = reading.skipped
    assert skipped.where == "content-pool/sum1/steps/sum1a/sum1a.json"
    assert reason in skipped.reason


@pytest.mark.parametrize(
    ("title", "answer", "form", "typed_back"),
    [
        ("Simplify $$2x+3x$$", "$$5x$$", "simplified", "2x+3x"),
        ("Factor $$x**2-1$$", r"$$\left(x-1\right) \left(x+1\right)$$", "factored", "x^2-1"),
        ("Multiply $$(x+1)(x+2)$$", "$$x^2+3x+2$$", "expanded", "(x+1)(x+2)"),
        ("Solve $$2x=6$$ for $$x$$", "$$x=3$$", "any", "2x=6"),
    ],
)
def test_what_repeats_the_question_is_not_right(title, answer, form, typed_back):
    question = only_question(step(answer, stepTitle=title))
    assert question.kind == "expression"
    assert question.spec.get("form", "any") == form
    spec = parse_spec(question.kind, question.spec)
    assert check(spec, {"expression": [answer.replace("$$", "")]}).is_correct
    assert not check(spec, {"expression": [typed_back]}).is_correct


def test_an_expression_that_repeats_nothing_may_have_any_form():
    question = only_question(step("$$2x+2$$", stepTitle="Add two to twice a number $$x$$"))
    assert "form" not in question.spec
    assert check(parse_spec(question.kind, question.spec), {"expression": ["2(x+1)"]}).is_correct


def test_an_expression_that_cannot_be_read_is_named():
    reading = read(checkout(problem("sum1", step("$$2x+)$$"), step())))
    assert [question.kind for question in reading.steps()[0].questions] == ["number"]
    assert "'$$2x+)$$' cannot be read" in reading.skipped[0].reason


def scaffold(name, text, answer, *needs, **changes):
    asked = {"type": "scaffold", "problemType": "TextBox", "answerType": "arithmetic", "hintAnswer": [answer]}
    return hint(name, text, *needs, **{**asked, **changes})


def test_a_scaffold_is_a_hint_that_asks_and_its_own_hints_follow_it():
    hints = [
        scaffold("h1", "What is $$1+1$$?", "$$2$$", subHints=[hint("h1-s1", "Count.")]),
        hint("h2", "Now add.", "h1"),
    ]
    first, *others = only_question(hints={"a": hints}).hints
    assert first == {
        "text": r"**H1**" + "\n\n" + r"What is \(1+1\)?",
        "question": {"kind": "number", "prompt": "", "answer": "2"},
    }
    assert others == ["**H1-S1**\n\nCount.", "**H2**\n\nNow add."]
    (asking, _, _) = parse_hints([first, *others])
    assert check(asking.question.spec, {"number": ["2"]}).is_correct


def test_a_scaffold_with_choices_asks_with_them():
    choices = {"problemType": "MultipleChoice", "answerType": "string", "choices": ["a", "$$b$$"]}
    ((hint_that_asks),) = only_question(hints={"a": [scaffold("h1", "Which?", "$$b$$", **choices)]}).hints
    assert hint_that_asks["question"]["kind"] == "single"
    assert [one["correct"] for one in hint_that_asks["question"]["choices"]] == [False, True]


def test_a_scaffold_whose_question_cannot_be_taken_is_a_hint_without_one():
    matrix = r"$$\begin{bmatrix} 1 \\ 2 \end{bmatrix}$$"
    reading = read(checkout(problem("sum1", hints={"a": [scaffold("h1", "Which?", matrix)]})))
    assert reading.steps()[0].questions[0].hints == ("**H1**\n\nWhich?",)
    assert "the hint is taken without its question" in reading.skipped[0].reason
    assert reading.skipped[0].where.endswith(": h1")


def test_names_with_raised_digits_are_sorted_too():
    assert sorted(["a10²", "a2²", "²"], key=natural) == ["a2²", "a10²", "²"]
