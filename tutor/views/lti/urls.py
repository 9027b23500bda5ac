"""Addresses below /lti/, and those of what an LMS has to do with a class."""

from django.urls import path

from tutor.views.lti import choosing, config, deep_linking, grades, launch, linking, registration

lti_urls = [
    path("lti/login/", launch.begin_login, name="lti_login"),
    path("lti/launch/", launch.launch, name="lti_launch"),
    path("lti/jwks/", launch.show_keys, name="lti_jwks"),
    path("lti/config/", config.show_config, name="lti_config"),
    path("lti/config/canvas.json", config.show_canvas, name="lti_canvas"),
    path("lti/register/", registration.register_signed_in, name="lti_register"),
    path("lti/register/<str:token>/", registration.register_by_link, name="lti_register_by_link"),
    path("lti/links/back/<slug:key>/", deep_linking.send_back, name="lti_links_back"),
    path("lti/links/<uuid:key>/", deep_linking.choose_links, name="lti_links"),
    path("lti/wait/", launch.wait, name="lti_wait"),
    path("lti/choose/<key:link_id>/", choosing.choose, name="lti_choose"),
    path("lti/grades/", grades.list_grades, name="lti_grades"),
    path("teach/<key:classroom_id>/grades/", grades.show_grades, name="lti_class_grades"),
    path("teach/<key:classroom_id>/grades/send/", grades.send_grades_again, name="lti_send_again"),
    path("teach/<key:classroom_id>/lms-roster/", grades.show_roster, name="lti_roster"),
    path("teach/<key:classroom_id>/lms-roster/pull/", grades.pull_roster, name="lti_pull_roster"),
    path("lti/account/", linking.link_account_page, name="lti_link_account"),
    path("lti/account/confirm/", linking.confirm_link, name="lti_link_confirm"),
]
