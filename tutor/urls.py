"""Every address of the site."""

from collections.abc import Callable

from django.contrib import admin
from django.contrib.auth.views import LogoutView
from django.http import HttpResponse
from django.urls import URLPattern, include, path

from tutor.forms import keys  # noqa: F401  (it registers `key`)
from tutor.reports.replies import WRITERS
from tutor.views import (
    consents,
    expressions,
    first_steps,
    group_card,
    hints,
    languages,
    lesson,
    operations,
    pages,
    personal_data,
    practice,
    pretests,
    support,
)
from tutor.views.accounts import sign_in_page
from tutor.views.accounts.sign_on_urls import sign_on_urls
from tutor.views.accounts.urls import accounts_urls
from tutor.views.audit.urls import audit_urls
from tutor.views.lti.urls import lti_urls
from tutor.views.people.roster_urls import roster_urls
from tutor.views.people.urls import people_urls
from tutor.views.teaching import (
    boards,
    class_sessions,
    classrooms,
    co_teachers,
    course_reports,
    help_first,
    quick_class,
    reports,
    suggestions,
    teach,
)


def report_paths(route: str, view: Callable[..., HttpResponse], name: str) -> list[URLPattern]:
    """Return the addresses of a report: its page, and each of its files below it."""
    files = [path(f"{route}{form}/", view, {"form": form}) for form in WRITERS]
    return [path(route, view, name=name), *files]


tutor_urls = [
    *roster_urls,
    path("", pages.home, name="home"),
    path("first-steps/", first_steps.show_first_steps, name="first_steps"),
    path("first-steps/demo/", first_steps.load_demo, name="load_demo"),
    path("learn/", pages.list_courses, name="courses"),
    path("now/", pages.class_now, name="class_now"),
    path("practise/<key:skill_id>/", practice.practise, name="practise"),
    path("practise/<key:skill_id>/<key:question_id>/answer/", practice.answer_again, name="practise_answer"),
    path("courses/<slug:course>/sources/", pages.show_sources, name="sources"),
    path("practise/<key:skill_id>/<key:question_id>/hint/", hints.take_hint_again, name="practise_hint"),
    path(
        "practise/<key:skill_id>/<key:question_id>/hints/<key:number>/answer/",
        hints.answer_hint_again,
        name="practise_hint_answer",
    ),
    path("courses/<slug:course>/pretest/", pretests.show_pretest, name="pretest"),
    path("courses/<slug:course>/pretest/start/", pretests.start, name="pretest_start"),
    path("courses/<slug:course>/pretest/<key:question_id>/", pretests.answer, name="pretest_answer"),
    path("courses/<slug:course>/pretest/end/", pretests.end, name="pretest_end"),
    path("courses/<slug:course>/pretest/skip/", pretests.skip, name="pretest_skip"),
    path("learn/<slug:course>/<slug:lesson>/", lesson.open_lesson, name="lesson"),
    path("sittings/<key:sitting_id>/steps/<int:number>/", lesson.show_step, name="step"),
    path("sittings/<key:sitting_id>/advance/", lesson.advance, name="advance"),
    path(
        "sittings/<key:sitting_id>/questions/<key:question_id>/answer/", lesson.answer_question, name="answer"
    ),
    path("sittings/<key:sitting_id>/questions/<key:question_id>/hint/", hints.take_hint, name="hint"),
    path(
        "sittings/<key:sitting_id>/questions/<key:question_id>/hints/<key:number>/answer/",
        hints.answer_hint,
        name="hint_answer",
    ),
    path("expressions/preview/", expressions.preview, name="preview_expression"),
    path("sittings/<key:sitting_id>/end/", lesson.show_end, name="end"),
    path("sittings/<key:sitting_id>/questions/<key:question_id>/leave/", lesson.leave_question, name="leave"),
    path("sittings/<key:sitting_id>/report/", lesson.report_feeling, name="report"),
    path("adaptations/<key:adaptation_id>/undo/", support.undo, name="undo"),
    path("adaptations/<key:adaptation_id>/accept/", support.accept, name="accept"),
    path("adaptations/<key:adaptation_id>/judge/", support.judge, name="judge"),
    path("choices/", consents.choose, name="consent"),
    path("guardian/<str:token>/", consents.answer_as_guardian, name="guardian"),
    path("privacy/", pages.privacy, name="privacy"),
    path("text/", languages.choose_legibility, name="legibility"),
    path("you/", personal_data.show_mine, name="you"),
    path("you/download/", personal_data.download_mine, name="download_mine"),
    path("you/erase/", personal_data.erase_mine, name="erase_mine"),
    path("teach/", teach.list_classes, name="classes"),
    path("teach/new/", classrooms.make_class, name="make_class"),
    path("teach/quick/", quick_class.make_quickly, name="quick_class"),
    path("teach/<key:classroom_id>/ready/", quick_class.show_ready, name="class_ready"),
    path("teach/<key:classroom_id>/", teach.show_class, name="classroom"),
    path("teach/<key:classroom_id>/people/", classrooms.show_people, name="people"),
    path("teach/<key:classroom_id>/join-code/", classrooms.show_code, name="show_code"),
    path("teach/<key:classroom_id>/qr.svg", classrooms.show_qr, name="join_qr"),
    path("teach/<key:classroom_id>/settings/", classrooms.set_up_class, name="set_up_class"),
    path("teach/<key:classroom_id>/archive/", classrooms.archive_class, name="archive_class"),
    path("teach/<key:classroom_id>/teachers/", co_teachers.invite_teacher, name="invite_teacher"),
    path(
        "teach/<key:classroom_id>/teachers/<key:teacher_id>/remove/",
        co_teachers.remove_teacher,
        name="remove_teacher",
    ),
    path(
        "teach/<key:classroom_id>/students/<key:student_id>/remove/",
        classrooms.remove_student,
        name="remove_student",
    ),
    path("teach/<key:classroom_id>/code/", classrooms.renew_code, name="renew_code"),
    path(
        "teach/<key:classroom_id>/invitations/<key:invitation_id>/withdraw/",
        co_teachers.withdraw_invitation,
        name="withdraw_invitation",
    ),
    path("teach/invitations/<key:invitation_id>/", co_teachers.answer_invitation, name="answer_invitation"),
    path("teach/<key:classroom_id>/session/start/", class_sessions.start, name="start_session"),
    path("teach/<key:classroom_id>/session/pause/", class_sessions.pause, name="pause_session"),
    path("teach/<key:classroom_id>/session/lead/", class_sessions.lead, name="lead_session"),
    path("teach/<key:classroom_id>/session/pace/", class_sessions.pace, name="pace_session"),
    path("teach/<key:classroom_id>/session/tell/", class_sessions.tell, name="tell_session"),
    path("teach/<key:classroom_id>/session/end/", class_sessions.end, name="end_session"),
    path(
        "teach/<key:classroom_id>/hands/<key:sitting_id>/lower/", class_sessions.lower_hand, name="lower_hand"
    ),
    path("teach/<key:classroom_id>/help/", help_first.show_list, name="help_first"),
    path("teach/<key:classroom_id>/help/given/", help_first.helped, name="helped"),
    path("teach/<key:classroom_id>/help/<key:help_id>/undo/", help_first.undo, name="undo_help"),
    *report_paths("teach/<key:classroom_id>/help/report/", help_first.show_after, "help_report"),
    path("teach/<key:classroom_id>/reports/", reports.list_reports, name="reports"),
    *report_paths(
        "teach/<key:classroom_id>/reports/<key:session_id>/", reports.show_session, "session_report"
    ),
    *report_paths(
        "teach/<key:classroom_id>/reports/lessons/<key:lesson_id>/", reports.show_lesson, "lesson_report"
    ),
    *report_paths("teach/<key:classroom_id>/reports/term/", reports.show_term, "term_report"),
    *report_paths("teach/<key:classroom_id>/reports/compare/", reports.compare_sessions, "compare_report"),
    *report_paths("courses/<key:course_id>/report/", course_reports.show_course, "course_report"),
    path("teach/<key:classroom_id>/act/", suggestions.act, name="act"),
    path("teach/<key:classroom_id>/take-back/", suggestions.take_back, name="take_back"),
    path(
        "teach/<key:classroom_id>/suggestions/<key:suggestion_id>/dismiss/",
        suggestions.dismiss,
        name="dismiss",
    ),
    path("teach/<key:classroom_id>/boards/", boards.show_boards, name="boards"),
    path("teach/<key:classroom_id>/boards/start/", boards.start, name="start_prompt"),
    path("teach/<key:classroom_id>/boards/<key:prompt_id>/time/", boards.change_time, name="prompt_time"),
    path("teach/<key:classroom_id>/boards/<key:prompt_id>/move/", boards.move, name="move_student"),
    path("teach/<key:classroom_id>/boards/<key:prompt_id>/close/", boards.close, name="close_prompt"),
    path("teach/<key:classroom_id>/posts/<key:post_id>/remove/", boards.remove_post, name="remove_post"),
    path("sittings/<key:sitting_id>/group/", group_card.show_group, name="group"),
    path("sittings/<key:sitting_id>/group/post/", group_card.add_post, name="add_post"),
    path("sittings/<key:sitting_id>/hand/", class_sessions.raise_hand, name="hand"),
    path("join/", classrooms.enter_code, name="join"),
    path("join/<slug:code>/", classrooms.join_class, name="join_class"),
    *accounts_urls,
    *people_urls,
    *audit_urls,
    *lti_urls,
]

handler500 = "tutor.views.errors.server_error"

urlpatterns = [
    path("", include((tutor_urls, "tutor"))),
    path("accounts/", include(sign_on_urls)),
    path("accounts/logout/", LogoutView.as_view(), name="logout"),
    path("content/", include("content.urls")),
    # Before the admin's own, whose form would let past whoever owes a second factor.
    path("admin/login/", sign_in_page.sign_in_for_admin),
    path("admin/", sign_in_page.open_admin, name="open_admin"),
    path("admin/", admin.site.urls),
    path("language/", languages.choose_language, name="set_language"),
    path("healthz", pages.healthz, name="healthz"),
    path("readyz", operations.readyz, name="readyz"),
    path("metrics", operations.metrics, name="metrics"),
]
