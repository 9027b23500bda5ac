"""Where the browser for the browser tests comes from, and what is said where there is none."""

import pytest

from tests.e2e import browser


@pytest.fixture
def bare_machine(monkeypatch, tmp_path):
    """A machine with an empty PATH, no browser of Playwright's, and no way to download one."""
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_DOWNLOAD_HOST", "http://127.0.0.1:9")
    monkeypatch.setattr(browser, "MAC_APPS", ())
    return tmp_path


def put_browser(folder, name, *, exit_code=0):
    path = folder / name
    path.write_text(f"#!/bin/sh\nexit {exit_code}\n")
    path.chmod(0o755)
    return path


@pytest.mark.process
def test_the_named_browser_comes_before_the_one_on_the_path(bare_machine, monkeypatch):
    put_browser(bare_machine, "chromium")
    named = put_browser(bare_machine, "mine")
    monkeypatch.setenv("CHROMIUM", str(named))
    assert browser.find_chromium() == named


@pytest.mark.process
def test_a_stub_that_does_not_start_is_passed_over(bare_machine):
    put_browser(bare_machine, "chromium", exit_code=1)
    works = put_browser(bare_machine, "google-chrome")
    assert browser.find_chromium() == works


@pytest.mark.process
def test_where_none_can_be_had_the_install_says_so_and_goes_on(bare_machine, capsys):
    assert browser.main(["install"]) == 0
    assert capsys.readouterr().out.endswith(f"{browser.NO_BROWSER}\n")


@pytest.mark.process
def test_in_ci_having_no_browser_is_a_failure(bare_machine, monkeypatch):
    monkeypatch.setenv("CI", "true")
    monkeypatch.setattr(browser, "_from_playwright", lambda: None)
    assert browser.main(["install"]) == 1
    with pytest.raises(pytest.fail.Exception, match="No Chromium"):
        browser.required_chromium.__wrapped__()


@pytest.mark.process
def test_elsewhere_it_skips_the_browser_tests(bare_machine):
    with pytest.raises(pytest.skip.Exception, match="No Chromium"):
        browser.required_chromium.__wrapped__()


def test_a_camera_is_played_from_a_file_and_may_be_refused(tmp_path):
    allowed = browser.launch_arguments(camera=tmp_path / "face.mjpeg")
    refused = browser.launch_arguments(camera=tmp_path / "face.mjpeg", allowed=False)
    assert set(allowed) - set(refused) == {"--use-fake-ui-for-media-stream"}
    assert f"--use-file-for-fake-video-capture={tmp_path}/face.mjpeg" in refused
