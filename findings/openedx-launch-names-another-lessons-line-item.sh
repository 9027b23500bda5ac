#!/usr/bin/env bash
# lti-consumer-xblock 11.4.4 (Open edX): a deep-linked lesson is launched with the line item of another lesson.
#
# Guessed: where a launch's claim of Assignment and Grade Services has a `lineitem`, it is the column of the link
# that was launched (AGS 2.0, 3.1: the URL of the line item "associated with the resource link"), so a score for
# what was launched goes there.
# Seen: all that was deep linked into one unit is one resource link, told apart by its custom parameters alone.
# With columns that the tool makes itself ("programmatic"), every launch of the unit names the first column that
# was made in it, whichever lesson that was for. A tool that believes it writes the second lesson's score over
# the first's.
# Instead: look at the line item's resourceId before it is used, and look in `lineitems` for the right one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export PIP_DISABLE_PIP_VERSION_CHECK=1
python3 -m venv "$folder/venv"
# The consumer needs cryptography, and does not say so.
"$folder/venv/bin/pip" install -q lti-consumer-xblock==11.4.4 cryptography==46.0.3

cat > "$folder/urls.py" <<'PY'
from django.urls import include, path

urlpatterns = [path("api/", include("lti_consumer.plugin.urls"))]
PY

cat > "$folder/launches.py" <<'PY'
import base64
import html
import json
import re

import django
from django.conf import settings

BASE, TOOL = "http://testserver", "https://tool.example"
APPS = ["django.contrib.auth", "django.contrib.contenttypes", "rest_framework", "lti_consumer"]
settings.configure(
    SECRET_KEY="x",
    ALLOWED_HOSTS=["testserver"],
    ROOT_URLCONF="urls",
    INSTALLED_APPS=APPS,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    MIGRATION_MODULES={name.rpartition(".")[2]: None for name in APPS},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
    USE_TZ=True,
    LMS_ROOT_URL=BASE,
    PLATFORM_NAME="Open edX",
    USAGE_ID_PATTERN="(?P<usage_id>[^/]+)",
    LOGGING_CONFIG=None,
)
django.setup()

from django.core.management import call_command
from django.test import Client
from lti_consumer import api
from lti_consumer.data import Lti1p3LaunchData
from lti_consumer.models import Lti1p3Passport, LtiAgsLineItem, LtiConfiguration, LtiDlContentItem
from opaque_keys.edx.keys import CourseKey

call_command("migrate", run_syncdb=True, verbosity=0)
location = CourseKey.from_string("course-v1:School+Maths+2026").make_usage_key("lti_consumer", "unit")
unit = LtiConfiguration.objects.create(
    version="lti_1p3",
    config_store="CONFIG_ON_DB",
    location=location,
    lti_1p3_passport=Lti1p3Passport.objects.create(lti_1p3_tool_keyset_url=f"{TOOL}/keys"),
    lti_1p3_oidc_url=f"{TOOL}/login",
    lti_1p3_launch_url=f"{TOOL}/launch",
    lti_advantage_deep_linking_enabled=True,
    lti_advantage_deep_linking_launch_url=f"{TOOL}/launch",
    lti_advantage_ags_mode="programmatic",
)
# As a deep linking answer with two lessons leaves them, and as the tool makes their columns.
lessons = {}
for name in ("halves", "thirds"):
    column = {"resourceId": name, "label": name, "scoreMaximum": 100}
    attributes = {"title": name, "url": f"{TOOL}/launch", "custom": {"lesson": name}, "lineItem": column}
    lessons[name] = LtiDlContentItem.objects.create(
        lti_configuration=unit, content_type="ltiResourceLink", attributes=attributes
    )
    LtiAgsLineItem.objects.create(
        lti_configuration=unit, resource_id=name, resource_link_id=location, label=name, score_maximum=100
    )


def launch(content):
    """Go the consumer's own way from the link to the signed launch, and return the launch's claims."""
    data = Lti1p3LaunchData(
        user_id=1, user_role="student", config_id=unit.config_id, resource_link_id=str(location)
    )
    start = api.get_lti_1p3_launch_start_url(data, dl_content_id=content.pk)
    hint = re.search("lti_message_hint=([^&]+)", start)[1]
    asked = {
        "lti_message_hint": hint,
        "login_hint": "1",
        "client_id": unit.lti_1p3_client_id,
        "redirect_uri": f"{TOOL}/launch",
        "nonce": "n",
        "state": "s",
    }
    page = Client().get("/api/lti_consumer/v1/launch/", asked).content.decode()
    payload = html.unescape(re.search('name="id_token" value="([^"]+)"', page)[1]).split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
named = {}
for name, content in lessons.items():
    claims = launch(content)
    address = claims["https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"]["lineitem"]
    column = LtiAgsLineItem.objects.get(pk=address.rpartition("/")[2])
    named[claims[CLAIM + "custom"]["lesson"]] = column.resource_id
    print(f"launched: {name:7} link: {claims[CLAIM + 'resource_link']['id']}  line item of: {column.resource_id}")
raise SystemExit(named != {"halves": "halves", "thirds": "halves"})
PY

cd "$folder"
"$folder/venv/bin/python" -W ignore launches.py
