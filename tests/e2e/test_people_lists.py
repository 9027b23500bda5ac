"""A school's list in a real browser: looked at, brought in, undone, on every width."""

import pytest
from playwright.sync_api import expect

from tests.e2e.looks import photograph
from tests.tutor.rosters.lists import SMALL, bring
from tutor.models import Classroom, User

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_list_with_a_fault_is_shown_taken_and_undone_by_keyboard(open_as):
    admin = User.objects.create_superuser("admin", password="pass-for-tests", first_name="Ada")
    bring(SMALL, admin)
    page = open_as(admin)
    page.goto("/people/")
    faults = photograph(page, "people")
    page.get_by_role("link", name="Bring in a file").press("Enter")
    page.get_by_text("Or paste a list").press("Enter")
    page.get_by_label("The list, with its first line").fill(
        SMALL.replace("Able", "Åkesson") + "7,Dan,Dale,boss,6c\n8,Eve,Ek,student,6c\n"
    )
    page.get_by_role("button", name="Show what would change").press("Enter")
    expect(page.get_by_text("“boss” is no role here.")).to_be_visible()
    page.get_by_text("1 new account").press("Enter")
    faults += photograph(page, "people-asked")
    page.get_by_label("Leave out the lines above").press("Space")
    page.get_by_role("button", name="Do it").press("Enter")
    expect(page.get_by_text("Done. You can undo it below.")).to_be_visible()
    assert Classroom.objects.filter(name="6c").exists()
    page.get_by_text("Undo it", exact=True).press("Enter")
    page.get_by_role("button", name="Yes, undo it").press("Enter")
    expect(page.get_by_text("All is as it was before.")).to_be_visible()
    assert not Classroom.objects.filter(name="6c").exists()
    page.goto("/people/servers/new/")
    faults += photograph(page, "people-server")
    assert faults == []


def test_what_becomes_of_others_stands_beside_its_button(open_as):
    page = open_as(User.objects.create_superuser("admin", password="pass-for-tests"))
    page.goto("/people/import/")
    expect(page.locator(".field label.check").first).to_have_css("display", "flex")
