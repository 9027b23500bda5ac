"""What an author fills in for a question of each kind, and how that becomes a specification.

Pure: no Django. `FORMS` declares the fields of every kind; `typed_of` gives what a form shows of stored data,
`typed_from` what a browser sent, `write` brings it back into the stored form.
"""

from content.questions.editing.changing import changed_kind
from content.questions.editing.kinds import FORMS, HINTS, asked_parts
from content.questions.editing.parts import Asked, Field, Part, Rows
from content.questions.editing.sent import typed_from
from content.questions.editing.typed import MOST_ROWS, Chosen, Entry, Typed, typed_of
from content.questions.editing.variables import (
    VARIABLES,
    place_of_variable,
    rows_of_variables,
    variables_of_rows,
)
from content.questions.editing.writing import Problem, Written, write

__all__ = [
    "FORMS",
    "HINTS",
    "MOST_ROWS",
    "VARIABLES",
    "Asked",
    "Chosen",
    "Entry",
    "Field",
    "Part",
    "Problem",
    "Rows",
    "Typed",
    "Written",
    "asked_parts",
    "changed_kind",
    "place_of_variable",
    "rows_of_variables",
    "typed_from",
    "typed_of",
    "variables_of_rows",
    "write",
]
