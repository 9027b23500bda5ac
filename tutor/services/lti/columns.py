"""Finding the column of a lesson in an LMS's gradebook, or making it. Asks the LMS: not in a transaction."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from tutor.models import LineItem
from tutor.outside.replies import is_same_server
from tutor.services.lti.names import (
    COURSE_TAG,
    HIGHEST,
    LESSON_TAG,
    LONGEST_LABEL,
    OURS,
    course_resource_id,
    lesson_resource_id,
)

if TYPE_CHECKING:
    from tutor.outside.lti_services import Platform

CLAIM = timedelta(minutes=2)


class NoColumn(Exception):
    """The LMS has no column for it; `.args[0]` is a `LineItem.Problem`."""


class ColumnClaimed(Exception):
    """Another worker is looking for it just now."""


def find_or_make_column(item: LineItem, platform: Platform) -> str:
    """Return the address of a column, found or made now if it was not before.

    Raises:
        NoColumn: there is none, and none may be made.
        ColumnClaimed: somebody else is at it.
        ServiceError: the LMS does not answer as it should.
    """
    if item.url and not item.offered_url:
        return item.url
    claimed = LineItem.objects.filter(pk=item.pk, claimed_until__lte=timezone.now())
    if not claimed.update(claimed_until=timezone.now() + CLAIM):
        raise ColumnClaimed
    try:
        item.refresh_from_db(fields=["url", "offered_url"])
        item.url = _offered(item, platform) or item.url or _found(item, platform) or _made(item, platform)
        item.offered_url, item.problem = "", ""
    except NoColumn as error:
        item.offered_url, item.problem = "", str(error.args[0])
        raise
    finally:
        item.claimed_until = timezone.now()
        item.save(update_fields=["url", "offered_url", "problem", "claimed_until"])
    return item.url


def forget_column(item: LineItem) -> None:
    """Let a column that is gone be looked for anew."""
    LineItem.objects.filter(pk=item.pk, url=item.url).update(url="")


def names_of(item: LineItem) -> tuple[str, str, str]:
    """Return what a column is called: its `resourceId`, its `tag` and its label."""
    if item.lesson is not None:
        return lesson_resource_id(item.lesson.pk), LESSON_TAG, item.lesson.title[:LONGEST_LABEL]
    return course_resource_id(item.course_id), COURSE_TAG, item.course.title[:LONGEST_LABEL]


def _may(item: LineItem, *scopes: str) -> bool:
    return any(scope in item.lti_class.scopes for scope in scopes)


def _offered(item: LineItem, platform: Platform) -> str:
    """Return the column that the launch named, if it is not another lesson's.

    A link with several lessons may name the same one at every launch, whichever it was made for.
    """
    from tutor.outside.lti_services import COLUMNS, READ_COLUMNS, NotThere

    url = item.offered_url
    if not url:
        return ""
    if _is_taken(item, url):
        return ""
    if _may(item, READ_COLUMNS, COLUMNS):
        try:
            column = platform.read_column(url, scope=_reading_scope(item))
        except NotThere:
            return ""
        if _is_others(item, column):
            return ""
    return url


def _is_taken(item: LineItem, url: str) -> bool:
    others = LineItem.objects.filter(url=url).exclude(pk=item.pk)
    return others.filter(
        lti_class__context__deployment__registration=item.lti_class.context.deployment.registration_id
    ).exists()


def _is_others(item: LineItem, column: dict[str, Any]) -> bool:
    name = str(column.get("resourceId") or "")
    return name.startswith(OURS) and name != names_of(item)[0]


def _reading_scope(item: LineItem) -> str:
    from tutor.outside.lti_services import COLUMNS, READ_COLUMNS

    return READ_COLUMNS if _may(item, READ_COLUMNS) else COLUMNS


def _found(item: LineItem, platform: Platform) -> str:
    """Return a column of the lesson that is there: by its link, or by the name that ours have."""
    from tutor.outside.lti_services import COLUMNS, READ_COLUMNS

    where = item.lti_class.line_items_url
    if not where or not _may(item, READ_COLUMNS, COLUMNS):
        return ""
    link = item.resource_link.id_on_platform if item.resource_link else ""
    filters = [{"resource_link_id": link}] if link else []
    for about in (*filters, {"resource_id": names_of(item)[0]}):
        columns = platform.find_columns(where, scope=_reading_scope(item), about=about)
        fitting = [column for column in columns if _fits(item, column, link)]
        # Ours first: a platform's own column of the link is the second choice.
        fitting.sort(key=lambda column: column.get("resourceId") != names_of(item)[0])
        for column in fitting:
            url = str(column["id"])
            if not _is_taken(item, url):
                return url
    return ""


def _fits(item: LineItem, column: dict[str, Any], link: str) -> bool:
    url, its_link = column.get("id"), str(column.get("resourceLinkId") or "")
    if not isinstance(url, str) or not is_same_server(item.lti_class.line_items_url, url):
        return False
    if column.get("resourceId") == names_of(item)[0]:
        return its_link in ("", link)
    return bool(link) and its_link == link and not _is_others(item, column)


def _made(item: LineItem, platform: Platform) -> str:
    from tutor.outside.lti_services import COLUMNS, Garbled

    where = item.lti_class.line_items_url
    if not where or not _may(item, COLUMNS):
        shared = item.offered_url and _is_taken(item, item.offered_url)
        raise NoColumn(LineItem.Problem.SHARED if shared else LineItem.Problem.NONE_GIVEN)
    resource_id, tag, label = names_of(item)
    column: dict[str, object] = {
        "scoreMaximum": HIGHEST,
        "label": label,
        "resourceId": resource_id,
        "tag": tag,
    }
    if item.resource_link:
        column["resourceLinkId"] = item.resource_link.id_on_platform
    url = platform.make_column(where, column).get("id")
    if not isinstance(url, str) or not is_same_server(where, url):
        raise Garbled("a column that was made has no address")
    return url
