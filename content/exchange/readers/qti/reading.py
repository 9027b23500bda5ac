"""A source of QTI from end to end: its packages one after the other, then the files that no package lists."""

from dataclasses import replace
from posixpath import dirname
from xml.etree.ElementTree import Element

from content.coursefiles.faults import BadCourseFiles
from content.coursefiles.lined import TITLE
from content.exchange.readers.banks import Bank, Item
from content.exchange.readers.documents import Reading, Wanted
from content.exchange.readers.qti.assessments import Ref, read_test
from content.exchange.readers.qti.cartridges import (
    PICTURES,
    is_assignment,
    is_page,
    is_setting,
    read_page,
    why_left_out,
)
from content.exchange.readers.qti.items import read_item
from content.exchange.readers.qti.old.files import read_old_file
from content.exchange.readers.qti.packages import (
    OLD,
    Listed,
    Manifest,
    Resource,
    category_of,
    read_manifest,
    roots_of,
)
from content.exchange.readers.qti.tree import Unfit, attribute, name_of, parse, root_name
from content.exchange.readers.sources import Source
from content.language import gettext as _
from content.language import ngettext
from content.questions import InvalidSpec

_TITLE_LETTERS = 60
_PATH_LETTERS = 120
_TEMPLATE = "responseProcessing"
_WIKI = "wiki_content/"


def read_package(source: Source, wanted: Wanted) -> Reading:
    """Return the course of all that a source has.

    Raises:
        BadCourseFiles: its only file cannot be read.
    """
    reader = _Reader(Bank(source, wanted, "qti"))
    reader.read()
    reading = reader.bank.reading()
    title = " ".join(reader.title.split())[:TITLE]
    return replace(reading, course=replace(reading.course, title=title or reading.course.title))


class _Reader:
    """Goes through a source, and takes each file once."""

    def __init__(self, bank: Bank) -> None:
        self.bank = bank
        self.title = ""
        self._unused = 0
        self._roots = roots_of(bank.source)
        self._seen: set[str] = set()
        self._keywords: dict[str, tuple[str, ...]] = {}
        self._templates: dict[str, Element] = {}
        self._files = bank.source.files

    def read(self) -> None:
        self._find_templates()
        manifests = [path for path, name in self._roots.items() if name == "manifest"]
        for path in manifests:
            manifest = self._parsed_manifest(path)
            if manifest is not None:
                self._read_manifest(manifest)
        for name in ("assessmentTest", OLD, "assessmentItem"):
            for path in [path for path, root in self._roots.items() if root == name]:
                folder = dirname(path)
                self._read_file(path, (folder.replace("/", " – "),) if folder and not manifests else ())

    def _find_templates(self) -> None:
        for path, data in self._files.items():
            # QTI 3 writes the name with hyphens.
            if path.endswith(".xml") and _TEMPLATE.encode() in data[:600].replace(
                b"qti-response-p", b"responseP"
            ):
                root = self._parsed(path)
                if root is not None and name_of(root) == _TEMPLATE:
                    self._templates[path.rpartition("/")[2].removesuffix(".xml").lower()] = root

    def _parsed_manifest(self, path: str) -> Manifest | None:
        try:
            return read_manifest(path, self._files[path])
        except BadCourseFiles as error:
            self._refuse(path, error)
            return None

    def _parsed(self, path: str) -> Element | None:
        try:
            return parse(path, self._files[path])
        except BadCourseFiles as error:
            self._refuse(path, error)
            return None

    def _refuse(self, path: str, error: BadCourseFiles) -> None:
        """Name a file that cannot be read; if there is no other, nothing can be."""
        if len(self._roots) <= 1:
            raise error
        fault = error.faults[0]
        self.bank.skip(f"{path}:{fault.line}", f"{fault.reason}.")

    def _read_manifest(self, manifest: Manifest) -> None:
        self.title = self.title or manifest.title
        for resource in manifest.resources.values():
            for path in resource.files:
                self._keywords.setdefault(path, resource.keywords)
        listed = {line.resource for line in manifest.contents}
        # Items belong to the tests that ask them, wherever the table of contents has them.
        tests = [one for one in manifest.resources.values() if self._root(one) == "assessmentTest"]
        for test in tests:
            self._read_resource(manifest, test, ())
        for line in manifest.contents:
            self._read_line(manifest, line)
        for resource in manifest.resources.values():
            # The fallback of an assignment is a page of the same words, for systems that know no assignments.
            if resource.identifier not in listed and not resource.identifier.endswith("_fallback"):
                self._read_unlisted(manifest, resource)
        if self._unused:
            self.bank.note(
                ngettext(
                    "%(count)s file that no step shows is left out",
                    "%(count)s files that no step shows are left out",
                    self._unused,
                )
                % {"count": self._unused}
            )
            self._unused = 0

    def _read_unlisted(self, manifest: Manifest, resource: Resource) -> None:
        """Take items and pages that the table of contents has not, and name what else is left out."""
        path = resource.files[0] if resource.files else ""
        is_lost = bool(path) and path not in self._files and not resource.kind.startswith("webcontent")
        if self._root(resource) or _is_wiki(resource) or is_lost:
            if not is_setting(resource.files):
                self._read_resource(manifest, resource, ())
        elif path in self._files and path not in self._seen and not is_setting(resource.files):
            if not path.lower().endswith(PICTURES) and (is_page(path) or root_name(self._files[path])):
                reason = why_left_out(resource, path, self._files[path])
                if reason:
                    self.bank.skip(_where(manifest, resource), f"{reason}.")
            elif not path.lower().endswith(PICTURES):
                self._unused += 1

    def _root(self, resource: Resource) -> str:
        roots = (self._roots.get(path, "") for path in resource.files)
        return next((root for root in roots if root and root != "manifest"), "")

    def _read_line(self, manifest: Manifest, line: Listed) -> None:
        resource = manifest.resources.get(line.resource)
        if resource is None:
            where = f"{manifest.path}: {line.title[:_TITLE_LETTERS] or line.resource}"
            self.bank.skip(where, _("the package does not list what it leads to."))
            return
        self._read_resource(manifest, resource, line.titles, line.title)

    def _read_resource(
        self, manifest: Manifest, resource: Resource, titles: tuple[str, ...], title: str = ""
    ) -> None:
        """Take a resource: what it is, its files say."""
        where = _where(manifest, resource, title)
        there = [path for path in resource.files if path in self._files]
        for path in resource.files:
            if path not in self._files and path == resource.files[0]:
                self.bank.skip(where, _("the file %(name)r does not come with the package.") % {"name": path})
        known = [path for path in there if self._roots.get(path, "manifest") != "manifest"]
        if known:
            for path in known:
                self._read_file(path, titles)
        elif there and there[0] not in self._seen:
            self._seen.add(there[0])
            self._read_page(resource, there[0], where, titles, title)

    def _read_page(
        self, resource: Resource, path: str, where: str, titles: tuple[str, ...], title: str
    ) -> None:
        data = self._files[path]
        try:
            if is_page(path) and not is_assignment(resource.files):
                item = read_page(self.bank, path, data, where=where, title=title, key=resource.identifier)
                category = titles or ((_("Pages"),) if _is_wiki(resource) else ())
                self.bank.add(item, category=category_of(category), where=where)
            else:
                raise Unfit(why_left_out(resource, path, data))
        except (Unfit, InvalidSpec) as error:
            self.bank.skip(where, f"{error}.")

    def _read_file(self, path: str, titles: tuple[str, ...]) -> None:
        """Take a file of QTI, unless it was taken before."""
        if path in self._seen:
            return
        self._seen.add(path)
        self.bank.wanted.on_progress(len(self._seen), len(self._roots))
        root = self._parsed(path)
        if root is None:
            return
        if self._roots[path] == "assessmentTest":
            self._read_test(path, root, titles)
        elif self._roots[path] == OLD:
            self._read_old(path, root, titles)
        else:
            self._read_item(path, root, category_of(titles))

    def _read_test(self, path: str, root: Element, titles: tuple[str, ...]) -> None:
        self.title = self.title or attribute(root, "title")
        for part in read_test(self.bank, path, root):
            category = category_of((*titles, *part.titles))
            if isinstance(part, Ref):
                self._read_ref(part, category)
            elif part.summary:
                self.bank.summaries[category] = part.summary

    def _read_ref(self, ref: Ref, category: str) -> None:
        if ref.path in self._seen:
            self.bank.note(_("an item that several tests have comes once"))
            return
        if self._roots.get(ref.path) != "assessmentItem":
            reason = _("the item %(name)r does not come with the package.") % {"name": ref.address}
            self.bank.skip(ref.where, reason)
            return
        self._seen.add(ref.path)
        root = self._parsed(ref.path)
        if root is not None:
            self._read_item(ref.path, root, category)

    def _read_item(self, path: str, root: Element, category: str) -> None:
        title = attribute(root, "title") or attribute(root, "identifier")
        where = f"{path}: “{' '.join(title.split())[:_TITLE_LETTERS]}”"
        tags = self._keywords.get(path, ())
        try:
            item: Item = read_item(
                self.bank, root, path=path, where=where, tags=tags, templates=self._templates
            )
            self.bank.add(item, category=category, where=where)
        except (Unfit, InvalidSpec) as error:
            self.bank.skip(where, f"{error}.")

    def _read_old(self, path: str, root: Element, titles: tuple[str, ...]) -> None:
        path, root = self._fuller(path, root)
        read_old_file(self.bank, path, root, titles=titles, tags=self._keywords.get(path, ()))

    def _fuller(self, path: str, root: Element) -> tuple[str, Element]:
        """Return what Canvas keeps beside a cartridge's assessment, which has no room for all its kinds."""
        identifier = next((attribute(part, "ident") for part in root if name_of(part) == "assessment"), "")
        folder = dirname(dirname(path))
        other = f"{folder}/non_cc_assessments/{identifier}.xml.qti".lstrip("/")
        if not identifier or other == path or other not in self._roots or other in self._seen:
            return path, root
        fuller = self._parsed(other)
        if fuller is None:
            return path, root
        self._seen.add(other)
        return other, fuller


def _where(manifest: Manifest, resource: Resource, title: str = "") -> str:
    return f"{manifest.path}: {(title or resource.title or ''.join(resource.files[:1]))[:_PATH_LETTERS]}"


def _is_wiki(resource: Resource) -> bool:
    return any(_WIKI in path for path in resource.files[:1])
