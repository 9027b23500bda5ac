from emotion.training.card import filled

CARD = "Before\n<!-- figures: clips -->\nold\n<!-- /figures -->\nAfter"
RESULTS = {
    "emotion-clips-test": {
        "ways": {"single_frame": {"accuracy": 0.7, "macro_f1": 0.5, "ece": 0.1}},
    }
}


def test_a_block_holds_what_the_results_say():
    text = filled(CARD, RESULTS)
    assert "| single frame | 70.00% | 0.500 | 0.100 |" in text
    assert text.startswith("Before")
    assert text.endswith("After")
    assert "old" not in text


def test_a_block_without_its_result_stays():
    assert filled(CARD, {}) == CARD


def test_filling_twice_changes_nothing():
    once = filled(CARD, RESULTS)
    assert filled(once, RESULTS) == once
