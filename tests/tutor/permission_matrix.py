"""Who may do what: one row for every address and socket of the site.

Each row is a request and what becomes of it for eight people, in the order of `PEOPLE`:

    Y  it is answered (also with "this form is not filled in")
    L  sent to sign in
    F  refused
    N  there is no such thing, as far as this person can tell
    H  sent back to the admin's first page, which is how Django's admin says N
"""

from dataclasses import dataclass, field

# Nobody; the student whose sitting it is; another student of the class; the class's teacher; another class's
# teacher; the course's author; another author; a superuser.
PEOPLE = ("nobody", "amira", "ben", "tariq", "tessa", "noor", "omar", "admin")


@dataclass(frozen=True)
class Row:
    """One request. `args` are names in the world of the test, `data` is posted or queried."""

    outcome: str
    method: str = "GET"
    args: tuple[str, ...] = ()
    data: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        assert len(self.outcome) == len(PEOPLE), self


ANYBODY = "YYYYYYYY"
SIGNED_IN = "LYYYYYYY"
OWN_SITTING = "LYNNNNNN"
NOTHING_YET = "LNNNNNNN"
NOWHERE = "NNNNNNNN"
TEACHERS = "LFFYYFFY"
CLASS_TEACHER = "LFFYNFFY"
STAFF = "LLLLLYYY"
# Of pages that are not the admin's.
ADMINISTRATOR = "LFFFFFFY"
AUTHORS = STAFF
COURSE_AUTHORS = "LLLLLYNY"
COURSE_FORM = "LLLLLYHY"
COURSE_REPORT = "LFFFFYNY"
SUPERUSER = "LLLLLFFY"
TERM = {"first": "2000-01-01", "last": "2100-01-01"}

ROWS: dict[str, Row] = {
    "tutor:home": Row(ANYBODY),
    "tutor:courses": Row(SIGNED_IN),
    "tutor:legibility": Row(ANYBODY, "POST", data={"type": "lexend", "tint": ""}),
    "set_language": Row(ANYBODY, "POST", data={"language": "es", "next": "/"}),
    "tutor:first_steps": Row("LFFFFFFY"),
    # With no course named, nothing is loaded.
    "tutor:load_demo": Row("LFFFFYYY", "POST"),
    "tutor:class_now": Row(SIGNED_IN),
    # What it asks depends on who asks: tests/tutor/test_practice.py.
    "tutor:practise": Row(SIGNED_IN, args=("skill",)),
    "tutor:practise_answer": Row(OWN_SITTING, "POST", ("skill", "question"), {"number": "4"}),
    "tutor:pretest": Row(SIGNED_IN, args=("course_slug",)),
    "tutor:pretest_start": Row(SIGNED_IN, "POST", ("course_slug",)),
    "tutor:pretest_answer": Row(SIGNED_IN, "POST", ("course_slug", "question"), {"number": "4"}),
    "tutor:pretest_end": Row(SIGNED_IN, "POST", ("course_slug",)),
    "tutor:pretest_skip": Row(SIGNED_IN, "POST", ("course_slug",), {"skipped": "no"}),
    "tutor:sources": Row(SIGNED_IN, args=("course_slug",)),
    "tutor:practise_hint": Row(OWN_SITTING, "POST", ("skill", "question")),
    "tutor:practise_hint_answer": Row(OWN_SITTING, "POST", ("skill", "question", "one"), {"number": "4"}),
    "tutor:lesson": Row(SIGNED_IN, args=("course_slug", "lesson_slug")),
    "tutor:step": Row(OWN_SITTING, args=("sitting", "one")),
    "tutor:advance": Row(OWN_SITTING, "POST", ("sitting",), {"step": "1"}),
    "tutor:answer": Row(OWN_SITTING, "POST", ("sitting", "question"), {"number": "4"}),
    "tutor:hint": Row(OWN_SITTING, "POST", ("sitting", "question")),
    "tutor:hint_answer": Row(OWN_SITTING, "POST", ("sitting", "question", "one"), {"number": "4"}),
    "tutor:leave": Row(OWN_SITTING, "POST", ("sitting", "question"), {"left": "yes"}),
    "tutor:preview_expression": Row(SIGNED_IN, data={"expression": "2x"}),
    "tutor:end": Row(OWN_SITTING, args=("sitting",)),
    "tutor:report": Row(OWN_SITTING, "POST", ("sitting",), {"feeling": "lost"}),
    "tutor:undo": Row(OWN_SITTING, "POST", ("adaptation",)),
    "tutor:accept": Row(OWN_SITTING, "POST", ("adaptation",)),
    "tutor:judge": Row(OWN_SITTING, "POST", ("adaptation",), {"helped": "yes"}),
    "tutor:consent": Row(SIGNED_IN, "POST", data={"purpose": "camera", "decision": "refuse"}),
    # The link is the key.
    "tutor:guardian": Row(ANYBODY, "POST", ("guardian_token",), {"decision": "confirm"}),
    "tutor:privacy": Row(ANYBODY),
    "tutor:classes": Row(TEACHERS),
    "tutor:classroom": Row(CLASS_TEACHER, args=("classroom",)),
    "tutor:quick_class": Row(TEACHERS, "POST"),
    "tutor:class_ready": Row(CLASS_TEACHER, args=("classroom",)),
    "tutor:help_first": Row(CLASS_TEACHER, args=("classroom",)),
    "tutor:helped": Row(CLASS_TEACHER, "POST", ("classroom",)),
    "tutor:undo_help": Row(CLASS_TEACHER, "POST", ("classroom", "help")),
    "tutor:help_report": Row(CLASS_TEACHER, args=("classroom",)),
    "tutor:make_class": Row(TEACHERS, "POST", data={"name": "Year 8"}),
    "tutor:people": Row(CLASS_TEACHER, args=("classroom",)),
    "tutor:show_code": Row(CLASS_TEACHER, args=("classroom",)),
    "tutor:join_qr": Row(CLASS_TEACHER, args=("classroom",)),
    "tutor:set_up_class": Row(CLASS_TEACHER, "POST", ("classroom",), {"name": "Year 6b"}),
    "tutor:archive_class": Row(CLASS_TEACHER, "POST", ("classroom",), {"archived": "yes"}),
    "tutor:invite_teacher": Row(CLASS_TEACHER, "POST", ("classroom",), {"username": "tessa"}),
    # Asked to Tessa alone.
    "tutor:answer_invitation": Row("LFFNYFFN", "POST", ("class_invitation",), {"accept": "yes"}),
    "tutor:withdraw_invitation": Row(CLASS_TEACHER, "POST", ("classroom", "class_invitation")),
    "tutor:renew_code": Row(CLASS_TEACHER, "POST", ("classroom",)),
    "tutor:remove_teacher": Row(CLASS_TEACHER, "POST", ("classroom", "user")),
    "tutor:remove_student": Row(CLASS_TEACHER, "POST", ("classroom", "amira")),
    "tutor:merge": Row("LFFFFFFY"),
    "tutor:statements": Row("LFFFFFFY"),
    "tutor:statements_again": Row("LFFFFFFY", "POST"),
    "tutor:year_end": Row("LFFFFFFY"),
    "tutor:undo_year": Row("LFFFFFFY", "POST", ("year_end",)),
    "tutor:make_accounts": Row(CLASS_TEACHER, args=("classroom",)),
    "tutor:print_cards": Row(CLASS_TEACHER, "POST", ("classroom",)),
    "tutor:revoke_cards": Row(CLASS_TEACHER, "POST", ("classroom",)),
    "tutor:give_password": Row(CLASS_TEACHER, "POST", ("classroom", "amira")),
    "tutor:give_pictures": Row(CLASS_TEACHER, "POST", ("classroom", "amira")),
    "tutor:open_device": Row(CLASS_TEACHER, "POST", ("classroom",), {"minutes": "45"}),
    "tutor:close_device": Row(CLASS_TEACHER, "POST", ("classroom", "device")),
    "tutor:start_session": Row(CLASS_TEACHER, "POST", ("classroom",)),
    "tutor:pause_session": Row(CLASS_TEACHER, "POST", ("classroom",), {"paused": "yes"}),
    "tutor:lead_session": Row(CLASS_TEACHER, "POST", ("classroom",)),
    "tutor:pace_session": Row(CLASS_TEACHER, "POST", ("classroom",), {"pacing": "teacher"}),
    "tutor:tell_session": Row(CLASS_TEACHER, "POST", ("classroom",), {"message": "Look up"}),
    "tutor:end_session": Row(CLASS_TEACHER, "POST", ("classroom",)),
    "tutor:take_back": Row(CLASS_TEACHER, "POST", ("classroom",), {"kind": "visual"}),
    "tutor:lower_hand": Row(CLASS_TEACHER, "POST", ("classroom", "sitting")),
    "tutor:act": Row(CLASS_TEACHER, "POST", ("classroom",), {"action": "hint"}),
    "tutor:dismiss": Row(CLASS_TEACHER, "POST", ("classroom", "suggestion"), {"reason": "No"}),
    "tutor:boards": Row(CLASS_TEACHER, args=("classroom",)),
    "tutor:start_prompt": Row(CLASS_TEACHER, "POST", ("classroom",)),
    "tutor:prompt_time": Row(CLASS_TEACHER, "POST", ("classroom", "prompt"), {"minutes": "0"}),
    "tutor:move_student": Row(CLASS_TEACHER, "POST", ("classroom", "prompt")),
    "tutor:close_prompt": Row(CLASS_TEACHER, "POST", ("classroom", "prompt")),
    "tutor:remove_post": Row(CLASS_TEACHER, "POST", ("classroom", "post"), {"removed": "yes"}),
    "tutor:reports": Row(CLASS_TEACHER, args=("classroom",)),
    "tutor:session_report": Row(CLASS_TEACHER, args=("classroom", "ended")),
    "tutor:lesson_report": Row(CLASS_TEACHER, args=("classroom", "lesson")),
    "tutor:term_report": Row(CLASS_TEACHER, args=("classroom",), data=TERM),
    "tutor:compare_report": Row(CLASS_TEACHER, args=("classroom",)),
    "tutor:course_report": Row(COURSE_REPORT, args=("course",)),
    "tutor:group": Row(OWN_SITTING, args=("sitting",)),
    "tutor:add_post": Row(OWN_SITTING, "POST", ("sitting",), {"words": "Two of four."}),
    "tutor:hand": Row(OWN_SITTING, "POST", ("sitting",), {"raised": "yes"}),
    # A wrong code is answered as a form is; the right one seats students, and shows teachers their class.
    "tutor:join": Row(SIGNED_IN, "POST", data={"code": "NOSUCH"}),
    "tutor:join_class": Row("LYYYFFFY", "POST", ("join_code",)),
    "tutor:people_home": Row(ADMINISTRATOR),
    "tutor:import_people": Row(ADMINISTRATOR, "POST", data={"text": "id"}),
    "tutor:people_template": Row(ADMINISTRATOR),
    "tutor:roster_run": Row(ADMINISTRATOR, args=("roster_run",)),
    "tutor:decide_roster": Row(ADMINISTRATOR, "POST", ("roster_run",), {"answer": "no"}),
    "tutor:undo_roster": Row(ADMINISTRATOR, "POST", ("roster_done",)),
    "tutor:roster_people": Row(ADMINISTRATOR, args=("roster_run",)),
    "tutor:roster_faults": Row(ADMINISTRATOR, args=("roster_run",)),
    "tutor:add_roster_source": Row(ADMINISTRATOR, "POST", data={"name": "North"}),
    "tutor:roster_source": Row(ADMINISTRATOR, args=("roster_source",)),
    "tutor:pull_roster": Row(ADMINISTRATOR, "POST", ("roster_source",)),
    "tutor:you": Row(SIGNED_IN),
    "tutor:download_mine": Row(SIGNED_IN),
    "tutor:erase_mine": Row(SIGNED_IN, "POST", data={"account": "keep"}),
    "tutor:sign_up": Row(ANYBODY),
    "tutor:change_password": Row(SIGNED_IN),
    "tutor:type_card": Row(ANYBODY),
    # The code is the key.
    "tutor:card": Row(ANYBODY, args=("card_code",)),
    # Without the cookie of an open device: tests/tutor/test_picture_sign_in.py.
    "tutor:pictures": Row("NNNNNNNN"),
    "tutor:tap_pictures": Row("NNNNNNNN", "POST", ("amira",), {"pick": "sun"}),
    "tutor:audit": Row("LFFFFFFY"),
    "tutor:audit_export": Row("LFFFFFFY"),
    # Asked by platforms and by browsers that nobody has signed in with: tests/lti.
    "tutor:lti_login": Row(ANYBODY),
    "tutor:lti_launch": Row(ANYBODY, "POST"),
    "tutor:lti_jwks": Row(ANYBODY),
    "tutor:lti_wait": Row(ANYBODY),
    "tutor:lti_config": Row(ANYBODY),
    "tutor:lti_canvas": Row(ANYBODY),
    "tutor:lti_register": Row("LFFFFFFY", "POST"),
    # The link is the key: this one opens nothing.
    "tutor:lti_register_by_link": Row("NNNNNNNN", "POST", args=("one",)),
    # Tariq launched it as a teacher.
    "tutor:lti_choose": Row("LNNYNNNN", args=("lti_link",)),
    # No LMS has sent them to choose: tests/lti/test_deep_linking.py.
    "tutor:lti_links": Row("LFFNNNNN", args=("reading",)),
    "tutor:lti_links_back": Row("NNNNNNNN", args=("one",)),
    "tutor:lti_link_account": Row(SIGNED_IN),
    "tutor:lti_grades": Row(TEACHERS),
    "tutor:lti_class_grades": Row(CLASS_TEACHER, args=("classroom",)),
    "tutor:lti_send_again": Row(CLASS_TEACHER, "POST", ("classroom",)),
    "tutor:lti_roster": Row(CLASS_TEACHER, args=("classroom",)),
    "tutor:lti_pull_roster": Row(CLASS_TEACHER, "POST", ("classroom",)),
    # Refused to whoever did not come from a launch just now.
    "tutor:lti_link_confirm": Row("LFFFFFFF"),
    "login": Row(ANYBODY),
    "account_login": Row(ANYBODY),
    # The address of the admin's own form, at which stands the page of everybody.
    "admin/login/": Row("YYYYYHHH"),
    "account_inactive": Row("FFFFFFFF"),
    "account_reset_password": Row(ANYBODY),
    "account_reauthenticate": Row(SIGNED_IN),
    "account_sign_in_anew": Row(SIGNED_IN),
    "account_reset_password_done": Row(ANYBODY),
    # A link that is no more is told so.
    "account_reset_password_from_key": Row(ANYBODY, args=("one", "one")),
    "account_reset_password_from_key_done": Row(ANYBODY),
    # Asks first for the password.
    "account_email": Row(SIGNED_IN),
    "account_confirm_email": Row(ANYBODY, args=("one",)),
    "mfa_index": Row(SIGNED_IN),
    # Only between a right password and a session.
    "mfa_authenticate": Row(SIGNED_IN),
    "mfa_reauthenticate": Row(SIGNED_IN),
    "mfa_activate_totp": Row(SIGNED_IN),
    "mfa_deactivate_totp": Row(NOTHING_YET),
    "mfa_view_recovery_codes": Row(NOTHING_YET),
    "mfa_generate_recovery_codes": Row(SIGNED_IN),
    "mfa_download_recovery_codes": Row(NOTHING_YET),
    "mfa_list_webauthn": Row(SIGNED_IN),
    "mfa_add_webauthn": Row(SIGNED_IN),
    "mfa_reauthenticate_webauthn": Row(SIGNED_IN),
    "mfa_edit_webauthn": Row(SIGNED_IN, args=("one",)),
    "mfa_remove_webauthn": Row(SIGNED_IN, "POST", ("one",)),
    # No provider is configured.
    "socialaccount_connections": Row(NOWHERE),
    "openid_connect_login": Row(NOWHERE, "POST", ("one",)),
    "openid_connect_callback": Row(NOWHERE, args=("one",)),
    "saml_login": Row(NOWHERE, "POST", ("one",)),
    "saml_acs": Row(NOWHERE, "POST", ("one",)),
    "saml_finish_acs": Row(NOWHERE, args=("one",)),
    "saml_sls": Row(NOWHERE, args=("one",)),
    "saml_metadata": Row(NOWHERE, args=("one",)),
    "logout": Row(ANYBODY, "POST"),
    "healthz": Row(ANYBODY),
    "readyz": Row(ANYBODY),
    "metrics": Row("FFFFFFFY"),
    "content:image": Row(ANYBODY, args=("image", "image_name")),
    "admin:index": Row(STAFF),
    "open_admin": Row(STAFF),
    "admin:search": Row(STAFF),
    "admin:login": Row("YYYYYHHH"),
    "admin:logout": Row("HHHHHYYY", "POST"),
    "admin:password_change": Row(STAFF),
    "admin:password_change_done": Row(STAFF),
    "admin:jsi18n": Row(STAFF),
    "admin:autocomplete": Row(
        SUPERUSER,
        data={"app_label": "tutor", "model_name": "classroom", "field_name": "teachers", "term": "a"},
    ),
    "admin:view_on_site": Row("LLLLLNNN", args=("content_type", "sitting")),
    "admin:app_list": Row("LLLLLNNY", args=("app_label",)),
    "admin/(?P<url>.*)$": Row("LLLLLNNN"),
    "admin:content_course_import": Row(AUTHORS),
    "admin:content_course_reading": Row(AUTHORS, args=("reading",)),
    "admin:content_course_cancel_reading": Row(AUTHORS, "POST", ("reading",)),
    "admin:content_course_import_preview": Row(COURSE_AUTHORS, args=("import",)),
    "admin:content_course_import_report": Row(COURSE_AUTHORS, args=("import",)),
    "admin:content_course_arrange": Row(COURSE_AUTHORS, "POST", ("course",)),
    "admin:content_course_move": Row(COURSE_AUTHORS, "POST", ("course",)),
    "admin:content_course_publish": Row(COURSE_AUTHORS, "POST", ("course",), {"publish": "yes"}),
    "admin:content_course_take_back": Row(COURSE_AUTHORS, args=("course",)),
    "admin:content_course_copy": Row(COURSE_AUTHORS, "POST", ("course",)),
    "admin:content_step_copy": Row(COURSE_AUTHORS, "POST", ("step",)),
    "admin:content_course_translate": Row(COURSE_AUTHORS, args=("course",)),
    "admin:content_step_translate": Row(COURSE_AUTHORS, args=("step",)),
    "admin:content_course_export": Row(COURSE_AUTHORS, args=("course",)),
    "admin:content_course_versions": Row(COURSE_AUTHORS, args=("course",)),
    "admin:content_course_restore": Row(COURSE_AUTHORS, "POST", ("version",)),
    "admin:content_course_invite": Row(COURSE_AUTHORS, "POST", ("course",), {"username": "omar"}),
    "admin:content_course_leave": Row(COURSE_AUTHORS, "POST", ("course",)),
    # Asked to Omar alone.
    "admin:content_course_answer": Row("LLLLLNYN", "POST", ("invitation",)),
    "admin:content_course_preview": Row(COURSE_AUTHORS, "POST", ("course",), {"text": "Half."}),
    "admin:content_course_pictures": Row(COURSE_AUTHORS, args=("course",)),
    "admin:content_course_changes": Row(COURSE_AUTHORS, args=("course",)),
    "admin:content_course_tree": Row(COURSE_AUTHORS, args=("course",)),
    "admin:content_course_missing": Row(COURSE_AUTHORS, args=("course",)),
    "admin:content_course_discard": Row(COURSE_AUTHORS, "POST", ("course",)),
    "admin:content_question_fields_of_none": Row(AUTHORS, "POST"),
    "admin:content_question_fields": Row(COURSE_AUTHORS, "POST", ("course",)),
    "admin:content_question_preview": Row(COURSE_AUTHORS, "POST", ("course",)),
    "admin:content_preview_frame": Row(AUTHORS),
    "admin:content_preview_step": Row(COURSE_AUTHORS, args=("step",)),
    "admin:content_step_gift": Row(COURSE_AUTHORS, args=("step",)),
    "admin:content_rule_read_back": Row(AUTHORS, "POST"),
    "admin:content_rule_lab": Row(AUTHORS),
    "admin:content_rule_compare": Row(AUTHORS),
    "admin:content_rule_keep": Row("LLLLLYFY", "POST", ("rule",)),
    "admin:content_rule_moves": Row(COURSE_AUTHORS, args=("rule",)),
    "admin:content_rule_moves_back": Row(COURSE_AUTHORS, "POST", ("rule",)),
    "admin:content_rule_moves_stop": Row(COURSE_AUTHORS, "POST", ("rule",)),
    "admin:content_rule_moves_on": Row(COURSE_AUTHORS, "POST", ("rule",)),
    "admin:content_rule_walk": Row(AUTHORS),
    "admin:content_rule_walk_on": Row(AUTHORS, "POST"),
    "admin:auth_user_password_change": Row(SUPERUSER, args=("amira",)),
}


def _model(app: str, name: str, *, everywhere: str, one: str, add: str) -> dict[str, Row]:
    """Return the rows of the pages that Django's admin makes for a model."""
    return {
        f"admin:{app}_{name}_changelist": Row(everywhere),
        f"admin:{app}_{name}_add": Row(add),
        f"admin:{app}_{name}_change": Row(one, args=(name,)),
        f"admin:{app}_{name}_history": Row(one, args=(name,)),
        f"admin:{app}_{name}_delete": Row(one, args=(name,)),
        f"admin/{app}/{name}/<path:object_id>/": Row(STAFF, args=(name,)),
    }


for _name in ("course", "lesson", "step", "image", "rule"):
    ROWS |= _model("content", _name, everywhere=AUTHORS, one=COURSE_FORM, add=AUTHORS)
ROWS |= _model("tutor", "ltiaccount", everywhere=SUPERUSER, one=SUPERUSER, add="LLLLLFFF")
ROWS["admin:lti_tool_ltiregistration_connect"] = Row(SUPERUSER)
for _app, _name in (
    *(("auth", "group"), ("tutor", "user"), ("tutor", "classroom")),
    ("lti_tool", "ltiregistration"),
):
    ROWS |= _model(_app, _name, everywhere=SUPERUSER, one=SUPERUSER, add=SUPERUSER)

_reports = "teach/<key:classroom_id>/reports/"
for _form in ("csv", "json", "xlsx", "pdf"):
    ROWS[f"{_reports}<key:session_id>/{_form}/"] = Row(CLASS_TEACHER, args=("classroom", "ended"))
    ROWS[f"{_reports}lessons/<key:lesson_id>/{_form}/"] = Row(CLASS_TEACHER, args=("classroom", "lesson"))
    ROWS[f"{_reports}term/{_form}/"] = Row(CLASS_TEACHER, args=("classroom",), data=TERM)
    ROWS[f"teach/<key:classroom_id>/help/report/{_form}/"] = Row(CLASS_TEACHER, args=("classroom",))
    ROWS[f"{_reports}compare/{_form}/"] = Row(CLASS_TEACHER, args=("classroom",))
    ROWS[f"courses/<key:course_id>/report/{_form}/"] = Row(COURSE_REPORT, args=("course",))

# For sockets: Y opens, L closes as "sign in", F closes as "not yours".
SOCKETS: dict[str, Row] = {
    "ws/sittings/<int:sitting_id>/": Row("LYFFFFFF", args=("sitting",)),
    "ws/classrooms/<int:classroom_id>/": Row("LFFYFFFY", args=("classroom",)),
    "ws/classrooms/<int:classroom_id>/help/": Row("LFFYFFFY", args=("classroom",)),
    "ws/classrooms/<int:classroom_id>/boards/": Row("LFFYFFFY", args=("classroom",)),
}
