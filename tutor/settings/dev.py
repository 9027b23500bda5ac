"""Settings for a laptop: `make run`. Debug pages off, so that what is seen is what users see."""

from pathlib import Path

from django.core.management.utils import get_random_secret_key

from tutor.settings.base import *  # noqa: F403
from tutor.settings.base import DATA_DIR
from tutor.settings.environment import env, read_switch


def read_or_make_secret(path: Path) -> str:
    """Return this machine's secret key, made at the first start, so that sign-ins survive a restart."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key())
    return path.read_text()


DEBUG = read_switch("DEBUG", default=False)
DEMO = read_switch("DEMO", default=True)
LTI_PLAIN_HTTP = LTI_PRIVATE_NETWORKS = True
RESEARCH_EXPORT = read_switch("RESEARCH_EXPORT", default=True)
SECRET_KEY = env.str("SECRET_KEY", default="") or read_or_make_secret(DATA_DIR / "secret-key")
SERVESTATIC_USE_FINDERS = True
