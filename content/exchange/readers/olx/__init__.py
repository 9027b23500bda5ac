"""A course export of Open edX (OLX): chapters become lessons, units steps, problems questions.

Source of the format: Open edX documentation, "Open Learning XML (OLX)".
"""

from content.coursefiles.documents import CourseDoc, SkillDoc
from content.coursefiles.faults import BadCourseFiles, Fault
from content.exchange.readers.documents import Reading, Wanted
from content.exchange.readers.olx.course import Walk
from content.exchange.readers.olx.gathered import Gathered
from content.exchange.readers.olx.steps import slug_of
from content.exchange.readers.olx.tree import Tree, Unreadable, roots_in
from content.exchange.readers.sources import Source
from content.language import gettext
from content.texts.foreign import markdown_of_html, words_of

_LONGEST_SUMMARY = 500


def looks_like_it(source: Source) -> bool:
    """Return whether a course or a library begins somewhere in it."""
    return bool(roots_in(source.files))


def read(source: Source, wanted: Wanted) -> Reading:
    """Return the course.

    Raises:
        BadCourseFiles: there is none or several, or its outline cannot be read.
    """
    roots = roots_in(source.files)
    if len(roots) != 1:
        raise BadCourseFiles([Fault(source.name, 1, _why_not_one(roots))])
    try:
        tree = Tree(source.files, roots[0])
    except Unreadable as error:
        raise BadCourseFiles([Fault(roots[0], 1, str(error))]) from None
    gathered = Gathered()
    lessons = Walk(tree, gathered, wanted).lessons()
    course = CourseDoc(
        slug=wanted.course or _slug(tree),
        title=tree.root.title or tree.run or source.stem,
        summary=_summary(tree),
        skills=tuple(SkillDoc(slug, title) for slug, title in gathered.skills.items()),
        lessons=tuple(lessons),
        images=tuple(gathered.images.values()),
    )
    notes = (*gathered.all_notes(lessons), *_drafts(tree))
    reading = Reading("olx", course, tuple(gathered.skipped), notes, ignored=source.ignored)
    return reading.with_licence(_licence(tree))


def _why_not_one(roots: list[str]) -> str:
    if not roots:
        return gettext("there is neither course.xml nor library.xml in it")
    return gettext("there are several courses in it; bring in one at a time: %(paths)s") % {
        "paths": ", ".join(roots[:10])
    }


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
