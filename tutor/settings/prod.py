"""Settings for a deployment. What has no safe default must be given, and says so by name."""

from django.core.exceptions import ImproperlyConfigured

from tutor.settings.base import *  # noqa: F403
from tutor.settings.base import DATA_DIR, GUARDIAN_CONSENT, LOGGING
from tutor.settings.cameras import EMOTION_FINDER, MEDIAPIPE_MAY_REPORT
from tutor.settings.environment import env, read_switch


def read_required(name: str, why: str) -> str:
    """Return a variable that must be set.

    Raises:
        ImproperlyConfigured: it is missing or empty.
    """
    value: str = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"{name} must be set: {why}")
    return value


DEBUG = False
LOGGING["handlers"]["console"]["formatter"] = "json"
DEMO = read_switch("DEMO", default=False)
SECRET_KEY = read_required("SECRET_KEY", "it signs sessions; make one with `openssl rand -base64 48`")
ALLOWED_HOSTS = [
    host.strip()
    for host in read_required("ALLOWED_HOSTS", "the host names this site answers to, comma-separated").split(
        ","
    )
]
read_required("DATABASE_URL", "e.g. postgres://user:password@host:5432/attune")
read_required(
    "CAMERA_AFFECT",
    "on or off. In the EU inferring emotions in education is prohibited, so schools there must say off",
)
if EMOTION_FINDER == "mediapipe" and not MEDIAPIPE_MAY_REPORT:
    raise ImproperlyConfigured(
        "EMOTION_FINDER is mediapipe, a library that reports its use to Google and has no switch against it: "
        "say MEDIAPIPE_MAY_REPORT=on where that is known and allowed, or leave EMOTION_FINDER out"
    )
if GUARDIAN_CONSENT:
    read_required("EMAIL_URL", "guardians are asked by e-mail, e.g. smtp+tls://user:password@host:587")

SECURE_SSL_REDIRECT = read_switch("SSL_REDIRECT", default=True)
# Probes and Prometheus, which shows its token, come over plain HTTP from inside.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"
DEVICE_COOKIE_NAME = "__Host-device"
LANGUAGE_COOKIE_NAME = "__Host-language"
LANGUAGE_COOKIE_SECURE = True
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "servestatic.storage.CompressedManifestStaticFilesStorage"},
}
