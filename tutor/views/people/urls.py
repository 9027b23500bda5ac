"""Addresses of staff at work with people."""

from django.urls import path

from tutor.forms import keys  # noqa: F401  (it registers `key`)
from tutor.views.accounts import pictures
from tutor.views.people import class_accounts, merging, statements, year_end

people_urls = [
    path("people/merge/", merging.merge, name="merge"),
    path("people/statements/", statements.show_statements, name="statements"),
    path("people/statements/again/", statements.send_statements_again, name="statements_again"),
    path("people/year-end/", year_end.end_year, name="year_end"),
    path("people/year-end/<key:ended_id>/undo/", year_end.undo_year, name="undo_year"),
    path("teach/<key:classroom_id>/accounts/", class_accounts.make_accounts, name="make_accounts"),
    path("teach/<key:classroom_id>/accounts/cards/", class_accounts.print_cards, name="print_cards"),
    path("teach/<key:classroom_id>/accounts/cards/void/", class_accounts.revoke_cards, name="revoke_cards"),
    path(
        "teach/<key:classroom_id>/accounts/<key:student_id>/password/",
        class_accounts.give_password,
        name="give_password",
    ),
    path(
        "teach/<key:classroom_id>/accounts/<key:student_id>/pictures/",
        class_accounts.give_pictures,
        name="give_pictures",
    ),
    path("teach/<key:classroom_id>/devices/", pictures.open_device, name="open_device"),
    path(
        "teach/<key:classroom_id>/devices/<key:device_id>/close/", pictures.close_device, name="close_device"
    ),
]
