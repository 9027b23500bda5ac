"""A form of a published course is taken for its draft; names inside a question are the question's own."""

import pytest
from django.http import QueryDict

from content.admin.stale import for_draft
from content.authoring.drafts import working_copy

pytestmark = pytest.mark.django_db


def test_a_field_inside_a_question_is_no_step_whatever_it_is_called(halves):
    halves.is_published = True
    halves.save()
    draft = working_copy(halves)
    step = halves.lessons.get().steps.get(slug="turn")
    inside = ("questions-0-answers-step", "questions-0-variables-variables-0-step")
    sent = QueryDict("&".join(f"{name}={step.pk}" for name in ("step", "questions-0-step", *inside)))
    taken = for_draft(sent, halves)
    assert [taken[name] for name in inside] == [str(step.pk)] * 2
    drafted = draft.lessons.get().steps.get(slug="turn")
    assert [taken[name] for name in ("step", "questions-0-step")] == [str(drafted.pk)] * 2
