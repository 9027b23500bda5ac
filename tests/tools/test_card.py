from tools.card import READERS, TRIED, filled

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


def test_what_was_tried_stands_there_as_far_as_it_came():
    last = {"valid_aligned_accuracy": 0.84, "valid_accuracy": 0.83, "valid_fer2013_accuracy": 0.66}
    curves = [{}, last | {"valid_macro_f1": 0.7}]
    results = {f"emotion-record-{name}": {"curves": curves, "config": {"epochs": 6}} for name in TRIED}
    worn = {"valid_worn_accuracy": 0.79, **last, "valid_macro_f1": 0.7}
    results["emotion-record-ferplus-worn"] = {
        "curves": [worn],
        "config": {"epochs": 4, "start_from": "ferplus-taught"},
        "before": {"valid_worn_accuracy": 0.75},
    }
    text = filled(CARD.replace("clips", "tried"), results)
    assert "| `ferplus-flat` | 2 of 6 | 84.0% | 83.0% | 66.0% | 0.700 |  |" in text
    assert "| `ferplus-worn` | 1 of 4 | 84.0% | 83.0% | 66.0% | 0.700 | 79.0% |" in text
    assert "| `ferplus-taught` | 2 of 6 | 84.0% | 83.0% | 66.0% | 0.700 | 75.0% |" in text


def test_bars_say_what_is_reached_and_what_is_short():
    emotions = {"accuracy": 0.83, "macro_f1": 0.71, "per_class": {"fear": {"recall": 0.25}}}
    results = {
        "emotion-ferplus-test": emotions,
        "emotion-fer2013-test": {"accuracy": 0.72},
        "emotion-daisee-frames-valid": {
            "auc": {"bored": 0.7, "disengaged": 0.6, "confused": 0.7, "frustrated": 0.7}
        },
        "benchmark_emotion": {"weights_mb": 5.2},
    }
    text = filled(CARD.replace("clips", "bars"), results)
    assert "| FERPlus test, accuracy | 0.855 | 0.830 | 0.025 short |" in text
    assert "| FER2013 test, accuracy | 0.710 | 0.720 | reached |" in text
    assert "| FERPlus test, least recall of an emotion | 0.300 | 0.250 | 0.050 short |" in text
    assert "| disengaged, AUC on people never seen | 0.720 | 0.600 | 0.120 short |" in text
    assert "| at most 5 MB | 5.2 MB | too large |" in text


def test_readers_stand_side_by_side_on_both_kinds_of_clips():
    one = {"accuracy": 0.8, "macro_f1": 0.6}
    ways = dict.fromkeys(READERS, one) | {"lstm_of_learners": {"accuracy": 0.81, "macro_f1": 0.61}}
    text = filled(
        CARD.replace("clips", "readers"), {"emotion-readers": {"held_out": {"still": ways, "learners": ways}}}
    )
    assert "| LSTM, learned from learners' faces | 81.00% | 0.610 | 81.00% | 0.610 |" in text


def finder(accuracy: float, contacts: list[str] | None) -> dict:
    end_to_end = {"accuracy": accuracy, "intervals": {"accuracy": [accuracy - 0.1, accuracy + 0.1]}}
    cost = {"cpu_ms_per_frame": 5.55, "rss_mb": 90.4, "contacts": contacts}
    return cost | {
        "n": 200,
        "faces_found": 150,
        "cut_as_in_serving": {"accuracy": 0.9},
        "end_to_end": end_to_end,
    }


def test_face_finders_stand_side_by_side_with_whom_they_contact():
    measured = {
        "haar": finder(0.5, None),
        "mediapipe": finder(0.6, ["a.example"]),
        "landmarks": finder(0.7, []),
    }
    text = filled(CARD.replace("clips", "finders"), {"finders": measured})
    rows = [line for line in text.splitlines() if line.startswith("|")][2:]
    assert rows[0] == (
        "| landmarker, as served | 200 | 75.0% | 90.0% | 70.0% (60.0% to 80.0%) | 5.5 ms | 90 MB | nobody |"
    )
    assert [row.rsplit("|", 2)[1].strip() for row in rows] == ["nobody", "a.example", "not seen"]


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


def figure(value: float) -> dict:
    return {"value": value, "interval": [value - 0.1, value + 0.1]}


def test_a_baseline_stands_beside_none_with_the_difference():
    told = {"share_true": 0.25, "without": figure(0.7), "with": figure(0.6), "gain": figure(-0.1)}
    row = {"clips": 6, "share": 0.75, "gain": 0.02, "interval": [-0.01, 0.05]}
    counts = {part: {"present": [row], "more": [row]} for part in ("train", "valid")}
    result = {
        "split": "valid",
        "people": {"train": 58, "valid": 17},
        "by_state": {"valid": {"more": {"bored": told}}},
        "by_count": counts,
    }
    text = filled(CARD.replace("clips", "baseline"), {"baseline": result})
    assert (
        "| is it more than in the person's first minute? | bored | 25.0% | 0.700 (0.600 to 0.800) "
        "| 0.600 (0.500 to 0.700) | -0.100 (-0.200 to +0.000) |"
    ) in text
    text = filled(CARD.replace("clips", "baseline_counts"), {"baseline": result})
    assert "more than usual, valid people (17) |\n" in text
    assert "| 6 | 0.75 |" + 4 * " +0.020 (-0.010 to +0.050) |" in text


def test_of_few_pictures_no_accuracy_is_printed():
    def read(n: int) -> dict:
        names = ("accuracy", "ece", "overconfidence")
        if n == 0:
            nothing = {"value": None, "interval": [None, None]}
            return {"n": n, "accuracy_as_it_is": None, **dict.fromkeys(names, nothing)}
        return {"n": n, "accuracy_as_it_is": 0.9, **{name: figure(0.5) for name in names}}

    rows = [
        {"kind": "light", "level": f"x {n}", "n": 50, "share_known": figure(0.4), "known": read(n)}
        | {"refused": read(50 - n)}
        for n in (40, 10, 0)
    ]
    text = filled(CARD.replace("clips", "conditions"), {"conditions": {"made": rows}})
    many, few, none = (line for line in text.splitlines() if line.startswith("| light"))
    assert many == (
        "| light | x 40 | 50 | 40.0% (30.0% to 50.0%) | 50.0% (40.0% to 60.0%) | 90.0% "
        "| 0.500 (0.400 to 0.600) | +0.500 (+0.400 to +0.600) |  |"
    )
    assert none == "| light | x 0 | 50 | 40.0% (30.0% to 50.0%) |  |  |  |  | 50.0% of 50 |"
    assert few == "| light | x 10 | 50 | 40.0% (30.0% to 50.0%) |  |  |  |  | 50.0% of 40 |"
