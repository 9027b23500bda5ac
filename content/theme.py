"""How the authors' pages look: unfold's theme in the product's colours. Settings take `UNFOLD` from here."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from content.language import words_for_scripts

# By name: what answers it knows the models, which are not there yet when settings are read.
_MAY_WRITE = "content.admin.pages.may_write"
_SCRIPTS = ("content/expressions.js", "content/inlines.js", "content/unsaved.js")


def _is_superuser(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_superuser", False))


def _connects_platforms(request: HttpRequest) -> bool:
    return bool(settings.LTI) and _is_superuser(request)


def _is_in_lab(request: HttpRequest) -> bool:
    return request.path.startswith(str(reverse_lazy("admin:content_rule_lab")))


def _is_in_rules(request: HttpRequest) -> bool:
    # The lab's address begins with that of the rules, and only one of the two entries is to be marked.
    return request.path.startswith(str(reverse_lazy("admin:content_rule_changelist"))) and not _is_in_lab(
        request
    )


def _item(
    title: str | Promise, icon: str, link: str, permission: Any = _MAY_WRITE, **others: Any
) -> dict[str, Any]:
    return {"title": title, "icon": icon, "link": reverse_lazy(link), "permission": permission, **others}


def as_ours(request: HttpRequest) -> dict[str, Any]:
    """Leave out the theme's own <style> of colours, which theme.css holds; add the scripts' words first."""
    words = words_for_scripts(get_language() or settings.LANGUAGE_CODE)
    scripts = [static(words)] if words else []
    return {"colors": None, "scripts": scripts + [static(script) for script in _SCRIPTS]}


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Attune",
    "SITE_HEADER": "Attune",
    "SITE_SUBHEADER": _("Where lessons are written"),
    "SITE_SYMBOL": "menu_book",
    "SITE_URL": "/",
    # Django's log says only that something was changed; a course has versions, and a way back.
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_LANGUAGES": True,
    "GLOBAL_CALLBACK": "content.theme.as_ours",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("tutor/img/favicon.svg")}
    ],
    "STYLES": [
        lambda request: static("content/fonts.css"),
        lambda request: static("content/theme.css"),
        lambda request: static("content/author.css"),
        lambda request: static("content/author_cards.css"),
        lambda request: static("content/author_rules.css"),
        lambda request: static("content/author_writing.css"),
        lambda request: static("content/author_forms.css"),
        lambda request: static("content/author_questions.css"),
        lambda request: static("content/areas.css"),
        lambda request: static("content/mirrored.css"),
    ],
    "SIDEBAR": {
        "show_search": False,
        "show_all_applications": False,
        "navigation": [
            {
                "items": [
                    _item(_("Courses"), "menu_book", "admin:content_course_changelist"),
                    _item(_("Steps"), "format_list_numbered", "admin:content_step_changelist"),
                    _item(_("Pictures"), "image", "admin:content_image_changelist"),
                    _item(_("Rules"), "alt_route", "admin:content_rule_changelist", active=_is_in_rules),
                    _item(_("Rule lab"), "science", "admin:content_rule_lab", active=_is_in_lab),
                ]
            },
            {
                "title": _("Site"),
                "separator": True,
                "items": [
                    _item(_("People and classes"), "group", "admin:index", _is_superuser),
                    _item(
                        _("Learning platforms"),
                        "school",
                        "admin:lti_tool_ltiregistration_connect",
                        _connects_platforms,
                    ),
                ],
            },
        ],
    },
}
