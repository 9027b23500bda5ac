"""Answers in algebra are read as people write them, on any keyboard."""

import pytest

from content.questions.expressions.algebra.equality import Judge
from content.questions.expressions.comparing import matches
from content.questions.expressions.notation.answers import read_expression, readings
from content.questions.expressions.notation.tokens import NotReadable


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("2x", "2*x"),
        ("2 x y", "2*x*y"),
        ("x(x+1)", "x*(x+1)"),
        ("(x+1)(x-1)", "(x+1)*(x-1)"),
        ("[2(x+1)+3]*4", "(2*(x+1)+3)*4"),
        ("1/2x", "(1/2)*x"),
        ("1/(2x)", "(1/2)*(1/x)"),
        ("a/b/c", "a/(b*c)"),
        ("3 1/2", "7/2"),
        ("-1 1/2", "-(3/2)"),
        ("1½", "3/2"),
        ("½x", "x/2"),
        ("3 − 4", "-1"),
        ("3×4÷2", "6"),
        ("2·x∙y", "2*x*y"),
        ("2*-3", "-6"),
        ("-x^2", "-(x^2)"),
        ("2^-1", "1/2"),
        ("x²y³", "(x^2)*(y^3)"),
        ("x⁻¹", "1/x"),
        ("x^10y", "(x^10)*y"),
        ("2^3^2", "2^(3^2)"),
        ("x**2", "x^2"),
        ("√2x", "sqrt(2)*x"),
        ("√(2x)", "sqrt(2*x)"),
        ("2√3", "2*sqrt(3)"),
        ("sqrt2", "sqrt(2)"),
        ("∛8", "2"),
        ("|x-1|", "abs(x-1)"),
        ("|x||y|", "abs(x)*abs(y)"),
        ("2|x|+1", "2*abs(x)+1"),
        ("|-3|", "3"),
        ("sin x cos x", "sin(x)*cos(x)"),
        ("x sin x", "x*sin(x)"),
        ("xsinx", "x*sin(x)"),
        ("sin 2x", "sin(2*x)"),
        ("sin 2(x+1)", "sin(2*(x+1))"),
        ("sin x(x+1)", "sin(x)*(x+1)"),
        ("sin^2 x", "(sin(x))^2"),
        ("sin²(x)", "(sin(x))^2"),
        ("sin x^2", "sin(x^2)"),
        ("sin(x)^2", "(sin(x))^2"),
        ("sin 2x/2", "(sin(2*x))/2"),
        ("ln 2x", "ln(2*x)"),
        ("Sin(x)", "sin(x)"),
        ("log_2 8", "3"),
        ("log_2(8)", "3"),
        ("log2(8)", "3"),
        ("log 100", "2"),
        ("lg 1000", "3"),
        ("ln e", "1"),
        ("exp(2)", "e^2"),
        ("πr²", "pi*(r^2)"),
        ("2pir", "2*pi*r"),
        ("180°", "pi"),
        ("50%", "1/2"),
        ("1 000", "1000"),
        ("1'000", "1000"),
        (".5", "1/2"),
        ("0.50", "1/2"),
        ("²", None),
        (r"\frac{1}{2}x", "x/2"),
        (r"\frac12", "1/2"),
        (r"(\frac12)x", "x/2"),
        (r"[\frac12+\frac32]x", "2*x"),
        (r"{(\frac12+1)*2}", "{3}"),
        (r"1\frac{1}{2}", "3/2"),
        (r"\sqrt{2}\cdot x", "sqrt(2)*x"),
        (r"\sqrt[3]{8}", "2"),
        (r"\left(x+1\right)^{10}", "(x+1)^10"),
        (r"\sin\left(x\right)", "sin(x)"),
        (r"$x^2$", "x^2"),
        ("𝑥+𝟏", "x+1"),
        ("x\u200b+1", "x+1"),
        ("٣x", "3*x"),
        ("٣٫٥x", "3.5*x"),
        ("٣،٥x", "3,5*x"),
        ("١٬٠٠٠x", "1,000*x"),
        ("٥٠٪", "1/2"),
        ("(١؛٢)", "(1;2)"),
        ("\u061cx+1", "x+1"),
        ("\u2067x\u2069+1", "x+1"),
        ("2x + 1.", "2*x+1"),
        ("x_1+x₂", "x_1 + x_2"),
        ("tg x", "tan(x)"),
        ("arcsin(1)", "arcsin(1)"),
        ("sin^-1(x)", "arcsin(x)"),
    ],
)
def test_what_is_typed_means_what_people_mean(typed, plain):
    if plain is None:
        with pytest.raises(NotReadable):
            read_expression(typed)
        return
    assert matches(read_expression(typed), read_expression(plain), Judge()) is True


@pytest.mark.parametrize(
    ("typed", "place", "words"),
    [
        ("", 0, "nothing to read"),
        ("x+", 2, "missing at the end"),
        ("x+)", 2, "does not fit"),
        ("(x+1", 4, "missing"),
        ("x2", 1, "x^2 for a power"),
        ("2 3", 2, "sign is missing"),
        ("a # b", 2, "no meaning"),
        (r"\foo x", 0, "no meaning"),
        ("x^", 2, "missing at the end"),
        ("|x", 2, "missing"),
        ("x = = 2", 4, "does not fit"),
        ("(" * 60 + "x", 31, "too deep"),
        ("-" * 150 + "x", 30, "too deep"),
        ("2^" * 60 + "2", 60, "too deep"),
        ("√" * 100 + "2", 30, "too deep"),
        ("sin " * 40 + "x", 60, "too deep"),
        ("9" * 41, 0, "too long"),
        ("x+" * 101, 200, "too long"),
        ("x=1 or x=2 and x=3", 0, "either"),
        ("{(1, 2], 3}", 1, "no element"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(typed, place, words):
    with pytest.raises(NotReadable, match=r".") as refused:
        read_expression(typed)
    assert words in str(refused.value)
    assert abs(refused.value.place - place) <= 1


def test_a_comma_is_read_in_every_way_that_it_may_mean():
    assert len(readings("1,234")) == 3
    assert len(readings("1.5")) == 1
    assert len(readings("2x")) == 1


def test_lakhs_are_one_number_among_the_readings():
    wanted = read_expression("100000x")
    assert any(matches(reading, wanted, Judge()) is True for reading in readings("1,00,000x"))
    assert all(reading != wanted for reading in readings("1,00,0000x"))


def test_letters_of_the_question_are_read_whole():
    assert matches(read_expression("ab", letters=["ab"]), read_expression("a*b"), Judge()) is False
    assert matches(read_expression("ab"), read_expression("a*b"), Judge()) is True
    assert matches(read_expression("X+1", letters=["x"]), read_expression("x+1"), Judge()) is True


def test_no_name_reaches_python():
    with pytest.raises(NotReadable):
        read_expression("__import__('os').system('true')")
