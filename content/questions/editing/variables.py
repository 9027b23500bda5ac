"""Variables as rows of a form: one for each name, and what must hold of them all."""

from collections.abc import Mapping
from typing import Any

from content.language import gettext, gettext_noop
from content.questions.editing.parts import Field, Part, Rows
from content.questions.specs import InvalidSpec
from content.questions.variables.reading import TOGETHER, WHERE

NAMES = "variables"
Path = tuple[str | int, ...]

VARIABLES: tuple[Part, ...] = (
    Rows(
        NAMES,
        gettext_noop("Variables"),
        gettext_noop("Variable"),
        (
            Field("name", gettext_noop("Name"), required=True),
            Field(
                "values",
                gettext_noop("Values"),
                "text",
                required=True,
                help_text=gettext_noop(
                    "2..9, or -9..9 except 0, or 0.5..3 step 0.25; = a + b; or a list, one value a line."
                ),
            ),
        ),
        help_text=gettext_noop(
            "Each student gets values of their own: {{a}} in a text stands for a's, {{a + b}} for a sum."
        ),
    ),
    Rows(
        WHERE,
        gettext_noop("What must hold"),
        gettext_noop("Condition"),
        (Field("condition", gettext_noop("Condition"), required=True),),
        plain="condition",
        help_text=gettext_noop("Such as a != b or gcd(a, b) == 1."),
    ),
    Rows(
        TOGETHER,
        gettext_noop("Lists drawn together"),
        gettext_noop("Lists"),
        (Field("names", gettext_noop("Names, with commas"), required=True),),
        plain="names",
        help_text=gettext_noop("Of these lists the same place is taken, as of the rows of a table."),
    ),
)


def rows_of_variables(variables: Mapping[str, Any]) -> dict[str, Any]:
    """Return a question's variables as the form's rows hold them."""
    rows: dict[str, Any] = {
        NAMES: [
            {"name": name, "values": _in_lines(value)}
            for name, value in variables.items()
            if name not in (WHERE, TOGETHER)
        ]
    }
    if WHERE in variables:
        rows[WHERE] = variables[WHERE]
    if TOGETHER in variables:
        rows[TOGETHER] = [_in_commas(group) for group in variables[TOGETHER]]
    return rows


def variables_of_rows(rows: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """Return variables as a question holds them; what was left alone stays as it was before.

    Raises:
        InvalidSpec: a name stands twice, or is one of the other lists'; the path leads to the row.
    """
    found: dict[str, Any] = {}
    for place, row in enumerate(rows.get(NAMES) or []):
        name = row.get("name", "")
        if name in found or name in (WHERE, TOGETHER):
            message = gettext("a variable cannot be called %(name)s here: the name is taken") % {"name": name}
            raise InvalidSpec(message, path=(NAMES, place, "name"))
        had = before.get(name)
        found[name] = had if _in_lines(had) == row.get("values") else _from_lines(row.get("values", ""))
    if rows.get(WHERE):
        found[WHERE] = rows[WHERE]
    groups = {_in_commas(group): group for group in before.get(TOGETHER) or []}
    if rows.get(TOGETHER):
        found[TOGETHER] = [groups.get(names, _names_in(names)) for names in rows[TOGETHER]]
    return found


def place_of_variable(path: Path, variables: Mapping[str, Any]) -> Path:
    """Return where in the rows stands what a path into a question's variables leads to."""
    if not path or path[0] in (WHERE, TOGETHER):
        return path or (NAMES,)
    names = [name for name in variables if name not in (WHERE, TOGETHER)]
    return (NAMES, names.index(str(path[0])), "values") if path[0] in names else (NAMES,)


def _in_lines(value: Any) -> str | None:
    return "\n".join(str(each) for each in value) if isinstance(value, list) else value


def _from_lines(text: str) -> str | list[str]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines if len(lines) > 1 else text.strip()


def _in_commas(group: Any) -> str:
    return ", ".join(str(name) for name in group) if isinstance(group, list) else str(group)


def _names_in(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]
