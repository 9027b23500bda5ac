"""While LTI is off its libraries are not loaded, and its tables are known all the same."""

import os
import subprocess
import sys

import pytest
from django.test import override_settings

from tutor.ops.light_lti import Later, check_https

HEAVY = ["pylti1p3", "jwcrypto"]


@pytest.mark.process
@pytest.mark.slow
def test_a_start_without_lti_loads_none_of_its_libraries():
    script = (
        "import sys, tutor.asgi, tutor.tasks; from django.urls import get_resolver; "
        f"get_resolver().url_patterns; print([name for name in {HEAVY} if name in sys.modules]); "
        "from lti_tool.models import JWK; print(JWK.generate(kty='EC', crv='P-256').has_private)"
    )
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "tutor.settings.test", "LTI": "off"}
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=env)
    assert run.stdout.split("\n")[:2] == ["[]", "True"]


def test_a_name_that_comes_later_is_the_thing_itself():
    assert Later("fractions", "Fraction")(1, 2) == 0.5
    assert Later("fractions", "Fraction").from_float(0.5) == 0.5


@pytest.mark.parametrize(("on", "secure", "said"), [(True, False, 1), (True, True, 0), (False, False, 0)])
def test_a_deployment_with_lti_and_without_https_is_warned(on, secure, said):
    with override_settings(LTI=on, SESSION_COOKIE_SECURE=secure):
        assert len(check_https(None)) == said
