"""An item of QTI 2.0 to 3.0 as a step with its questions."""

from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from content.exchange.readers.banks import Bank, Item
from content.exchange.readers.qti.bodies import Body
from content.exchange.readers.qti.checking import checked
from content.exchange.readers.qti.composing import Asked, compose
from content.exchange.readers.qti.interactions import interactions_of
from content.exchange.readers.qti.model import UNFIT, Declared, Interaction, Spec, Trial
from content.exchange.readers.qti.processing import Processing, declarations_of, rules_of
from content.exchange.readers.qti.specs import specs_of
from content.exchange.readers.qti.texts import Texts
from content.exchange.readers.qti.tree import Unfit, attribute, child, children, flag
from content.language import gettext as _
from content.texts.foreign import words_of
from content.texts.foreign.plain import escaped_line_starts

TITLE_LETTERS = 60


def read_item(
    bank: Bank,
    root: Element,
    *,
    path: str,
    where: str,
    tags: tuple[str, ...] = (),
    templates: Mapping[str, Element],
) -> Item:
    """Return a step for an item.

    Raises:
        Unfit, InvalidSpec: it cannot be taken.
    """
    return _ItemReader(bank, root, path, where, templates).read(tags)


def _words(accepted: Any) -> str:
    return str(accepted["text"] if isinstance(accepted, dict) else accepted)


class _ItemReader:
    """Reads one item."""

    def __init__(
        self, bank: Bank, root: Element, path: str, where: str, templates: Mapping[str, Element]
    ) -> None:
        self._root, self._bank, self._where = root, bank, where
        self._texts = Texts(bank, path, where=where)
        self._body = Body(self._texts)
        self._declared = declarations_of(root)
        self._marker = Processing(root, self._declared, rules_of(root, templates))

    def read(self, tags: tuple[str, ...]) -> Item:
        self._refuse()
        body_element = child(self._root, "itemBody")
        if body_element is None:
            raise Unfit(_("it has no body"))
        # Texts that several items share stand before what each asks of them.
        shared = "".join(
            self._body.included(attribute(ref, "href"))
            for ref in children(self._root, "assessmentStimulusRef")
        )
        html = shared + self._body.html(body_element)
        feedback = dict(self._feedback())
        html, found = interactions_of(self._body, html)
        asked = self._asked(found, feedback)
        text = self._texts.html(html)
        body, questions = compose(text, asked) if found else (text.strip(), [])
        title = " ".join(attribute(self._root, "title").split())
        item = Item(
            title=title or words_of(body or (questions[0].prompt if questions else ""))[:TITLE_LETTERS],
            body=body,
            questions=tuple(questions),
            key=attribute(self._root, "identifier"),
            tags=tags,
        )
        return checked(item, self._texts)

    def _feedback(self) -> Iterator[tuple[str, str]]:
        for key, element in self._marker.feedback.items():
            try:
                yield key, self._body.markdown(element)
            except Unfit as error:
                self._texts.lose(_("a feedback cannot be taken: %(reason)s") % {"reason": error})

    def _refuse(self) -> None:
        if flag(self._root, "adaptive"):
            raise Unfit(_("it is adaptive: what it asks changes with each try"))
        if child(self._root, "templateProcessing") is not None:
            raise Unfit(
                _("it has values that are worked out anew each time (%(name)s)") % {"name": "templates"}
            )

    def _asked(self, found: list[tuple[int, Interaction]], feedback: Mapping[str, str]) -> list[Asked]:
        """Return the questions of all interactions; where some cannot be asked, those are named."""
        asked: list[Asked] = []
        problems: list[Unfit] = []
        for place, interaction in found:
            try:
                asked += self._questions(place, interaction, found, feedback)
            except Unfit as error:
                problems.append(error)
        if problems and not asked:
            raise problems[0]
        self._refuse_dependent(asked)
        for problem in problems:
            self._texts.lose(_("one of its parts cannot be taken: %(reason)s") % {"reason": problem})
        return asked

    def _refuse_dependent(self, asked: list[Asked]) -> None:
        """Refuse fields that are right only together, such as three towns in any order."""
        right = {name: declared.best() for name, declared in self._declared.items()}
        fields = [one for one in asked if one.kind == "text" and not one.spec.get("wildcards")]
        names = [one.name for one in fields if right.get(one.name)]
        if len(names) < 2:
            return
        points = self._marker.mark(right).points
        turned = dict(zip(names, (right[name] for name in (*names[1:], names[0])), strict=True))
        is_turned = turned != {name: right[name] for name in names} and bool(points)
        is_turned_right = is_turned and self._marker.mark({**right, **turned}).points == points
        if is_turned_right or any(self._is_other_alone(one) for one in fields):
            raise Unfit(_("what is right in one of its fields depends on the others"))

    def _is_other_alone(self, one: Asked) -> bool:
        """Return whether other answers are right in a field while the other fields are empty."""
        accepted = {_words(entry) for entry in one.spec["accepted"]}
        words = {*accepted, *self._marker.words(one.name)}
        points = {word: self._marker.mark({one.name: (word,)}).points or 0.0 for word in words}
        best = max(points.values(), default=0.0)
        return best > 0 and {word for word in words if points[word] == best} != accepted

    def _questions(
        self,
        place: int,
        interaction: Interaction,
        found: list[tuple[int, Interaction]],
        feedback: Mapping[str, str],
    ) -> list[Asked]:
        if interaction.kind == UNFIT:
            raise Unfit(interaction.prompt)
        if interaction.kind == "gap":
            return [self._gap(place, interaction)]
        declared = self._declared.get(interaction.response, Declared(interaction.response))
        others = {one.response for _place, one in found if one.response != interaction.response}
        held = {name: self._declared[name].best() for name in others if name in self._declared}
        trial = Trial(interaction, declared, self._marker, feedback, held, self._texts.note)
        questions = []
        for added, kind, spec in specs_of(trial):
            if others:
                # Whatever is answered here, this is said to the answers that are held to the others.
                spec.pop("feedback_always", None)
            prompt = "\n\n".join(filter(None, (interaction.prompt, escaped_line_starts(added))))
            questions.append(
                Asked(place, interaction.response, kind, spec, prompt, is_inline=interaction.is_inline)
            )
        return questions

    def _gap(self, place: int, interaction: Interaction) -> Asked:
        """Return a gap that is filled from a list as a choice from that list."""
        response, gap = interaction.response.rsplit(" ", 1)
        declared = self._declared.get(response, Declared(response))
        words = {pair.split()[0] for pair in declared.best() if pair.split()[1:] == [gap]}
        offered: dict[str, bool] = {}
        for option in interaction.options:
            offered[option.text] = offered.get(option.text, False) or option.identifier in words
        if not any(offered.values()):
            raise Unfit(_("nothing declares what fills its gaps"))
        choices = [{"text": text, "correct": is_right} for text, is_right in offered.items()]
        spec: Spec = {"choices": choices}
        if sum(offered.values()) > 1:
            spec["any_correct"] = True
        return Asked(place, interaction.response, "single", spec, is_inline=True)
