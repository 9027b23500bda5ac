#!/usr/bin/env bash
# django-unfold 0.91.0: no page of its admin has a main landmark.
#
# Guessed: as in Django's own admin, whose templates it takes the place of, the contents are in <main>, where a
# screen reader's key for "main" goes and to which a link for skipping the navigation can lead.
# Seen: neither <main> nor role="main" on the index, a list or a form; <div id="main"> is a plain box. Django's
# own pages have one each. Wrap the block `content` in templates of your own.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check django==5.2.8 django-unfold==0.91.0

cat > "$folder/look.py" <<'PY'
import re
import sys
from importlib.metadata import version

import django
from django.conf import settings

theme = sys.argv[1]
middleware = ["sessions.middleware.SessionMiddleware", "auth.middleware.AuthenticationMiddleware"]
apps = ["admin", "auth", "contenttypes", "sessions", "messages", "staticfiles"]
processors = ["template.context_processors.request", "contrib.auth.context_processors.auth"]
processors += ["contrib.messages.context_processors.messages"]
settings.configure(
    SECRET_KEY="for a minute",
    ALLOWED_HOSTS=["testserver"],
    ROOT_URLCONF="look",
    STATIC_URL="static/",
    INSTALLED_APPS=[*(["unfold"] if theme == "unfold" else []), *(f"django.contrib.{app}" for app in apps)],
    MIDDLEWARE=[f"django.contrib.{name}" for name in (*middleware, "messages.middleware.MessageMiddleware")],
    TEMPLATES=[{
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": [f"django.{name}" for name in processors]},
    }],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
)
django.setup()
from django.contrib import admin  # noqa: E402
from django.contrib.auth.models import Group, User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import path  # noqa: E402

if theme == "unfold":
    from unfold.admin import ModelAdmin

    admin.site.unregister(Group)
    admin.site.register(Group, ModelAdmin)
urlpatterns = [path("admin/", admin.site.urls)]
sys.modules["look"] = sys.modules["__main__"]
call_command("migrate", verbosity=0)
client = Client()
client.force_login(User.objects.create_superuser("ada", password="a password"))
counts = []
for address in ("/admin/", "/admin/auth/group/", "/admin/auth/group/add/"):
    page = client.get(address)
    assert page.status_code == 200, address
    counts.append(len(re.findall(r"<main\b|role=\"main\"", page.content.decode())))
print(f"django {version('django')}, {theme}: main landmarks on the index, a list and a form: {counts}")
sys.exit(0 if counts == {"unfold": [0, 0, 0], "django": [1, 1, 1]}[theme] else "behaves differently now")
PY
for theme in django unfold; do
  "$folder/venv/bin/python" "$folder/look.py" "$theme"
done
