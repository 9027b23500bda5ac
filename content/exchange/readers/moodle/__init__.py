"""Moodle's XML as a course: categories become lessons, each question a step, tags skills.

Source of the format: Moodle documentation, "Moodle XML format".
"""

from content.coursefiles.documents import QuestionDoc
from content.coursefiles.faults import BadCourseFiles, Fault, FaultList
from content.coursefiles.texts import TextChecker
from content.exchange.readers.banks import Bank, Item
from content.exchange.readers.documents import Reading, Wanted
from content.exchange.readers.moodle.elements import Entry, entries_of, text_of
from content.exchange.readers.moodle.kinds import read_entry
from content.exchange.readers.moodle.specs import Unfit
from content.exchange.readers.moodle.texts import Texts
from content.exchange.readers.sources import Source
from content.language import gettext
from content.questions import InvalidSpec, hint_texts, parse_spec, spec_texts
from content.texts.foreign import markdown_of_html, words_of

_TITLE_LETTERS = 60


def looks_like_it(source: Source) -> bool:
    """Return whether there is a quiz in XML."""
    return any(b"<quiz" in data[:4000] for data in source.with_ending(".xml").values())


def read(source: Source, wanted: Wanted) -> Reading:
    """Return the questions of all files.

    Raises:
        BadCourseFiles: there is none, or one is no sound XML.
    """
    files = dict(source.files) if len(source.files) == 1 else source.with_ending(".xml")
    if not files:
        raise BadCourseFiles([Fault(source.name, 1, gettext("there is no file of .xml in it"))])
    bank = Bank(source, wanted, "moodle")
    for path, data in files.items():
        _read_file(bank, path, data)
    return bank.reading()


def _read_file(bank: Bank, path: str, data: bytes) -> None:
    category = ""
    for number, entry in enumerate(entries_of(path, data, on_progress=bank.wanted.on_progress), start=1):
        if entry.type == "category":
            category = entry.text("category")
            if info := _words_of_info(entry):
                bank.summaries[category] = info
            continue
        name = " ".join(entry.text("name").split())
        where = _where(path, number, name)
        try:
            bank.add(_item(entry, bank, name=name, where=where), category=category, where=where)
        except (Unfit, InvalidSpec) as error:
            bank.skip(where, f"{error}.")


def _words_of_info(entry: Entry) -> str:
    """Return what stands about a category in words alone: a lesson's summary shows no pictures."""
    info = entry.element.find("info")
    if info is None:
        return ""
    text = text_of(info)
    is_html = (info.get("format") or "html") == "html"
    return words_of(markdown_of_html(text).text if is_html else text)


def _where(path: str, number: int, name: str) -> str:
    """Return the place of a question in words."""
    values = {"path": path, "number": number, "name": name[:_TITLE_LETTERS]}
    if name:
        return gettext("%(path)s: question %(number)s “%(name)s”") % values
    return gettext("%(path)s: question %(number)s") % values


def _item(entry: Entry, bank: Bank, *, name: str, where: str) -> Item:
    """Return a step for a question.

    Raises:
        Unfit, InvalidSpec: it cannot be taken.
    """
    texts = Texts(entry, bank, where=where)
    body, questions = read_entry(entry, texts)
    for question in questions:
        parse_spec(question.kind, question.spec)
    _check(body, questions, texts)
    texts.keep()
    asked = body or (questions[0].prompt if questions else "")
    return Item(
        title=name or words_of(asked)[:_TITLE_LETTERS],
        body=body,
        questions=tuple(questions),
        key=entry.text("idnumber"),
        tags=tuple(entry.tags()),
    )


def _check(body: str, questions: list[QuestionDoc], texts: Texts) -> None:
    faults = FaultList()
    checker = TextChecker(texts.references(), faults)
    checker.check(body, file="", line=1)
    for question in questions:
        spec = {**question.spec, "prompt": question.prompt}
        for _, text in [*spec_texts(spec), *hint_texts(question.hints)]:
            checker.check(text, file="", line=1)
    if faults.faults:
        raise Unfit(faults.faults[0].reason)
