"""The notebooks of docs/notebooks run, cell by cell in one namespace, and show what they promise."""

import ast
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from racedb.api import Answer

pytestmark = pytest.mark.sqlite_only

FOLDER = Path(__file__).parent.parent / "docs" / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
Run = Callable[[str], dict[str, Any]]


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a notebook in an empty folder; return what its cells show, by their last lines."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(FOLDER)

    def run(name: str) -> dict[str, Any]:
        names: dict[str, Any] = {}
        return {text.splitlines()[-1]: _run(text, names) for text in _cells(FOLDER / name)}

    return run


def _cells(path: Path) -> list[str]:
    """Return the code of each cell."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def _run(text: str, names: dict[str, Any]) -> Any:
    """Run a cell, and return the value of its last line, as a notebook shows it."""
    *before, last = ast.parse(text).body
    assert isinstance(last, ast.Expr)
    exec(compile(ast.Module(before, []), "cell", "exec"), names)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_stored_without_outputs(path: Path) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]

    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert len(code) >= 6
    assert [cell["outputs"] for cell in code] == [[]] * len(code)
    assert {cell["execution_count"] for cell in code} == {None}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_all_rows_of_made_up_files_are_stored_and_all_cells_show_something(
    path: Path, shown: Run
) -> None:
    cells = shown(path.name)

    report = cells["db.load(folder)"]
    assert report.exit_code == 0
    assert sum(file.new for file in report.files) == sum(file.read for file in report.files)
    assert all(len(value) for value in cells.values() if isinstance(value, Answer))
    assert [value for value in cells.values() if value is None] == []


def test_the_weekend_is_about_three_sessions(shown: Run) -> None:
    cells = shown("race_weekend.ipynb")

    assert [row["session"] for row in cells['db.list("sessions")']] == [
        "Race", "Practice", "Qualifying",
    ]  # fmt: skip
    assert cells['times["gap"].dropna().dt.total_seconds()'].to_dict() == {
        "7": 0.05, "33": 16.697,
    }  # fmt: skip
    led = cells['led[["car_number", "driver", "laps_led", "first_lap", "last_lap"]]']
    assert led.to_numpy().tolist() == [["7", "Ann Berg", 17, 1, 19], ["12", "Di Falk", 3, 3, 20]]


def test_the_season_has_its_champion(shown: Run) -> None:
    cells = shown("season.ipynb")

    table = cells['table.sort_values("total", ascending=False)']
    assert table["total"].iloc[:2].to_dict() == {"Ann Berg": 68.0, "Di Falk": 43.0}
    assert [row["season"] for row in cells['db.list("events")']] == ["2024"] * 3 + ["2025"] * 3


def test_the_endurance_race_has_three_stints_of_each_car(shown: Run) -> None:
    cells = shown("endurance_race.ipynb")

    classes = cells["classes[names]"]
    assert classes["class_position"].tolist() == [1, 2, 3, 1, 2, 3]
    (stints,) = (it for key, it in cells.items() if key == "]")
    assert stints[["driver", "laps"]].to_numpy().tolist()[:3] == [
        ["Ann Berg", 30], ["Bo Dahl", 30], ["Cy Ek", 29],
    ]  # fmt: skip
    (flags,) = (it for key, it in cells.items() if key == ")")
    assert [row["flag"] for row in flags] == ["fcy", "green"]


def test_drivers_of_two_games_are_the_same(shown: Run) -> None:
    cells = shown("simulators.ipynb")

    entries = cells['entries[["event", "session", "car_number", "car", "position", "best_lap_us"]]']
    assert entries["event"].tolist() == ["Zandvoort GT Night", "Zandvoort Sprint"]
    deleted = cells[")"]
    assert [tuple(row)[1:3] for row in deleted][:2] == [("Ann Berg", 4), ("Di Falk", 4)]
