#!/usr/bin/env bash
# django-unfold 0.91.0: the bin beside a new inline row empties every new row below it.
#
# Guessed: as in Django's own admin, which unfold's script takes the place of, the row goes and the rows below
# keep what was typed into them.
# Seen: unfold renumbers the rows below by reading their `innerHTML` and writing it back. Markup holds what a
# page was loaded with and not what was typed, so each field of each new row below is empty: two lines of text
# are gone without a word, and no undo brings them back. Django's own script renames attributes instead.
# Needs Chromium on the PATH.
set -euo pipefail
folder=$(mktemp -d)
trap 'kill "${server:-0}" 2>/dev/null || true; rm -rf "$folder"' EXIT
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check django==5.2.8 django-unfold==0.91.0 playwright==1.55.0

mkdir "$folder/shelf"
touch "$folder/shelf/__init__.py"
cat > "$folder/shelf/models.py" <<'PY'
from django.db import models


class Shelf(models.Model):
    name = models.CharField(max_length=50)


class Book(models.Model):
    shelf = models.ForeignKey(Shelf, models.CASCADE)
    title = models.CharField(max_length=50)
PY
cat > "$folder/shelf/admin.py" <<'PY'
import os

from django.contrib import admin

from shelf.models import Book, Shelf

if os.environ["THEME"] == "unfold":
    from unfold.admin import ModelAdmin, StackedInline
else:
    from django.contrib.admin import ModelAdmin, StackedInline


class BookInline(StackedInline):
    model = Book
    extra = 0


@admin.register(Shelf)
class ShelfAdmin(ModelAdmin):
    inlines = [BookInline]
PY
cat > "$folder/site.py" <<'PY'
import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command

HERE = Path(__file__).parent
sys.path.remove(str(HERE))  # else this file hides Python's own module `site`
sys.path.append(str(HERE))
middleware = ["sessions.middleware.SessionMiddleware", "auth.middleware.AuthenticationMiddleware"]
middleware += ["messages.middleware.MessageMiddleware"]
apps = ["admin", "auth", "contenttypes", "sessions", "messages", "staticfiles"]
processors = ["template.context_processors.request", "contrib.auth.context_processors.auth"]
processors += ["contrib.messages.context_processors.messages"]
settings.configure(
    DEBUG=True,
    SECRET_KEY="for a minute",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF="shelf.urls",
    STATIC_URL="static/",
    INSTALLED_APPS=[*(["unfold"] if os.environ["THEME"] == "unfold" else []), *(f"django.contrib.{a}" for a in apps), "shelf"],
    MIDDLEWARE=[f"django.contrib.{name}" for name in middleware],
    TEMPLATES=[{
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": [f"django.{name}" for name in processors]},
    }],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": HERE / f"{os.environ['THEME']}.sqlite3"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()
call_command("migrate", run_syncdb=True, verbosity=0)
from django.contrib.auth.models import User  # noqa: E402

User.objects.create_superuser("ada", password="a password")
call_command("runserver", f"127.0.0.1:{os.environ['PORT']}", use_reloader=False, verbosity=0)
PY
cat > "$folder/shelf/urls.py" <<'PY'
from django.contrib import admin
from django.urls import path

urlpatterns = [path("admin/", admin.site.urls)]
PY
cat > "$folder/look.py" <<'PY'
import sys
from importlib.metadata import version

from playwright.sync_api import sync_playwright

theme, port, browser = sys.argv[1:]
bins = {"unfold": ".form-group:has([name=book_set-0-title]) .delete-template", "django": "#book_set-0 .inline-deletelink"}
with sync_playwright() as playwright:
    page = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"]).new_page()
    page.goto(f"http://127.0.0.1:{port}/admin/shelf/shelf/add/")
    page.fill("[name=username]", "ada")
    page.fill("[name=password]", "a password")
    page.press("[name=password]", "Enter")
    page.wait_for_selector(".add-row")
    for number, title in enumerate(("First", "Second", "Third")):
        page.locator(".add-row a, a.add-row").first.click()
        page.fill(f"[name=book_set-{number}-title]", title)
    page.locator(bins[theme]).click()
    left = [page.input_value(f"[name=book_set-{number}-title]") for number in range(2)]
print(f"django {version('django')}, {theme}: three new rows, the first removed, the others hold {left}")
wanted = {"unfold": ["", ""], "django": ["Second", "Third"]}[theme]
sys.exit(f"behaves differently now: {wanted} was seen before" if left != wanted else 0)
PY

port=8741
for theme in django unfold; do
  (cd / && THEME=$theme PORT=$port exec "$folder/venv/bin/python" "$folder/site.py") >"$folder/log" 2>&1 &
  server=$!
  for _ in $(seq 60); do
    if curl -s -o /dev/null "http://127.0.0.1:$port/admin/login/"; then break; fi
    sleep 1
  done
  "$folder/venv/bin/python" "$folder/look.py" "$theme" "$port" "$browser" || { tail -5 "$folder/log"; exit 1; }
  kill "$server"
  wait "$server" 2>/dev/null || true
  port=$((port + 1))
done
