"""What normal forms and values leave open goes to child processes, which are bounded and replaced."""

import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from content.questions import InvalidResponse, parse_spec
from content.questions.expressions.algebra.equality import Setting
from content.questions.expressions.marking import Undecided, check_expression
from content.questions.expressions.notation.answers import read_expression
from content.questions.expressions.pool import Asking, Busy, Limits, Pool
from tests.content.expressions.marks import mark

pytestmark = pytest.mark.process

HARD = "(a+b+c+d+f+g+h)^60", "(a+b+c+d+f+g)^60 + h"
SETTING = Setting()


@pytest.fixture
def make_pool():
    pools = []

    def make(**limits):
        pools.append(Pool(Limits(**limits)))
        return pools[-1]

    yield make
    for pool in pools:
        pool.close()


def ask(pool, left, right, kind="equal"):
    return Asking(pool)(kind, read_expression(left), read_expression(right), SETTING)


def children():
    """Return the state of each process that this one started, by its number."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
            if int(parent) == os.getpid():
                found[int(stat.parent.name)] = state
    return found


@pytest.mark.parametrize(
    ("answer", "given"),
    [
        ("1+√2", "sqrt(3+2√2)"),
        ("|x+1|", "sqrt(x^2+2x+1)"),
        ("pi/4", "arctan 1"),
        ("x", "sin(arcsin x)"),
        ("(1+√5)/2", "2cos(pi/5)"),
        ("y=x", "(y-x)^3=0"),
        ("y=e^x", "x=ln y"),
    ],
)
def test_a_child_decides_what_is_left_open(answer, given):
    assert mark(answer, given) is True


def test_one_child_answers_again_and_again(make_pool):
    pool = make_pool()
    before = children()
    assert ask(pool, "sqrt(3+2√2)", "1+√2") is True
    begin = time.monotonic()
    assert ask(pool, "sqrt(3+2√2)", "2+√2") is False
    assert ask(pool, "arctan 1", "pi/4") is True
    assert time.monotonic() - begin < 2
    assert len(children().keys() - before.keys()) == 1


def test_a_child_that_takes_too_long_is_ended_and_replaced(make_pool):
    pool = make_pool(answer_s=0.5)
    before = children()
    assert ask(pool, "1", "1") is True
    first = children().keys() - before.keys()
    begin = time.monotonic()
    assert ask(pool, *HARD) is None
    assert time.monotonic() - begin < 2
    assert not children().keys() & first
    assert ask(pool, "arctan 1", "pi/4") is True
    assert not any(state.startswith("Z") for state in children().values())


def test_a_child_ends_when_it_takes_too_much_memory(make_pool):
    pool = make_pool(memory_bytes=1 << 20)
    assert ask(pool, "1", "1") is None
    assert not any(state.startswith("Z") for state in children().values())


def test_a_child_that_was_killed_is_replaced(make_pool):
    pool = make_pool()
    before = children()
    assert ask(pool, "1", "1") is True
    for pid in children().keys() - before.keys():
        os.kill(pid, 9)
    assert ask(pool, "arctan 1", "pi/4") in (True, None)
    assert ask(pool, "arctan 1", "pi/4") is True


def test_a_child_is_replaced_after_so_many_questions(make_pool):
    pool = make_pool(questions=1)
    before = children()
    assert ask(pool, "1", "1") is True
    assert children().keys() == before.keys()


def test_children_that_nobody_asks_end(make_pool):
    pool = make_pool(idle_s=0.1)
    before = children()
    assert ask(pool, "1", "1") is True
    until = time.monotonic() + 5
    while children().keys() != before.keys() and time.monotonic() < until:
        time.sleep(0.05)
    assert children().keys() == before.keys()


def test_whoever_finds_all_children_in_use_is_sent_back(make_pool):
    pool = make_pool(at_once=1, answer_s=3.0, turn_s=0.1)
    assert ask(pool, "1", "1") is True
    busy = threading.Thread(target=ask, args=(pool, *HARD))
    busy.start()
    time.sleep(0.3)
    spec = parse_spec("expression", {"answer": "1+√2"})
    with pytest.raises(Undecided, match="Many answers"):
        check_expression(spec, "sqrt(3+2√2)", pool=pool)
    with pytest.raises(Busy):
        ask(pool, "1", "1")
    busy.join()


def test_many_threads_share_a_few_children(make_pool):
    pool = make_pool(turn_s=20.0, answer_s=20.0)
    before, found, most = children(), [], []

    def work(number):
        found.append(ask(pool, f"sqrt({number}^2 (3+2√2))", f"{number}(1+√2)"))
        most.append(len(children().keys() - before.keys()))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(2, 14)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 12
    assert max(most) <= 2


def test_what_cannot_be_decided_is_said_and_is_no_verdict(make_pool):
    spec = parse_spec("expression", {"answer": "ln(x+sqrt(x^2+1))"})
    with pytest.raises(InvalidResponse, match="Nothing was counted"):
        check_expression(spec, "-ln(sqrt(x^2+1)-x)", pool=make_pool(answer_s=0.01))


def test_a_forked_process_has_children_of_its_own(make_pool):
    pool = make_pool()
    assert ask(pool, "1", "1") is True
    pid = os.fork()
    if pid == 0:
        found = ask(pool, "arctan 1", "pi/4")
        pool.close()
        os._exit(0 if found is True else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert ask(pool, "arctan 1", "pi/4") is True


def test_marking_imports_no_sympy():
    code = (
        "import sys\n"
        "from content.questions import check, parse_spec\n"
        "spec = parse_spec('expression', {'answer': '2x+2'})\n"
        "assert check(spec, {'expression': ['2(x+1)']}).is_correct\n"
        "sys.exit(any(name.split('.')[0] in ('sympy', 'mpmath') for name in sys.modules))"
    )
    root = Path(__file__).resolve().parents[3]
    assert subprocess.run([sys.executable, "-c", code], cwd=root).returncode == 0
