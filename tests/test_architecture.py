"""Rules of the house that no linter checks. Each names every file that breaks it."""

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAX_LINES = 400
EMPTY_NAMES = {"utils", "helpers", "common", "misc", "managers", "base_reader"}
PRINTS = ("racedb/cli/", "racedb/render/", "racedb/queries/docs.py", "racedb/models/docs.py")
"""Where `print` is allowed: the command line, rendering, and the programs that write the docs."""
REASON = re.compile(r"pragma: no (cover|branch) +- +\w")
SKIP = re.compile(r"pytest\.skip\(|importorskip" + r"\(")


def sources(folder):
    """Read all Python files of a folder: path in the repository -> text."""
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted((ROOT / folder).rglob("*.py"))
    }


def test_a_module_is_short_and_named_after_its_subject():
    modules = sources("racedb")

    too_long = [path for path, text in modules.items() if len(text.splitlines()) > MAX_LINES]

    assert too_long == []
    assert [path for path in modules if Path(path).stem in EMPTY_NAMES] == []


def test_only_the_edge_prints():
    printing = [
        f"{path}:{node.lineno}"
        for path, text in sources("racedb").items()
        if "print(" in text and not path.startswith(PRINTS)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print"
    ]

    assert printing == []


def test_a_migration_imports_nothing_of_the_package():
    """A migration is history: it must not change when today's code does."""
    importing = [
        f"{path}:{node.lineno}"
        for path, text in sources("migrations").items()
        if path != "migrations/env.py"  # runs today's program
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import | ast.ImportFrom)
        and any(name.split(".")[0] == "racedb" for name in _imported(node))
    ]

    assert importing == []


def _imported(node):
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [alias.name for alias in node.names]


def test_coverage_is_excluded_with_a_reason_and_no_test_is_skipped_for_want_of_a_database():
    excluded = [
        f"{path}: {line.strip()}"
        for path, text in sources("racedb").items()
        for line in text.splitlines()
        if "pragma: no cover" in line and not REASON.search(line)
    ]
    skipped = [path for path, text in sources("tests").items() if SKIP.search(text)]

    assert excluded == []
    assert skipped == []


@pytest.mark.parametrize("program", ["tests.attacks", "tests.fuzz.__main__", "tests.score"])
def test_a_program_that_no_test_runs_finds_what_it_imports(program):
    assert callable(import_module(program).main)
