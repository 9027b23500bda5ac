"""Questions of several kinds: what an author may specify, what a student may answer, what comes of it.

Pure: no Django. `parse_spec` checks a specification once, `face_of` gives what a page may show of it,
`check` marks a response.
"""

from content.questions.expressions.marking import preview_latex
from content.questions.faces import Face, face_of, named_choices
from content.questions.hints import Hint, HintQuestion, has_question, hint_texts, parse_hints
from content.questions.marking import check, fields_at_fault, known_fields
from content.questions.misconceptions import answers_showing, misconceptions_in, with_shared_feedback
from content.questions.numbers import read_number
from content.questions.reading import QUESTION_KINDS, parse_spec, spec_texts
from content.questions.specs import (
    Choice,
    ClozeSpec,
    HotspotsSpec,
    InvalidResponse,
    InvalidSpec,
    MatchingSpec,
    MultipleSpec,
    NumberSpec,
    OrderingSpec,
    SingleSpec,
    Spec,
    TextSpec,
    Verdict,
    WrongNumber,
)

__all__ = [
    "QUESTION_KINDS",
    "Choice",
    "ClozeSpec",
    "Face",
    "Hint",
    "HintQuestion",
    "HotspotsSpec",
    "InvalidResponse",
    "InvalidSpec",
    "MatchingSpec",
    "MultipleSpec",
    "NumberSpec",
    "OrderingSpec",
    "SingleSpec",
    "Spec",
    "TextSpec",
    "Verdict",
    "WrongNumber",
    "answers_showing",
    "check",
    "face_of",
    "fields_at_fault",
    "has_question",
    "hint_texts",
    "known_fields",
    "misconceptions_in",
    "named_choices",
    "parse_hints",
    "parse_spec",
    "preview_latex",
    "read_number",
    "spec_texts",
    "with_shared_feedback",
]
