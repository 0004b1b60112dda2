"""`--chart` of queries and SQL, and what it draws of databases."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import racedb
from racedb import queries
from racedb.errors import RaceDBError, UsageError
from racedb.render.charts import draw
from tests.charts.answers import ANSWERS, result
from tests.charts.boxes import overlaps, texts

pytestmark = pytest.mark.sqlite_only


@pytest.fixture
def demo(seeded_sqlite: str) -> list[str]:
    return ["query", "best-lap-per-manufacturer", "--db", seeded_sqlite]


@pytest.mark.parametrize(
    ("library", "target"), [("altair", "x.json"), ("vl_convert", "x.svg"), ("plotext", "-")]
)
def test_a_library_that_is_missing_is_named_with_its_cure(
    library: str, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    picture, columns, rows = ANSWERS["bars"]

    with pytest.raises(
        RaceDBError, match=rf"charts need {library}: pip install 'racedb\[charts\]'"
    ):
        draw(result(columns, rows), picture, target)


def test_a_query_is_drawn_into_a_file_with_event_year_session_and_source(
    demo: list[str], run: Any, tmp_path: Path
) -> None:
    ran = run(*demo, "--chart", tmp_path / "best.svg")

    assert (ran.exit_code, ran.stdout, ran.stderr) == (0, "", "")
    found = texts((tmp_path / "best.svg").read_text("utf-8"))
    assert overlaps(found) == []
    assert [it.text for it in found if it.text.startswith(("Best lap", "Source"))] == [
        "Best lap of each manufacturer: 2009 24 Hours of Spa, Qualifying",
        "Source: 000_8b106ba0e3e00033.txt",
    ]
    assert "Chevrolet" in {it.text for it in found}


def test_somebody_may_choose_axes_colours_and_title(
    demo: list[str], run: Any, tmp_path: Path
) -> None:
    ran = run(*demo, "--chart", tmp_path / "x.svg", "--y", "team", "--color", "car",
              "--title", "My <title>")  # fmt: skip

    assert (ran.exit_code, ran.stderr) == (0, "")
    found = {it.text for it in texts((tmp_path / "x.svg").read_text("utf-8"))}
    assert {"My <title>", "Phoenix Racing", "car", "Chevrolet Corvette C6.R"} <= found


@pytest.mark.parametrize("words", [["--chart"], ["--chart", "-"], ["--chart", "--limit", "5"]])
def test_a_query_is_drawn_in_the_terminal(demo: list[str], run: Any, words: list[str]) -> None:
    ran = run(*demo, *words)

    assert (ran.exit_code, ran.stderr) == (0, "")
    assert "Chevrolet┤" in ran.stdout
    assert "2009 24 Hours of Spa, Qualifying" in ran.stdout


def test_a_statement_is_drawn_too(seeded_sqlite: str, run: Any) -> None:
    words = ["sql", "SELECT manufacturer, count(*) AS laps FROM classification GROUP BY 1",
             "--as-owner", "--db", seeded_sqlite, "--chart"]  # fmt: skip

    ran = run(*words)
    assert ran.exit_code == 0
    assert "Porsche┤" in ran.stdout
    turned = run(*words, "--x", "manufacturer", "--y", "laps", "--title", "Cars")
    assert "Porsche┤" in turned.stdout
    assert turned.stdout.split("\n")[0].strip() == "Cars"


def test_nothing_to_draw_is_one_calm_line(demo: list[str], run: Any, tmp_path: Path) -> None:
    empty = run("query", "lap-chart", *demo[2:], "--chart", tmp_path / "x.svg")

    assert (empty.exit_code, empty.stderr) == (0, "racedb: nothing to draw: no rows with values\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["imports", "--chart"],
         ("these rows have no picture of their own; name two columns with --x and --y, of id, state, "
         "uri, reader, rows_read, rows_new, rows_changed, rows_same, rows_rejected, started_at, "
         "message")),
        (["imports", "--chart", "--x", "rows_new"],
         ("these rows have no picture of their own; name two columns with --x and --y, of id, state, "
         "uri, reader, rows_read, rows_new, rows_changed, rows_same, rows_rejected, started_at, "
         "message")),
        (["imports", "--chart", "--x", "rows_new", "--y", "reder"],
         "--y reder: no such column; did you mean 'reader'?"),
        (["most-wins", "--color", "name"],
         "--color is for pictures; add --chart FILE.svg, or --chart for the terminal"),
        (["most-wins", "--chart", "-o", "best.svg"],
         "--chart draws instead of writing rows; use --chart best.svg without -o"),
        (["stints", "--clean"],
         "--clean: query stints has no pit stops to leave out; lap-chart and gap-to-leader have"),
    ],
)  # fmt: skip
def test_a_picture_that_cannot_be_is_explained(
    words: list[str], message: str, demo: list[str], run: Any
) -> None:
    ran = run("query", *words, *demo[2:])

    assert (ran.exit_code, ran.stdout, ran.stderr) == (2, "", f"racedb: {message}\n")


@pytest.mark.parametrize("name", ["lap-chart", "gap-to-leader"])
def test_clean_leaves_out_pit_stops_of_rows_too(name: str, demo: list[str], run: Any) -> None:
    ran = run("query", name, "--clean", *demo[2:])

    assert (ran.exit_code, ran.stderr) == (0, "racedb: no rows\n")


def test_rows_cost_no_library_of_pictures() -> None:
    program = "import racedb.cli.query, sys; sys.exit('altair' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_notebook_draws_an_answer_with_the_words_of_the_database(seeded_sqlite: str) -> None:
    answer = racedb.open(seeded_sqlite).query("best-lap-per-manufacturer")

    assert answer.plot().to_dict()["title"] == {
        "text": ["Best lap of each manufacturer: 2009 24 Hours of Spa, Qualifying"],
        "subtitle": ["Beside the dots: best lap (m:ss), car.", "Source: 000_8b106ba0e3e00033.txt"],
    }
    drawn = answer.plot(x="team", y="best_lap_us", color="car", title="Mine").to_dict()
    assert drawn["title"]["text"] == ["Mine"]
    with pytest.raises(UsageError, match="--x teem: no such column; did you mean 'team'"):
        answer.plot(x="teem")


def test_every_picture_of_a_query_is_on_the_page_of_pictures() -> None:
    page = (Path(__file__).parents[2] / "docs" / "pictures.md").read_text("utf-8")

    drawn = [name for name in queries.names() if queries.load(name).chart]
    assert [name for name in drawn if f"`{name}`" not in page] == []
