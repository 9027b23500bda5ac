"""YAML that remembers its lines.

Values are text, booleans (`true` and `false` only, so that an answer "No" stays a word), null, lists
and names with values. Numbers stay text, so that "0.50" is not rewritten.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from content import figures
from content.coursefiles.faults import FaultList
from content.language import gettext, gettext_noop, ngettext
from content.policy.rules import read_bounded

TITLE = 160
"""The most letters of a title."""
LONGEST_YAML = 200_000
"""The most letters of a YAML text; composing reads some 200,000 a second."""
_MAX_DEPTH = 12
_MAX_NODES = 20_000
_TOO_MUCH = gettext_noop("nested too deep, or too many entries")
_UNQUOTED = gettext_noop("put quotation marks around a text that begins with braces")
_BRACES = re.compile(r"[:-]\s+\{\{")
_LINE_END = re.compile(r"\r\n|\n|\r")
_NO_LETTER = re.compile("[\\x00\\ud800-\\udfff]")
_BOOLEANS = {"true": True, "false": False}
_SLUG_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Lined:
    """A mapping read from YAML, with the line of each of its parts and typed access to its fields."""

    data: dict[str, Any]
    lines: dict[Path, int]
    file: str
    faults: FaultList
    base: Path = ()

    def line(self, *path: str | int) -> int:
        """Return the line of a part, or of the nearest part around it that exists."""
        full = (*self.base, *path)
        while full and full not in self.lines:
            full = full[:-1]
        return self.lines.get(full, 1)

    def fault(self, reason: str, *path: str | int) -> None:
        """Note a fault at a part."""
        self.faults.add(self.file, self.line(*path), reason)

    def refuse_unknown(self, *known: str) -> None:
        """Note every field that is not known."""
        for name in self.data:
            if name not in known:
                self.fault(
                    gettext("unknown field %(name)r; known are %(known)s")
                    % {"name": name, "known": figures.in_a_row(sorted(known))},
                    name,
                )

    def text(self, name: str, default: str | None = None, *, most: int | None = None) -> str:
        """Return a field's text; a missing, empty (without default) or too long one is a fault."""
        value = self.data.get(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or not (value.strip() or default is not None):
            self.fault(
                gettext("%(name)s is missing") % {"name": name}
                if value is None
                else gettext("%(name)s must be text") % {"name": name},
                name,
            )
            return ""
        if most is not None and len(value.strip()) > most:
            self.fault(
                ngettext(
                    "%(name)s has more than %(most)s character",
                    "%(name)s has more than %(most)s characters",
                    most,
                )
                % {"name": name, "most": most},
                name,
            )
        return value.strip()

    def slug(self, name: str = "slug") -> str:
        """Return a field that is a slug."""
        value = self.text(name)
        if value and not is_slug(value):
            self.fault(
                gettext("%(name)s may only have lower-case letters, digits and hyphens: %(value)r")
                % {"name": name, "value": value},
                name,
            )
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        """Return a field that is true or false."""
        value = self.data.get(name, default)
        if not isinstance(value, bool):
            self.fault(gettext("%(name)s is true or false") % {"name": name}, name)
            return default
        return value

    def number(self, name: str, default: float) -> float:
        """Return a field that is a number."""
        value = self.data.get(name)
        if value is None:
            return default
        try:
            return read_bounded(value)
        except ValueError:
            self.fault(gettext("%(name)s must be a number") % {"name": name}, name)
            return default

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a field that is a list of texts, empty if it is missing."""
        value = self.data.get(name) or []
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.fault(gettext("%(name)s must be a list of texts") % {"name": name}, name)
            return ()
        return tuple(item.strip() for item in value)

    def parts(self, name: str) -> Iterator["Lined"]:
        """Yield each mapping of a field that is a list of mappings."""
        value = self.data.get(name) or []
        if not isinstance(value, list):
            self.fault(gettext("%(name)s must be a list") % {"name": name}, name)
            return
        for index, item in enumerate(value):
            if isinstance(item, dict):
                yield Lined(item, self.lines, self.file, self.faults, (*self.base, name, index))
            else:
                self.fault(gettext("this must be names and values"), name, index)

    def part(self, name: str) -> "Lined":
        """Return a field that is a mapping, empty if it is missing."""
        value = self.data.get(name) or {}
        if not isinstance(value, dict):
            self.fault(gettext("%(name)s must be names and values") % {"name": name}, name)
            value = {}
        return Lined(value, self.lines, self.file, self.faults, (*self.base, name))


def is_slug(text: str) -> bool:
    """Return whether a text may stand in an address."""
    return bool(text) and len(text) <= 80 and set(text) <= _SLUG_LETTERS


def read_yaml(text: str, *, file: str, faults: FaultList, first_line: int = 1) -> Lined:
    """Return the mapping that `text` holds; its first line is line `first_line` of `file`.

    Raises:
        Unreadable: it is no YAML, or no mapping; the fault is noted.
    """
    if len(text) > LONGEST_YAML:
        raise faults.stop(
            file,
            first_line,
            ngettext(
                "YAML: more than %(most)s character", "YAML: more than %(most)s characters", LONGEST_YAML
            )
            % {"most": LONGEST_YAML},
        )
    lines = _Lines(text, first_line)
    try:
        root = yaml.compose(text, Loader=_BoundedLoader)
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        # A letter that YAML forbids has a place and no mark.
        line = lines.of(mark.index if mark else getattr(error, "position", 0))
        reason = getattr(error, "problem", None) or gettext("not readable as YAML")
        if mark and _BRACES.search(lines.around(mark.index)):
            reason = gettext(_UNQUOTED)
        raise faults.stop(file, line, gettext("YAML: %(reason)s") % {"reason": reason}) from None
    if not isinstance(root, yaml.MappingNode):
        raise faults.stop(file, first_line, gettext("this must be names and values, as in 'title: Halves'"))
    builder = _Builder(file, faults, lines)
    data = builder.build(root, ())
    return Lined(data, builder.lines, file, faults)


class _Lines:
    """The lines of a text as editors count them; YAML ends one at U+0085, U+2028 and U+2029 as well."""

    def __init__(self, text: str, first_line: int) -> None:
        self._text = text
        self._first_line = first_line
        self._starts = [0, *(end.end() for end in _LINE_END.finditer(text)), len(text) + 1]

    def of(self, index: int) -> int:
        """Return the number of the line that has the letter at `index`, 0 or more."""
        return self._first_line + self._place(index)

    def around(self, index: int) -> str:
        """Return the line that has the letter at `index`, with its end."""
        place = self._place(index)
        return self._text[self._starts[place] : self._starts[place + 1]]

    def _place(self, index: int) -> int:
        # The last start stands behind the text.
        return min(bisect_right(self._starts, index), len(self._starts) - 1) - 1


class _BoundedLoader(yaml.SafeLoader):
    """Stops composing at the first node too many: what it holds by then would all be thrown away.

    Refuses escapes for what no text may hold, which YAML refuses where it stands unescaped.
    """

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self._count = self._depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """Compose one node and all below it."""
        self._count += 1
        self._depth += 1
        # The text itself is a node, and so is each name.
        if self._count > 2 * _MAX_NODES or self._depth > _MAX_DEPTH + 2:
            raise yaml.MarkedYAMLError(problem=gettext(_TOO_MUCH), problem_mark=self.get_mark())
        try:
            return super().compose_node(parent, index)
        finally:
            self._depth -= 1

    def scan_flow_scalar(self, style: str) -> yaml.ScalarToken:
        """Read a text in quotation marks, the one kind that has escapes."""
        start = self.get_mark()
        try:
            token: yaml.ScalarToken | None = super().scan_flow_scalar(style)
        # A code point beyond Unicode, which PyYAML hands to `chr`.
        except (ValueError, OverflowError):
            token = None
        if token is None or _NO_LETTER.search(token.value):
            raise yaml.MarkedYAMLError(
                problem=gettext("an escape that stands for no letter"), problem_mark=start
            )
        return token


class _Builder:
    """Turns YAML nodes into plain values and notes their lines."""

    def __init__(self, file: str, faults: FaultList, text_lines: _Lines) -> None:
        self.file = file
        self.faults = faults
        self.text_lines = text_lines
        self.lines: dict[Path, int] = {}
        self.count = 0

    def build(self, node: yaml.Node, path: Path) -> Any:
        line = self.text_lines.of(node.start_mark.index)
        # Of a value that has a name, the name's line stands here already.
        self.lines.setdefault(path, line)
        self.count += 1
        # Counted once more than by the loader, which composes a node once, however many aliases repeat it.
        if self.count > _MAX_NODES or len(path) > _MAX_DEPTH:
            raise self.faults.stop(
                self.file, line, gettext("YAML: %(reason)s") % {"reason": gettext(_TOO_MUCH)}
            )
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, (*path, index)) for index, item in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return self._build_mapping(node, path)
        assert isinstance(node, yaml.ScalarNode)
        return _build_scalar(node)

    def _build_mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        built: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = self.text_lines.of(key_node.start_mark.index)
            key = str(key_node.value)
            if not isinstance(key_node, yaml.ScalarNode):
                reason = gettext(_UNQUOTED) if node.flow_style else gettext("a name must be plain text")
                raise self.faults.stop(self.file, line, gettext("YAML: %(reason)s") % {"reason": reason})
            if key in built:
                self.faults.add(self.file, line, gettext("%(key)s stands twice") % {"key": key})
            self.lines[(*path, key)] = line
            built[key] = self.build(value_node, (*path, key))
        return built


def _build_scalar(node: yaml.ScalarNode) -> str | bool | None:
    is_plain = node.style is None
    if is_plain and node.value in _BOOLEANS:
        return _BOOLEANS[node.value]
    if is_plain and node.value in ("", "~", "null"):
        return None
    return str(node.value)
