"""What else a cartridge has: pages, which become steps that explain, and what is named and left out."""

import re
from collections.abc import Sequence
from html import unescape

from content.exchange.readers.banks import Bank, Item
from content.exchange.readers.qti.checking import checked
from content.exchange.readers.qti.packages import Resource
from content.exchange.readers.qti.texts import Texts, page_body, page_text
from content.exchange.readers.qti.tree import Unfit, root_name
from content.language import gettext
from content.texts.foreign import words_of

PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".svg", ".css", ".js", ".xsd", ".dtd", ".xsl")
"""The endings of files that pages and items only make use of."""
_ENDINGS = (".html", ".htm", ".xhtml")
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{0,1000})</title>", re.IGNORECASE)
_TITLE_LETTERS = 160
LONGEST_PAGE = 1_000_000
"""The most bytes of a page, most of which may be markup."""


def is_page(path: str) -> bool:
    """Return whether a file is a page, by its name."""
    return path.lower().endswith(_ENDINGS)


def read_page(bank: Bank, path: str, data: bytes, *, where: str, title: str, key: str) -> Item:
    """Return a step for a page.

    Raises:
        Unfit, InvalidSpec: it is empty or too large.
    """
    if len(data) > LONGEST_PAGE:
        raise Unfit(gettext("this page has more than %(most)s kB") % {"most": LONGEST_PAGE // 1000})
    source = page_text(data)
    named = _TITLE.search(source)
    texts = Texts(bank, path, where=where)
    body = texts.html(page_body(source))
    if not body:
        raise Unfit(gettext("this page has no text"))
    own = " ".join(unescape(named[1]).split()) if named else ""
    item = Item(title=(title or own or words_of(body))[:_TITLE_LETTERS], body=body, key=key)
    return checked(item, texts)


def is_setting(files: Sequence[str]) -> bool:
    """Return whether a resource is a setting of the system that it comes from, and no content."""
    return bool(files) and any("course_settings/" in path for path in files) and not is_page(files[0])


def is_assignment(files: Sequence[str]) -> bool:
    """Return whether a page is an assignment of Canvas, which has its settings beside it."""
    return any(path.endswith("assignment_settings.xml") for path in files)


def why_left_out(resource: Resource, path: str, data: bytes) -> str:
    """Return why what is neither page nor item is left out."""
    root = root_name(data)
    reasons = {
        "webLink": gettext("it is a link to another site: put it into a step's text"),
        "topic": gettext("it is a topic for discussion"),
        "cartridge_basiclti_link": gettext("it opens a tool of another site (LTI)"),
        "assignment": gettext("it is an assignment that somebody marks by hand"),
    }
    if root in reasons:
        return reasons[root]
    if root == "assessmentStimulus":
        return ""  # comes with the items that share it
    if is_assignment(resource.files):
        return reasons["assignment"]
    if is_page(path):
        return gettext("this page stands in no module")
    ending = path.rpartition(".")[2].lower()
    if resource.kind.startswith("associatedcontent") or ending == "xml":
        return ""  # settings, and what is said about files
    return gettext("it is a file of the kind %(ending)r, which a course cannot hold") % {"ending": ending}
