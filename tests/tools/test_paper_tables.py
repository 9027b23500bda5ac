from pathlib import Path
from typing import Any

import pytest

from tools import paper_tables
from tools.paper_tables import BLOCKS, TITLES, main

ROW: dict[str, Any] = {
    "budget": {"pictures": 57_088, "side": 32, "epochs": 2},
    "core_minutes": 2.5,
    "parameters": 1_200_000,
    "stills": {"accuracy": 0.61, "macro_f1": 0.4, "intervals": {"accuracy": [0.6, 0.62]}},
    "cost": {"ms_per_face": 0.5, "faces_per_second": 2000.0, "mb": 2.4, "threads": 1},
    "clips": {
        "single_frame": {"accuracy": 0.51},
        "mean_over_frames": {"accuracy": 0.55, "interval": [0.54, 0.56]},
    },
}


def with_row(design: str, **change: Any) -> paper_tables.Results:
    return {"designs": {design: ROW | change}}


@pytest.mark.parametrize("name", sorted(BLOCKS))
def test_a_table_whose_runs_are_missing_says_so(name):
    assert "not run" in BLOCKS[name]({"designs": {}})


@pytest.mark.parametrize("name", sorted(BLOCKS))
def test_every_row_of_a_table_has_as_many_cells_as_its_head(name):
    some = {"designs": dict.fromkeys(TITLES, ROW)}
    for results in ({"designs": {}}, some):
        lines = BLOCKS[name](results).splitlines()
        assert len(lines) > 2
        assert {line.count("|") for line in lines} == {lines[0].count("|")}


def test_the_papers_figure_stands_beside_ours_and_the_trivial_one():
    results = with_row("vgg16") | {
        "emotion-ferplus-test": {
            "accuracy": 0.8,
            "macro_f1": 0.6,
            "intervals": {"accuracy": [0.79, 0.81]},
            "baseline": {"accuracy": 0.356},
        }
    }
    text = paper_tables.designs(results)
    assert "| VGG16 | 86.4% | 61.0% (60.0% to 62.0%) | 0.400 |" in text
    assert "| always the same answer |  | 35.6% |  |" in text
    assert "| ResNet50 | 91.2% | not run |  |" in text


def test_the_papers_own_network_stands_there_with_eight_emotions_and_with_seven():
    seven = {"accuracy": 0.55, "macro_f1": 0.5, "intervals": {"accuracy": [0.54, 0.56]}}
    rows = paper_tables.designs(with_row("paper-printed", fer2013=seven)).splitlines()
    (first,) = (at for at, line in enumerate(rows) if "as printed" in line)
    assert "| 96.3% | 61.0% (60.0% to 62.0%) | 0.400 |" in rows[first]
    assert "FER2013's seven" in rows[first + 1]
    assert "| 55.0% (54.0% to 56.0%) | 0.500 |" in rows[first + 1]


def test_the_papers_lstm_over_states_stands_beside_the_served_head():
    figure = {"auc": 0.6, "interval": [0.5, 0.7], "prevalence": 0.9}
    ends = {"softmax": {"engaged": figure}, "sigmoids": {"engaged": figure | {"auc": 0.61}}}
    told = {"ends": ends, "top": {"accuracy": 0.8, "always_the_same": 0.9}}
    results = {"designs": {"paper-states": {"in_sequence": told, "one_frame": told}}}
    served = {"auc": {"disengaged": 0.69}, "intervals": {"auc": {"disengaged": [0.6, 0.8]}}}
    text = paper_tables.states(results | {"emotion-daisee-frames-valid": served})
    assert "| engaged | 90.0% | 0.600 (0.500 to 0.700) | 0.610 (0.500 to 0.700) |" in text
    assert "| 0.690 (0.600 to 0.800) |" in text
    assert "80.0% right, always the same 90.0%" in text


def test_the_served_chain_stands_there_from_other_seeds_too():
    again = {"accuracy": 0.82, "macro_f1": 0.68, "intervals": {"accuracy": [0.81, 0.83]}}
    text = paper_tables.designs({"designs": {}, "repeats": {"3": again, "2": again}})
    rows = [line for line in text.splitlines() if "other seeds" in line]
    assert rows[0] == "| the same, trained from other seeds (repeat 2) |  | 82.0% (81.0% to 83.0%) | 0.680 |"
    assert "(repeat 3)" in rows[1]


def test_clips_show_each_way_to_read_them():
    lstm = ROW["clips"] | {"lstm": {"accuracy": 0.58, "interval": [0.57, 0.59]}}
    assert "| 51.0% | 55.0% (54.0% to 56.0%) |  |" in paper_tables.clips(with_row("lstm"))
    assert "58.0% (57.0% to 59.0%)" in paper_tables.clips(with_row("ours-cnn-lstm", clips=lstm))


def test_eight_bits_stand_beside_the_shipped_weights():
    found = {
        "accuracy": {"float32": 0.8123, "int8": 0.8101},
        "ms_per_clip": {"float32": 16.0, "int8": 9.5},
        "mb": {"float32": 6.7, "int8": 4.1},
        "worth_keeping": True,
    }
    text = paper_tables.eight_bits({"designs": {}, "emotion-int8": found})
    assert "| eight bits, shipped | 81.01% | 9.5 ms | 4.1 MB |" in text
    assert "| worth keeping | yes |" in text


def test_the_check_notices_a_table_that_is_not_what_the_results_say(tmp_path, capsys):
    page = tmp_path / "page.md"
    page.write_text("<!-- figures: designs -->\n<!-- /figures -->\n")
    assert main([str(tmp_path), str(page), "--check"]) == 1
    assert "make tables" in capsys.readouterr().err
    assert main([str(tmp_path), str(page)]) == 0
    assert main([str(tmp_path), str(page), "--check"]) == 0


def test_the_page_in_the_repository_says_what_the_results_say():
    root = Path(__file__).parents[2]
    assert main([str(root / "results"), str(root / "docs" / "results.md"), "--check"]) == 0
