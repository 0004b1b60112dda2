"""Queries from Python."""

import re
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pandas as pd
import polars as pl
import pytest

import racedb
from racedb.errors import TimeLimitError, UsageError

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
FOUR = "SELECT position AS n, row_order, best_lap_us, car_number FROM classification ORDER BY row_order"


@pytest.fixture
def db(seeded_url: str) -> racedb.Database:
    return racedb.open(seeded_url, as_owner=True)


def test_a_canned_query_returns_columns_and_rows(db: racedb.Database) -> None:
    answer = db.query("best-lap-per-manufacturer", session="Qualifying", event=None)

    assert answer.columns[:2] == ("manufacturer", "best_lap_us")
    assert answer.rows[1][:3] == ("Maserati", 138_030_000, "2")
    assert len(answer) == 11
    assert [row["manufacturer"] for row in answer] == [row[0] for row in answer.rows]
    assert list(answer) == answer.rows
    assert dict(answer.rows[1])["best_lap_us"] == 138_030_000
    assert repr(answer) == (
        "<Answer: Best lap of each manufacturer: 11 rows of manufacturer, best_lap_us, car_number,"
        " car, drivers, team, event, session, season>"
    )
    assert repr(db.sql("SELECT 1 AS n")) == "<Answer: 1 row of n>"


@pytest.mark.sqlite_only
def test_words_and_lists_are_values(db: racedb.Database) -> None:
    words = db.query("classification", "spa 2009", "qualifying")
    both = db.query("classification", session=["Q", "qualifying"])

    assert len(words) == len(db.query("classification"))
    assert both.rows == words.rows


@pytest.mark.sqlite_only
def test_what_is_in_it_is_listed_and_found(db: racedb.Database) -> None:
    assert db.list().rows[0] == ("series", 1)
    assert [row["slug"] for row in db.list("events", season="2000s")] == ["2009-24-hours-of-spa"]
    assert db.find("lamy").rows == [("driver", "Pedro Lamy", "pedro-lamy")]
    with pytest.raises(UsageError, match="there is no list of 'x'"):
        db.list("x")


@pytest.mark.sqlite_only
def test_files_are_loaded(tmp_path: Path) -> None:
    file = tmp_path / "race.csv"
    file.write_text("Pos,No,Driver,Laps\n1,7,Ada Orn,12\n2,8,Bo Li,12\n")
    db = racedb.Database(str(tmp_path / "new.sqlite"))
    about = {"series": "Club Cup", "season": 2025, "event": "Summer Race", "session": "Race"}

    report = db.load(file, **about)

    assert (report.files[0].new, report.exit_code) == (2, 0)
    assert repr(report) == ("<Report: 1 file, 2 rows read: 2 new, 0 changed, 0 same, 0 rejected>")
    assert repr(report.files[0]) == (
        f"<FileReport: {file}: applied, 2 rows read: 2 new, 0 changed, 0 same, 0 rejected>"
    )
    assert [row["driver"] for row in db.list("drivers", "summer")] == ["Ada Orn", "Bo Li"]
    with pytest.raises(racedb.RaceDBError, match="cannot tell which series, season and event"):
        db.load(file, dry_run=True, session="Practice")
    with pytest.raises(racedb.RaceDBError) as refused:
        db.load(file, dry_run=True, sesion="Practice")
    assert str(refused.value) == "load: 'sesion' is not known of files; did you mean 'session'?"


@pytest.mark.sqlite_only
def test_a_report_names_what_a_person_should_look_at(tmp_path: Path) -> None:
    file = tmp_path / "race.csv"
    file.write_text("Pos,No,Driver,Laps,Best lap\n1,7,Ada Orn,12,1:58.25O\n2,8,Bo Li,12,1:59.000\n")
    about = {"series": "Club Cup", "season": 2025, "event": "Summer Race", "session": "Race"}

    report = racedb.Database(str(tmp_path / "new.sqlite")).load(file, **about)

    assert repr(report) == (
        "<Report: 1 file, 2 rows read: 2 new, 0 changed, 0 same, 0 rejected;"
        f" {file}: 1 cell unreadable>"
    )


@pytest.mark.sqlite_only
def test_an_answer_is_printed_as_a_table(db: racedb.Database) -> None:
    many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 150) SELECT i FROM n"

    assert str(db.sql("SELECT 138030000 AS lap_us, 'x' AS car")) == (
        "     lap  car\n────────  ───\n2:18.030  x"
    )
    assert str(db.sql(many)).splitlines()[-2:] == ["100", "... and 50 more"]


@pytest.mark.sqlite_only
def test_times_are_durations_in_frames(db: racedb.Database) -> None:
    answer = db.query("best-lap-per-manufacturer")

    assert answer.to_polars(durations=True)["best_lap"][0] == timedelta(seconds=137.719)
    assert answer.to_pandas(durations=True)["best_lap"][0] == pd.Timedelta("137.719s")


@pytest.mark.sqlite_only
def test_an_answer_is_drawn(db: racedb.Database) -> None:
    chart = db.query("best-lap-per-manufacturer").plot()

    assert "Chevrolet" in chart.to_json()
    with pytest.raises(
        UsageError, match=r"no picture of their own; name two columns with --x and --y, of a$"
    ):
        db.sql("SELECT 1 AS a").plot()
    with pytest.raises(UsageError, match="nothing to draw: no rows with values"):
        db.query("lap-chart").plot()


@pytest.mark.sqlite_only
def test_a_parameter_may_be_named_by_a_word_of_python(db: racedb.Database) -> None:
    with pytest.raises(UsageError, match="no class matches 'no such class'; there are"):
        db.query("best-lap-per-manufacturer", class_="no such class")


def test_a_statement_takes_values(db: racedb.Database) -> None:
    answer = db.sql("SELECT car_number FROM classification WHERE car_number = :car", car="33")

    assert answer.rows == [("33",)]


def test_an_answer_is_a_polars_frame_with_the_same_cells(db: racedb.Database) -> None:
    answer = db.sql(FOUR)
    frame = answer.to_polars()

    assert frame.rows() == answer.rows
    assert frame.schema == {
        "n": pl.Int64,
        "row_order": pl.Int64,
        "best_lap_us": pl.Int64,
        "car_number": pl.String,
    }


@pytest.mark.sqlite_only
def test_an_empty_answer_is_a_frame_with_columns(db: racedb.Database) -> None:
    frame = db.sql("SELECT car_number, best_lap_us FROM classification WHERE 1 = 0").to_polars()

    assert frame.schema == {"car_number": pl.String, "best_lap_us": pl.Int64}


def test_a_column_without_values_has_the_type_of_the_schema(db: racedb.Database) -> None:
    answer = db.sql(
        "SELECT NULL AS points, NULL AS position, NULL AS status, NULL AS x, 1 = 1 AS pit_in,"
        " 5 AS pit_out"
    )

    assert answer.to_polars().schema == {
        "points": pl.Float64, "position": pl.Int64, "status": pl.String, "x": pl.String,
        "pit_in": pl.Boolean, "pit_out": pl.Int64,
    }  # fmt: skip
    assert [str(it) for it in answer.to_pandas().dtypes] == [
        "Float64", "Int64", "string", "string", "boolean", "Int64",
    ]  # fmt: skip


@pytest.mark.sqlite_only
def test_an_answer_is_a_pandas_frame_where_whole_numbers_stay_whole(db: racedb.Database) -> None:
    answer = db.sql("SELECT 1 AS n, '007' AS car UNION ALL SELECT NULL, '7' ORDER BY 2")
    frame = answer.to_pandas()

    assert frame["n"].dtype == pd.Int64Dtype()
    assert frame["car"].tolist() == ["007", "7"]
    assert frame["n"].isna().tolist() == [False, True]


@pytest.mark.sqlite_only
def test_pandas_that_is_missing_is_named(
    db: racedb.Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)

    with pytest.raises(racedb.RaceDBError, match="needs pandas: pip install pandas"):
        db.sql(FOUR).to_pandas()


@pytest.mark.parametrize("method", ["to_polars", "to_pandas"])
@pytest.mark.sqlite_only
def test_columns_of_one_name_are_no_frame(db: racedb.Database, method: str) -> None:
    with pytest.raises(UsageError, match="two columns are named 'a'"):
        getattr(db.sql("SELECT 1 AS a, 2 AS a"), method)()


@pytest.mark.sqlite_only
def test_a_notebook_shows_lap_times_and_no_script(db: racedb.Database) -> None:
    html = db.sql("SELECT 138030000 AS lap_us, '<script>' AS a, NULL AS b")._repr_html_()

    assert "<caption>1 row</caption>" in html
    assert '<td style="text-align: right">2:18.030</td><td>&lt;script&gt;</td><td></td>' in html


@pytest.mark.sqlite_only
def test_a_notebook_shows_the_first_rows_of_many(db: racedb.Database) -> None:
    many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 150) SELECT i FROM n"

    html = db.sql(many)._repr_html_()

    assert "<caption>150 rows, the first 100</caption>" in html
    assert html.count("<tr>") == 101


def test_a_database_that_is_not_there_is_refused_when_it_is_opened(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not there"):
        racedb.open(str(tmp_path / "no.sqlite"))


def test_the_time_limit_holds(seeded_url: str) -> None:
    db = racedb.open(seeded_url, time_limit_s=0.2, as_owner=True)
    endless = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    )

    with pytest.raises(TimeLimitError):
        db.sql(endless)


def test_what_racedb_does_not_have_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'close'"):
        racedb.close  # noqa: B018


def test_importing_racedb_imports_nothing_else_of_it() -> None:
    program = "import racedb, sys; print([it for it in sys.modules if it.startswith(('racedb.', 'polars', 'sqlalchemy', 'html'))])"

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout == "[]\n"


@pytest.mark.sqlite_only
def test_the_guide_to_python_runs_from_top_to_bottom(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    program = "\n".join(re.findall(r"^```python\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE))
    names: dict[str, object] = {}

    exec(compile(program, "docs/python.md", "exec"), names)

    # What a comment after a value states is what comes.
    stated = re.findall(r"^(\S.*?)  # ([\[('\d]\S*.*|datetime.*)$", program, re.MULTILINE)
    assert len(stated) == 9
    assert [(value, repr(eval(value, names))) for value, _ in stated] == stated
    assert "did you mean 'best-lap-per-manufacturer'?" in capsys.readouterr().out
    assert (tmp_path / "best.csv").read_text().count("\n") == 12
