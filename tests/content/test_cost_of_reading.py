"""What is twice as long takes twice the work to read, whatever it says."""

import pytest

from content.coursefiles import read_course
from content.coursefiles.archives import files_in_zip
from content.coursefiles.faults import FaultList
from content.coursefiles.lined import read_yaml
from content.exchange.exporting import zip_files
from content.exchange.gift import read_gift
from content.exchange.readers import Source, read_source
from content.exchange.readers.documents import Wanted
from content.texts.images import read_image
from content.texts.slugs import FreeSlugs
from tests.content.coursefolder import COURSE, LESSON, PRACTICE, course_files
from tests.content.oatutortree import checkout, hint, problem, step
from tests.growth import LINEAR, cost_of_doubling

GIFTS = {
    "questions": (100, lambda n: "\n\n".join(f"::Q{k}:: Is {k} even? {{T}}" for k in range(n))),
    "signs that might be tags": (4000, lambda n: f"Is a {'<b ' * n} less? {{T}}"),
    "spaces between answers": (4000, lambda n: f"Which? {{=a {' ' * n} x ~b}}"),
    "many answers": (400, lambda n: "Which? {" + "".join(f"~{k} " for k in range(n)) + "=x}"),
    "a title that does not end": (4000, lambda n: f"::{'a ' * n}{{T}}"),
    "an open brace": (4000, lambda n: "Which {" + "=a\n" * n),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", GIFTS)
def test_gift_that_is_twice_as_long_costs_twice_as_much(kind):
    size, make = GIFTS[kind]
    assert cost_of_doubling(read_gift, make, size=size) < LINEAR


def _tree(number: int = 1, text: str = "What?", hints: int = 0, **changes: object) -> dict[str, bytes]:
    listed = [hint(f"h{k}", "Count.", f"h{k + 1}") for k in range(hints)]
    asked = step(stepTitle=text, **changes)
    return checkout(*(problem(f"sum{k}", asked, title=text, hints={"a": listed}) for k in range(number)))


TREES = {
    "problems": (40, lambda n: _tree(n)),
    "formulas": (100, lambda n: _tree(text="$$x$$ and " * n)),
    "formulas that do not end": (200, lambda n: _tree(text="$$x\\n" * (2 * n + 1))),
    "pictures that are not there": (200, lambda n: _tree(text="##a.gif## " * n)),
    "fractions within fractions": (100, lambda n: _tree(text="$$" + r"\frac{1}{" * n + "2" + "}" * n + "$$")),
    "hints that wait for others": (400, lambda n: _tree(hints=n)),
    "answers": (200, lambda n: _tree(stepAnswer=[str(k) for k in range(n)])),
    "lists of numbers": (400, lambda n: _tree(text="@{a} " * n, variabilization={"a": ["1", "2"] * n})),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", TREES)
def test_oatutors_files_that_are_twice_as_long_cost_twice_as_much(kind):
    size, make = TREES[kind]
    cost = cost_of_doubling(lambda files: read_source(Source("oatutor", files), Wanted()), make, size=size)
    assert cost < LINEAR


YAMLS = {
    "a list": (1000, lambda n: "a:\n" + "- b\n" * n),
    "names": (500, lambda n: "".join(f"k{k}: b\n" for k in range(n))),
    "one long text": (5000, lambda n: f"a: |\n{' b' * n}"),
    "anchors": (500, lambda n: "a:\n" + "".join(f"- &a{k} b\n" for k in range(n))),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", YAMLS)
def test_yaml_that_is_twice_as_long_costs_twice_as_much(kind):
    size, make = YAMLS[kind]
    cost = cost_of_doubling(lambda text: read_yaml(text, file="a", faults=FaultList()), make, size=size)
    assert cost < LINEAR


def course_of(lessons: int) -> dict[str, bytes]:
    folders = [f"l{number}" for number in range(lessons)]
    files = {f"{folder}/lesson.yaml": LESSON.replace("a-half", folder) for folder in folders}
    files |= {f"{folder}/01-turn.md": PRACTICE for folder in folders}
    course = COURSE.replace("[01-a-half]", f"[{', '.join(folders)}]")
    return course_files(
        **files,
        **{"course.yaml": course, "01-a-half/lesson.yaml": None, "rules.yaml": None, "images/pie.svg": None},
        **{"01-a-half/01-what.md": None, "01-a-half/02-turn.md": None},
    )


@pytest.mark.slow
def test_a_course_of_twice_as_many_lessons_costs_twice_as_much():
    assert len(read_course(course_of(4)).lessons) == 4
    assert cost_of_doubling(read_course, course_of, size=10) < LINEAR


@pytest.mark.slow
def test_a_zip_of_twice_as_many_files_costs_twice_as_much():
    def make(number: int) -> bytes:
        return zip_files({f"{name}.md": b"x" for name in range(number)}, folder="any")

    assert cost_of_doubling(files_in_zip, make, size=200) < LINEAR


PICTURES = {
    "shapes": (500, lambda n: "<circle r='4'/>" * n),
    "styles": (500, lambda n: "<g style='fill:red;stroke:blue'/>" * n),
    "one long path": (20_000, lambda n: f"<path d='{'M1 1 ' * n}'/>"),
    "one long style": (5000, lambda n: f"<style>{'url(#a) ' * n}</style>"),
    "one long address": (5000, lambda n: f"<style>url({' ' * n}#a)</style>"),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", PICTURES)
def test_a_picture_of_twice_the_size_costs_twice_as_much(kind):
    size, make = PICTURES[kind]

    def picture(number: int) -> bytes:
        return f'<svg xmlns="http://www.w3.org/2000/svg">{make(number)}</svg>'.encode()

    assert cost_of_doubling(lambda data: read_image("a.svg", data), picture, size=size) < LINEAR


@pytest.mark.slow
def test_slugs_of_twice_as_many_parts_of_one_name_cost_twice_as_much():
    def take(number: int) -> None:
        slugs = FreeSlugs()
        assert len({slugs.take("a") for _ in range(number)}) == number

    assert cost_of_doubling(take, int, size=2000) < LINEAR


@pytest.mark.slow
def test_work_that_grows_with_the_square_is_told_from_work_that_does_not():
    assert cost_of_doubling(lambda n: [sum(range(n)) for _ in range(n)], int, size=200) > LINEAR
    assert cost_of_doubling(lambda n: sum(range(1000 * n)), int, size=200) < LINEAR


GIFTS_OF_BRACES = {
    "braces left open": (300, lambda n: "\n\n".join(f"Q{k} {{=a ~b" for k in range(n))),
    "questions without blank lines": (300, lambda n: "\n".join(f"Q{k} {{=a ~b}}" for k in range(n))),
    "paragraphs in a brace": (1000, lambda n: "Q {=a\n" + "\n~b {\n" * n),
    "formulas that do not end": (3000, lambda n: f"Is {'$ ' * n} and {'(' * n} true? {{T}}"),
    "tags that do not end": (3000, lambda n: f"[html]{'<b class=' * n} {{T}}"),
    "tags in tags": (1000, lambda n: f"[html]{'<b>' * n} x {{T}}"),
    "attributes": (3000, lambda n: f"[html]<b {'a=b ' * n} x {{T}}"),
    "a tag of attributes that does not end": (3000, lambda n: f"[html]<b{' a=b/' * n} {{T}}"),
    "a tag of spaces that does not end": (3000, lambda n: f"[html]<b{' ' * n}= {{T}}"),
    "a value that does not end": (3000, lambda n: f"[html]<b a={'b/' * n} {{T}}"),
    "cells": (500, lambda n: f"[html]<table>{'<tr><td>a</td></tr>' * n}</table> {{T}}"),
    "stars": (300, lambda n: f"Q {{={'*a' * n}}}"),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", GIFTS_OF_BRACES)
def test_gift_of_strange_shape_that_is_twice_as_long_costs_twice_as_much(kind):
    size, make = GIFTS_OF_BRACES[kind]
    assert cost_of_doubling(read_gift, make, size=size) < LINEAR
