"""Signing in with a second step, with a passkey and by another service, in a browser and under its policy."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.console import watched
from tests.e2e.server import Server, run_server
from tests.sign_on.codes import code_of
from tests.sign_on.issuer import SECRET, running_issuer
from tutor.models import User


def type_password(page: Page, name: str) -> None:
    page.goto("/accounts/login/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", "pass-for-tests")
    page.click("button:text-is('Sign in')")


def sign_out(page: Page) -> None:
    page.click("button:has-text('Sign out')")
    expect(page.locator(".site-head a", has_text="Sign in")).to_be_visible()


def give_a_fingerprint_reader(page: Page) -> None:
    """Let the browser have an authenticator that says yes to whatever it is asked."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_second_step_by_app_and_by_passkey(chromium, server, tariq):
    # A passkey belongs to a name, and an address of numbers is none.
    page = chromium.new_context(base_url=server.url.replace("127.0.0.1", "localhost")).new_page()
    page.set_default_timeout(15_000)
    faults = watched(page)
    give_a_fingerprint_reader(page)
    type_password(page, "tariq")
    page.click("footer >> text=Second step at sign-in")
    page.click("text=Set up an app")
    expect(page.locator("img.qr")).to_be_visible()
    assert page.locator("img.qr").evaluate("picture => picture.naturalWidth") > 0
    key = page.locator("ol code").inner_text()
    page.fill("[name=code]", code_of(key))
    page.click("text=Set it up")
    expect(page.locator(".recovery-codes li")).to_have_count(10)
    recovery_code = page.locator(".recovery-codes li").first.inner_text()
    page.goto("/accounts/second-step/passkeys/add/")
    page.click("text=Add it")
    expect(page.locator("h1")).to_have_text("Second step at sign-in")
    expect(page.locator("text=One passkey.")).to_be_visible()
    sign_out(page)

    type_password(page, "tariq")
    expect(page.locator("h1")).to_have_text("One more step")
    page.click("text=Use a passkey")
    expect(page.locator("button:has-text('Sign out')")).to_be_visible()
    sign_out(page)

    type_password(page, "tariq")
    page.fill("[name=code]", recovery_code)
    page.click("main button:text-is('Sign in')")
    expect(page.locator("button:has-text('Sign out')")).to_be_visible()
    assert faults == []
    page.context.close()


@pytest.fixture
def connected(lasting_content_types, tmp_path) -> Iterator[Server]:
    """A site of its own, which a real OpenID provider is configured at by the environment."""
    with running_issuer() as issuer:
        variables = {
            "OIDC": "school",
            "OIDC_SCHOOL_ISSUER": issuer,
            "OIDC_SCHOOL_CLIENT_ID": "attune",
            "OIDC_SCHOOL_SECRET": SECRET,
            "OIDC_SCHOOL_NAME": "Our school",
        }
        with run_server(tmp_path, **variables) as server:
            yield server


def test_another_service_lets_a_student_in(chromium, connected, db):
    page = chromium.new_context(base_url=connected.url).new_page()
    page.set_default_timeout(15_000)
    faults = watched(page)
    page.goto("/accounts/login/?next=/you/")
    page.click("text=Sign in with Our school")
    page.fill("[name=login]", "amira-there")
    page.fill("[name=password]", "any")
    page.click("button[type=submit]")
    page.click("button[type=submit]")
    expect(page).to_have_url(re.compile("/you/$"))
    assert User.objects.get(email="amira@school.example").get_full_name() == "Amira Haddad"
    # The provider's own page asks for a font of the world outside.
    assert [fault for fault in faults if fault.startswith(connected.url)] == []
    page.context.close()
