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


def _inline_forms(response: Any) -> list[Any]:
    forms = []
    for inline in response.context["inline_admin_formsets"]:
        forms.append(inline.formset.management_form)
        forms.extend(inline.formset.forms)
    return forms
