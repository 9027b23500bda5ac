"""Every address of the site."""

from django.contrib import admin
from django.contrib.auth.views import LogoutView
from django.urls import include, path

from tutor.views import lesson, pages, support, teach

tutor_urls = [
    path("", pages.home, name="home"),
    path("learn/", pages.list_courses, name="courses"),
    path("learn/<slug:course>/<slug:lesson>/", lesson.open_lesson, name="lesson"),
    path("sittings/<int:sitting_id>/steps/<int:number>/", lesson.show_step, name="step"),
    path("sittings/<int:sitting_id>/advance/", lesson.advance, name="advance"),
    path(
        "sittings/<int:sitting_id>/questions/<int:question_id>/answer/", lesson.answer_question, name="answer"
    ),
    path("sittings/<int:sitting_id>/questions/<int:question_id>/hint/", lesson.take_hint, name="hint"),
    path("sittings/<int:sitting_id>/report/", lesson.report_feeling, name="report"),
    path("adaptations/<int:adaptation_id>/undo/", support.undo, name="undo"),
    path("adaptations/<int:adaptation_id>/accept/", support.accept, name="accept"),
    path("adaptations/<int:adaptation_id>/judge/", support.judge, name="judge"),
    path("camera/", pages.camera_consent, name="consent"),
    path("privacy/", pages.privacy, name="privacy"),
    path("teach/", teach.list_classes, name="classes"),
    path("teach/<int:classroom_id>/", teach.show_class, name="classroom"),
]

urlpatterns = [
    path("", include((tutor_urls, "tutor"))),
    path("accounts/login/", pages.SignIn.as_view(), name="login"),
    path("accounts/logout/", LogoutView.as_view(), name="logout"),
    path("content/", include("content.urls")),
    path("admin/", admin.site.urls),
    path("healthz", pages.healthz, name="healthz"),
]
