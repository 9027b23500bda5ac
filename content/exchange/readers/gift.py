"""Moodle's GIFT format as a course."""

from content.coursefiles.faults import BadCourseFiles, Fault
from content.exchange.gift import read_gift
from content.exchange.readers.banks import Bank, Item
from content.exchange.readers.documents import Reading, Wanted
from content.exchange.readers.gathering import MOST_QUESTIONS
from content.exchange.readers.sources import Source, text_of
from content.language import gettext

LONGEST = 4_000_000
"""The most bytes of one file."""
_ENDINGS = (".gift", ".txt")


def looks_like_it(source: Source) -> bool:
    """Return whether there is a text with braces."""
    return any(b"{" in data for data in source.with_ending(*_ENDINGS).values())


def read(source: Source, wanted: Wanted) -> Reading:
    """Return the questions of all texts."""
    texts = source.with_ending(*_ENDINGS)
    if len(source.files) == 1:
        texts = dict(source.files)
    if not texts:
        reason = gettext("there is no text in it; the name of a GIFT file ends in .gift or .txt")
        raise BadCourseFiles([Fault(source.name, 1, reason)])
    bank = Bank(source, wanted, "gift")
    for path, data in texts.items():
        if len(data) > LONGEST:
            reason = gettext("this file has more than %(most)s MB") % {"most": LONGEST // 1_000_000}
            raise BadCourseFiles([Fault(path, 1, reason)])
        _read_text(bank, path, text_of(path, data))
    return bank.reading()


def _read_text(bank: Bank, path: str, text: str) -> None:
    report = read_gift(text, most=MOST_QUESTIONS, with_descriptions=True, on_progress=bank.wanted.on_progress)
    for item in report.items:
        where = f"{path}:{item.line}: {item.title}"
        questions = (item.question,) if item.question else ()
        entry = Item(item.title, item.description, questions, item.key, item.tags)
        bank.add(entry, category=item.category, where=where)
    for skipped in report.skipped:
        bank.skip(f"{path}:{skipped.line}: {skipped.start}", skipped.reason)
