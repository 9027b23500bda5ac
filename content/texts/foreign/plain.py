"""What would be marked up where Markdown reads it, written so that it stays what it is."""

import re

_INLINE = re.compile(r"([*_`~]|\\(?=[!-/:-@\[-`{-~]))")
_EVERYTHING = re.compile(r"([\\`*_{}\[\]<>#|~$])")
_LINE_STARTS = re.compile(r"^( *)([-+#>=:]|\d{1,9}[.)])", re.MULTILINE)
_ESCAPES = re.compile(r"\\([!-/:-@\[-`{-~])")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def without_control(text: str) -> str:
    """Return a text without the letters that no page and no YAML file can hold."""
    return _UNSEEN.sub("", text)


def words_of(markdown: str) -> str:
    """Return a text's words on one line, without escapes and emphasis."""
    return " ".join(_ESCAPES.sub(r"\1", markdown.replace("\\\n", " ").replace("**", "")).split())


def escaped(text: str) -> str:
    """Return a text whose asterisks, underscores, backquotes, tildes and back slashes stay what they are."""
    return _INLINE.sub(r"\\\1", text)


def escaped_line_starts(text: str) -> str:
    """Return a text in which no line begins a list, a heading, a quotation or a fenced block by accident."""
    return _LINE_STARTS.sub(lambda found: found[1] + _guarded(found[2]), text)


def _guarded(mark: str) -> str:
    return f"{mark[:-1]}\\{mark[-1]}"


def markdown_of_plain(text: str) -> str:
    """Return a text in which nothing is markup, line by line as it stands."""
    shown = escaped_line_starts(_EVERYTHING.sub(r"\\\1", without_control(text).strip()))
    lines = [line.strip() for line in shown.split("\n")]
    # A line break inside a paragraph is kept by the backslash before it.
    return "\n".join(
        f"{line}\\" if line and following else line
        for line, following in zip(lines, [*lines[1:], ""], strict=True)
    )
