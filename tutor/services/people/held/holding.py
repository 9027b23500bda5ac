"""What is told of each kind of thing that is held about a person."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise

from tutor.models import User


@dataclass(frozen=True)
class Holding:
    """One kind of thing that is held, in words a student knows.

    Attributes:
        path: leads from the model to the student.
        fields: what a download tells, under the name it has there.
        stays_with_account: kept when the learning is erased and the account is not.
        affect_at: where a camera or a tap may have a part in it, the field that says when it was kept.
        retell: puts a row, which is kept as values, into the reader's words.
        tell: gives the rows in words, where they are not the person's alone.
    """

    key: str
    title: str | Promise
    why: str | Promise
    model: type[Model]
    path: str
    fields: dict[str, str]
    stays_with_account: bool = False
    affect_at: str = ""
    retell: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    tell: Callable[[User], list[dict[str, Any]]] | None = None
