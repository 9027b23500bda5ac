"""Moodle's texts with gaps, filled by typing, choosing or dragging, as one question of several gaps.

Where no cloze of ours can hold them, they are a text with numbered gaps and a question for each.
"""

import re
from collections.abc import Sequence
from html import unescape

from content.exchange.readers.moodle.cloze import Gap, gaps_in
from content.exchange.readers.moodle.elements import Entry, text_of
from content.exchange.readers.moodle.specs import (
    Spec,
    Taken,
    Unfit,
    choice_spec,
    common_feedback,
    note_shares,
    numeric_spec,
    question_of,
    text_spec,
)
from content.exchange.readers.moodle.texts import BLANK, Texts
from content.language import gettext, gettext_noop
from content.questions.cloze import CLOZE_PROMPT, GAP_KINDS, GAP_MARK, MOST_GAPS, gap_mark, without_marks
from content.texts.gaps import misplaced_gaps

APART = gettext_noop(
    "gaps that stand in formulas, take several answers, or are more than %(most)s"
    " become questions of their own below the text"
)
_MARK = f"{chr(0xE021)}%d{chr(0xE022)}"
_MARKED = re.compile(f"{chr(0xE021)}(\\d+){chr(0xE022)}")


def read_cloze(entry: Entry, texts: Texts) -> Taken:
    """Return a text with embedded answers.

    Raises:
        Unfit: it has no gap, or one that makes no sense.
    """
    raw, gaps = gaps_in(text_of(entry.element.find("questiontext")), mark=_MARK)
    if not gaps:
        raise Unfit(gettext("it has no gap"))
    for gap in gaps:
        note_shares(texts, gap.kind, [share for _, share, _ in gap.answers])
    return _gapped(entry, texts, raw, [_gap_spec(gap, texts) for gap in gaps])


def _gap_spec(gap: Gap, texts: Texts) -> tuple[str, Spec]:
    answers = [(text, share, texts.markdown(feedback)) for text, share, feedback in gap.answers]
    # What is typed is no HTML, though it stands in one.
    typed = [(unescape(text), share, feedback) for text, share, feedback in answers]
    if gap.kind == "number":
        return "number", numeric_spec(typed)
    if gap.kind == "text":
        return "text", text_spec(typed, ignore_case=not gap.is_exact)
    shown = [texts.markdown(text) for text, _, _ in answers]
    told = [feedback for _, _, feedback in answers]
    kind, spec = choice_spec(shown, [share for _, share, _ in answers], told, is_single=gap.kind == "single")
    return kind, spec if gap.is_shuffled else {**spec, "keep_order": True}


def read_gap_select(entry: Entry, texts: Texts) -> Taken:
    """Return a text whose gaps are filled from lists, by choosing or by dragging.

    Raises:
        Unfit: it has no gap, or one for a word that is not on the list.
    """
    boxes = [
        (texts.markdown(text_of(box)), text_of(box.find("group")) or "1")
        for box in entry.element
        if box.tag in ("selectoption", "dragbox")
    ]
    source = text_of(entry.element.find("questiontext"))
    numbers = [int(found[1]) for found in GAP_MARK.finditer(source)]
    if not numbers or not all(1 <= number <= len(boxes) for number in numbers):
        missing = gettext("a gap asks for a word that is not on the list")
        raise Unfit(missing if numbers else gettext("it has no gap"))
    marks = (_MARK % number for number in range(1, len(numbers) + 1))
    raw = GAP_MARK.sub(lambda found: next(marks), source)
    is_kept = entry.element.find("shuffleanswers") is not None and not entry.flag("shuffleanswers")
    return _gapped(entry, texts, raw, [_list_spec(number, boxes, is_kept) for number in numbers])


def _list_spec(number: int, boxes: Sequence[tuple[str, str]], is_kept: bool) -> tuple[str, Spec]:
    right, group = boxes[number - 1]
    offered = list(dict.fromkeys(text for text, of_group in boxes if of_group == group))
    if len(offered) < 2:
        return "text", {"accepted": [right], "ignore_case": True}
    spec: Spec = {"choices": [{"text": text, "correct": text == right} for text in offered]}
    return "single", {**spec, "keep_order": True} if is_kept else spec


def _gapped(entry: Entry, texts: Texts, raw: str, specs: Sequence[tuple[str, Spec]]) -> Taken:
    """Return a text, in which `_MARK` stands for each gap, as one question."""
    source = entry.element.find("questiontext")
    shown = texts.markdown(raw, "html" if source is None else source.get("format") or "html")
    text = _MARKED.sub(lambda found: gap_mark(int(found[1])), without_marks(shown))
    is_fit = len(specs) <= MOST_GAPS and all(kind in GAP_KINDS for kind, _ in specs)
    if not is_fit or any(misplaced_gaps(text)):
        texts.note(gettext(APART) % {"most": MOST_GAPS})
        return _apart(entry, texts, shown, specs)
    gaps = [{"kind": kind, **spec} for kind, spec in specs]
    spec = {**common_feedback(entry, texts), "text": text, "gaps": gaps}
    return "", [question_of(entry, texts, "cloze", spec, prompt=gettext(CLOZE_PROMPT))]


def _apart(entry: Entry, texts: Texts, shown: str, specs: Sequence[tuple[str, Spec]]) -> Taken:
    """Return the text of a step and a question for each of its gaps."""
    blank = texts.markdown(BLANK)
    common = common_feedback(entry, texts)
    if len(specs) == 1:
        kind, spec = specs[0]
        prompt = _MARKED.sub(lambda found: blank, shown)
        return "", [question_of(entry, texts, kind, {**common, **spec}, prompt=prompt)]
    return _MARKED.sub(lambda found: f"{blank} ({found[1]})", shown), [
        question_of(
            entry, texts, kind, {**common, **spec}, prompt=f"{blank} ({number})", slug=f"gap-{number}"
        )
        for number, (kind, spec) in enumerate(specs, start=1)
    ]
