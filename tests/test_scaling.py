"""The cost of larger crowds is arithmetic on what was measured, and its page says what results/ says."""

from dataclasses import replace
from pathlib import Path

import pytest

from tools import scaling_tables
from tools.cost_model import UnitCosts, price, price_on_device, read_costs, read_device_costs

COSTS = UnitCosts(
    frame_ms=10,
    observe_ms=20,
    take_ms=1,
    learn_ms=60,
    socket_kb=100,
    clip_bytes=60_000,
    row_bytes=400,
    redis_clips_a_s=1000,
    redis_messages_a_s=50_000,
    readings_a_s=500,
)
RUN = {
    "bar": "a bar",
    "layout": "one",
    "students": 40,
    "fps": 2.0,
    "frames_sent": 800,
    "estimate_age_ms": {"p50": 200.0, "p95": 400.0, "p99": 500.0},
    "page_ms": {"p50": 20.0, "p95": 40.0},
    "dropped": 10,
    "memory_mb": 500.0,
    "cpu_s": {"web": 2.0, "generator": 1.0},
    "cpu_ms_a_student_minute": 1234,
}
# What stands in results/, by file name.
MEASURED = {
    "unit_costs": {
        "now": {
            "observe_ms": 20.0,
            "frame_us": 5.0,
            "publish_clip_ms": 0.4,
            "channel_message_ms": 0.1,
            "clip_bytes": 60_000,
        }
    },
    "capacity_bars": {
        "runs": [
            RUN | {"bar": "300 students, cameras off", "students": 300, "memory_mb": 180.0},
            RUN | {"bar": "2,000 quiet sockets", "students": 250, "memory_mb": 248.0},
        ]
    },
    "benchmark_emotion": {"cpu_ms_per_frame": {"p50": 5.0}},
    "query_plans": {"rows": 1000, "table_mb": 0.3, "indexes_mb": 0.1},
    "stores": {
        "redis": {"clips_a_s": 1000, "messages_a_s": 5000},
        "postgresql": {"readings_a_s": 500},
    },
}


def test_a_thousand_students_worked_by_hand():
    needs = price(COSTS, students=1000, fps=2)
    assert needs["clips a second"] == 250
    # 2,000 frames of 10 ms are 20 cores, at 70 % 28.57.
    assert needs["emotion cores"] == 29
    # 250 clips of 20 ms are 5 cores, at 70 % 7.14.
    assert needs["default cores"] == 8
    # 250 clips of 1 ms and 1,000 students of 1 ms a second are 1.25 cores, at 70 % 1.79.
    assert needs["web cores"] == 2
    assert needs["broker traffic, MB a second"] == pytest.approx(250 * 0.06 * 4 / 3 * 2)
    assert needs["readings kept, GB"] == pytest.approx(250 * 7200 * 7 * 400 / 1e9)
    assert (needs["Redis for clips"], needs["PostgreSQL connections that write"]) == (1, 1)


def test_ten_times_the_students_need_ten_times_as_much():
    # Rounded up to whole ones, the smaller crowd may need almost one less, and never more.
    small, large = price(COSTS, students=5_000_000), price(COSTS, students=50_000_000)
    assert len(small) > 5
    for name, amount in small.items():
        less = 10 if large[name] == int(large[name]) else 1e-6 * amount
        assert 10 * amount - less < large[name] <= 10 * amount * (1 + 1e-9), name


def test_whole_machines_are_never_too_few():
    for students in (1, 17, 1000, 123_456):
        needs, many = price(COSTS, students=students), price(COSTS, students=1000 * students)
        assert all(many[name] <= 1000 * needs[name] + 1e-9 for name in needs)


def test_a_leaner_worker_needs_fewer_cores():
    leaner = price(replace(COSTS, frame_ms=5), students=1000)
    assert leaner["emotion cores"] < price(COSTS, students=1000)["emotion cores"]


def test_a_class_whose_devices_read_stands_beside_one_that_the_server_reads():
    text = "<!-- table: on_device -->\n<!-- /table -->"
    device = RUN | {"reads": "device", "frames_sent": 0, "clips_sent": 200}
    said = scaling_tables.filled(
        text, {"capacity_120": {"runs": [RUN]}, "capacity_device": {"runs": [device]}}
    )
    assert "| server | one | 40 | 2 | 200 ms | 400 ms | 500 ms | 10% | 500 |" in said
    assert "| device | one | 40 | 2 | 200 ms | 400 ms | 500 ms | 5% | 500 |" in said
    # 3 s for 100 clips, and for 200.
    assert said.count("| 30.0 |") == said.count("| 15.0 |") == 1


def test_crowds_whose_devices_read_are_reckoned_from_the_largest_that_was_carried():
    run = RUN | {"reads": "device", "seconds": 60.0, "dropped": 0, "cpu_s": {"web": 4.0, "default": 2.0}}
    runs = [run, run | {"students": 100, "dropped": 3}, run | {"students": 50, "cpu_s": {"web": 9.0}}]
    costs = read_device_costs(MEASURED | {"capacity_device": {"runs": runs}})
    assert (costs.web_ms, costs.default_ms) == (100.0, 50.0)
    needs = price_on_device(costs, students=1000)
    # 1,000 students of 100 ms a minute are 1.67 cores, at 70 % 2.4.
    assert (needs["web cores"], needs["default cores"], needs["estimates a second"]) == (3, 2, 500)


LONG = RUN | {
    "reads": "device",
    "seconds": 1800.0,
    "clips_sent": 90_000,
    "complaints": {"ConnectError": 12},
    "load_average": [1.0, 2.0, 9.0],
    "age_by_minute_ms": [
        {"estimates": 9, "p50": 100.0, "p95": 300.0},
        {"estimates": 0, "p50": None, "p95": None},
        {"estimates": 9, "p50": 110.0, "p95": 330.0},
    ],
    "kills": [
        {
            "part": "web",
            "at_s": 600.0,
            "away_s": 4.0,
            "read_again_after_s": {"half": 6.0, "most": 8.5, "all": None},
        }
    ],
    "memory_mb": {"web": {"first": 140.0, "second": 150.0, "last": 151.0}},
}


def test_half_an_hour_in_which_parts_die_is_told_with_who_was_read_again_when():
    text = "".join(f"<!-- table: {name} -->\n<!-- /table -->\n" for name in scaling_tables.TABLES)
    said = scaling_tables.filled(text, {"long_run": {"runs": [LONG]}})
    counted = f"| device | 40 | 30 | 90,000 | {LONG['dropped']} |"
    assert f"{counted} 100 / 300 | 110 / 330 | ConnectError 12 | 2.0 |" in said
    assert "| device | web | 10.0 | 4.0 s | 6.0 s | 8.5 s | never |" in said
    assert "| device | web | 140 | 150 | 151 |" in said


def test_where_no_crowd_was_carried_nothing_is_reckoned():
    with pytest.raises(KeyError):
        read_device_costs(MEASURED | {"capacity_device": {"runs": [RUN]}})


def test_the_page_says_what_was_measured():
    text = "<!-- table: bars -->\n<!-- /table -->\n<!-- table: capacity -->\n<!-- /table -->"
    said = scaling_tables.filled(text, {"capacity_bars": {"runs": [RUN]}, "capacity": {"runs": [RUN]}})
    assert "| a bar | one | 400 ms | 10 | 40 ms | 500 | 1,234 |" in said
    assert "| one | 40 | 2 | 200 ms | 400 ms | 500 ms | 10% | 500 | generator 1.0, web 2.0 |" in said


def test_what_was_not_measured_has_no_table():
    text = "".join(f"<!-- table: {name} -->\n<!-- /table -->\n" for name in scaling_tables.TABLES)
    assert scaling_tables.filled(text, {}) == text


def test_the_page_of_this_checkout_is_up_to_date():
    assert scaling_tables.main(["--check"]) == 0


@pytest.mark.process
def test_the_chart_is_drawn(tmp_path: Path):
    pytest.importorskip("matplotlib")
    scaling_tables.draw([RUN, RUN | {"students": 60}], tmp_path / "chart.svg")
    assert (tmp_path / "chart.svg").read_text().count("<use") >= 2


def test_unit_costs_come_from_what_was_measured():
    found = read_costs(MEASURED)
    # 68 MB more for 1,700 more sockets.
    assert found.socket_kb == pytest.approx(40)
    assert found.take_ms == pytest.approx(0.54)
    assert found.row_bytes == pytest.approx(400)
