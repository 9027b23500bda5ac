"""What every step that is taken goes through: its specifications, its texts and its pictures."""

from content.coursefiles.faults import FaultList
from content.coursefiles.texts import TextChecker
from content.exchange.readers.banks import Item
from content.exchange.readers.qti.texts import Texts
from content.exchange.readers.qti.tree import Unfit
from content.language import gettext as _
from content.questions import spec_texts
from content.questions.variables import check_question, sample


def checked(item: Item, texts: Texts) -> Item:
    """Return a sound step, its pictures kept in the bank.

    Raises:
        Unfit, InvalidSpec: it is none.
    """
    if not item.body and not item.questions:
        raise Unfit(_("it has no text"))
    faults = FaultList()
    checker = TextChecker(texts.references(), faults)
    checker.check(item.body, file="", line=1)
    for question in item.questions:
        if not question.prompt:
            raise Unfit(_("it has no text"))
        check_question(question.as_written())
        for version in sample(question.as_written()):
            texts_of_it = {**version.spec, "prompt": version.prompt, "hints": list(version.hints)}
            for _path, text in spec_texts(texts_of_it):
                checker.check(text, file="", line=1)
    if faults.faults:
        raise Unfit(faults.faults[0].reason)
    texts.keep()
    return item
