#!/usr/bin/env bash
# django-unfold 0.91.0: after a thing was added in a pop-up, other selects of its kind are not filled where its model
# has a verbose name, or the page another language.
#
# Guessed: the frame around a related field says its model as Django's does, `data-model-ref="{{ model_name }}"`, which
# RelatedObjectLookups.js compares with the address of the pop-up, `/admin/app/model_name/add/`.
# Seen: unfold's frame says `{{ model }}`, the verbose name: "book part" for a model BookPart, "Buchteil" where the page
# is German. No address holds that, so the new thing reaches the select it was added from, and no other of the page
# until it is loaded anew. With models of one word, in English, it goes unseen. Give models that several selects of one
# form choose from no verbose name, or set the attribute after rendering.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check django==5.2.8 django-unfold==0.91.0

"$folder/venv/bin/python" <<'PY'
import re

import django
from django.conf import settings

settings.configure(
    INSTALLED_APPS=[
        "unfold", "django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes",
        "django.contrib.messages", "django.contrib.sessions",
    ],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
    ROOT_URLCONF=__name__,
    SECRET_KEY="-",
)
django.setup()

from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.forms import Select
from django.urls import path

urlpatterns = [path("admin/", admin.site.urls)]


class BookPart(models.Model):
    class Meta:
        app_label = "books"
        verbose_name = "book part"


class Page(models.Model):
    part = models.ForeignKey(BookPart, models.CASCADE)

    class Meta:
        app_label = "books"


def said_by(template):
    widget = RelatedFieldWidgetWrapper(Select(), Page._meta.get_field("part").remote_field, admin.site)
    widget.can_add_related = False
    if template:
        widget.template_name = template
    return re.search(r'data-model-ref="([^"]*)"', widget.render("part", None)).group(1)


django_says, unfold_says = said_by(None), said_by("unfold/widgets/related_widget_wrapper.html")
print(f"data-model-ref: Django {django_says!r}, unfold {unfold_says!r}")
assert django_says == "bookpart"
assert unfold_says == "book part"
PY
echo "Still so: unfold names the model by its verbose name."
