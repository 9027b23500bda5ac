"""Writes the paper's tables beside ours into `docs/results.md`, from `results/` alone.

Run as `python -m tools.paper_tables results docs/results.md`; with `--check` it only compares. A
block stands between `<!-- figures: NAME -->` and `<!-- /figures -->`; what was not run says so.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tools.card import write
from tools.markdown import table

Results = dict[str, dict[str, Any]]
NOT_RUN = "not run"
PAPER = {
    "hog-svm": "78.2%",
    "vgg16": "86.4%",
    "resnet50": "91.2%",
    "efficientnet": "94.8%",
    "printed": "96.3%",
    "cnn": "89.5%",
    "lstm": "86.2%",
    "cnn-lstm": "97.1%",
    "plain": "81.5%",
    "augmented": "89.2%",
}
"""What the paper prints: Choudhry, Sharma and Tiwari (2025)."""
TITLES = {
    "hog-svm": "SVM on HOG",
    "paper-printed": "the paper's CNN as printed (its Table 2)",
    "ours": "our frame encoder",
    "ours-plain": "our frame encoder",
    "lstm": "LSTM over the rows of a crop",
    "vgg16": "VGG16",
    "resnet50": "ResNet50",
    "efficientnet-lite0": "EfficientNet-Lite0, everyday pictures first",
    "paper-cnn-lstm": "the paper's CNN-LSTM, its CNN as printed",
    "ours-cnn-lstm": "our CNN-LSTM",
}
TIMED = (
    "hog-svm",
    "paper-printed",
    "ours",
    "lstm",
    "vgg16",
    "efficientnet-lite0",
    "resnet50",
)
OF_BOTH_LABELS = {
    "vgg16": "vgg16",
    "resnet50": "resnet50",
    "efficientnet-lite0": "efficientnet",
    "paper-printed": "printed",
    "ours": "cnn-lstm",
}
"""The designs of Table 5, and the paper's figure: read by FERPlus' labels and by FER2013's."""
SEVEN = "the same, on FER2013's seven emotions"


def load(folder: Path) -> Results:
    """Return what `results/` holds, by file name, the rows of the designs, and the repeats by number."""
    found = {path.stem: _object(path) for path in sorted(folder.glob("*.json"))}
    rows = {path.stem: _object(path) for path in sorted((folder / "designs").glob("*.json"))}
    repeats = {
        path.stem.rpartition("-")[2]: _object(path) for path in folder.glob("repeats/ferplus-test-*.json")
    }
    return found | {"designs": rows, "repeats": repeats}


def _object(path: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(path.read_text())
    return value


def datasets(results: Results) -> str:
    """Return Table 3: what each collection holds."""
    rows = []
    for name, one in results.get("datasets", {}).items():
        parts = [f"{one['rows'].get(split, 0):,}" for split in ("train", "valid", "test")]
        classes = ", ".join(f"{label} {count:,}" for label, count in one["classes"].items())
        rows.append([name, *parts, str(one["people"] or "not named"), classes])
    rows = rows or [[NOT_RUN, "", "", "", "", ""]]
    return table(["collection", "train", "valid", "test", "people", "pictures of each class"], rows)


def augmentation(results: Results) -> str:
    """Return Table 4: the same network with and without augmentation."""
    with_it, without = ("our frame encoder, augmented", "our frame encoder, not augmented")
    rows = [
        [with_it, PAPER["augmented"], *_stills(results, "ours"), *_stills(results, "ours", "damaged")],
        [
            without,
            PAPER["plain"],
            *_stills(results, "ours-plain"),
            *_stills(results, "ours-plain", "damaged"),
        ],
    ]
    for title, name in (("augmented", "ferplus"), ("not augmented", "ferplus-plain")):
        rows.append([f"`{name}`, {title}", "", *_watched(results, name), "", ""])
    head = ["training", "paper", "accuracy (95 %)", "macro-F1", "on damaged pictures", "macro-F1"]
    return table(head, [*rows, _trivial(results, 6)])


def designs(results: Results) -> str:
    """Return Table 5: the CNN designs."""
    rows = []
    for name, key in OF_BOTH_LABELS.items():
        rows.append([TITLES[name], PAPER[key], *_stills(results, name)])
        rows.append([SEVEN, PAPER[key], *_stills(results, name, "fer2013")])
    rows.append(["EfficientNet-Lite0, a short training", "", *_watched(results, "ferplus-lite")])
    rows.append(["ours at full resolution, three times the work", "", *_watched(results, "ferplus-wide")])
    rows += [_served(results), *_repeated(results), _trivial(results, 4)]
    return table(["design", "paper", "accuracy (95 %)", "macro-F1"], rows)


def clips(results: Results) -> str:
    """Return Table 6: single frames, their mean, and the LSTM, on the same clips."""
    rows = [
        ["CNN only, the paper's as printed", PAPER["cnn"], *_ways(results, "paper-printed")],
        ["CNN only, EfficientNet-Lite0", "", *_ways(results, "efficientnet-lite0")],
        ["CNN only, ours", "", *_ways(results, "ours")],
        ["LSTM only", PAPER["lstm"], *_ways(results, "lstm")],
        ["CNN-LSTM, the paper's CNN as printed", PAPER["cnn-lstm"], *_ways(results, "paper-cnn-lstm")],
        ["CNN-LSTM, ours", "", *_ways(results, "ours-cnn-lstm")],
    ]
    ways = results.get("emotion-clips-test", {}).get("ways", {})
    served = [_percent(ways.get(way, {}).get("accuracy")) for way in ("single_frame", "mean_over_frames")]
    rows.append(["CNN-LSTM, served", "", *served, _with_interval(ways.get("served"))])
    rows.append(_trivial(results, 5))
    return table(["design", "paper", "single frame", "mean over frames", "LSTM"], rows)


def states(results: Results) -> str:
    """Return the paper's CNN-LSTM where it tells states, by both its ends, in sequence and of one frame."""
    one = results["designs"].get("paper-states")
    head = ["state", "present", "softmax, AUC (95 %)", "sigmoids, AUC (95 %)", "sigmoids, one frame"]
    head.append("served, AUC (95 %)")
    if not one:
        return table(head, [[NOT_RUN, *[""] * 5]])
    served = results.get("emotion-daisee-frames-valid")
    rows = []
    for state, figures in one["in_sequence"]["ends"]["softmax"].items():
        ways = [
            figures,
            one["in_sequence"]["ends"]["sigmoids"][state],
            one["one_frame"]["ends"]["sigmoids"][state],
        ]
        # Engaged and disengaged are one ranking, read from either end: the area is the same.
        other = "disengaged" if state == "engaged" else state
        ours = _area(served["auc"][other], served["intervals"]["auc"][other]) if served else NOT_RUN
        areas = [_area(way["auc"], way["interval"]) for way in ways]
        rows.append([state, f"{figures['prevalence']:.1%}", *areas, ours])
    top = one["in_sequence"]["top"]
    shares = f"{top['accuracy']:.1%} right, always the same {top['always_the_same']:.1%}"
    rows.append(["the highest of the four", "", shares, "", "", ""])
    return table(head, rows)


def _area(value: float, ends: list[float]) -> str:
    return f"{value:.3f} ({ends[0]:.3f} to {ends[1]:.3f})"


def costs(results: Results) -> str:
    """Return Table 7: time, frames a second and size."""
    rows = [["the paper's CNN-LSTM", "35 ms", "28", "48 MB", ""]]
    whole = results.get("benchmark_emotion")
    served = ["ours, served: JPEG to estimate"]
    if whole:
        speed = [f"{whole['ms_per_frame']['p50']:.1f} ms", f"{whole['frames_per_second']:.0f}"]
        served += [*speed, f"{whole['weights_mb']:.1f} MB", f"{whole['threads']} thread"]
    rows.append(served if whole else [*served, NOT_RUN, "", "", ""])
    for name in TIMED:
        cost = results["designs"].get(name, {}).get("cost")
        shown = [NOT_RUN, "", "", ""]
        if cost:
            speed = [f"{cost['ms_per_face']:.2f} ms", f"{cost['faces_per_second']:,.0f}"]
            shown = [*speed, f"{cost['mb']:.1f} MB", f"{cost['threads']} thread"]
        rows.append([f"{TITLES[name]}, a crop alone", *shown])
    return table(["what", "a frame", "frames a second", "size", "on"], rows)


def eight_bits(results: Results) -> str:
    """Return the clip network in half precision beside the shipped one, whose convolutions are eight-bit."""
    one = results.get("emotion-int8")
    head = ["weights", "accuracy on valid", "a clip", "size"]
    if not one:
        return table(head, [[name, NOT_RUN, "", ""] for name in ("half precision", "eight bits, shipped")])
    names = {"float32": "half precision", "int8": "eight bits, shipped"}
    rows = [
        [
            title,
            f"{one['accuracy'][key]:.2%}",
            f"{one['ms_per_clip'][key]:.1f} ms",
            f"{one['mb'][key]:.1f} MB",
        ]
        for key, title in names.items()
    ]
    rows.append(["worth keeping", "yes" if one["worth_keeping"] else "no", "", ""])
    return table(head, rows)


def classics(results: Results) -> str:
    """Return Table 8: from the support vector machine to the CNN-LSTM."""
    rows = [
        [TITLES["hog-svm"], PAPER["hog-svm"], *_stills(results, "hog-svm")],
        [TITLES["vgg16"], PAPER["vgg16"], *_stills(results, "vgg16")],
        [TITLES["efficientnet-lite0"], "", *_stills(results, "efficientnet-lite0")],
        [TITLES["paper-printed"], "", *_stills(results, "paper-printed")],
        [SEVEN, "", *_stills(results, "paper-printed", "fer2013")],
        [f"{TITLES['paper-cnn-lstm']}, on clips", PAPER["cnn-lstm"], *_lstm(results, "paper-cnn-lstm")],
        ["our frame encoder, beneath the LSTM", PAPER["cnn-lstm"], *_stills(results, "ours")],
        _served(results),
        _trivial(results, 4),
    ]
    return table(["design", "paper", "accuracy (95 %)", "macro-F1"], rows)


def budget(results: Results) -> str:
    """Return what every design was given."""
    rows = []
    for name in TITLES:
        one = results["designs"].get(name)
        shown = [NOT_RUN, "", "", "", ""]
        if one:
            given = one["budget"]
            spent = one.get("core_minutes", one.get("train_minutes"))
            minutes = f"{spent:.1f}" if spent else ""
            size = f"{one['parameters'] / 1e6:.2f} M" if "parameters" in one else ""
            shown = [f"{given['pictures']:,}", f"{given['side']} px", str(given["epochs"]), minutes, size]
        plain = ", not augmented" if name == "ours-plain" else ""
        rows.append([TITLES[name] + plain, *shown])
    return table(["design", "pictures seen", "crops", "epochs", "minutes of a core", "parameters"], rows)


def _stills(results: Results, design: str, which: str = "stills") -> list[str]:
    figures = results["designs"].get(design, {}).get(which)
    return [_with_interval(figures), f"{figures['macro_f1']:.3f}"] if figures else [NOT_RUN, ""]


def _ways(results: Results, design: str) -> list[str]:
    ways = results["designs"].get(design, {}).get("clips")
    if not ways:
        return [NOT_RUN, "", ""]
    single = _percent(ways["single_frame"]["accuracy"])
    return [single, _with_interval(ways["mean_over_frames"]), _with_interval(ways.get("lstm"), missing="")]


def _lstm(results: Results, design: str) -> list[str]:
    figures = results["designs"].get(design, {}).get("clips", {}).get("lstm")
    return [_with_interval(figures), f"{figures['macro_f1']:.3f}"] if figures else [NOT_RUN, ""]


def _watched(results: Results, run: str) -> list[str]:
    record = results.get(f"emotion-record-{run}")
    if not record:
        return [NOT_RUN, ""]
    last = record["curves"][-1]
    epochs = f"{len(record['curves'])} epochs, on valid"
    return [f"{last['valid_aligned_accuracy']:.1%} ({epochs})", f"{last['valid_macro_f1']:.3f}"]


def _served(results: Results) -> list[str]:
    one = results.get("emotion-ferplus-test")
    figures = [_with_interval(one), f"{one['macro_f1']:.3f}"] if one else [NOT_RUN, ""]
    return ["ours as it is served, trained for longer", PAPER["cnn-lstm"], *figures]


def _repeated(results: Results) -> list[list[str]]:
    """Return a row for each training of the served chain from other seeds."""
    return [
        [
            f"the same, trained from other seeds (repeat {number})",
            "",
            _with_interval(one),
            f"{one['macro_f1']:.3f}",
        ]
        for number, one in sorted(results.get("repeats", {}).items())
    ]


def _trivial(results: Results, columns: int) -> list[str]:
    """Return the row of the baseline that always says the same; the last columns but two stay empty."""
    one = results.get("emotion-ferplus-test")
    share = f"{one['baseline']['accuracy']:.1%}" if one else NOT_RUN
    return ["always the same answer", "", share, *[""] * (columns - 3)]


def _with_interval(figures: dict[str, Any] | None, *, missing: str = NOT_RUN) -> str:
    if not figures:
        return missing
    ends = figures.get("interval") or figures.get("intervals", {}).get("accuracy")
    spread = f" ({ends[0]:.1%} to {ends[1]:.1%})" if ends else ""
    return f"{figures['accuracy']:.1%}{spread}"


def _percent(value: float | None) -> str:
    return NOT_RUN if value is None else f"{value:.1%}"


BLOCKS: dict[str, Callable[[Results], str]] = {
    "budget": budget,
    "datasets": datasets,
    "augmentation": augmentation,
    "designs": designs,
    "clips": clips,
    "states": states,
    "costs": costs,
    "classics": classics,
    "eight_bits": eight_bits,
}


def main(arguments: list[str]) -> int:
    """Write the tables; with `--check` return 1 if they are not what the results say."""
    return write(arguments, load, BLOCKS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
