"""Pages under the strict content policy: the admin, whose theme expressions.js reads, and pictures."""

import pytest
from django.contrib import admin
from django.urls import reverse
from playwright.sync_api import expect

from content.coursefiles import read_course
from content.exchange.importing import save_course
from tests.content.coursefolder import course_files
from tests.e2e.console import watched
from tests.e2e.pages import DESKTOP, PHONE, wait_until
from tests.people import make_user


@pytest.fixture
def superuser(db):
    return make_user("root", is_staff=True, is_superuser=True)


def addresses() -> list[str]:
    """Return every list, every empty form and one filled form of each model that the admin shows."""
    found = [reverse("admin:index")]
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        found += [reverse(f"{name}_changelist"), reverse(f"{name}_add")]
        if one := model._default_manager.first():
            found.append(reverse(f"{name}_change", args=[one.pk]))
    return found


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_no_page_of_the_admin_asks_for_what_the_policy_refuses(open_as, superuser, halves, size):
    page = open_as(superuser, viewport=size)
    complaints = watched(page)
    for address in addresses():
        response = page.goto(address)
        assert response.status in (200, 403), address
        # A refusal is a page of the site's own, without the admin's scripts.
        if response.status == 200:
            wait_until(page, lambda: page.evaluate("window.Alpine !== undefined"), True, within_s=30)
    refused = [complaint for complaint in complaints if "status of 403" not in complaint]
    assert not refused, "\n".join(refused)


def test_menus_sidebar_and_colours_of_the_admin_answer(open_as, superuser, halves):
    page = open_as(superuser, color_scheme="light")
    complaints = watched(page)
    page.goto(reverse("admin:content_course_changelist"))
    links = page.locator("[x-show='openUserLinks']")
    expect(links).to_be_hidden()
    page.locator("[x-on\\:click='openUserLinks = !openUserLinks']").click()
    expect(links).to_be_visible()
    page.locator("[x-on\\:click=\"switchTheme('dark')\"]").click()
    expect(page.locator("html")).to_have_class("dark")
    page.mouse.click(900, 700)
    expect(links).to_be_hidden()
    sidebar = page.get_by_role("link", name="Rule lab")
    expect(sidebar).to_be_visible()
    page.locator("[x-on\\:click^='sidebarDesktopOpen = !sidebarDesktopOpen']").first.click()
    expect(sidebar).to_be_hidden()
    page.reload()
    expect(page.locator("html")).to_have_class("dark")
    expect(sidebar).to_be_hidden()
    assert not complaints, "\n".join(complaints)


def test_an_action_of_a_list_shows_itself_when_it_is_chosen(open_as, superuser, halves):
    page = open_as(superuser)
    complaints = watched(page)
    page.goto(reverse("admin:tutor_user_changelist"))
    page.locator("input.action-select").first.check()
    bar = page.locator("#changelist-actions")
    assert "px" in bar.evaluate("element => element.style.width")
    run = bar.get_by_role("button", name="Run")
    expect(run).to_be_hidden()
    bar.locator("select[name=action]").select_option("delete_selected")
    expect(run).to_be_visible()
    run.click()
    expect(page.locator("body")).to_contain_text("selected user")
    assert not complaints, "\n".join(complaints)


READ = """async ([text, names]) => {
    const element = document.createElement("div");
    document.body.append(element);
    Alpine.addScopeToNode(element, names);
    let found;
    Alpine.evaluateLater(element, text)((value) => (found = value));
    return [found ?? null, names];
}"""
EXPRESSIONS = [
    ("1 + 2 * 3 - 4", 3),
    ("(1 + 2) * 3", 9),
    ("'a' + \"b\" + 'it\\'s'", "abit's"),
    ("n > 2 && n <= 3", True),
    ("n == 3 ? 'three' : n == 4 ? 'four' : 'many'", "three"),
    ("missing?.name ?? 'nobody'", "nobody"),
    ("deep.list[1].name", "second"),
    ("['h3', 'strong'].includes('H3'.toLowerCase()) && !(n === 4)", True),
    ("{ 'active': n == 3, 'b': -n, n }", {"active": True, "b": -3, "n": 3}),
    ("n = n + 1; n", 4),
    ("if (n === 3) { n = 7 } else { n = 8 } ; n", 7),
    ("deep.list.map(one => one.name).join()", "first,second"),
    ("deep.list.map((one, at) => at + n).join()", "3,4"),
    ("deep.added = 5; deep.added", 5),
    ("$el.tagName", "DIV"),
]
REFUSED = [
    "''.constructor",
    "deep['con' + 'structor']",
    "$el.ownerDocument",
    "$el.getRootNode().title",
    "$el.innerHTML = '<img>'",
    "document",
    "fetch('/')",
    "window.eval",
    "n +",
    "{ __proto__: deep }",
]


def test_expressions_mean_what_javascript_means_by_them(open_as, superuser):
    page = open_as(superuser)
    page.goto(reverse("admin:index"))
    complaints = watched(page)
    for text, wanted in EXPRESSIONS:
        names = {"n": 3, "missing": None, "deep": {"list": [{"name": "first"}, {"name": "second"}]}}
        assert page.evaluate(READ, [text, names])[0] == wanted, text
    assert not complaints, "\n".join(complaints)


def test_an_expression_reaches_nothing_of_the_page_beyond_its_scope(open_as, superuser):
    page = open_as(superuser)
    page.goto(reverse("admin:index"))
    for text in REFUSED:
        complaints = watched(page)
        assert page.evaluate(READ, [text, {"n": 3, "deep": {}}])[0] is None, text
        assert len(complaints) == (text != "window.eval"), (text, complaints)


STYLED = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10">
<style>.first > rect { fill: rgb(0, 128, 0) }</style>
<g class="first"><rect id="a" width="9" height="9"/></g>
<rect id="b" x="10" width="9" height="9" style="fill: rgb(0, 0, 128); stroke-width: 2px"/></svg>"""


def test_a_picture_opened_by_itself_keeps_its_colours(open_as, noor):
    course = save_course(read_course(course_files(**{"images/pie.svg": STYLED})), owner=noor)
    page = open_as(noor)
    complaints = watched(page)
    page.goto(course.image_urls()["images/pie.svg"])
    fills = [page.evaluate(f"getComputedStyle(document.getElementById('{one}')).fill") for one in "ab"]
    assert fills == ["rgb(0, 128, 0)", "rgb(0, 0, 128)"]
    assert not complaints, "\n".join(complaints)
