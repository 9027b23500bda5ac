"""Addresses for signing in and for one's own account."""

from django.urls import path

from tutor.forms import keys  # noqa: F401  (it registers `key`)
from tutor.views.accounts import cards, passwords, pictures, sign_up

accounts_urls = [
    path("accounts/sign-up/", sign_up.sign_up, name="sign_up"),
    path("accounts/password/", passwords.change_password, name="change_password"),
    path("accounts/card/", cards.type_card, name="type_card"),
    path("accounts/card/<slug:code>/", cards.show_card, name="card"),
    path("accounts/pictures/", pictures.show_faces, name="pictures"),
    path("accounts/pictures/<key:student_id>/", pictures.tap_pictures, name="tap_pictures"),
]
