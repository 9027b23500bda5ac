"""The rules of the house that a machine can hold: who imports whom, who reads what, how long files are."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
APPS = ("content", "emotion", "tutor")
PURE = (
    "content/policy",
    "content/questions",
    "content/signals",
    "emotion/baseline.py",
    "emotion/estimate.py",
    "emotion/frames.py",
    "emotion/runtime",
    "emotion/training",
    "tutor/domain",
)
# What training may use and serving must not: a worker starts without them, and in less memory.
TRAINING_ONLY = {"torch", "sklearn", "skimage", "matplotlib", "onnx", "onnxscript"}
TRAINING = ("emotion/training", "emotion/management/commands/train_emotion.py")
# The web process imports these; what decodes and infers stays in the worker.
LIGHT = (
    "emotion/__init__.py",
    "emotion/apps.py",
    "emotion/estimate.py",
    "emotion/frames.py",
    "emotion/tasks.py",
)
HEAVY = {"ai_edge_litert", "cv2", "mediapipe", "onnxruntime"}
# These name the default settings module before there are settings to ask.
ENTRY_POINTS = ("manage.py", "tutor/asgi.py", "tutor/celery.py")
LONGEST_FILE = 400


def python_files(*places: str) -> list[Path]:
    """Return the Python files at `places`, files or folders in the repository; there must be some."""
    found: list[Path] = []
    for place in places:
        path = ROOT / place
        found += [path] if path.is_file() else sorted(path.rglob("*.py"))
    assert found, f"nothing to look at in {places}"
    return found


def imported(path: Path, *, at_import_only: bool = False) -> Iterator[str]:
    """Yield the absolute dotted name of every module that `path` imports.

    With `at_import_only`, imports inside functions, which run later or never, are left out.
    """
    for node in _nodes(ast.parse(path.read_text(encoding="utf-8")), into_functions=not at_import_only):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(path, node)
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def _nodes(node: ast.AST, *, into_functions: bool) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) and not into_functions:
            continue
        yield child
        yield from _nodes(child, into_functions=into_functions)


def _absolute(path: Path, node: ast.ImportFrom) -> str:
    package = path.relative_to(ROOT).parts[:-1]
    above = package[: len(package) - node.level + 1] if node.level else ()
    return ".".join([*above, *([node.module] if node.module else [])])


def offences(paths: list[Path], forbidden: set[str], *, at_import_only: bool = False) -> list[str]:
    """Return 'file imports module' for each import of a package in `forbidden`."""
    return sorted(
        {
            f"{path.relative_to(ROOT)} imports {name.split('.')[0]}"
            for path in paths
            for name in imported(path, at_import_only=at_import_only)
            if name.split(".")[0] in forbidden
        }
    )


@pytest.mark.parametrize(
    ("app", "forbidden"), [("content", {"tutor", "emotion"}), ("emotion", {"tutor", "content"})]
)
def test_imports_between_the_apps_run_one_way(app, forbidden):
    assert offences(python_files(app), forbidden) == []


def test_no_app_imports_the_tests():
    assert offences(python_files(*APPS), {"tests"}) == []


@pytest.mark.parametrize("place", PURE)
def test_pure_code_imports_no_framework(place):
    frameworks = {"django", "celery", "channels", "kombu", "redis", "tutor"} - {place.split("/")[0]}
    assert offences(python_files(place), frameworks) == []


@pytest.mark.parametrize("place", PURE)
def test_pure_code_leans_on_pure_code_alone(place):
    pure = [name.removesuffix(".py").replace("/", ".") for name in PURE]
    ours = {name for path in python_files(place) for name in imported(path) if name.split(".")[0] in APPS}
    # `from content import policy` names `content` too, which is a package on the way and not a module used.
    leaning = {
        name
        for name in ours
        if not any(f"{name}.".startswith(f"{p}.") or p.startswith(f"{name}.") for p in pure)
    }
    assert leaning == set()


def test_serving_needs_no_training_library():
    training = set(python_files(*TRAINING))
    serving = [path for path in python_files(*APPS) if path not in training]
    commands = {path for path in serving if path.parent.name == "commands"}
    assert offences([path for path in serving if path not in commands], TRAINING_ONLY) == []
    assert offences(sorted(commands), TRAINING_ONLY, at_import_only=True) == []


def test_the_web_process_imports_no_vision_library():
    assert offences(python_files(*LIGHT), HEAVY, at_import_only=True) == []
    assert offences(python_files("tutor", "content"), HEAVY) == []


def test_the_web_process_starts_without_what_workers_need():
    loaded = "import sys, tutor.asgi; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    command = [sys.executable, "-c", f"import django; django.setup(); {loaded}"]
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "tutor.settings.test"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert {"django", "celery", "emotion"} <= set(done.stdout.split())
    assert set(done.stdout.split()) & (HEAVY | TRAINING_ONLY) == set()


def reads_environment(path: Path) -> bool:
    """Say whether a file takes anything from the environment; to set a variable for a library is no read."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    harmless = {
        id(node.value)
        for node in nodes
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store)
    }
    if path in {ROOT / name for name in ENTRY_POINTS}:
        harmless |= {id(node.func.value) for node in nodes if names_the_settings(node)}
    return any(is_environment(node) and id(node) not in harmless for node in nodes) or bool(
        {"os.environ", "os.getenv"} & set(imported(path))
    )


def is_environment(node: ast.AST) -> bool:
    """Say whether this is `os.environ` or `os.getenv`."""
    return (
        isinstance(node, ast.Attribute)
        and node.attr in {"environ", "getenv"}
        and isinstance(node.value, ast.Name)
        and node.value.id == "os"
    )


def names_the_settings(node: ast.AST) -> bool:
    """Say whether this sets the default of the one variable that must be there before the settings are."""
    return isinstance(node, ast.Call) and ast.unparse(node).startswith(
        "os.environ.setdefault('DJANGO_SETTINGS_MODULE'"
    )


def test_only_the_settings_read_the_environment():
    settings = set(python_files("tutor/settings"))
    others = [path for path in python_files("manage.py", *APPS) if path not in settings]
    assert [str(path.relative_to(ROOT)) for path in others if reads_environment(path)] == []


def test_no_file_is_too_long_to_read_in_one_sitting():
    code = python_files("manage.py", "tests", *APPS)
    code += [*ROOT.glob("tutor/static/**/*.js"), *ROOT.glob("templates/**/*.html")]
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in code
        if "migrations" not in path.parts
    }
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


INLINE = {
    "a script with no src": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", re.I),
    "a style element": re.compile(r"<style\b", re.I),
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.I | re.S),
    "an event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I | re.S),
    "a javascript: address": re.compile(r"javascript:", re.I),
    "something fetched from elsewhere": re.compile(
        r"<(?:script|link|img|iframe|source|video|audio|use|image)\b[^>]*\b(?:src|href|srcset)\s*=\s*"
        r"[\"']?(?:https?:)?//",
        re.I | re.S,
    ),
}


@pytest.mark.parametrize("offence", INLINE)
def test_no_template_holds(offence):
    pages = sorted(ROOT.glob("templates/**/*.html")) + sorted(ROOT.glob("*/templates/**/*.html"))
    assert pages, "no template to look at"
    comment = re.compile(r"\{#.*?#\}|\{% comment .*?endcomment %\}|<!--.*?-->", re.S)
    holding = [
        str(path.relative_to(ROOT))
        for path in pages
        if INLINE[offence].search(comment.sub("", path.read_text(encoding="utf-8")))
    ]
    assert holding == []


def test_styles_and_scripts_fetch_nothing_from_elsewhere():
    remote = re.compile(r"url\(\s*[\"']?(?:https?:)?//|@import|(?:from|import\()\s*[\"'](?:https?:)?//", re.I)
    files = [*ROOT.glob("*/static/**/*.css"), *ROOT.glob("*/static/**/*.js")]
    assert files, "no style or script to look at"
    assert [str(path) for path in files if remote.search(path.read_text(encoding="utf-8"))] == []
