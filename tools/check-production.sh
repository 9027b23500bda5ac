#!/bin/sh
# Run Django's deployment checks on the production settings, configured by .env.example alone.
# The example leaves empty what only the operator can choose; those few get a value here.
set -eu
set -a
. ./.env.example
set +a
DJANGO_SETTINGS_MODULE=tutor.settings.prod
SECRET_KEY=$("$1" -c 'import secrets; print(secrets.token_urlsafe(64))')
CAMERA_AFFECT=off
export DJANGO_SETTINGS_MODULE SECRET_KEY CAMERA_AFFECT
"$1" manage.py check --deploy --fail-level WARNING
