"""Every page of the admin has one main landmark, and a link past the navigation that leads to it."""

from html.parser import HTMLParser

from django.contrib import admin
from django.urls import reverse


class Landmarks(HTMLParser):
    """What a screen reader's key for "main" finds, and the first link of the page."""

    def __init__(self, page):
        super().__init__()
        self.mains, self.first_link = [], None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        told = dict(attributes)
        if tag == "main" or told.get("role") == "main":
            self.mains.append(told.get("id"))
        if tag == "a" and self.first_link is None:
            self.first_link = told.get("href")


def addresses():
    yield reverse("admin:index")
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        yield reverse(f"{name}_add")
        if one := model._default_manager.first():
            yield from (reverse(f"{name}_{page}", args=[one.pk]) for page in ("change", "history", "delete"))


def test_every_page_of_the_admin_has_one_main_landmark_and_a_way_to_it(admin_client, halves):
    opened = 0
    for address in addresses():
        page = admin_client.get(address, follow=True)
        if page.status_code != 200:
            continue
        found = Landmarks(page.content.decode())
        assert (found.mains, found.first_link) == (["content"], "#content"), address
        opened += 1
    assert opened > 20


def test_a_page_in_a_window_of_its_own_has_no_navigation_to_pass(admin_client, halves):
    page = admin_client.get(reverse("admin:content_rule_add") + "?_popup=1")
    found = Landmarks(page.content.decode())
    assert found.mains == ["content"]
    assert found.first_link != "#content"
