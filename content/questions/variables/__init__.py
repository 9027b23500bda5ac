"""Numbers that change: variables, what a seed draws of them, and questions with their values put in.

Pure, exact and bounded; the same seed gives the same version on every machine.
"""

from content.questions.variables.values import Values, restored, stored
from content.questions.variables.versions import (
    Shown,
    Written,
    check_question,
    describe,
    draw_values,
    fill,
    redraw_values,
    sample,
    show,
    variables_of,
)

__all__ = [
    "Shown",
    "Values",
    "Written",
    "check_question",
    "describe",
    "draw_values",
    "fill",
    "redraw_values",
    "restored",
    "sample",
    "show",
    "stored",
    "variables_of",
]
