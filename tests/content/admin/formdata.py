"""What a browser would send back from a page of the admin."""

from typing import Any

from content.admin.questions.fields import PartsField
from tests.content.admin.browserform import sent_from


def filled_in(response: Any, **changes: Any) -> dict[str, Any]:
    """Return the form of an admin page as it stands, with `changes`."""
    form = response.context["adminform"].form
    data: dict[str, Any] = {}
    for each in (form, *_inline_forms(response)):
        for field in each:
            value = field.value()
            if isinstance(field.field, PartsField):
                data.update(sent_from(str(field)))
            elif value is True:
                data[field.html_name] = "on"
            elif value is not None and value is not False:
                data[field.html_name] = (
                    [str(item) for item in value] if isinstance(value, list) else str(value)
                )
    return {**data, **changes}


def errors_of(response: Any) -> str:
    """Return what a form and its inlines were refused for, as text."""
    assert response.status_code == 200
    forms = [response.context["adminform"].form]
    forms += [form for inline in response.context["inline_admin_formsets"] for form in inline.formset.forms]
    return str([dict(form.errors) for form in forms if form.errors])


def _inline_forms(response: Any) -> list[Any]:
    forms = []
    for inline in response.context["inline_admin_formsets"]:
        forms.append(inline.formset.management_form)
        forms.extend(inline.formset.forms)
    return forms


def new_rule(home, **changes):
    return {
        "name": "Stays confused",
        "slug": "stays-confused",
        "course": str(home.pk),
        "enabled": "on",
        "scope": "learner",
        "join": "all",
        "mode": "offer",
        "hold_s": "40",
        "cooldown_s": "120",
        "priority": "5",
        "effect_1": "visual",
        "effect_2": "easier",
        "conditions-TOTAL_FORMS": "2",
        "conditions-INITIAL_FORMS": "0",
        "conditions-0-signal": "camera.confused",
        "conditions-0-comparison": "at_least",
        "conditions-0-enter": "65 %",
        "conditions-0-leave": "45 %",
        "conditions-0-position": "0",
        "conditions-1-signal": "behaviour.seconds_without_progress",
        "conditions-1-comparison": "at_least",
        "conditions-1-enter": "10 s",
        "conditions-1-position": "1",
        **changes,
    }
