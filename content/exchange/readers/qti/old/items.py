"""An item of QTI 1.2 as a step with its questions: Common Cartridge's kinds, Canvas's own, and plain ones."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from html import escape
from xml.etree.ElementTree import Element

from content.coursefiles.documents import QuestionDoc
from content.exchange.readers.banks import Bank, Item
from content.exchange.readers.qti.checking import checked
from content.exchange.readers.qti.composing import Asked, compose
from content.exchange.readers.qti.interactions import MOST_INTERACTIONS, MOST_OPTIONS
from content.exchange.readers.qti.model import UNFIT, Declared, Interaction, Option, Spec, Trial
from content.exchange.readers.qti.old.blackboard import plain_blackboard
from content.exchange.readers.qti.old.brightspace import plain_brightspace
from content.exchange.readers.qti.old.calculated import Calculated, read_calculated
from content.exchange.readers.qti.old.marking import OldProcessing
from content.exchange.readers.qti.specs import specs_of
from content.exchange.readers.qti.specs.feedback import joined
from content.exchange.readers.qti.specs.typed import known
from content.exchange.readers.qti.texts import Texts, mark
from content.exchange.readers.qti.tree import (
    Unfit,
    attribute,
    child,
    children,
    first_child,
    name_of,
    text_of,
    within,
)
from content.language import gettext as _
from content.questions.cloze import CLOZE_PROMPT, GAP_MARK
from content.texts.foreign import words_of

_RESPONSES = ("response_lid", "response_str", "response_num", "response_grp", "response_xy")
_HTML = re.compile(
    r"<(?:p|div|br|b|i|em|strong|span|img|sub|sup|ul|ol|table)[\s/>]|&(?:\w+|#\d+);", re.IGNORECASE
)
_GAP = re.compile(r"\[([\w -]{1,80})\]")
_TITLE_LETTERS = 60
_NO_TITLE = re.compile(r"(?:question|item)?\s*\d*", re.IGNORECASE)
_UNFIT = {
    "essay_question": "essay",
    "cc.essay.v0p1": "essay",
    "file_upload_question": "file",
    "cc.pattern_match.v0p1": "pattern",
}
_AROUND = ("hint", "hintmaterial", "solution", "solutionmaterial", "presentation_material")
_INFORMING = ("text_only_question",)
_NUMERIC_TYPES = ("numerical_question",)


def read_old_item(
    bank: Bank, element: Element, *, path: str, where: str, tags: tuple[str, ...], mixes: bool
) -> Item:
    """Return a step for an item; `mixes` says that its test mixes choices where the item says nothing.

    Raises:
        Unfit, InvalidSpec: it cannot be taken.
    """
    return _OldItem(bank, element, Texts(bank, path, where=where), mixes=mixes).read(tags)


def words_of_part(bank: Bank, element: Element, texts: Texts) -> str:
    """Return the Markdown of what stands before a test's items: its description or its instructions.

    Raises:
        Unfit: it is too large.
    """
    return _OldItem(bank, element, texts, mixes=True).markdown()


def metadata_of(element: Element) -> dict[str, str]:
    """Return the fields that systems add to an item or test, by their labels."""
    found = {}
    # Brightspace writes the name of a field with another underscore.
    names = ("qtimetadatafield", "qti_metadatafield")
    for field in within(first_child(element, "itemmetadata", "qtimetadata"), *names):
        found[text_of(child(field, "fieldlabel")).lower()] = text_of(child(field, "fieldentry"))
    return found


class _OldItem:
    """Reads one item."""

    def __init__(self, bank: Bank, element: Element, texts: Texts, *, mixes: bool) -> None:
        self._bank, self._element, self._texts, self._mixes = bank, element, texts, mixes
        data = metadata_of(element)
        kind = plain_blackboard(element) or plain_brightspace(element, data.get("qmd_questiontype", ""))
        self._marker = OldProcessing(element)
        self._kind = (
            kind or data.get("question_type") or data.get("cc_profile") or data.get("qmd_itemtype", "")
        )
        self._responses: list[Element] = []
        self._calculated: Calculated | None = None

    def read(self, tags: tuple[str, ...]) -> Item:
        self._refuse()
        if self._kind == "calculated_question":
            self._calculated = read_calculated(self._element)
        html = "".join(self._flow(child(self._element, "presentation")))
        if len(self._responses) > MOST_INTERACTIONS:
            raise Unfit(_("it asks for more than %(most)s things") % {"most": MOST_INTERACTIONS})
        feedback = {
            attribute(told, "ident"): self._texts.html("".join(self._flow(told)))
            for told in children(self._element, "itemfeedback")
        }
        found = self._interactions()
        html = self._with_gaps(html, found)
        asked = self._with_hints(self._matching(found, feedback) or self._asked(found, feedback))
        text = self._texts.html(html)
        body, questions = compose(text, asked) if asked else (text.strip(), [])
        return checked(
            Item(
                title=self._title(body or (_asked_text(questions[0]) if questions else "")),
                body=body,
                questions=tuple(questions),
                key=attribute(self._element, "ident"),
                tags=tags,
            ),
            self._texts,
        )

    def _with_hints(self, asked: list[Asked]) -> list[Asked]:
        """Return questions, the first with the hints that Brightspace has beside what is asked."""
        hints = [self._texts.html("".join(self._flow(hint))) for hint in children(self._element, "hint")]
        return [replace(asked[0], hints=tuple(filter(None, hints))), *asked[1:]] if asked and hints else asked

    def markdown(self) -> str:
        """Return all that stands in it."""
        return self._texts.html("".join(self._flow(self._element)))

    def _title(self, text: str) -> str:
        title = " ".join(attribute(self._element, "title").split())
        # "Question 7" of a bank says nothing about it, and changes when one before it goes.
        return words_of(text)[:_TITLE_LETTERS] if _NO_TITLE.fullmatch(title) else title

    def _refuse(self) -> None:
        reasons = {
            "essay": _("it is an essay, which nobody here can mark at once"),
            "file": _("it asks for a file"),
            "pattern": _("its answer is a pattern of letters"),
        }
        reason = _UNFIT.get(self._kind)
        if reason:
            raise Unfit(reasons[reason])

    def _flow(self, element: Element | None) -> Iterator[str]:
        """Yield what stands in a part of an item as HTML, with a mark for each response."""
        for part in () if element is None else element:
            name = name_of(part)
            if name in ("material", "material_ref"):
                yield f"<div>{''.join(self._material(part))}</div>"
            elif name in _RESPONSES:
                self._responses.append(part)
                yield self._response_mark(part)
            elif name in ("flow", "flow_mat", *_AROUND):
                yield from self._flow(part)

    def _response_mark(self, element: Element) -> str:
        shown = mark(len(self._responses) - 1)
        return shown if child(element, "render_fib") is not None else f"<p>{shown}</p>"

    def _material(self, element: Element) -> Iterator[str]:
        for part in element:
            name = name_of(part)
            if name in ("mattext", "matemtext"):
                yield self._text(part)
            elif name == "mat_extension":
                yield from self._material(part)
            elif name == "mat_formattedtext":
                # Blackboard's; HTML or plain text, whatever it holds.
                is_html = attribute(part, "type").lower() in ("html", "smart_text")
                yield (part.text or "") if is_html else escape(part.text or "", quote=False)
            elif name == "matimage":
                words = attribute(part, "label") or text_of(part)
                yield f'<img src="{escape(attribute(part, "uri"))}" alt="{escape(words)}">'
            elif name in ("mataudio", "matvideo"):
                yield f"<{name[3:]}></{name[3:]}>"
            elif name == "matbreak":
                yield "<br>"

    def _text(self, element: Element) -> str:
        inside = element.text or ""
        if len(element):
            inside = _inner(element)
        if self._calculated is not None:
            inside = self._calculated.put_in(inside)
        kind = attribute(element, "texttype").lower()
        if "html" in kind or len(element) or (not kind and _HTML.search(inside)):
            return inside
        return escape(inside, quote=False)

    def _interactions(self) -> list[tuple[int, Interaction]]:
        return [(place, self._interaction(element)) for place, element in enumerate(self._responses)]

    def _interaction(self, element: Element) -> Interaction:
        response = attribute(element, "ident")
        cardinality = attribute(element, "rcardinality", "Single").lower()
        prompt = self._texts.html("".join(self._flow_of_prompt(element)))
        if name_of(element) == "response_xy":
            return Interaction(UNFIT, response, _("it asks for a place on a picture"))
        if child(element, "render_fib") is not None:
            return Interaction("text", response, prompt, is_inline=True)
        if sum(1 for _label in within(element, "response_label")) > MOST_OPTIONS:
            raise Unfit(_("it offers more than %(most)s things to choose from") % {"most": MOST_OPTIONS})
        options = tuple(
            Option(attribute(label, "ident"), self._label(label))
            for label in within(element, "response_label")
        )
        render = child(element, "render_choice")
        shuffle = "" if render is None else attribute(render, "shuffle").lower()
        keeps = shuffle == "no" or (not shuffle and not self._mixes) or "true_false" in self._kind
        if cardinality == "ordered":
            return Interaction("order", response, prompt, options)
        is_multiple = cardinality == "multiple"
        return Interaction("choice", response, prompt, options, is_multiple=is_multiple, keeps_order=keeps)

    def _flow_of_prompt(self, element: Element) -> Iterator[str]:
        for part in children(element, "material"):
            yield from self._material(part)

    def _label(self, label: Element) -> str:
        html = "".join("".join(self._material(part)) for part in within(label, "material"))
        return " ".join(self._texts.html(html).replace("\\\n", " ").split())

    def _with_gaps(self, html: str, found: list[tuple[int, Interaction]]) -> str:
        """Put Canvas's gaps, `[name]` in the text, in the place of the responses that they name."""
        places = {one.response.removeprefix("response_"): place for place, one in found}
        named = set(_GAP.findall(html)) & places.keys()
        if not named or not self._is_gapped():
            return html
        for place in places.values():
            html = html.replace(f"<p>{mark(place)}</p>", "").replace(mark(place), "")
        taken: set[str] = set()

        def marked(gap: re.Match[str]) -> str:
            if gap[1] not in named or gap[1] in taken:
                return gap[0]
            taken.add(gap[1])
            return mark(places[gap[1]])

        return _GAP.sub(marked, html)

    def _is_gapped(self) -> bool:
        return self._kind in ("multiple_dropdowns_question", "fill_in_multiple_blanks_question")

    def _matching(self, found: list[tuple[int, Interaction]], feedback: Mapping[str, str]) -> list[Asked]:
        """Return a question of pairs, if that is what several choices with lines of their own come to."""
        choices = [one for _place, one in found if one.kind == "choice" and not one.is_multiple]
        is_said = self._kind == "matching_question"
        if len(choices) < 2 or len(choices) != len(found) or not all(one.prompt for one in choices):
            return []
        if not is_said and len({frozenset(option.text for option in one.options) for one in choices}) > 1:
            return []
        pairs, used = [], set()
        for one in choices:
            spec = self._spec(one, feedback)[0][2]
            right = [choice["text"] for choice in spec["choices"] if choice["correct"]]
            pairs.append({"left": one.prompt, "right": right[0]})
            used.add(right[0])
        others = dict.fromkeys(o.text for one in choices for o in one.options if o.text not in used)
        spec = {**self._told(feedback), "pairs": pairs, **({"others": list(others)} if others else {})}
        return [Asked(found[0][0], choices[0].response, "matching", spec)]

    def _asked(self, found: list[tuple[int, Interaction]], feedback: Mapping[str, str]) -> list[Asked]:
        asked: list[Asked] = []
        for place, one in found:
            if self._calculated is not None:
                changing = self._calculated
                spec = {**changing.spec, **self._told(feedback)}
                asked.append(
                    Asked(place, one.response, "number", spec, is_inline=True, variables=changing.variables)
                )
                continue
            if self._is_gapped():
                asked.append(replace(self._gap(place, one, feedback), whole=self._told(feedback)))
                continue
            for added, kind, spec in self._spec(one, feedback):
                if len(found) > 1:
                    spec.pop("feedback_always", None)
                prompt = "\n\n".join(filter(None, (one.prompt, added)))
                asked.append(Asked(place, one.response, kind, spec, prompt, is_inline=one.is_inline))
        return asked

    def _told(self, feedback: Mapping[str, str]) -> Spec:
        """Return what Canvas and Blackboard say by its name, where the marking of a question knows no answer.

        Formulas are marked by no condition, and pairs by a condition for each.
        """
        named = {
            "feedback_right": ("correct_fb", "correct"),
            "feedback_wrong": ("general_incorrect_fb", "incorrect"),
            "feedback_always": ("general_fb",),
        }
        found = {field: joined(feedback, names) for field, names in named.items()}
        return {field: text for field, text in found.items() if text}

    def _gap(self, place: int, one: Interaction, feedback: Mapping[str, str]) -> Asked:
        """Return one of Canvas's gaps: a list to choose from, or texts all of which are right."""
        labels = list(within(self._responses[place], "response_label"))
        is_list = self._kind == "multiple_dropdowns_question" or any(
            attribute(label, "answer_type") in ("dropdown", "wordbank") for label in labels
        )
        if is_list:
            _added, kind, spec = self._spec(one, feedback)[0]
            spec.pop("feedback_always", None)
            return Asked(place, one.response, kind, spec, is_inline=True)
        if any("regex" in attribute(label, "scoring_algorithm").lower() for label in labels):
            raise Unfit(_("its answer is a pattern of letters"))
        said = {
            text_of(label): joined(
                feedback, self._marker.mark({one.response: (attribute(label, "ident"),)}).shown
            )
            for label in labels
            if text_of(label)
        }
        words = list(said) or list(self._marker.words(one.response))
        if not words:
            raise Unfit(_("nothing declares which answer is right"))
        accepted = [known(word, said.get(word, "")) for word in words]
        return Asked(place, one.response, "text", {"accepted": accepted, "ignore_case": True}, is_inline=True)

    def _spec(self, one: Interaction, feedback: Mapping[str, str]) -> list[tuple[str, str, Spec]]:
        if one.kind == UNFIT:
            raise Unfit(one.prompt)
        declared = Declared(one.response, base_type="float" if self._is_numeric(one) else "string")
        others = [attribute(part, "ident") for part in self._responses]
        others = [name for name in others if name != one.response]
        alone = Trial(one, declared, self._marker, feedback, note=self._texts.note)
        try:
            return specs_of(alone)
        except Unfit:
            if not others:
                raise
        # A condition on all responses at once is true only where the others are right.
        held = {name: self._marker.wanted(name) for name in others}
        return specs_of(Trial(one, declared, self._marker, feedback, held, self._texts.note))

    def _is_numeric(self, one: Interaction) -> bool:
        element = next(part for part in self._responses if attribute(part, "ident") == one.response)
        render = child(element, "render_fib")
        kind = "" if render is None else attribute(render, "fibtype").lower()
        is_number = name_of(element) == "response_num" or kind in ("decimal", "integer", "scientific")
        return one.kind == "text" and (is_number or self._kind in _NUMERIC_TYPES)


def _asked_text(question: QuestionDoc) -> str:
    """Return what a question asks; the prompt of a text with gaps may be that of any other."""
    text = GAP_MARK.sub("…", str(question.spec.get("text", "")))
    return text if question.kind == "cloze" and question.prompt == _(CLOZE_PROMPT) else question.prompt


def _inner(element: Element) -> str:
    """Return the HTML in an element whose text is marked up as XML."""
    parts = [escape(element.text or "", quote=False)]
    for part in element:
        attributes = "".join(
            f' {name}="{escape(value)}"'
            for name, value in part.attrib.items()
            if name in ("src", "alt", "href")
        )
        parts.append(f"<{name_of(part)}{attributes}>{_inner(part)}</{name_of(part)}>")
        parts.append(escape(part.tail or "", quote=False))
    return "".join(parts)
