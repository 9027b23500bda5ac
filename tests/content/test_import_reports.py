"""Reports of imports as authors read them."""

from content.authoring.import_reports import by_reason, report_rows


def test_reasons_come_with_their_places_the_most_frequent_first():
    skipped = [{"where": where, "reason": reason} for where, reason in (("a", "x"), ("b", "y"), ("c", "y"))]
    assert [(reason.text, reason.places, reason.count) for reason in by_reason(skipped)] == [
        ("y", ("b", "c"), 2),
        ("x", ("a",), 1),
    ]


def test_no_cell_of_the_table_is_a_formula():
    report = {
        "skipped": [{"where": "=1+1", "reason": "@x"}],
        "notes": ["-2"],
        "leaving": ["+3"],
        "gone": ["4"],
    }
    assert list(report_rows(report))[1:] == [
        ("skipped", "'=1+1", "'@x"),
        ("note", "", "'-2"),
        ("no longer in the source, stays", "4", ""),
        ("leaves the course", "'+3", ""),
    ]
