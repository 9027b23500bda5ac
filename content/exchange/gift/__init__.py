r"""Questions from Moodle's GIFT format, read carefully: what fits is taken, what does not is reported.

Read are one and several choices, true and false, short answers, numbers, matching pairs and missing
words. Essays, descriptions and whatever contradicts itself are skipped, with line and reason. No database.

Source of the format: Moodle documentation, "GIFT format".
"""

import json
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, replace

from django.utils.text import slugify

from content.coursefiles.documents import QuestionDoc
from content.coursefiles.faults import FaultList
from content.coursefiles.texts import TextChecker
from content.exchange.gift.answers import Unfit, read_answers
from content.exchange.gift.blocks import Block, blocks_of, restored
from content.exchange.gift.texts import BLANK, SHOWN_BLANK, Texts
from content.language import gettext, gettext_noop, ngettext
from content.questions import InvalidSpec, parse_spec, spec_texts
from content.questions.cloze import CLOZE_PROMPT, gap_mark, without_marks
from content.texts.foreign import words_of
from content.texts.gaps import misplaced_gaps
from content.texts.slugs import FreeSlugs

MOST_QUESTIONS = 1000
"""The most questions that one text brings in."""
_LONGEST_TITLE = 300
_SHORT = 60
_WITHOUT = gettext_noop("a text of GIFT brings no %(what)s along; the question is taken without it.")


@dataclass(frozen=True)
class Skipped:
    """A question that was not taken, or not all of it: where it begins, its first words, and why."""

    line: int
    start: str
    reason: str


@dataclass(frozen=True)
class GiftItem:
    """One entry that was taken: a question, or a description that asks nothing, with what stands around it.

    Attributes:
        line: where it begins, from 1.
        category: its path as `$CATEGORY:` has it, its names parted by slashes.
        description: Markdown, of an entry that asks nothing.
        key, tags: as a comment before it has them, `[id:...]` and `[tag:...]`.
        dropped: kinds of things that were left out of its texts, such as pictures.
    """

    line: int
    title: str
    category: str
    question: QuestionDoc | None
    description: str = ""
    key: str = ""
    tags: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True)
class GiftReport:
    """What came of a file."""

    items: tuple[GiftItem, ...]
    skipped: tuple[Skipped, ...]

    @property
    def questions(self) -> tuple[QuestionDoc, ...]:
        """The questions that were taken."""
        return tuple(item.question for item in self.items if item.question is not None)


def read_gift(
    source: str,
    *,
    known: Iterable[tuple[str, str, object]] = (),
    most: int | None = None,
    with_descriptions: bool = False,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> GiftReport:
    """Return the questions of a GIFT text, and what was skipped.

    What is `known` by its kind, prompt and specification is skipped, too: a page that is loaded again
    brings nothing twice. Where one answer is right, another's share of the points makes it no less wrong.
    `on_progress` hears, question by question, how many lines are read and how many there are.
    """
    asked = {_identity(*question) for question in known}
    most = MOST_QUESTIONS if most is None else most
    slugs = FreeSlugs()
    items: list[GiftItem] = []
    skipped = []
    lines = source.count("\n") + 1
    for block in blocks_of(source):
        on_progress(block.line, lines)
        try:
            item = _read_item(block, slugs=slugs, asked=asked, with_descriptions=with_descriptions)
            if len(items) == most:
                raise Unfit(
                    ngettext(
                        "more than %(most)s question came at once",
                        "more than %(most)s questions came at once",
                        most,
                    )
                    % {"most": most}
                )
            items.append(item)
            skipped += [
                Skipped(item.line, item.title, gettext(_WITHOUT) % {"what": what}) for what in item.dropped
            ]
        except (Unfit, InvalidSpec) as error:
            skipped.append(Skipped(block.line, _start_of(block.text), f"{error}."))
    return GiftReport(tuple(items), tuple(skipped))


def _identity(kind: str, prompt: str, spec: object) -> str:
    # Whether its choices stay in their order makes no other question of it.
    if isinstance(spec, Mapping):
        spec = {name: value for name, value in spec.items() if name != "keep_order"}
    return json.dumps([kind, prompt, spec], sort_keys=True)


def _start_of(text: str) -> str:
    return " ".join(restored(text[:400]).split())[:60]


def _read_item(block: Block, *, slugs: FreeSlugs, asked: Container[str], with_descriptions: bool) -> GiftItem:
    if block.problem:
        raise Unfit(block.problem)
    title, text = _take_title(block.text.strip())
    opening, closing = text.find("{"), text.rfind("}")
    texts = Texts()
    if opening < 0:
        if not with_descriptions:
            raise Unfit(gettext("it is a description without a question"))
        return _item(block, title, texts, None, description=_checked(texts.prompt(text)))
    before, inside, after = text[:opening], text[opening + 1 : closing], text[closing + 1 :]
    prompt = texts.prompt(f"{before}{BLANK}{after}" if after.strip() else before)
    if not prompt:
        raise Unfit(gettext("it has no text"))
    kind, spec = read_answers(inside, texts)
    shown = prompt.replace(BLANK, SHOWN_BLANK)
    question = plain = QuestionDoc("", kind, shown, spec)
    parse_spec(kind, spec)
    if BLANK in prompt and kind in ("text", "number"):
        question = _with_gap(plain, prompt)
    # A step that asks it since gaps were only shown asks it, too.
    if any(_identity(one.kind, one.prompt, one.spec) in asked for one in (plain, question)):
        raise Unfit(gettext("the step asks it already"))
    _checked(question.prompt, *(text for _, text in spec_texts(question.spec)))
    slug = slugs.take(slugify(title or shown)[:40].strip("-") or "question")
    return _item(block, title or words_of(shown)[:_SHORT], texts, replace(question, slug=slug))


def _with_gap(question: QuestionDoc, text: str) -> QuestionDoc:
    """Return a question that is typed into the middle of its text, unless no field can stand there."""
    filled = without_marks(text).replace(BLANK, gap_mark(1))
    if any(misplaced_gaps(filled)):
        return question
    always = {name: value for name, value in question.spec.items() if name == "feedback_always"}
    own = {name: value for name, value in question.spec.items() if name not in always}
    spec = {**always, "text": filled, "gaps": [{"kind": question.kind, **own}]}
    return replace(question, kind="cloze", prompt=gettext(CLOZE_PROMPT), spec=spec)


def _item(
    block: Block, title: str, texts: Texts, question: QuestionDoc | None, *, description: str = ""
) -> GiftItem:
    return GiftItem(
        line=block.line,
        title=title or words_of(description)[:_SHORT],
        category=block.category,
        question=question,
        description=description,
        key=block.key,
        tags=block.tags,
        dropped=tuple(texts.dropped),
    )


def _take_title(text: str) -> tuple[str, str]:
    end = text.find("::", 2) if text.startswith("::") else -1
    if end < 0:
        return "", text
    return " ".join(restored(text[2:end]).split())[:_LONGEST_TITLE], text[end + 2 :]


def _checked(*texts: str) -> str:
    """Return the first text; refuse pictures, which GIFT cannot bring, and formulas that cannot be shown.

    Raises:
        Unfit: there is one.
    """
    faults = FaultList()
    checker = TextChecker((), faults)
    for text in texts:
        checker.check(text, file="", line=1)
    if faults.faults:
        raise Unfit(faults.faults[0].reason)
    return texts[0]
