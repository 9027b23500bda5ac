"""Addresses of lists of people, for administrators."""

from django.urls import path

from tutor.forms import keys  # noqa: F401  (it registers `key`)
from tutor.views.people import rosters

roster_urls = [
    path("people/", rosters.show_home, name="people_home"),
    path("people/import/", rosters.bring_file, name="import_people"),
    path("people/import/people.csv", rosters.download_template, name="people_template"),
    path("people/runs/<key:run_id>/", rosters.show_run, name="roster_run"),
    path("people/runs/<key:run_id>/decide/", rosters.decide, name="decide_roster"),
    path("people/runs/<key:run_id>/undo/", rosters.undo_run, name="undo_roster"),
    path("people/runs/<key:run_id>/people.csv", rosters.download_people, name="roster_people"),
    path("people/runs/<key:run_id>/faults.csv", rosters.download_faults, name="roster_faults"),
    path("people/servers/new/", rosters.add_source, name="add_roster_source"),
    path("people/servers/<key:source_id>/", rosters.set_up_source, name="roster_source"),
    path("people/servers/<key:source_id>/pull/", rosters.pull, name="pull_roster"),
]
