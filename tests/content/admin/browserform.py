"""What a browser sends from the HTML of a form, as far as it changes what was put in."""

from html.parser import HTMLParser

VOID = {"text", "hidden", "checkbox", "radio", "number", "email"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.text: tuple[str, list[str]] | None = None
        self.select: tuple[str, list[tuple[str, bool]]] | None = None
        self.templates = 0

    def add(self, name, value):
        if name and not self.templates:
            self.sent.setdefault(name, []).append(value)

    def handle_starttag(self, tag, attrs):
        known = dict(attrs)
        name, kind = known.get("name"), known.get("type") or "text"
        if tag == "template":
            self.templates += 1
        elif tag == "textarea":
            self.text = (name, [])
        elif tag == "select":
            self.select = (name, [])
        elif tag == "option" and self.select:
            self.select[1].append((known.get("value", ""), "selected" in known))
        elif tag == "input" and kind in VOID and (kind not in ("checkbox", "radio") or "checked" in known):
            # A field of one line has no line ends.
            value = known.get("value", "on" if kind in ("checkbox", "radio") else "") or ""
            self.add(name, value if kind == "hidden" else value.replace("\r", "").replace("\n", ""))

    def handle_data(self, data):
        if self.text:
            self.text[1].append(data)

    def handle_endtag(self, tag):
        if tag == "template":
            self.templates -= 1
        elif tag == "textarea" and self.text:
            name, parts = self.text
            lines = "".join(parts).replace("\r\n", "\n").replace("\r", "\n").removeprefix("\n")
            self.add(name, lines.replace("\n", "\r\n"))
            self.text = None
        elif tag == "select" and self.select:
            name, options = self.select
            chosen = [value for value, is_selected in options if is_selected] or [
                value for value, _ in options[:1]
            ]
            for value in chosen:
                self.add(name, value)
            self.select = None


def sent_from(html: str) -> dict[str, list[str]]:
    """Return all values by their names, as a browser sends them from a page that nobody touched."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.sent
