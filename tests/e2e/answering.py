"""Questions of `every_kind`, answered by keys alone."""

from content.models import Question
from tests.e2e.keyboard import Keyboard

MOST_CHOICES = 8
TYPED = {
    "number": (["1"], ["3/4 cm"]),
    "text": (["half"], ["a quarter"]),
    "expression": (["2x+1"], ["2x + 2"]),
    "cloze": (["12", "third"], ["12", "quarter"]),
}
CHOSEN = {
    "single": (["Four parts"], ["One of four equal parts"]),
    "multiple": (["Four parts"], ["One of four equal parts", "A quarter"]),
    "hotspots": (["middle"], ["upper left part"]),
}
MATCHED = (["0.25", "0.25"], ["0.5", "0.25"])
ORDERED = ["a half", "a third", "a quarter"]
NAMED = "document.activeElement.closest('label').querySelector('.name, .prose').textContent.trim()"
OPTIONS_DOWN = """(words) => [...document.activeElement.options]
  .findIndex((one) => one.textContent.split(' · ').at(-1) === words) - document.activeElement.selectedIndex"""
IS_LAST = """(() => {
  const { activeElement } = document;
  return [...activeElement.closest("form").querySelectorAll("label input")].at(-1) === activeElement;
})()"""
ORDER = (
    "(form) => [...document.querySelectorAll(`${form} .place .prose`)].map((one) => one.textContent.trim())"
)


def answer(keys: Keyboard, question: Question, *, rightly: bool) -> None:
    """Answer a question that is open, and send the answer."""
    form, kind = f"#answer-{question.pk}", question.kind
    if kind in TYPED:
        _fill(keys, form, TYPED[kind][rightly])
        keys.press("Enter")
        return
    if kind in CHOSEN:
        _choose(keys, form, CHOSEN[kind][rightly])
        keys.press("Enter")
        return
    if kind == "matching":
        for place, words in enumerate(MATCHED[rightly]):
            keys.to(f"{form} .pair:nth-child({place + 1}) select")
            # By its place: a number before it may have digits that this keyboard has not.
            down = keys.page.evaluate(OPTIONS_DOWN, words)
            for _ in range(abs(down)):
                keys.page.keyboard.press("ArrowDown" if down > 0 else "ArrowUp")
    else:
        _order(keys, form, ORDERED if rightly else ORDERED[::-1])
    keys.do(f"#check-{question.pk}")


def _fill(keys: Keyboard, form: str, texts: list[str]) -> None:
    for place, text in enumerate(texts):
        box = f"{form} input[type=text]"
        keys.to(f"{form} [name=gap-{place}]" if len(texts) > 1 else box)
        keys.page.keyboard.press("Control+A")
        keys.type(text)


def _choose(keys: Keyboard, form: str, names: list[str]) -> None:
    """Go among the choices, by Tab where each is a stop and by arrows where the group is one."""
    keys.to(f"{form} label:first-of-type input[type=checkbox], {form} input[type=radio]")
    for _ in range(MOST_CHOICES):
        is_radio = keys.page.evaluate("document.activeElement.type === 'radio'")
        is_meant = keys.page.evaluate(NAMED) in names
        is_chosen = keys.page.evaluate("document.activeElement.checked")
        if is_meant is not is_chosen and (is_meant or not is_radio):
            keys.press("Space")
        if is_meant and is_radio:
            return
        if not is_radio and keys.page.evaluate(IS_LAST):
            return
        keys.press("ArrowDown" if is_radio else "Tab")
    raise AssertionError(f"no way to {names}")


def _order(keys: Keyboard, form: str, wanted: list[str]) -> None:
    """Move each item up to its place, by its own button."""
    for place, words in enumerate(wanted):
        while (at := keys.page.evaluate(ORDER, form).index(words)) > place:
            keys.do(f"{form} .place:nth-child({at + 1}) [data-by='-1']")
