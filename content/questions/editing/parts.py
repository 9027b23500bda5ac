"""What a form is made of: fields, and rows of fields."""

from dataclasses import dataclass
from typing import Literal

from content.language import Translated

FieldType = Literal["text", "line", "number", "flag", "option", "misconception"]


@dataclass(frozen=True)
class Field:
    """One thing to fill in, stored below `name`.

    Attributes:
        type: `text` is Markdown, `line` plain text of one line, `flag` true or false, `option` one of
            `options`, `misconception` one of the course's.
        required: an empty one is refused.
        default: what a flag is where nothing is stored, and the option that need not be stored.
        options: what is stored, and what an author reads.
    """

    name: str
    label: Translated = Translated()
    type: FieldType = "line"
    required: bool = False
    default: bool | str = False
    help_text: Translated = Translated("")
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Rows:
    """Any number of rows, stored as a list below `name`.

    Attributes:
        row: what one of them is called.
        plain: the column that stands for its whole row where nothing else is filled in.
        marks: the text beside it in which `[[1]]` stands for the first row, and so on.
        least: how many empty rows a new question begins with; with none at all it is refused.
    """

    name: str
    label: Translated = Translated()
    row: Translated = Translated()
    columns: tuple["Part", ...] = ()
    plain: str = ""
    marks: str = ""
    least: int = 0
    help_text: Translated = Translated("")


@dataclass(frozen=True)
class Asked:
    """A question inside another: a kind, and the fields of that kind.

    Attributes:
        name: below which it is stored; "" for in the very row where it stands.
        kinds: what it may be.
        usual: the kind that need not be stored; "" where there need not be a question.
        leading: what is filled in before the fields of the kind.
    """

    name: str
    label: Translated = Translated()
    kinds: tuple[str, ...] = ()
    usual: str = ""
    leading: tuple[Field, ...] = ()
    help_text: Translated = Translated("")


Part = Field | Rows | Asked
