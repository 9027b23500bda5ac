"""What a browser would send back from a page of the admin."""

from typing import Any


def filled_in(response: Any, **changes: Any) -> dict[str, Any]:
    """Return the form of an admin page as it stands, with `changes`."""
    form = response.context["adminform"].form
    data: dict[str, Any] = {}
    for each in (form, *_inline_forms(response)):
        for field in each:
            value = field.value()
            if value is True:
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
