"""The body of an item in QTI 2 and 3 as HTML, with a mark where each interaction stands."""

from collections.abc import Callable, Mapping
from html import escape
from xml.etree.ElementTree import Element, tostring

from content.coursefiles.faults import BadCourseFiles
from content.exchange.readers.qti.texts import Texts, formula_html, mark, page_body, page_text
from content.exchange.readers.qti.tree import (
    MATHML,
    SVG,
    Unfit,
    attribute,
    child,
    first_child,
    is_in,
    name_of,
    parse,
    text_of,
)
from content.language import gettext as _

_KEPT = {
    *("b", "strong", "i", "em", "var", "cite", "s", "strike", "del", "p", "div", "section", "article"),
    *("center", "address", "figure", "dl", "dd", "dt", "caption", "h1", "h2", "h3", "h4", "h5", "h6"),
    *("table", "thead", "tbody", "tfoot", "tr", "td", "th", "br", "hr", "pre", "code", "tt", "kbd", "samp"),
    *("sub", "sup", "ul", "ol", "li", "blockquote", "a"),
}
_EMPTY = ("br", "hr")
_SOUNDS = ("audio", "video")
_LEFT_OUT = {
    *(
        "stylesheet",
        "script",
        "style",
        "catalogInfo",
        "companionMaterialsInfo",
        "rp",
        "rt",
        "col",
        "colgroup",
    ),
    *("responseDeclaration", "outcomeDeclaration", "responseProcessing", "interactionMarkup", "source"),
    *("track", "param", "head", "noscript", "template"),
}
_FEEDBACK = ("feedbackInline", "feedbackBlock", "modalFeedback")
_CHANGING = ("printedVariable", "templateInline", "templateBlock")
MOST_INCLUDED = 20


class Body:
    """Writes HTML; what is to be answered is gathered in `interactions`.

    Attributes:
        gaps: by the identifier of a gap that is filled from a list, the number of its mark.
        hottexts: by the identifier of a text that can be chosen where it stands, how it is shown.
    """

    def __init__(self, texts: Texts) -> None:
        self.interactions: list[Element] = []
        self.gaps: Mapping[str, int] = {}
        self.hottexts: Mapping[str, str] = {}
        self._texts = texts
        self._included = 0

    def html(self, element: Element | None) -> str:
        """Return what stands in an element.

        Raises:
            Unfit: it has what cannot be shown here.
        """
        if element is None:
            return ""
        parts = [escape(element.text or "", quote=False)]
        for part in element:
            parts += [self._written(part), escape(part.tail or "", quote=False)]
        return "".join(parts)

    def markdown(self, element: Element | None) -> str:
        """Return what stands in an element as Markdown."""
        return self._texts.html(self.html(element))

    def markdown_of(self, html: str) -> str:
        """Return HTML that was written here as Markdown."""
        return self._texts.html(html)

    def _written(self, element: Element) -> str:
        name = name_of(element)
        special = _SPECIAL.get(name)
        if special is not None:
            return special(self, element)
        if is_in(element, MATHML) or name == "math":
            return formula_html(element)
        if is_in(element, SVG) or name == "svg":
            return self._drawing(element)
        if name.endswith("Interaction"):
            return self._interaction(element, name)
        if name in _KEPT:
            return self._kept(element, name)
        return "" if name in _LEFT_OUT or not name else self.html(element)

    def _kept(self, element: Element, name: str) -> str:
        if name in _EMPTY:
            return f"<{name}>"
        address = element.get("href") or ""
        start = f'<a href="{escape(address)}">' if name == "a" and address else f"<{name}>"
        return f"{start}{self.html(element)}</{name}>"

    def _interaction(self, element: Element, name: str) -> str:
        if name == "endAttemptInteraction":
            self._texts.note(_("a button of an item is left out"))
            return ""
        self.interactions.append(element)
        shown = mark(len(self.interactions) - 1)
        return shown if name in INLINE else f"<p>{shown}</p>"

    def _drawing(self, element: Element) -> str:
        title = next((text_of(part) for part in element if name_of(part) == "title"), "")
        drawing = Element(element.tag, element.attrib)
        drawing.extend(list(element))
        drawing.text = element.text
        address = self._texts.draw(tostring(drawing))
        return f'<img src="{address}" alt="{escape(title or element.get("aria-label") or "")}">'

    def _image(self, element: Element) -> str:
        source = element.get("src") or ""
        return f'<img src="{escape(source)}" alt="{escape(element.get("alt") or "")}">'

    def _sound(self, element: Element) -> str:
        name = name_of(element)
        return f"<{name}></{name}>"

    def _picture(self, element: Element) -> str:
        image = child(element, "img")
        return "" if image is None else self._image(image)

    def _object(self, element: Element) -> str:
        address, kind = element.get("data") or element.get("src") or "", (element.get("type") or "").lower()
        if kind.startswith("image/"):
            words = text_of(element) or element.get("aria-label") or ""
            return f'<img src="{escape(address)}" alt="{escape(words)}">'
        if kind.startswith(("audio/", "video/")):
            return f"<{kind[:5]}></{kind[:5]}>"
        if "html" in kind or kind.endswith("/xml"):
            return self.included(address)
        self._texts.lose(_("%(name)r of the kind %(kind)r") % {"name": address[:80], "kind": kind})
        return self.html(element)

    def picture(self, address: str, words: str) -> str:
        """Return a picture's Markdown, empty where it does not come along."""
        shown = self._texts.html(f'<img src="{escape(address)}" alt="{escape(words)}">')
        return shown if shown.startswith("![") else ""

    def size_of(self, address: str) -> tuple[float, float]:
        """Return the width and height of a picture of the package, zeros if there is none."""
        return self._texts.size_of(address)

    def included(self, address: str) -> str:
        """Return the HTML of another file of the package; where there is none, it is named."""
        found = self._texts.file(address)
        self._included += 1
        if found is None or self._included > MOST_INCLUDED:
            self._texts.lose(_("the file %(name)r does not come with the package") % {"name": address[:80]})
            return ""
        if found[0].lower().endswith((".html", ".htm")):
            return f"<div>{page_body(page_text(found[1]))}</div>"
        try:
            root = parse(*found)
        except BadCourseFiles as error:
            self._texts.lose(
                _("the file %(name)r cannot be read (%(reason)s)")
                % {"name": address[:80], "reason": error.faults[0].reason}
            )
            return ""
        body = first_child(root, "body", "stimulusBody")
        return f"<div>{self.html(root if body is None else body)}</div>"

    def _include(self, element: Element) -> str:
        return self.included(element.get("href") or "")

    def _rubric(self, element: Element) -> str:
        views = (attribute(element, "view") or "candidate").split()
        if "candidate" in views or "testTaker" in views:
            return f"<div>{self.html(element)}</div>"
        self._texts.note(_("words for those who mark or supervise are left out"))
        return ""

    def _changing(self, element: Element) -> str:
        raise Unfit(
            _("it has values that are worked out anew each time (%(name)s)") % {"name": name_of(element)}
        )

    def _gap(self, element: Element) -> str:
        number = self.gaps.get(attribute(element, "identifier"))
        return "" if number is None else mark(number)

    def _hottext(self, element: Element) -> str:
        shown = self.hottexts.get(attribute(element, "identifier"))
        return self.html(element) if shown is None else f"<b>{escape(shown)}</b>"

    def _nothing(self, element: Element) -> str:
        return ""

    def _info(self, element: Element) -> str:
        self._texts.note(_("what can be opened on request in an item is shown in its text"))
        return f"<div>{self.html(element)}</div>"


INLINE = ("inlineChoiceInteraction", "textEntryInteraction", "endAttemptInteraction")
_SPECIAL: Mapping[str, Callable[[Body, Element], str]] = {
    **dict.fromkeys(_SOUNDS, Body._sound),
    **dict.fromkeys(_CHANGING, Body._changing),
    **dict.fromkeys(_FEEDBACK, Body._nothing),
    "img": Body._image,
    "picture": Body._picture,
    "object": Body._object,
    "include": Body._include,
    "rubricBlock": Body._rubric,
    "infoControl": Body._info,
    "gap": Body._gap,
    "hottext": Body._hottext,
    "prompt": Body._nothing,
}
