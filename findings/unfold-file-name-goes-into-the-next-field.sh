#!/usr/bin/env bash
# django-unfold 0.91.0 writes the name of a chosen file into a text field of the same form.
#
# Guessed: a page of one's own in the admin, with a plain form, behaves as the same form does elsewhere: who
# chooses a file changes the file's field.
# Seen: the theme's script watches every `input[type=file]` of a page, not only those of its own widget, and
# sets `value` of the first text field three elements up. A field for a licence or a title is filled in with
# "photo.png" and sent. A field that was typed into keeps its text, and where there is no text field at all
# the console has a TypeError. A field with the property `hasChangeListener` is left alone.
# Needs Chromium on the PATH.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "${server:-0}" 2>/dev/null || true; rm -rf "$folder"' EXIT
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check django==5.2.8 django-unfold==0.91.0 playwright==1.55.0

mkdir "$folder/pages"
cat > "$folder/pages/own.html" <<'HTML'
{% extends "admin/base.html" %}
{% block content %}
<form><input type="file" name="picture"> <label>Licence <input type="text" name="licence"></label></form>
{% endblock %}
HTML
cat > "$folder/serve.py" <<'PY'
import os
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.urls import path

apps = ["admin", "auth", "contenttypes", "sessions", "messages", "staticfiles"]
middleware = ["sessions.middleware.SessionMiddleware", "auth.middleware.AuthenticationMiddleware"]
middleware += ["messages.middleware.MessageMiddleware"]
processors = ["template.context_processors.request", "contrib.auth.context_processors.auth"]
processors += ["contrib.messages.context_processors.messages"]
settings.configure(
    DEBUG=True,
    SECRET_KEY="for a minute",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    STATIC_URL="static/",
    INSTALLED_APPS=[*(["unfold"] if os.environ["THEME"] == "unfold" else []), *(f"django.contrib.{a}" for a in apps)],
    MIDDLEWARE=[f"django.contrib.{name}" for name in middleware],
    SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
    TEMPLATES=[{
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent / "pages"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": [f"django.{name}" for name in processors]},
    }],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
)
django.setup()
from django.contrib import admin  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.shortcuts import render  # noqa: E402


def own(request):
    request.user = User(username="ada", is_staff=True, is_superuser=True)
    return render(request, "own.html", admin.site.each_context(request))


urlpatterns = [path("own/", own), path("admin/", admin.site.urls)]
call_command("runserver", f"127.0.0.1:{os.environ['PORT']}", "--skip-checks", use_reloader=False, verbosity=0)
PY
cat > "$folder/look.py" <<'PY'
import sys
from importlib.metadata import version

from playwright.sync_api import sync_playwright

theme, port, browser = sys.argv[1:]
with sync_playwright() as playwright:
    page = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"]).new_page()
    page.goto(f"http://127.0.0.1:{port}/own/", wait_until="load")
    page.set_input_files("[name=picture]", {"name": "photo.png", "mimeType": "image/png", "buffer": b"x"})
    filled = page.input_value("[name=licence]")
print(f"django {version('django')}, {theme}: photo.png is chosen, and the licence is {filled!r}")
wanted = {"unfold": "photo.png", "django": ""}[theme]
sys.exit(f"behaves differently now: {wanted!r} was seen before" if filled != wanted else 0)
PY

port=8751
for theme in django unfold; do
  (cd / && THEME=$theme PORT=$port exec "$folder/venv/bin/python" "$folder/serve.py") >"$folder/log" 2>&1 &
  server=$!
  for _ in $(seq 60); do
    if curl -s -o /dev/null "http://127.0.0.1:$port/own/"; then break; fi
    sleep 1
  done
  "$folder/venv/bin/python" "$folder/look.py" "$theme" "$port" "$browser" || { tail -5 "$folder/log"; exit 1; }
  kill "$server"
  wait "$server" 2>/dev/null || true
  port=$((port + 1))
done
