"""Writes the figures of the model card from `results/`, so that none of them is typed by hand.

A block stands between `<!-- figures: NAME -->` and `<!-- /figures -->`; NAME is a key of `BLOCKS`. Run as
`python -m tools.card results docs/models/emotion.md`; with `--check` it only compares.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import mean, stdev
from typing import Any

from tools import studies
from tools.markdown import table

SLOT = re.compile(r"(<!-- figures: (\w+) -->\n).*?(<!-- /figures -->)", re.S)
Results = dict[str, dict[str, Any]]


def load_results(folder: Path) -> Results:
    """Return every emotion result by its file's name; those in a folder are under the folder's."""
    others = ("benchmark_emotion", "baseline", "conditions")
    files = [*sorted(folder.glob("emotion-*.json")), *(folder / f"{name}.json" for name in others)]
    files = [path for path in files if path.exists()]
    found = {path.stem: json.loads(path.read_text()) for path in files}
    for inner in ("repeats", "finders"):
        some = {path.stem: json.loads(path.read_text()) for path in sorted(folder.glob(f"{inner}/*.json"))}
        found |= {inner: some} if some else {}
    return found


def emotions(results: Results) -> str:
    """Return accuracy, F1, recall and calibration, on crops and end to end."""
    rows = []
    for one in results.values():
        if "raw_crops" not in one:
            continue
        ways = {"cut as in serving": one, "raw crops": one["raw_crops"], "end to end": one["end_to_end"]}
        for way, figures in ways.items():
            rows.append([f"{one['dataset']} {one['split']}, {way}", *_figures(figures)])
        always = f"{one['baseline']['accuracy']:.1%}"
        rows.append([f"{one['dataset']} {one['split']}, always the same", always, "", "", ""])
    return table(["data", "accuracy (95 %)", "macro-F1 (95 %)", "UAR", "calibration error"], rows)


def _figures(one: dict[str, Any]) -> list[str]:
    spread = {key: one["intervals"][key] for key in ("accuracy", "macro_f1")}
    return [
        f"{one['accuracy']:.1%} ({spread['accuracy'][0]:.1%} to {spread['accuracy'][1]:.1%})",
        f"{one['macro_f1']:.3f} ({spread['macro_f1'][0]:.3f} to {spread['macro_f1'][1]:.3f})",
        f"{one['uar']:.3f}",
        f"{one['ece']:.3f}",
    ]


def repeats(results: Results) -> str:
    """Return what the served weights and those of the repeated trainings score, and how they spread."""
    again = results["repeats"]
    pairs = {"served": [results[f"emotion-{name}-test"] for name in ("ferplus", "fer2013")]}
    for number in sorted({name.rpartition("-")[2] for name in again}):
        pairs[f"repeat {number}"] = [again[f"{name}-test-{number}"] for name in ("ferplus", "fer2013")]
    scores = [
        (ferplus["accuracy"], ferplus["macro_f1"], ferplus["raw_crops"]["accuracy"], fer2013["accuracy"])
        for ferplus, fer2013 in pairs.values()
    ]
    means, spreads = ([of(column) for column in zip(*scores, strict=True)] for of in (mean, stdev))
    rows = [[name, *_scores(row)] for name, row in zip(pairs, scores, strict=True)]
    rows += [["mean", *_scores(means)], ["standard deviation", *_scores(spreads)]]
    head = ["training", "FERPlus test", "macro-F1", "FERPlus test, raw crops", "FER2013 test"]
    return table(head, rows)


def _scores(column: Sequence[float]) -> list[str]:
    accuracy, f1, raw, fer2013 = column
    return [f"{accuracy:.1%}", f"{f1:.3f}", f"{raw:.1%}", f"{fer2013:.1%}"]


TRIED = ("ferplus-taught", "ferplus-worn", "ferplus-flat", "ferplus-lite", "ferplus-wide", "ferplus-plain")


def tried(results: Results) -> str:
    """Return where each training of an encoder ended on valid; the first is the one that is served."""
    rows = []
    for name in TRIED:
        record = results[f"emotion-record-{name}"]
        last = record["curves"][-1]
        shares = [last[f"valid_{key}accuracy"] for key in ("aligned_", "", "fer2013_")]
        epochs = f"{len(record['curves'])} of {record['config']['epochs']}"
        scores = [*(f"{one:.1%}" for one in shares), f"{last['valid_macro_f1']:.3f}", _worn(results, name)]
        rows.append([f"`{name}`", epochs, *scores])
    head = ["run", "epochs", "cut as in serving", "raw crops", "FER2013", "macro-F1, raw crops"]
    return table([*head, "something drawn on the face"], rows)


def _worn(results: Results, name: str) -> str:
    """Return accuracy on drawn faces after a run: its own, or what a run that goes on from it began with."""
    told = results[f"emotion-record-{name}"]["curves"][-1].get("valid_worn_accuracy")
    for record in results.values():
        if told is None and record.get("config", {}).get("start_from") == name:
            told = record.get("before", {}).get("valid_worn_accuracy")
    return "" if told is None else f"{told:.1%}"


BARS: tuple[tuple[str, float, Callable[[Results], float]], ...] = (
    ("FERPlus test, accuracy", 0.855, lambda results: results["emotion-ferplus-test"]["accuracy"]),
    ("FERPlus test, macro-F1", 0.70, lambda results: results["emotion-ferplus-test"]["macro_f1"]),
    ("FER2013 test, accuracy", 0.71, lambda results: results["emotion-fer2013-test"]["accuracy"]),
    ("FERPlus test, least recall of an emotion", 0.30, lambda results: _least_recall(results)),
    ("bored, AUC on people never seen", 0.69, lambda results: _area(results, "bored")),
    ("disengaged, AUC on people never seen", 0.72, lambda results: _area(results, "disengaged")),
    ("confused, AUC on people never seen", 0.68, lambda results: _area(results, "confused")),
    ("frustrated, AUC on people never seen", 0.68, lambda results: _area(results, "frustrated")),
)


def _least_recall(results: Results) -> float:
    return float(min(one["recall"] for one in results["emotion-ferplus-test"]["per_class"].values()))


def _area(results: Results, state: str) -> float:
    return float(results["emotion-daisee-frames-valid"]["auc"][state])


def bars(results: Results) -> str:
    """Return what was asked of the networks, and what they reach."""
    rows = []
    for title, goal, of in BARS:
        reached = of(results)
        verdict = "reached" if reached >= goal else f"{goal - reached:.3f} short"
        rows.append([title, f"{goal:.3f}", f"{reached:.3f}", verdict])
    size = results["benchmark_emotion"]["weights_mb"]
    rows.append(
        ["the networks together", "at most 5 MB", f"{size:.1f} MB", "reached" if size <= 5 else "too large"]
    )
    return table(["bar", "goal", "reached", ""], rows)


READERS = {
    "single_frame": "the last frame",
    "mean_over_frames": "the mean over frames",
    "mean_of_probabilities": "the mean of probabilities",
    "lstm_of_still": "LSTM, learned from faces that keep still",
    "lstm_of_learners": "LSTM, learned from learners' faces",
}


def readers(results: Results) -> str:
    """Return each reader of clips on held-out faces that keep still, and on those of learners."""
    held_out = results["emotion-readers"]["held_out"]
    rows = [
        [
            title,
            *(
                f"{held_out[kind][name][key]:.{digits}}"
                for kind in ("still", "learners")
                for key, digits in KEYS
            ),
        ]
        for name, title in READERS.items()
    ]
    head = ["reader", "still: accuracy", "macro-F1", "learners: accuracy", "macro-F1"]
    return table(head, rows)


KEYS = (("accuracy", "2%"), ("macro_f1", "3f"))


FINDERS = {
    "landmarks": "landmarker, as served",
    "mediapipe": "MediaPipe's own library",
    "mtcnn": "MTCNN, on TensorFlow",
    "haar": "OpenCV's cascade, the stand-in",
}


def finders(results: Results) -> str:
    """Return face finders side by side on the valid split: what they find, cost and contact."""
    measured = results["finders"]
    rows = [[title, *_finder_figures(measured[name])] for name, title in FINDERS.items() if name in measured]
    head = [
        "face finder",
        "pictures",
        "faces found",
        "accuracy, cut as in serving",
        "accuracy, end to end (95 %)",
    ]
    return table([*head, "a frame", "memory", "contacts"], rows)


def _finder_figures(one: dict[str, Any]) -> list[str]:
    low, high = one["end_to_end"]["intervals"]["accuracy"]
    return [
        str(one["n"]),
        f"{one['faces_found'] / one['n']:.1%}",
        f"{one['cut_as_in_serving']['accuracy']:.1%}",
        f"{one['end_to_end']['accuracy']:.1%} ({low:.1%} to {high:.1%})",
        f"{one['cpu_ms_per_frame']:.1f} ms",
        f"{one['rss_mb']:.0f} MB",
        "not seen" if one["contacts"] is None else ", ".join(one["contacts"]) or "nobody",
    ]


def classes(results: Results) -> str:
    """Return precision, recall and F1 of each emotion on the FERPlus test split."""
    one = results["emotion-ferplus-test"]
    rows = [
        [name, *(f"{scores[key]:.3f}" for key in ("precision", "recall", "f1")), str(scores["support"])]
        for name, scores in one["per_class"].items()
    ]
    return table(["emotion", "precision", "recall", "F1", "pictures"], rows)


def clips(results: Results) -> str:
    """Return the ways to read a clip."""
    one = results["emotion-clips-test"]
    titles = {"served_short": "served, of the newest four frames"}
    rows = [
        [
            titles.get(name, name.replace("_", " ")),
            f"{way['accuracy']:.2%}",
            f"{way['macro_f1']:.3f}",
            f"{way['ece']:.3f}",
        ]
        for name, way in one["ways"].items()
    ]
    return table(["way", "accuracy", "macro-F1", "calibration error"], rows)


def states(results: Results) -> str:
    """Return ranking and calibration of the states on people whom the head was not fitted to."""
    one = results["emotion-daisee-frames-valid"]
    inner = {"disengaged": "engaged"}
    rows = []
    for name, value in one["auc"].items():
        key = inner.get(name, name)
        low, high = one["intervals"]["auc"][name]
        rows.append(
            [
                name,
                f"{value:.3f} ({low:.3f} to {high:.3f})",
                f"{one['uar_per_state'][key]:.3f}",
                f"{one['ece_per_state'][key]:.3f}",
                f"{one['prevalence'][key]:.1%}",
            ]
        )
    return table(
        ["state", "AUC (95 %)", "UAR", "calibration error", "present (for disengaged: engaged)"], rows
    )


def peers(results: Results) -> str:
    """Return ours beside `fer`."""
    one = results["emotion-peers"]
    ours, other = one["ours"], one["fer"]
    rows = [
        ["ours, cut as in serving", ours["cut_as_in_serving"], ours],
        ["ours, raw crops", ours["raw_crops"], ours],
        ["fer, raw crops", other["raw_crops"], other],
    ]
    return table(
        ["who", "accuracy (95 %)", "macro-F1", "a face", "a frame", "start", "memory", "weights"],
        [
            [
                who,
                f"{scores['accuracy']:.1%} ({scores['interval'][0]:.1%} to {scores['interval'][1]:.1%})",
                f"{scores['macro_f1']:.3f}",
                f"{cost['ms_per_face']:.1f} ms",
                f"{cost['ms_per_frame']:.1f} ms",
                f"{cost['start_s']:.2f} s",
                f"{cost['rss_mb']:.0f} MB",
                f"{cost['weights_mb']:.1f} MB",
            ]
            for who, scores, cost in rows
        ],
    )


def cost(results: Results) -> str:
    """Return what serving costs, stage by stage, beside what was asked of it."""
    one = results["benchmark_emotion"]
    stages = {
        "decode": "decoding a 320 x 240 JPEG",
        "face": "finding the face, laying 478 landmarks",
        "track": "following the face between two readings",
        "crop": "cutting the crop",
        "emotions": "both experts and the LSTM",
        "states": "states",
    }
    rows = [
        [title, f"{one['stages'][name]:.2f} ms a frame", ""]
        for name, title in stages.items()
        if name in one["stages"]
    ]
    time, pace = one["ms_per_frame"], one["frames_per_second"]
    rows += [
        ["all of it, median", f"{time['p50']:.1f} ms a frame, {pace:.0f} a second", "12 ms"],
        ["all of it, 95 in 100", f"{time['p95']:.1f} ms a frame", ""],
        ["start", f"{one['start_s']:.1f} s", "2 s"],
        ["memory of a process that serves", f"{one['rss_mb']:.0f} MB", "400 MB"],
        ["weights", f"{one['weights_mb']:.1f} MB", "8 MB"],
        ["the landmarker's bundle", f"{one['bundle_mb']:.1f} MB", ""],
    ]
    return table([f"{one['machine']}, {one['threads']} thread", "measured", "goal, at most"], rows)


BLOCKS: dict[str, Callable[[Results], str]] = {
    "emotions": emotions,
    "repeats": repeats,
    "bars": bars,
    "tried": tried,
    "readers": readers,
    "classes": classes,
    "finders": finders,
    "clips": clips,
    "states": states,
    "baseline": studies.baseline,
    "baseline_counts": studies.baseline_counts,
    "natural": studies.natural,
    "conditions": studies.conditions,
    "peers": peers,
    "cost": cost,
}


def filled(text: str, results: Results, blocks: Mapping[str, Callable[[Results], str]] = BLOCKS) -> str:
    """Return a document with its blocks written anew; a block whose result is missing stays as it is."""

    def block(slot: re.Match[str]) -> str:
        try:
            return slot[1] + blocks[slot[2]](results) + slot[3]
        except KeyError:
            return slot[0]

    return SLOT.sub(block, text)


def write(
    arguments: list[str], load: Callable[[Path], Results], blocks: Mapping[str, Callable[[Results], str]]
) -> int:
    """Write a document's blocks from a folder of results; with `--check` return 1 if they differ."""
    folder, document = (Path(one) for one in arguments if not one.startswith("--"))
    text = document.read_text()
    new = filled(text, load(folder), blocks)
    if "--check" in arguments:
        if new != text:
            sys.stderr.write(f"{document} does not say what {folder} says: run `make tables`.\n")
        return int(new != text)
    document.write_text(new)
    return 0


def main(arguments: list[str]) -> int:
    """Write the model card's blocks."""
    return write(arguments, load_results, BLOCKS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
