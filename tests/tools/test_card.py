from tools.card import filled

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


def scored(accuracy: float) -> dict:
    return {"accuracy": accuracy, "macro_f1": accuracy - 0.1, "raw_crops": {"accuracy": accuracy - 0.01}}


def test_repeats_stand_beside_the_served_weights_with_their_spread():
    served = {"emotion-ferplus-test": scored(0.80), "emotion-fer2013-test": scored(0.70)}
    again = {
        f"{name}-test-{number}": scored(0.8 + number / 100)
        for name in ("ferplus", "fer2013")
        for number in (2, 4)
    }
    text = filled(CARD.replace("clips", "repeats"), served | {"repeats": again})
    assert "| served | 80.0% | 0.700 | 79.0% | 70.0% |" in text
    assert "| repeat 4 | 84.0% | 0.740 | 83.0% | 84.0% |" in text
    assert "| mean | 82.0% | 0.720 | 81.0% | 78.7% |" in text
    assert "| standard deviation | 2.0% | 0.020 | 2.0% | 7.6% |" in text
