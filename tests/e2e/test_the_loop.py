"""The main job on real input: a face or a tap, and the lesson changes. No part of the chain is replaced."""

import re

from playwright.sync_api import expect

from tests.e2e.pages import give_consent, open_lesson, switch_camera_on, wait_for_readings
from tutor.models import Adaptation, Reading
from tutor.services.sittings import open_sitting


def test_a_smiling_face_moves_the_estimate_and_fires_a_rule_on_it(
    open_as, amira, sitting, make_rule, camera_file
):
    make_rule("camera.happiness", enter=0.5, leave=0.4, hold_s=4)
    give_consent(amira)
    page = open_as(amira, camera=camera_file("smiling"))
    open_lesson(page, sitting)
    switch_camera_on(page)
    expect(page.locator("#adaptations")).to_contain_text("The visual text.", timeout=30_000)
    page.click("#camera-estimate summary")
    happy = page.locator("#estimate-emotions [data-key=happiness] .value")
    expect(happy).to_have_text(re.compile(r"([5-9]\d|100)\s*%"))
    assert Adaptation.objects.get().sitting == sitting


def test_an_empty_room_is_unknown_and_fires_nothing(open_as, amira, sitting, make_rule, camera_file):
    for emotion in ("happiness", "neutral", "sadness"):
        make_rule(f"camera.{emotion}", enter=0.01)
    give_consent(amira)
    page = open_as(amira, camera=camera_file("empty"))
    open_lesson(page, sitting)
    switch_camera_on(page)
    readings = wait_for_readings(sitting, 4, page, known=False)
    assert {reading.reason for reading in readings} == {"no_face"}
    assert not Adaptation.objects.exists()


def test_without_a_camera_a_tap_switches_the_content_and_undo_brings_it_back(
    open_as, amira, sitting, make_rule
):
    make_rule("said.lost", enter=1)
    give_consent(amira)
    page = open_as(amira)
    open_lesson(page, sitting)
    page.click("#camera-switch")
    expect(page.locator("#camera-status")).to_contain_text("The lesson goes on without it")
    page.click("#say-lost")
    expect(page.locator("#adaptations")).to_contain_text("The visual text.")
    page.click("#adaptations button:has-text('Go back')")
    expect(page.locator("#adaptations")).not_to_contain_text("The visual text.")
    page.click("#adaptations button:has-text('Show again')")
    expect(page.locator("#adaptations")).to_contain_text("The visual text.")


def test_permission_denied_is_said_quietly_and_the_lesson_goes_on(
    open_as, amira, sitting, camera_file, make_rule
):
    make_rule("said.lost", enter=1)
    give_consent(amira)
    page = open_as(amira, camera=camera_file("smiling"))
    page.add_init_script(
        "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'))"
    )
    open_lesson(page, sitting)
    page.click("#camera-switch")
    expect(page.locator("#camera-status")).to_contain_text("Your browser says no")
    page.click("#say-lost")
    expect(page.locator("#adaptations")).to_contain_text("The visual text.")


def test_one_students_camera_changes_nothing_for_another(
    open_as, amira, ben, sitting, lesson, make_rule, camera_file
):
    make_rule("camera.happiness", enter=0.5, leave=0.4, hold_s=2)
    give_consent(amira)
    bens = open_sitting(student=ben, lesson=lesson)
    her_page = open_as(amira, camera=camera_file("smiling"))
    his_page = open_as(ben)
    open_lesson(his_page, bens)
    open_lesson(her_page, sitting)
    switch_camera_on(her_page)
    expect(her_page.locator("#adaptations")).to_contain_text("The visual text.", timeout=30_000)
    expect(his_page.locator("#adaptations section")).to_have_count(0)
    assert not Reading.objects.filter(sitting=bens).exists()


def test_withdrawn_consent_stops_the_camera_within_a_second(open_as, amira, sitting, camera_file):
    give_consent(amira)
    page = open_as(amira, camera=camera_file("smiling"))
    open_lesson(page, sitting)
    switch_camera_on(page)
    wait_for_readings(sitting, 1, page, known=True)
    other = page.context.new_page()
    other.goto("/choices/")
    other.click("#camera button[value=withdraw]")
    expect(page.locator("#camera-switch")).to_have_attribute("aria-checked", "false", timeout=1000)


def test_a_lost_connection_comes_back_by_itself(open_as, amira, sitting, make_rule):
    make_rule("said.lost", enter=1)
    page = open_as(amira)
    open_lesson(page, sitting)
    page.context.set_offline(True)
    page.wait_for_timeout(500)
    page.context.set_offline(False)
    page.click("#say-lost")
    expect(page.locator("#adaptations")).to_contain_text("The visual text.")


def test_an_answer_given_without_a_connection_is_not_lost(open_as, amira, sitting):
    page = open_as(amira)
    page.goto(f"/sittings/{sitting.pk}/steps/2/")
    page.fill(".question input[name=number]", "4")
    page.context.set_offline(True)
    page.click("button:has-text('Check')")
    expect(page.locator(".question .unsent")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator(".feedback.right")).to_be_visible(timeout=20_000)
    assert sitting.answers.count() == 1


def test_a_lesson_is_taken_by_keyboard_without_a_reload(open_as, amira, sitting):
    page = open_as(amira)
    open_lesson(page, sitting)
    page.evaluate("window.stillTheSamePage = true")
    page.locator("#next").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Your turn")
    page.locator(".question input[name=number]").focus()
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    expect(page.locator(".feedback")).to_contain_text("That is a quarter.")
    assert page.evaluate("window.stillTheSamePage") is True


def test_without_javascript_a_student_reads_answers_and_gets_help(open_as, amira, sitting, make_rule):
    make_rule("said.lost", enter=1)
    page = open_as(amira, java_script_enabled=False)
    open_lesson(page, sitting)
    page.click("#say-lost")
    expect(page.locator("#adaptations")).to_contain_text("The visual text.")
    page.click("#next")
    page.fill(".question input[name=number]", "4")
    page.click("button:has-text('Check')")
    expect(page.locator(".feedback.right")).to_be_visible()
