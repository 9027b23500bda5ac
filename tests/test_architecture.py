"""Rules of the code that neither a linter nor the contracts on imports in pyproject.toml can hold.

No circles between modules, rooms and files that can be taken in at once, who reads the environment, and what
pages may hold.
"""

import ast
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
APPS = ("content", "emotion", "tutor")
# What training may use and serving must not: a worker starts without them, and in less memory.
TRAINING_ONLY = {"torch", "sklearn", "skimage", "matplotlib", "onnx", "onnxscript"}
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
MOST_MODULES = 20
# What tutor keeps at its root: how it starts, and its addresses, tasks and admin.
MOST_AT_ROOT = 8


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


@pytest.mark.slow
def test_no_app_imports_the_tests():
    assert offences(python_files(*APPS), {"tests"}) == []


def test_commands_load_training_libraries_only_when_they_train():
    commands = [path for path in python_files(*APPS) if path.parent.name == "commands"]
    training = {ROOT / "emotion/management/commands/train_emotion.py"}
    assert training <= set(commands)
    assert offences(sorted(set(commands) - training), TRAINING_ONLY, at_import_only=True) == []


def test_the_web_process_imports_no_vision_library():
    assert offences(python_files(*LIGHT), HEAVY, at_import_only=True) == []


@pytest.mark.process
def test_the_web_process_starts_without_what_workers_need():
    loaded = "import sys, tutor.asgi; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    command = [sys.executable, "-c", f"import django; django.setup(); {loaded}"]
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "tutor.settings.test"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert {"django", "celery", "emotion"} <= set(done.stdout.split())
    assert set(done.stdout.split()) & (HEAVY | TRAINING_ONLY) == set()


def modules() -> dict[str, Path]:
    """Return the modules of all apps by their dotted names."""
    named = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in python_files(*APPS)}
    return {name.removesuffix(".__init__"): path for name, path in named.items()}


@pytest.mark.slow
def test_no_module_imports_itself_by_way_of_others():
    known = modules()
    graph = {name: (set(imported(path)) & set(known)) - {name} for name, path in known.items()}
    # `from tutor.domain import words` names the package, too; it uses the module alone.
    graph = {name: {used for used in uses if not is_on_the_way(used, uses)} for name, uses in graph.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))


def is_on_the_way(name: str, uses: set[str]) -> bool:
    """Say whether a package is named only because something within it is used."""
    is_package = (ROOT / name.replace(".", "/")).is_dir()
    return is_package and any(used.startswith(f"{name}.") for used in uses)


def test_no_folder_holds_more_modules_than_can_be_taken_in():
    held = Counter(str(path.parent.relative_to(ROOT)) for path in python_files(*APPS))
    held -= Counter({name: held[name] for name in held if name.endswith("/migrations")})
    assert held["tutor"] <= MOST_AT_ROOT
    assert {folder: number for folder, number in held.items() if number > MOST_MODULES} == {}


@pytest.mark.slow
def test_no_file_of_tests_is_imported():
    """Fixtures are in a conftest, and what tests call is in a module that is not collected."""
    imports = {
        str(path.relative_to(ROOT)): name
        for path in python_files("tests")
        for name in imported(path)
        if any(part.startswith("test_") or part == "conftest" for part in name.split("."))
    }
    assert imports == {}


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


@pytest.mark.slow
def test_only_the_settings_read_the_environment():
    settings = set(python_files("tutor/settings"))
    others = [path for path in python_files("manage.py", *APPS) if path not in settings]
    assert [str(path.relative_to(ROOT)) for path in others if reads_environment(path)] == []


def test_no_file_is_too_long_to_read_in_one_sitting():
    code = python_files("manage.py", "tests", *APPS)
    for pattern in ("*/static/**/*.js", "*/static/**/*.css", "templates/**/*.html"):
        found = [path for path in ROOT.glob(pattern) if not path.name.endswith(".min.js")]
        assert found, f"nothing to look at in {pattern}"
        code += found
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
