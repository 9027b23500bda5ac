"""What a measuring command found is printed, and written where a file is named."""

import json

from emotion.training.reporting import report_found


def test_figures_are_printed_and_written_alike(tmp_path, capsys):
    path = tmp_path / "found.json"
    report_found({"accuracy": 0.5, "rows": [1, 2]}, path)
    report_found({"accuracy": 0.5, "rows": [1, 2]}, None)
    printed = capsys.readouterr().out
    assert printed == path.read_text() * 2
    assert json.loads(path.read_text()) == {"accuracy": 0.5, "rows": [1, 2]}
    assert path.read_text().endswith("}\n")
