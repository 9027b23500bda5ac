"""A course export of Open edX (OLX): chapters become lessons, units steps, problems questions.

Source of the format: Open edX documentation, "Open Learning XML (OLX)".
"""

from dataclasses import replace

from content import figures
from content.coursefiles.documents import CourseDoc, SkillDoc
from content.coursefiles.faults import BadCourseFiles, Fault
from content.coursefiles.lined import TITLE
from content.exchange.readers.documents import Reading, Wanted
from content.exchange.readers.gathering import Gathered
from content.exchange.readers.olx.course import Walk
from content.exchange.readers.olx.steps import slug_of
from content.exchange.readers.olx.tree import Tree, Unreadable, roots_in
from content.exchange.readers.sources import Source
from content.language import gettext
from content.texts.foreign import markdown_of_html, words_of
from content.texts.slugs import FreeSlugs

MOST_COURSES = 20
"""The most courses that one source brings in."""
_LONGEST_SUMMARY = 500


def looks_like_it(source: Source) -> bool:
    """Return whether a course or a library begins somewhere in it."""
    return bool(roots_in(source.files))


def read(source: Source, wanted: Wanted) -> Reading:
    """Return the course; of several courses all but the first are `further` ones.

    Raises:
        BadCourseFiles: there is none, too many, or not the one that is asked for; an outline cannot be read.
    """
    roots = roots_in(source.files)
    if not roots:
        raise _refused(source, gettext("there is neither course.xml nor library.xml in it"))
    if len(roots) > MOST_COURSES:
        reason = gettext("there are more than %(most)s courses in it") % {"most": MOST_COURSES}
        raise _refused(source, reason)
    slugs = FreeSlugs()
    trees = [(tree, slugs.take(_slug(tree))) for tree in (_tree(source, root) for root in roots)]
    first, *further = [_reading(tree, slug, wanted) for tree, slug in _asked_for(source, trees, wanted)]
    return replace(first, further=tuple(further), ignored=source.ignored)


def _tree(source: Source, root: str) -> Tree:
    try:
        return Tree(source.files, root)
    except Unreadable as error:
        raise BadCourseFiles([Fault(root, 1, str(error))]) from None


def _asked_for(source: Source, trees: list[tuple[Tree, str]], wanted: Wanted) -> list[tuple[Tree, str]]:
    """Return the courses that are asked for, each with its address."""
    listed = figures.in_a_row(_title(tree) for tree, _ in trees[:10])
    if wanted.part:
        part = wanted.part.casefold()
        trees = [(tree, slug) for tree, slug in trees if part in (_title(tree).casefold(), slug)]
    if not trees:
        reason = gettext("there is no course %(part)r in it; there is: %(listed)s")
        raise _refused(source, reason % {"part": wanted.part, "listed": listed})
    if wanted.course and len(trees) > 1:
        reason = gettext("there are several courses in it; only one can go there: %(listed)s")
        raise _refused(source, reason % {"listed": listed})
    return trees


def _refused(source: Source, reason: str) -> BadCourseFiles:
    return BadCourseFiles([Fault(source.name, 1, reason)])


def _reading(tree: Tree, slug: str, wanted: Wanted) -> Reading:
    gathered = Gathered()
    lessons = Walk(tree, gathered, wanted).lessons()
    course = CourseDoc(
        slug=wanted.course or slug,
        title=_title(tree),
        summary=_summary(tree),
        skills=tuple(SkillDoc(slug, title) for slug, title in gathered.skills.items()),
        lessons=tuple(lessons),
        images=tuple(gathered.images.values()),
    )
    notes = (*gathered.all_notes(lessons), *_drafts(tree))
    reading = Reading("olx", course, tuple(gathered.skipped), notes)
    return reading.with_licence(_licence(tree))


def _title(tree: Tree) -> str:
    return (tree.root.title or tree.run or tree.root.tag)[:TITLE]


def _slug(tree: Tree) -> str:
    """Return an address for the course: its organisation, its number and its run."""
    named = (tree.top.get(name) or "" for name in ("org", "course", "library", "url_name"))
    return slug_of("-".join(filter(None, named)), tree.root.title or "course")


def _summary(tree: Tree) -> str:
    try:
        source = tree.text("about", "short_description.html")
    except Unreadable:
        return ""  # a course is complete without it
    return words_of(markdown_of_html(source).text)[:_LONGEST_SUMMARY]


def _licence(tree: Tree) -> str:
    """Return the course's licence as it is usually written, empty if it names none."""
    kind, _, rest = tree.root.get("license").partition(":")
    if kind == "all-rights-reserved":
        return "All rights reserved"
    if kind != "creative-commons":
        return ""
    words = rest.split()
    version = next((word.removeprefix("ver=") for word in words if word.startswith("ver=")), "")
    terms = "-".join(word for word in words if not word.startswith("ver="))
    return " ".join(filter(None, ("CC", terms, version)))


def _drafts(tree: Tree) -> list[str]:
    """Return a note if there are parts that were not published there."""
    prefix = tree.path("drafts")
    if any(path.startswith(f"{prefix}/") for path in tree.files):
        return [gettext("what was not published there (the folder “drafts”) is left out")]
    return []
