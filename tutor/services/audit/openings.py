"""Which addresses open something about identifiable students to staff, and whose; and noting that they did.

Every address that staff alone may open stands in one of the two tables (tests/tutor/test_audit_tables.py).
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from django.apps import apps
from django.contrib.admin.utils import unquote
from django.core.exceptions import FieldDoesNotExist
from django.db import Error, connection
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tutor.models import AuditEntry, User
from tutor.ops.metrics import AUDIT_LOST
from tutor.services.audit.acts import Act, signature

logger = logging.getLogger(__name__)
# The same address of the same people is one entry for so long (s), however often it is opened.
FOLDED_S = 600


@dataclass(frozen=True)
class Opening:
    """What an address opens, in words that complete "Ms Tariq opened …".

    Attributes:
        person: the part of the address that is a person's key.
        classroom: the part that is a class's key; without either, it is about everybody.
        unless: says of a query whether it opens nobody.
    """

    words: str | Promise
    person: str = ""
    classroom: str = ""
    unless: Callable[[QueryDict], bool] = lambda query: False


def _of_class(words: str | Promise, part: str = "classroom_id") -> Opening:
    return Opening(words, classroom=part)


def _of_person(words: str | Promise, part: str = "object_id") -> Opening:
    return Opening(words, person=part)


def _finds_no_people(query: QueryDict) -> bool:
    """Say whether a search of the admin is among parts of courses; its field says so, and not its app."""
    try:
        model = apps.get_model(str(query["app_label"]), str(query["model_name"]))
        found: Any = model._meta.get_field(str(query["field_name"])).related_model
    except (LookupError, FieldDoesNotExist):
        return False
    return found is not None and found._meta.app_label == "content"


_REPORTS = ("<key:session_id>/", "lessons/<key:lesson_id>/", "term/", "compare/")
_FILES = {
    f"teach/<key:classroom_id>/{route}{form}/": _of_class(_("a report of the class as a file"))
    for route in ("help/report/", *(f"reports/{report}" for report in _REPORTS))
    for form in ("csv", "json", "xlsx", "pdf")
}

# By the name of the address, or its route where it has no name.
OPENS: dict[str, Opening] = {
    "tutor:classroom": _of_class(_("the class’s page")),
    "tutor:people": _of_class(_("the class’s list of people")),
    "tutor:boards": _of_class(_("the boards of the class’s groups")),
    "tutor:reports": _of_class(_("the class’s list of reports")),
    "tutor:session_report": _of_class(_("a report of the class")),
    "tutor:lesson_report": _of_class(_("a report of the class")),
    "tutor:term_report": _of_class(_("a report of the class")),
    "tutor:compare_report": _of_class(_("a report of the class")),
    "tutor:help_report": _of_class(_("what came of helping in the class")),
    "tutor:help_first": _of_class(_("the list of whom in the class to help first")),
    **_FILES,
    "ws/classrooms/<int:classroom_id>/": _of_class(_("the class’s page, live")),
    "ws/classrooms/<int:classroom_id>/help/": _of_class(_("the list of whom to help first, live")),
    "ws/classrooms/<int:classroom_id>/boards/": _of_class(_("the boards of the class’s groups, live")),
    "admin:tutor_user_changelist": Opening(_("the list of all people")),
    "admin:tutor_user_change": _of_person(_("the account’s page")),
    "admin:tutor_user_history": _of_person(_("what was changed in the account")),
    "admin:tutor_user_delete": _of_person(_("the page that deletes the account")),
    "admin:auth_user_password_change": _of_person(_("the page that sets the account’s password"), "id"),
    "admin:tutor_classroom_change": _of_class(_("the class’s page in the admin"), "object_id"),
    "admin:tutor_classroom_history": _of_class(_("what was changed in the class"), "object_id"),
    "admin:tutor_classroom_delete": _of_class(_("the page that deletes the class"), "object_id"),
    **{
        f"admin:tutor_ltiaccount_{page}": Opening(_("which accounts learning platforms have linked"))
        for page in ("changelist", "change", "history", "delete")
    },
    "tutor:lti_class_grades": _of_class(_("the class’s scores that an LMS was sent")),
    "tutor:lti_roster": _of_class(_("the class’s list in the LMS")),
    "tutor:merge": Opening(_("accounts that may be of one person")),
    "tutor:roster_run": Opening(_("what a school’s list changes about people")),
    "tutor:roster_people": Opening(_("the accounts that a school’s list made, as a file")),
    "tutor:roster_faults": Opening(_("the lines of a school’s list that were not understood, as a file")),
    "tutor:audit": Opening(_("the log of who looked at whom")),
    "tutor:audit_export": Opening(_("the log of who looked at whom, as a file")),
    "tutor:people_home": Opening(
        _("a search for people by name"), unless=lambda query: not query.get("q", "").strip()
    ),
    "admin:autocomplete": Opening(_("a search for people by name"), unless=_finds_no_people),
}

# Lists without people, forms, figures without persons, and what only does something: that is noted, where it
# is done to people, by what does it (`note_act`, `changes`).
OPENS_NOBODY = {
    *("tutor:quick_class", "tutor:class_ready", "tutor:helped", "tutor:undo_help"),
    *("tutor:classes", "tutor:make_class", "tutor:join_qr", "tutor:set_up_class", "tutor:archive_class"),
    "tutor:show_code",
    *("tutor:invite_teacher", "tutor:answer_invitation", "tutor:withdraw_invitation", "tutor:renew_code"),
    *("tutor:remove_teacher", "tutor:remove_student", "tutor:start_session", "tutor:pause_session"),
    *("tutor:lead_session", "tutor:pace_session", "tutor:tell_session", "tutor:end_session"),
    *("tutor:take_back", "tutor:lower_hand", "tutor:act", "tutor:dismiss", "tutor:start_prompt"),
    *("tutor:prompt_time", "tutor:move_student", "tutor:close_prompt", "tutor:remove_post"),
    *("tutor:make_accounts", "tutor:print_cards", "tutor:revoke_cards", "tutor:give_password"),
    *("tutor:give_pictures", "tutor:open_device", "tutor:close_device"),
    *("tutor:lti_register", "tutor:lti_choose"),
    *("tutor:lti_links",),
    *("tutor:first_steps", "tutor:load_demo", "tutor:lti_grades", "tutor:lti_send_again"),
    *("tutor:lti_pull_roster",),
    *("tutor:year_end", "tutor:undo_year"),
    *("tutor:import_people", "tutor:people_template", "tutor:decide_roster"),
    *("tutor:undo_roster", "tutor:add_roster_source", "tutor:roster_source", "tutor:pull_roster"),
    # Numbers of what went to an LRS, and its reasons: nobody's name.
    *("tutor:statements", "tutor:statements_again"),
    # Figures of groups of MIN_GROUP and more, by no class.
    "tutor:course_report",
    *(f"courses/<key:course_id>/report/{form}/" for form in ("csv", "json", "xlsx", "pdf")),
    # Numbers about machines.
    "metrics",
    *("admin:index", "open_admin", "admin:search", "admin:app_list", "admin:jsi18n", "admin:password_change"),
    *("admin:logout", "admin:password_change_done", "admin:tutor_user_add", "admin:tutor_classroom_add"),
    "admin:tutor_classroom_changelist",
}
# The admin's pages about courses, rights and connections; what is changed there is noted as a change.
ADMIN_OF_NOBODY = ("admin:content_", "admin:auth_group_", "admin:lti_tool_")


def is_staff(user: Any) -> bool:
    """Say whether what somebody opens and changes is noted: everybody's but a student's."""
    return bool(
        user.is_authenticated and (user.role != User.Role.STUDENT or user.is_staff or user.is_superuser)
    )


def note_opened(*, actor: User, address: str, parts: Mapping[str, Any]) -> None:
    """Note that a member of staff opened an address of `OPENS`. One query, and none of it fails the page.

    Args:
        actor: who opened it.
        address: its name, or its route.
        parts: what stands in the address.
    """
    opening = OPENS[address]
    whose, classroom = _key(parts.get(opening.person)), _key(parts.get(opening.classroom))
    if whose == actor.pk:
        return
    now = timezone.now()
    same = f"{actor.pk}/{address}/{whose}/{classroom}/{int(now.timestamp()) // FOLDED_S}"
    entry = AuditEntry(
        **signature(actor),
        at=now,
        last_at=now,
        action=Act.OPENED.value,
        what=address,
        whose_id=whose,
        classroom_id=classroom,
        fold=blake2b(same.encode(), digest_size=16).hexdigest(),
    )
    try:
        _insert_or_count(entry)
    except Error:
        AUDIT_LOST.inc()
        logger.exception("An entry of the audit log could not be written")


def _key(part: object) -> int | None:
    # The admin's parts of addresses are text, and what is no number leads to no page.
    text = unquote(str(part)) if part is not None else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def _insert_or_count(entry: AuditEntry) -> None:
    fields = [field for field in entry._meta.concrete_fields if not field.primary_key]
    names = ", ".join(str(field.column) for field in fields)
    values = [field.get_db_prep_save(getattr(entry, field.attname), connection) for field in fields]
    table = entry._meta.db_table
    with connection.cursor() as cursor:
        # Django counts nothing up on a conflict. The condition is the one of the constraint.
        cursor.execute(
            f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(fields))}) "  # noqa: S608
            f"ON CONFLICT (fold) WHERE NOT (fold = '') "
            f"DO UPDATE SET count = {table}.count + 1, last_at = excluded.last_at",
            values,
        )
