#!/usr/bin/env bash
# django-allauth 65.22.1: after a second step nobody is signed in, where the backend is named by its package.
#
# Guessed: a sign-in that a stage interrupts (a second factor) ends in the same session as one that none does:
# Django writes into it the path by which AUTHENTICATION_BACKENDS names the backend.
# Seen: the stage reads the person anew, and `DefaultAccountAdapter.login` then names the backend by its class
# (`__module__` and `__name__`). For a class that a package passes on that is another path than the settings';
# Django accepts no session by it, and the next request is anonymous, without an error and without a line in a log.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check django-allauth==65.22.1 "Django>=5.2,<5.3"
mkdir "$folder/doors"
echo "from doors.inside import Backend" > "$folder/doors/__init__.py"
printf 'from django.contrib.auth.backends import ModelBackend\n\n\nclass Backend(ModelBackend):\n    pass\n' \
  > "$folder/doors/inside.py"
cd "$folder"
cat > "$folder/ask.py" <<'PY'
import django
from django.conf import settings

settings.configure(
    SECRET_KEY="x",
    ALLOWED_HOSTS=["testserver"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "allauth", "allauth.account"],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "allauth.account.middleware.AccountMiddleware",
    ],
    AUTHENTICATION_BACKENDS=["doors.Backend"],
    ACCOUNT_EMAIL_VERIFICATION="none",
    ROOT_URLCONF="__main__",
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
)
django.setup()
from allauth.account.adapter import get_adapter
from django.contrib.auth import authenticate, login
from django.contrib.auth.models import User
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import path


def by_django(request):
    login(request, authenticate(request, username="amira", password="pass"))
    return HttpResponse()


def after_a_stage(request):
    get_adapter().login(request, User.objects.get(username="amira"))
    return HttpResponse()


urlpatterns = [
    path("django/", by_django),
    path("stage/", after_a_stage),
    path("who/", lambda request: HttpResponse(str(request.user))),
]
call_command("migrate", verbosity=0)
User.objects.create_user("amira", password="pass")
seen = {}
for way in ("django", "stage"):
    client = Client()
    client.get(f"/{way}/")
    seen[way] = (client.session["_auth_user_backend"], client.get("/who/").content.decode())
    print(way, *seen[way])
ok = seen["django"] == ("doors.Backend", "amira") and seen["stage"] == ("doors.inside.Backend", "AnonymousUser")
print("as described" if ok else "NOT as described")
raise SystemExit(not ok)
PY
"$folder/venv/bin/python" "$folder/ask.py"
