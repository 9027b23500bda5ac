"""What a simulated student finds on a page, and what is sent back: a guess is as real as knowledge."""

import random
import re
from uuid import uuid4

ANSWER_FORM = re.compile(r'<form id="answer-\d+"[^>]*action="([^"]+)".*?</form>', re.DOTALL)
# The state of the hint form stands above it, with the hints.
HINT_FORM = re.compile(
    r'name="rung" value="(?P<rung>\d+)".*?<form id="hint-form-\d+"[^>]*action="(?P<action>[^"]+)"', re.DOTALL
)
HAND_FORM = re.compile(
    r'<form id="hand"[^>]*action="([^"]+)".*?name="session" value="(\d+)".*?name="raised" value="(\w+)"',
    re.DOTALL,
)
ADAPTATION_FORM = re.compile(r'action="(/adaptations/\d+/(\w+)/)"')
SEEN = re.compile(r'name="seen" value="(\w+)"')
STEP = re.compile(r'name="step" value="(\d+)"')
TRIES = re.compile(r'name="tries" value="(\d+)"')
VERSION = re.compile(r'name="version" value="([\w.]+)"')
SELECT = re.compile(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', re.DOTALL)
CHOICE = re.compile(r'name="(choice|spot)" value="(\w+)"')
TYPED_GAP = re.compile(r'<input id="gap-[^>]* name="(gap-\d+)"')

QUESTION = re.compile(r'<section[^>]*id="question-(\d+)".*?</section>', re.DOTALL)


def fresh_id() -> str:
    """Return what a page puts into each of its forms."""
    return str(uuid4())


def put_in_place(page: str, part: str) -> str:
    """Return the page after htmx has put a reply into it: a whole step, a question, or the class bar."""
    if "<html" in part:
        return part
    if 'id="step"' in part:
        return part + "".join(hand[0] for hand in HAND_FORM.finditer(page))
    if question := QUESTION.search(part):
        return QUESTION.sub(lambda old: part if old[1] == question[1] else old[0], page)
    if 'id="class-bar"' in part:
        return HAND_FORM.sub("", page) + part
    return page


def make_answer(form: str, chance: random.Random) -> dict[str, object]:
    """Guess: any choice, any number, any order, any pairs."""
    tries = TRIES.search(form)
    answer: dict[str, object] = {"submission_id": fresh_id(), "tries": tries[1] if tries else "0"}
    version = VERSION.search(form)
    if version:
        answer["version"] = version[1]
    choices = CHOICE.findall(form)
    if choices:
        name, value = chance.choice(choices)
        answer[name] = value
    for name in TYPED_GAP.findall(form):
        answer[name] = str(chance.randint(1, 12))
    for name in ("number", "text", "expression"):
        if f'name="{name}"' in form:
            answer[name] = str(chance.randint(1, 12))
    selects = [
        (name, re.findall(r'<option value="([^"]+)"', options)) for name, options in SELECT.findall(form)
    ]
    order = [options for name, options in selects if name == "order"]
    if order:
        answer["order"] = chance.sample(order[0], len(order[0]))
    answer |= {name: chance.choice(options) for name, options in selects if name != "order"}
    return answer


def react(html: str, chance: random.Random) -> tuple[str, dict[str, object]] | None:
    """Return where to send what about an adaptation that has come; `None` to let it be."""
    where = {what: address for address, what in ADAPTATION_FORM.findall(html)}
    seen = SEEN.search(html)
    state: dict[str, object] = {"submission_id": fresh_id(), "seen": seen[1] if seen else ""}
    if "accept" in where:
        # What was folded away can only be shown again.
        is_refused = "undo" in where and chance.random() < 0.3
        return where["undo" if is_refused else "accept"], state
    if "judge" not in where or chance.random() < 0.3:
        return None
    if chance.random() < 0.2:
        return where["undo"], state
    return where["judge"], {**state, "helped": "yes" if chance.random() < 0.7 else "no"}
