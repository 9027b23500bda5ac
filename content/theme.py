"""How the authors' pages look: unfold's theme in the product's colours. Settings take `UNFOLD` from here."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy


def _may_write(request: HttpRequest) -> bool:
    user: Any = request.user
    return bool(user.is_superuser or getattr(user, "role", "") == "author")


def _is_superuser(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_superuser", False))


def _is_in_lab(request: HttpRequest) -> bool:
    return request.path.startswith(str(reverse_lazy("admin:content_rule_lab")))


def _is_in_rules(request: HttpRequest) -> bool:
    return request.path.startswith(str(reverse_lazy("admin:content_rule_changelist"))) and not _is_in_lab(
        request
    )


def _item(title: str, icon: str, link: str, permission: Any = _may_write, **others: Any) -> dict[str, Any]:
    return {"title": title, "icon": icon, "link": reverse_lazy(link), "permission": permission, **others}


# Paper and ink, and the deep teal: the same as on the students' pages.
_PAPER = {
    "50": "oklch(98.3% .006 90)",
    "100": "oklch(96.4% .008 90)",
    "200": "oklch(91.5% .012 90)",
    "300": "oklch(86% .014 90)",
    "400": "oklch(70% .013 130)",
    "500": "oklch(53% .014 190)",
    "600": "oklch(43% .015 200)",
    "700": "oklch(35.5% .016 205)",
    "800": "oklch(27% .014 205)",
    "900": "oklch(22.5% .012 205)",
    "950": "oklch(18% .01 205)",
}
_TEAL = {
    "50": "oklch(97.5% .012 190)",
    "100": "oklch(94.5% .025 190)",
    "200": "oklch(89% .045 190)",
    "300": "oklch(82% .065 190)",
    "400": "oklch(74% .08 192)",
    "500": "oklch(60% .085 195)",
    "600": "oklch(45% .072 197)",
    "700": "oklch(38% .062 197)",
    "800": "oklch(32% .05 197)",
    "900": "oklch(27% .04 197)",
    "950": "oklch(21% .03 197)",
}

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Attune",
    "SITE_HEADER": "Attune",
    "SITE_SUBHEADER": "Where lessons are written",
    "SITE_SYMBOL": "menu_book",
    "SITE_URL": "/",
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "BORDER_RADIUS": "10px",
    "COLORS": {"base": _PAPER, "primary": _TEAL},
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("tutor/img/favicon.svg")}
    ],
    "STYLES": [lambda request: static("content/author.css")],
    "SIDEBAR": {
        "show_search": False,
        "show_all_applications": False,
        "navigation": [
            {
                "items": [
                    _item("Courses", "menu_book", "admin:content_course_changelist"),
                    _item("Steps", "format_list_numbered", "admin:content_step_changelist"),
                    _item("Pictures", "image", "admin:content_image_changelist"),
                    _item("Rules", "alt_route", "admin:content_rule_changelist", active=_is_in_rules),
                    _item("Rule lab", "science", "admin:content_rule_lab", active=_is_in_lab),
                ]
            },
            {
                "title": "Site",
                "separator": True,
                "items": [_item("People and classes", "group", "admin:index", _is_superuser)],
            },
        ],
    },
}
