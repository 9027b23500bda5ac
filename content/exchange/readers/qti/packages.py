"""Packages: what a manifest lists, in which order, and what a file in it is.

Source: IMS Global, "Content Packaging Information Model" 1.1.4, and "Common Cartridge Profile" 1.3.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from posixpath import dirname, join, normpath
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from content.exchange.readers.qti.tree import attribute, child, children, name_of, parse, root_name, text_of
from content.exchange.readers.sources import Source

MANIFEST = "imsmanifest.xml"
OLD = "questestinterop"
_ROOTS = ("assessmentItem", "assessmentTest", OLD, "manifest")
_ENDINGS = (".xml", ".qti", ".dat")
MOST_KEYWORDS = 20
_DEEPEST = 20


@dataclass(frozen=True)
class Resource:
    """One entry of a manifest: its files by their paths in the source, the one that it is first."""

    identifier: str
    kind: str
    files: tuple[str, ...]
    address: str = ""
    title: str = ""
    keywords: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Listed:
    """One line of a package's table of contents: the titles that lead to it, its own, and its resource."""

    titles: tuple[str, ...]
    title: str
    resource: str


@dataclass(frozen=True)
class Manifest:
    """What a package lists."""

    path: str
    title: str
    resources: Mapping[str, Resource]
    contents: tuple[Listed, ...]

    @property
    def folder(self) -> str:
        """The folder in which the package lies; empty if it is the source's own."""
        return dirname(self.path)


def roots_of(source: Source) -> dict[str, str]:
    """Return, by path, which files are of QTI or list a package, by the name of their outermost element."""
    found = {}
    for path, data in sorted(source.files.items()):
        if len(source.files) > 1 and not path.lower().endswith(_ENDINGS):
            continue
        name = root_name(data)
        if name in _ROOTS and (name != "manifest" or path.rpartition("/")[2].lower() == MANIFEST):
            found[path] = name
    return found


def read_manifest(path: str, data: bytes) -> Manifest:
    """Return what a manifest lists; raises as `parse` does."""
    root = parse(path, data)
    folder = dirname(path)
    resources = {}
    base = join(folder, root.get(_BASE) or "")
    listed = child(root, "resources")
    base = join(base, (listed.get(_BASE) if listed is not None else "") or "")
    for element in children(listed, "resource"):
        resource = _resource(element, base)
        resources[resource.identifier] = resource
    organization = child(root, "organizations", "organization")
    contents = tuple(_contents(organization, (), 0)) if organization is not None else ()
    title = _lom_text(child(root, "metadata"), "title")
    if not title and organization is not None:
        title = text_of(child(organization, "title"))
    return Manifest(path, title, resources, contents)


_BASE = "{http://www.w3.org/XML/1998/namespace}base"


def _resource(element: Element, base: str) -> Resource:
    base = join(base, element.get(_BASE) or "")
    addresses = [attribute(element, "href")]
    addresses += [attribute(file, "href") for file in children(element, "file")]
    files = [path for path in (path_in(base, address) for address in addresses) if path]
    metadata = child(element, "metadata")
    return Resource(
        identifier=attribute(element, "identifier"),
        kind=attribute(element, "type"),
        files=tuple(dict.fromkeys(files)),
        address=addresses[0],
        title=_lom_text(metadata, "title"),
        keywords=tuple(_keywords(metadata)),
        needs=tuple(attribute(need, "identifierref") for need in children(element, "dependency")),
    )


def path_in(folder: str, address: str) -> str:
    """Return the path of a file by its address in a folder; empty if it leaves the source."""
    plain = unquote(address.partition("?")[0].partition("#")[0]).strip().replace("\\", "/")
    if not plain or "://" in plain or plain.startswith("/"):
        return ""
    path = normpath(join(folder, plain))
    return "" if path.startswith("..") else path


def _lom_text(metadata: Element | None, name: str) -> str:
    for part in () if metadata is None else metadata.iter():
        if name_of(part) == "general":
            return text_of(child(part, name))
    return ""


def _keywords(metadata: Element | None) -> Iterator[str]:
    found: dict[str, None] = {}
    for part in () if metadata is None else metadata.iter():
        if name_of(part) == "keyword":
            words = [text_of(one) for one in part] or [text_of(part)]
            found.update(dict.fromkeys(" ".join(word.split()) for word in words if word.strip()))
    yield from list(found)[:MOST_KEYWORDS]


def _contents(element: Element, titles: tuple[str, ...], depth: int) -> Iterator[Listed]:
    """Yield a table of contents from top to bottom."""
    for item in children(element, "item"):
        title = text_of(child(item, "title"))
        resource = attribute(item, "identifierref")
        if resource:
            yield Listed(titles, title, resource)
        if depth < _DEEPEST:
            yield from _contents(item, (*titles, title) if title else titles, depth + 1)


def category_of(titles: tuple[str, ...]) -> str:
    """Return the category of a lesson, from the titles that lead to it."""
    return "/".join(" ".join(title.split()).replace("/", "//") for title in titles if title.strip())
