"""Why help came is kept as what was seen, and told in the reader's language."""

import pytest
from django.utils import translation

from content.policy.conditions import Condition
from content.policy.decisions import describe_decision
from content.policy.rules import Rule
from tutor.domain.learning.because import FROM_TEACHER, kept_of, told

CONDITIONS = (
    Condition("behaviour.wrong_in_row", "at_least", 2, 2),
    Condition("behaviour.seconds_on_step", "at_least", 60, 60),
    Condition("camera.confused", "at_least", 0.6, 0.5),
)
VALUES = (3.0, 75.0, 0.6543)


def decide(sentence=""):
    rule = Rule(key="7", name="Lost", conditions=CONDITIONS, effects=("visual",), sentence=sentence)
    return describe_decision(rule, "visual", list(zip(CONDITIONS, VALUES, strict=True)))


def tell(decision, rule="7"):
    return told(rule=rule, kind=decision.kind, **kept_of(decision))


@pytest.mark.parametrize("code", ["en-gb", "ar", "es"])
def test_what_was_kept_says_what_the_decision_said_in_each_language(code):
    with translation.override(code):
        decision = decide()
        because = tell(decision)
        assert because.sentence == decision.sentence
        assert because.evidence == [one.sentence for one in decision.evidence]


def test_the_language_is_the_readers_and_not_that_of_the_decision():
    with translation.override("ar"):
        kept = kept_of(decide())
    assert tell_in("en-gb", kept).sentence.startswith(
        "The last 3 answers were not right and you spent a while"
    )


def tell_in(code, kept):
    with translation.override(code):
        return told(rule="7", kind="visual", **kept)


def test_an_authors_words_stay_as_they_are():
    assert tell(decide("Look at it this way.")).sentence == "Look at it this way."


def test_values_are_kept_as_exact_as_they_are_told():
    assert kept_of(decide())["evidence"][2] == {
        "signal": "camera.confused",
        "comparison": "at_least",
        "value": 0.65,
    }


def test_help_from_a_teacher_says_so():
    because = told(rule=FROM_TEACHER, kind="visual", sentence="", evidence=[])
    assert because.sentence == "Your teacher thought of everyone: here is a picture of it."


def test_sentences_of_before_are_told_as_they_were_kept():
    because = told(rule="7", kind="hint", sentence="You looked lost.", evidence=["Seen for 4 s."])
    assert (because.sentence, because.evidence) == ("You looked lost.", ["Seen for 4 s."])


def test_a_signal_that_is_gone_is_left_out():
    evidence = [{"signal": "behaviour.gone", "comparison": "at_least", "value": 1}]
    because = told(rule="7", kind="visual", sentence="", evidence=evidence)
    assert (because.sentence, because.evidence) == ("Here is a picture of it.", [])
