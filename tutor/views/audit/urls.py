"""Addresses of the audit log."""

from django.urls import path

from tutor.views.audit import log

audit_urls = [
    path("audit/", log.show_log, name="audit"),
    path("audit/export/", log.export_log, name="audit_export"),
]
