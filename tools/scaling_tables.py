"""Write the tables and the chart of docs/scaling.md from results/, or with --check say whether they fit.

What was not measured yet has no table. `python tools/scaling_tables.py` needs the train extra for the chart.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from itertools import product
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.cost_model import CROWDS, price, price_on_device, read_costs, read_device_costs
from tools.tables import ROOT, markdown, read_results

DOCUMENT = ROOT / "docs" / "scaling.md"
CHART = ROOT / "docs" / "images" / "capacity.svg"
# Of the chart: a kind of line a layout, a colour a speed.
LINES = ("-", "--", ":", "-.")
SLOT = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- /table -->)", re.S)
Results = dict[str, dict[str, Any]]
_RUN_HEAD = [
    "layout",
    "students",
    "pictures a second",
    "age, median",
    "p95",
    "p99",
    "dropped",
    "MB",
    "processor, s",
]
STEPS = {
    "observe_ms": "what follows a clip: kept, judged, told, ms",
    "device_ms": "what follows a clip that a device read, in batches, ms",
    "policy_ms": "of that: one student's rules, ms",
    "class_ms": "a class judged, every 4 s, ms",
    "keep_reading_ms": "a reading kept, ms",
    "channel_message_ms": "a message to a socket, ms",
    "frame_us": "a frame checked and buffered, µs",
    "publish_clip_ms": "a clip handed to the broker, ms",
    "observe_queries": "queries a clip",
}


def hot_path(results: Results) -> str:
    """What a clip costs on its way, before and after."""
    one = results.get("hot_path")
    if not one:
        return ""
    before = one.get("before", {})
    rows = [
        [said, f"{before[name]:.3g}" if name in before else "", f"{one['now'][name]:.3g}"]
        for name, said in STEPS.items()
        if name in one["now"]
    ]
    return markdown("Processor time, both in one run", ["step", "before", "now"], rows)


def plans(results: Results) -> str:
    """What reads readings, and what it touches."""
    one = results.get("query_plans")
    if not one:
        return ""
    rows = [
        [
            name,
            f"{read['ms']:.0f} ms",
            f"{sum(plan['execution_ms'] for plan in read['on_readings']):.1f} ms",
            f"{sum(plan['buffers'] for plan in read['on_readings']):,}",
        ]
        for name, read in one["reads"].items()
    ]
    said = f"With {one['rows']:,} readings ({one['table_mb']:,.0f} MB, indexes {one['indexes_mb']:,.0f} MB)"
    return markdown(said, ["read", "in all", "on readings", "blocks of readings"], rows)


def capacity(results: Results) -> str:
    """How old estimates are, by layout, students and pictures a second."""
    runs = results.get("capacity", {}).get("runs", [])
    return markdown("Each line is one class", _RUN_HEAD, [_run_row(run) for run in runs])


def _run_row(run: dict[str, Any]) -> list[str]:
    ages = [run["estimate_age_ms"][key] for key in ("p50", "p95", "p99")]
    used = ", ".join(f"{role} {value:.1f}" for role, value in sorted(run["cpu_s"].items()))
    return [
        run["layout"],
        f"{run['students']}",
        f"{run['fps']:g}",
        *("" if age is None else f"{age:.0f} ms" for age in ages),
        f"{run['dropped'] / _clips_of(run):.0%}",
        f"{run['memory_mb']:.0f}",
        used,
    ]


def _clips_of(run: dict[str, Any]) -> int:
    return max(1, run.get("clips_sent") or run["frames_sent"] // 8)


def _clip_ms(run: dict[str, Any]) -> float:
    """Return the processor time of all processes together, pages and all, for each clip that was sent."""
    return sum(run["cpu_s"].values()) * 1000 / _clips_of(run)


def at_once(results: Results) -> str:
    """What reading several students' clips at once would gain."""
    whole = results.get("benchmark_emotion", {})
    costs = whole.get("clips_at_once_ms_per_frame")
    if not costs:
        return ""
    rows = [[count, f"{cost:.2f} ms", f"{cost / costs['1']:.0%}"] for count, cost in costs.items()]
    said = f"Of the {whole['ms_per_frame']['p50']:.1f} ms that a picture costs, the clip network takes"
    return markdown(said, ["clips at once", "a picture", "of what one takes"], rows)


def bars(results: Results) -> str:
    """Whether two cores carry what they are to carry."""
    rows = [
        [
            run["bar"],
            run["layout"],
            "" if run["estimate_age_ms"]["p95"] is None else f"{run['estimate_age_ms']['p95']:.0f} ms",
            f"{run['dropped']}",
            "" if run["page_ms"]["p95"] is None else f"{run['page_ms']['p95']:.0f} ms",
            f"{run['memory_mb']:.0f}",
            f"{run['cpu_ms_a_student_minute']:,}",
        ]
        for run in results.get("capacity_bars", {}).get("runs", [])
    ]
    head = ["bar", "layout", "age p95", "clips dropped", "page p95", "MB", "processor ms a student a minute"]
    return markdown("Two cores, the generator on them too", head, rows)


def crowds(results: Results) -> str:
    """What larger crowds need."""
    try:
        costs = read_costs(results)
    except KeyError:
        return ""
    priced = [price(costs, students=students) for students in CROWDS]
    rows = [[name, *(f"{one[name]:,.0f}" for one in priced)] for name in priced[0]]
    return markdown("At two pictures a second", ["", *(f"{n:,} students" for n in CROWDS)], rows)


def on_device(results: Results) -> str:
    """What a class costs whose devices read its faces, beside one that the server reads."""
    runs = [
        run for name in ("capacity_120", "capacity_device") for run in results.get(name, {}).get("runs", [])
    ]
    rows = [
        ["device" if run.get("reads") == "device" else "server", *_run_row(run), f"{_clip_ms(run):.1f}"]
        for run in runs
    ]
    head = ["read by", *_RUN_HEAD, "a clip, ms"]
    return markdown("Two cores, the generator on them too", head, rows) if rows else ""


def crowds_on_device(results: Results) -> str:
    """What larger crowds need whose devices read their faces."""
    try:
        costs = read_device_costs(results)
    except KeyError:
        return ""
    priced = [price_on_device(costs, students=students) for students in CROWDS]
    rows = [[name, *(f"{one[name]:,.0f}" for one in priced)] for name in priced[0]]
    head = ["", *(f"{n:,} students" for n in CROWDS)]
    return markdown("At four pictures a second, read by the students' devices", head, rows)


def _long_runs(results: Results) -> list[dict[str, Any]]:
    return results.get("long_run", {}).get("runs", [])


def long_lessons(results: Results) -> str:
    """How half an hour went in which parts of the site were killed."""
    rows = []
    for run in _long_runs(results):
        minutes = [minute for minute in run["age_by_minute_ms"] if minute["estimates"]]
        third = max(1, len(minutes) // 3)
        ages = [
            " / ".join(f"{median(minute[key] for minute in those):.0f}" for key in ("p50", "p95"))
            for those in (minutes[:third], minutes[-third:])
        ]
        rows.append(
            [
                run["reads"],
                f"{run['students']}",
                f"{run['seconds'] / 60:.0f}",
                f"{run['clips_sent']:,}",
                f"{run['dropped']:,}",
                *ages,
                ", ".join(f"{name} {count:,}" for name, count in sorted(run["complaints"].items())) or "none",
                f"{median(run['load_average']):.1f}",
            ]
        )
    head = ["read by", "students", "minutes", "clips", "dropped", "age p50 / p95 at first, ms", "at last, ms"]
    head += ["what students' programs complained of", "load average"]
    return markdown("Two cores, the generator on them too", head, rows)


def long_kills(results: Results) -> str:
    """How long nobody, some and all students were not read after a kill."""
    rows = [
        [
            run["reads"],
            kill["part"],
            f"{kill['at_s'] / 60:.1f}",
            *(
                "never" if value is None else f"{value:.1f} s"
                for value in (kill["away_s"], *kill["read_again_after_s"].values())
            ),
        ]
        for run in _long_runs(results)
        for kill in run["kills"]
    ]
    head = ["read by", "killed", "at minute", "served again after"]
    return markdown("Since the kill", [*head, "half are read again", "19 in 20", "all"], rows)


def long_memory(results: Results) -> str:
    """What each process held, early and late."""
    rows = [
        [run["reads"], part, *(f"{held[third]:.0f}" for third in ("first", "second", "last"))]
        for run in _long_runs(results)
        for part, held in run["memory_mb"].items()
    ]
    head = ["read by", "process", "first third", "second", "last"]
    return markdown("Memory of each process with its children, MB, medians", head, rows)


TABLES: dict[str, Callable[[Results], str]] = {
    "hot_path": hot_path,
    "plans": plans,
    "at_once": at_once,
    "capacity": capacity,
    "bars": bars,
    "crowds": crowds,
    "on_device": on_device,
    "crowds_on_device": crowds_on_device,
    "long_lessons": long_lessons,
    "long_kills": long_kills,
    "long_memory": long_memory,
}


def filled(text: str, results: Results) -> str:
    """Return `text` with each table written anew."""
    return SLOT.sub(lambda slot: slot[1] + TABLES[slot[2]](results) + slot[3], text)


def draw(runs: list[dict[str, Any]], path: Path) -> None:
    """Draw the 95th percentile of the estimates' age against the pictures a second of all students."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    mpl.rcParams["svg.hashsalt"] = "attune"
    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.add_subplot()
    layouts, speeds = ([*dict.fromkeys(run[key] for run in runs)] for key in ("layout", "fps"))
    for layout, fps in product(layouts, speeds):
        look = {"color": f"C{speeds.index(fps)}", "linestyle": LINES[layouts.index(layout) % len(LINES)]}
        own = [run for run in runs if (run["layout"], run["fps"]) == (layout, fps)]
        seen = [(run["students"] * fps, run["estimate_age_ms"]["p95"]) for run in own]
        points = sorted(point for point in seen if point[1] is not None)
        axes.plot(*zip(*points, strict=True), **look, marker="o", label=f"{layout}, {fps:g} a second each")
    axes.axhline(1000, color="0.5", linestyle=":")
    axes.set(xlabel="pictures a second, all students together", ylabel="age of estimates, p95, ms", ylim=0)
    axes.legend(fontsize="small")
    figure.savefig(path, metadata={"Date": None})


def main(arguments: list[str]) -> int:
    """Write the tables and the chart; with `--check` write nothing and return 1 when the tables differ."""
    results = read_results()
    text = DOCUMENT.read_text(encoding="utf-8")
    wanted = filled(text, results)
    if arguments == ["--check"]:
        if text != wanted:
            sys.stderr.write("docs/scaling.md is not what results/ says: run tools/scaling_tables.py.\n")
        return int(text != wanted)
    DOCUMENT.write_text(wanted, encoding="utf-8")
    if runs := results.get("capacity", {}).get("runs"):
        draw(runs, CHART)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
