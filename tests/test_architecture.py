"""Rules of the house that no linter knows: sizes of modules, one home for SQL, wires of the data."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "racedb").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
MOST_LINES = 400
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "managers", "base_reader"}
TALKERS = ("cli", "render", "queries/docs.py", "models/docs.py")


def _id(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=_id)
def test_a_module_is_small_enough_to_read(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", MODULES, ids=_id)
def test_a_module_is_named_after_what_it_holds(path):
    assert path.stem not in FORBIDDEN_NAMES


@pytest.mark.parametrize("path", MODULES, ids=_id)
def test_only_the_edge_prints(path):
    if _id(path).removeprefix("racedb/").startswith(TALKERS):
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))

    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]

    assert not [it for it in calls if isinstance(it.func, ast.Name) and it.func.id == "print"]


@pytest.mark.parametrize("path", sorted((ROOT / "migrations").rglob("*.py")), ids=_id)
def test_a_migration_is_frozen_and_knows_nothing_of_the_package(path):
    if path.name == "env.py":  # runs today's program, and is not history
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))

    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }

    assert "racedb" not in imported


def test_every_exclusion_from_coverage_has_a_written_reason():
    lines = [
        (path, line)
        for path in MODULES
        for line in path.read_text(encoding="utf-8").splitlines()
        if "pragma: no cover" in line
    ]

    assert [it for it in lines if not re.search(r"pragma: no (cover|branch) +- +\w", it[1])] == []


@pytest.mark.parametrize("path", TESTS, ids=_id)
def test_no_test_is_skipped_for_want_of_a_database(path):
    text = path.read_text(encoding="utf-8")

    assert not re.search(r"pytest\.skip\(|importorskip" + r"\(", text)
