"""What an author fills in becomes a specification; what is left alone stays as it is stored."""

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from content.admin.questions.course import CourseParts
from content.admin.questions.fields import Filled, render_fields, stored_answers
from content.questions import QUESTION_KINDS, parse_spec
from content.questions.editing import (
    FORMS,
    HINTS,
    Asked,
    Entry,
    Rows,
    asked_parts,
    changed_kind,
    typed_from,
    typed_of,
    write,
)
from content.questions.reading import _FEEDBACK, _READERS
from tests.content.admin.browserform import sent_from
from tests.content.written_specs import HINTS as HINTS_AS_WRITTEN
from tests.content.written_specs import written_specs

EASY = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.filter_too_much])


def posted(kind, spec, **changes):
    """Return what a browser sends back from a question's fields, with changes."""
    sent = {**sent_from(render_fields(stored_answers(kind, spec), "q", {}, CourseParts())), **changes}
    return typed_from(FORMS[kind], lambda name: sent.get(name, []), "q")


@pytest.mark.slow
@pytest.mark.parametrize("kind", FORMS)
@EASY
@given(data=st.data())
def test_a_stored_question_survives_opening_and_saving(kind, data):
    spec = data.draw(written_specs(kind))
    written = write(FORMS[kind], posted(kind, spec), spec)
    assert (written.data, written.problems) == (spec, [])


@pytest.mark.slow
@pytest.mark.parametrize("kind", FORMS)
@EASY
@given(data=st.data())
def test_a_question_typed_anew_means_the_same(kind, data):
    spec = data.draw(written_specs(kind))
    assume(is_typable(FORMS[kind], typed_of(FORMS[kind], spec)))
    assert parse_spec(kind, write(FORMS[kind], posted(kind, spec), {}).data) == parse_spec(kind, spec)


def is_typable(parts, typed):
    """Say whether no field of one line holds several."""
    for part in parts:
        value = typed[part.name]
        if isinstance(part, Rows):
            if not all(is_typable(part.columns, entry.values) for entry in value):
                return False
        elif isinstance(part, Asked):
            if not is_typable(asked_parts(part, value.kind), value.values):
                return False
        elif part.type == "line" and "\n" in value.strip():
            return False
    return True


@EASY
@given(hints=HINTS_AS_WRITTEN)
def test_hints_survive_too_and_those_that_ask(hints):
    stored = {"hints": hints}
    filled = Filled("", HINTS, typed_of(HINTS, stored), stored)
    sent = sent_from(render_fields(filled, "q", {}, CourseParts()))
    typed = typed_from(HINTS, lambda name: sent.get(name, []), "q")
    written = write(HINTS, typed, stored)
    assert (written.data, written.problems) == (stored, [])


def test_a_hint_begins_to_ask_and_stops():
    hints = {"hints": ["Count."]}
    asked = {"q-hints": ["0"], "q-hints-0-text": ["Count."], "q-hints-0-question-kind": ["number"]}
    shown = {"q-hints-0-question-fields": ["number"], "q-hints-0-question-answer": ["4"]}
    typed = typed_from(HINTS, lambda name: {**asked, **shown}.get(name, []), "q")
    stored = write(HINTS, typed, hints).data
    assert stored == {"hints": [{"text": "Count.", "question": {"kind": "number", "answer": "4"}}]}
    none = {**asked, **shown, "q-hints-0-question-kind": [""], "q-hints-0-question-fields": [""]}
    typed = typed_from(HINTS, lambda name: none.get(name, []), "q")
    assert write(HINTS, typed, stored).data == hints


def test_a_gap_of_another_kind_keeps_what_both_have_and_names_what_goes():
    spec = {"text": "[[1]]", "gaps": [{"accepted": ["a"], "ignore_case": True, "feedback_right": "Yes."}]}
    typed = posted("cloze", spec, **{"q-gaps-0-kind": ["number"]})
    written = write(FORMS["cloze"], typed, spec)
    named = {problem.name: problem.message for problem in written.problems}
    assert "no place for: Right answers." in named["gaps-0-kind"]
    assert written.data["gaps"] == [{"kind": "number", "feedback_right": "Yes."}]
    assert written.place(("gaps", 0, "answer")) == "gaps-0-answer"
    assert written.place(("gaps", 0, "kind")) == "gaps-0-kind"


@pytest.mark.parametrize("kind", FORMS)
def test_the_form_of_a_kind_has_every_field_that_its_reader_knows(kind):
    assert {part.name for part in FORMS[kind]} == {*_READERS[kind][0], *_FEEDBACK}


def test_names_that_no_form_knows_are_kept():
    spec = {"answer": "4", "since": 2, "wrong": [{"value": "2", "feedback": "Half.", "seen": ["x"]}]}
    typed = posted("number", spec, **{"q-wrong-0-feedback": ["Twice."]})
    changed = {"answer": "4", "since": 2, "wrong": [{"value": "2", "feedback": "Twice.", "seen": ["x"]}]}
    assert write(FORMS["number"], typed, spec).data == changed


def test_rows_are_stored_in_the_order_in_which_they_were_sent():
    spec = {"items": ["a", "b", "c"], "note": 1}
    typed = posted("ordering", spec, **{"q-items": ["2", "0", "n0", "n1"], "q-items-n0-text": ["new"]})
    assert write(FORMS["ordering"], typed, spec).data == {"items": ["c", "a", "new"], "note": 1}


def test_a_field_that_is_emptied_goes_and_a_flag_at_its_default_is_not_stored():
    spec = {"accepted": [{"text": "a", "feedback": "Yes."}], "ignore_case": False, "feedback_wrong": "No."}
    typed = posted(
        "text", spec, **{"q-accepted-0-feedback": [""], "q-ignore_case": ["on"], "q-feedback_wrong": [" "]}
    )
    assert write(FORMS["text"], typed, spec).data == {"accepted": ["a"]}


def test_problems_are_named_by_their_fields():
    spec = {"answer": "4", "wrong": [{"value": "2", "feedback": "Half."}]}
    typed = posted("number", spec, **{"q-answer": ["four"], "q-wrong-0-value": [""]})
    named = {problem.name: problem.message for problem in write(FORMS["number"], typed, spec).problems}
    assert named == {"answer": "Write a number such as 12, 0.5 or 3/4.", "wrong-0-value": "Fill this in."}


def test_a_path_leads_to_its_field_though_rows_before_it_were_left_empty():
    typed = posted(
        "number",
        {"answer": "4"},
        **{"q-wrong": ["n0", "n1"], "q-wrong-n1-value": ["4"], "q-wrong-n1-feedback": ["x"]},
    )
    written = write(FORMS["number"], typed, {})
    assert written.data["wrong"] == [{"value": "4", "feedback": "x"}]
    assert written.place(("wrong", 0, "value")) == "wrong-n1-value"
    assert written.place(("wrong", 0, "gone")) == "wrong-n1"
    assert written.place(()) == ""


def test_a_kind_that_is_changed_keeps_what_both_have_and_names_the_rest():
    spec = {
        "choices": [{"text": "a", "correct": True}, {"text": "b", "feedback": "No."}],
        "any_correct": True,
        "feedback_right": "Yes.",
    }
    typed, lost = changed_kind(typed_of(FORMS["single"], spec), parts=FORMS["single"], into=FORMS["multiple"])
    assert write(FORMS["multiple"], typed, {}).data == {
        "choices": spec["choices"],
        "feedback_right": "Yes.",
    }
    assert lost == ["Any right choice will do"]
    wrong = {"accepted": ["a"], "wrong": [{"text": "b", "feedback": "No."}]}
    typed, lost = changed_kind(typed_of(FORMS["text"], wrong), parts=FORMS["text"], into=FORMS["number"])
    values = {"value": "", "tolerance": "", "feedback": "No.", "misconception": ""}
    assert typed["wrong"] == [Entry("c0", values)]
    assert lost == ["Right answers", "Wrong answers to expect: Text"]


def test_every_kind_has_a_form():
    assert set(FORMS) == set(QUESTION_KINDS)


def test_a_kind_that_is_no_more_keeps_its_answers():
    spec = {"riddle": ["a", {"b": 1}]}
    filled = stored_answers("riddle", spec)
    assert write(filled.parts, filled.typed, spec).data == spec


def test_stored_data_of_another_shape_is_kept_until_something_is_typed():
    spec = {"choices": "none", "any_correct": "yes", "feedback_right": ["x"], "keep_order": True}
    assert write(FORMS["single"], posted("single", spec), spec).data == {**spec, "choices": []}
