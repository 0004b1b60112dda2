"""Exports: files that other programs read, and the same rows in the other database."""

import csv
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from racedb.db.engine import read, write
from racedb.db.url import database_url
from racedb.errors import LoadError
from racedb.export import folder as folders
from racedb.export.copy import copy
from racedb.models import SCHEMA
from racedb.models.views import VIEWS
from racedb.summaries import registry
from tests.queries.cup import DEFAULTS
from tests.queries.cup import ROWS as CUP

TABLES = SCHEMA.sorted_tables


def contents(url: str) -> dict[str, list[tuple[Any, ...]]]:
    with read(database_url(url)) as connection:
        return {
            table.name: [
                tuple(row)
                for row in connection.execute(sa.select(table).order_by(*table.primary_key.columns))
            ]
            for table in TABLES
        }


def fill(url: str) -> None:
    with write(database_url(url)) as connection:
        for table in TABLES:
            lines = {"line": 1} if table.name == "results" else {}
            rows = [
                {**DEFAULTS.get(table.name, {}), **lines, **it} for it in CUP.get(table.name, [])
            ]
            if rows:
                connection.execute(sa.insert(table), rows)
        registry.rebuild(connection)


@pytest.fixture
def cup(migrated_url: str) -> str:
    """Two series, two seasons, names with umlauts, moments: what the seed does not have."""
    fill(migrated_url)
    return migrated_url


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def test_parquet_of_both_views_and_tables_is_read_by_duckdb(
    seeded_url: str, run: Any, out: Path
) -> None:
    ran = run("export", out, "--db", seeded_url)

    assert (ran.exit_code, ran.stdout) == (0, "")
    held = contents(seeded_url)
    for table in TABLES:
        ((count,),) = duckdb.sql(
            f"SELECT count(*) FROM '{out}/tables/{table.name}/*.parquet'"
        ).fetchall()
        assert (table.name, count) == (table.name, len(held[table.name]))
    best = duckdb.sql(
        f"SELECT manufacturer, min(best_lap_us) FROM '{out}/classification/**/*.parquet'"
        " WHERE season = '2009' GROUP BY 1 ORDER BY 2 LIMIT 2"
    ).fetchall()
    assert best == [("Chevrolet", 137_719_000), ("Maserati", 138_030_000)]


@pytest.mark.sqlite_only
def test_parquet_is_partitioned_by_series_and_season(cup: str, out: Path) -> None:
    written = folders.write(database_url(cup), out, "parquet")

    parts = {str(it.parent.relative_to(out)) for it in out.glob("classification/**/*.parquet")}
    assert parts == {"classification/series=GT Cup/season=2024"}
    read_back = pl.read_parquet(out / "classification", hive_partitioning=True)
    assert read_back.height == written["classification"] == len(CUP["results"])
    assert set(read_back["drivers"]) >= {"Bo Li / Äda Örn"}
    assert read_back["season"].cast(pl.String).unique().to_list() == ["2024"]


def test_what_belongs_to_no_series_has_a_partition_of_its_own(
    run: Any, file: Callable[..., Path], migrated_url: str, out: Path
) -> None:
    words = ["--season", "2025", "--event", "A/B", "--session", "Race"]
    assert run("load", file(), "--db", migrated_url, *words).exit_code == 0
    with write(database_url(migrated_url)) as connection:
        connection.execute(sa.delete(SCHEMA.tables["rounds"]))

    folders.write(database_url(migrated_url), out, "parquet")

    (part,) = {it.parent for it in out.glob("classification/**/*.parquet")}
    hive = "__HIVE_DEFAULT_PARTITION__"
    assert part == out / "classification" / f"series={hive}" / f"season={hive}"


@pytest.mark.sqlite_only
def test_parquet_has_units_and_meanings(cup: str, out: Path) -> None:
    folders.write(database_url(cup), out, "parquet")

    said = json.loads(pl.read_parquet_metadata(out / "tables" / "results" / "0.parquet")["racedb"])
    assert said["best_lap_us"] == {"unit": "microseconds", "meaning": "fastest lap in microseconds"}


def test_types_do_not_depend_on_rows(
    migrated_url: str, cup: str, out: Path, tmp_path: Path
) -> None:
    folders.write(database_url(cup), out, "parquet", rows=2)

    for table in (*(f"tables/{it.name}" for it in TABLES), "stints", "crews"):
        schemas = {str(pl.read_parquet_schema(it)) for it in (out / table).glob("*.parquet")}
        assert len(schemas) == 1, table
    session = pl.read_parquet(out / "tables" / "sessions")
    assert session.schema["starts_at"] == pl.Datetime("us", "UTC")
    assert session.height == len(CUP["sessions"])


@pytest.mark.sqlite_only
def test_csv_is_read_by_pandas(cup: str, run: Any, out: Path) -> None:
    assert run("export", out, "--format", "csv", "--db", cup).exit_code == 0

    frame = pd.read_csv(out / "classification.csv", dtype={"car_number": str})
    assert len(frame) == len(CUP["results"])
    assert "007" in set(frame["car_number"])
    moments = pd.read_csv(out / "tables" / "sessions.csv", parse_dates=["starts_at"])["starts_at"]
    assert pd.Timestamp("2024-04-07T12:30:00Z") in set(moments)
    assert set(pd.read_csv(out / "tables" / "events.csv")["starts_on"]) == {
        "2024-04-06",
        "2023-10-05",
    }


@pytest.mark.sqlite_only
def test_json_is_one_object_a_line(cup: str, run: Any, out: Path) -> None:
    assert run("export", out, "--format", "json", "--db", cup).exit_code == 0

    lines = (out / "tables" / "drivers.ndjson").read_text("utf-8").splitlines()
    assert [json.loads(line)["name"] for line in lines] == [it["name"] for it in CUP["drivers"]]


@pytest.mark.sqlite_only
def test_the_dictionary_explains_every_column(cup: str, out: Path) -> None:
    folders.write(database_url(cup), out, "csv")

    with (out / "dictionary.csv").open(encoding="utf-8", newline="") as file:
        said = {(it["table"], it["column"]): it for it in csv.DictReader(file)}
    named = {(view.name, name) for view in VIEWS for name, _ in view.columns}
    named |= {(table.name, column.name) for table in TABLES for column in table.columns}
    assert set(said) == named
    assert all(it["meaning"] and it["type"] for it in said.values())
    assert said["layouts", "length_m"]["unit"] == "metres"
    assert said["laps", "driver_id"]["key"] == "refers to drivers"
    assert said["sessions", "starts_at"]["type"] == "moment in UTC"
    for path in out.glob("**/*.csv"):
        if path.name != "dictionary.csv":
            heading = path.read_text("utf-8").splitlines()[0].split(",")
            assert {(path.stem, name) for name in heading} <= named


def _there_and_back(first: str, postgres_url: str, tmp_path: Path) -> None:
    """SQLite or PostgreSQL -> PostgreSQL -> SQLite, in small batches."""
    held, back = contents(first), str(tmp_path / "back.sqlite")

    there = copy(database_url(first), database_url(postgres_url), rows=3)
    copy(database_url(postgres_url), database_url(back))

    assert contents(postgres_url) == held
    assert contents(back) == held
    assert there == {name: len(rows) for name, rows in held.items()}


def test_there_and_back_every_row_of_the_seed_is_the_same(
    seeded_url: str, postgres_url: str, tmp_path: Path
) -> None:
    _there_and_back(seeded_url, postgres_url, tmp_path)


def test_there_and_back_every_row_of_the_cup_is_the_same(
    cup: str, postgres_url: str, tmp_path: Path
) -> None:
    _there_and_back(cup, postgres_url, tmp_path)


def test_a_copy_can_be_loaded_into(
    cup: str, postgres_url: str, run: Any, file: Callable[..., Path]
) -> None:
    copy(database_url(cup), database_url(postgres_url))

    words = ["--series", "S", "--season", "2025", "--event", "E", "--session", "Race"]
    ran = run("load", file(), "--db", postgres_url, *words)

    assert ran.exit_code == 0, ran.stderr


def test_a_copy_into_a_file_by_the_command_line(cup: str, run: Any, tmp_path: Path) -> None:
    target = tmp_path / "copy.sqlite"

    ran = run("export", target, "--db", cup)

    assert ran.exit_code == 0
    assert f"{target}: " in ran.stderr
    assert contents(str(target)) == contents(cup)


@pytest.mark.sqlite_only
def test_a_copy_never_goes_over_anything(
    cup: str, sqlite_url: str, run: Any, tmp_path: Path
) -> None:
    existing = tmp_path / "there.sqlite"
    existing.write_text("precious")

    ran = run("export", existing, "--db", cup)

    assert (ran.exit_code, existing.read_text()) == (1, "precious")
    assert "exists already; name another file" in ran.stderr


def test_a_database_that_holds_rows_is_not_copied_into(cup: str, postgres_url: str) -> None:
    copy(database_url(cup), database_url(postgres_url))

    with pytest.raises(LoadError, match=r"has rows already \(\w+\); name an empty database"):
        copy(database_url(cup), database_url(postgres_url))


@pytest.mark.sqlite_only
def test_a_folder_that_holds_something_stays(cup: str, run: Any, out: Path) -> None:
    out.mkdir()
    (out / "precious").touch()

    ran = run("export", out, "--db", cup)

    assert ran.exit_code == 1
    assert "exists already; name another folder" in ran.stderr
    assert [it.name for it in out.iterdir()] == ["precious"]
    assert [it.name for it in out.parent.glob(".out*")] == []


@pytest.mark.sqlite_only
def test_a_folder_that_cannot_be_made_is_named(cup: str, run: Any, out: Path) -> None:
    ran = run("export", out / "nowhere" / "x", "--db", cup)

    assert ran.exit_code == 1
    assert "nowhere/x: cannot be written: No such file or directory; name another" in ran.stderr


def test_a_database_that_is_not_there_is_not_exported(run: Any, out: Path) -> None:
    ran = run("export", out, "--db", out / "no.sqlite")

    assert (ran.exit_code, out.exists()) == (2, False)
    assert "is not there" in ran.stderr


@pytest.mark.sqlite_only
def test_one_query_is_exported_by_the_extension(seeded_url: str, run: Any, tmp_path: Path) -> None:
    words = ["--query", "best-lap-per-manufacturer", "--db", seeded_url]

    ran = run("export", tmp_path / "best.parquet", "session=Qualifying", *words)
    unnamed = run("export", tmp_path / "best", *words)

    assert ran.exit_code == 0
    assert pl.read_parquet(tmp_path / "best.parquet")["manufacturer"].to_list()[:2] == [
        "Chevrolet",
        "Maserati",
    ]
    assert unnamed.exit_code == 2
    assert "its extension is no format; use .csv" in unnamed.stderr


@pytest.mark.sqlite_only
def test_a_file_without_a_query_is_refused(seeded_url: str, run: Any, tmp_path: Path) -> None:
    ran = run("export", tmp_path / "best.xlsx", "--db", seeded_url)

    assert ran.exit_code == 2
    assert "best.xlsx: is a file, and the whole database is a folder; add --query" in ran.stderr
    assert not (tmp_path / "best.xlsx").exists()


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("name", "times", "heading", "first"),
    [
        ("best.csv", "text", "best_lap", "2:17.719"),
        ("best.csv", "seconds", "best_lap_s", "137.719"),
        ("best.csv", "us", "best_lap_us", "137719000"),
    ],
)
def test_times_are_written_as_wanted(
    name: str, times: str, heading: str, first: str, seeded_url: str, run: Any, tmp_path: Path
) -> None:
    words = ("--query", "best-lap-per-manufacturer", "--times", times, "--db", seeded_url)
    ran = run("export", tmp_path / name, *words)

    assert ran.exit_code == 0
    head, row, *_ = (tmp_path / name).read_text().splitlines()
    assert (head.split(",")[1], row.split(",")[1]) == (heading, first)


@pytest.mark.sqlite_only
def test_a_spreadsheet_has_cells_of_time(seeded_url: str, run: Any, tmp_path: Path) -> None:
    words = ("--query", "best-lap-per-manufacturer", "--times", "text", "--db", seeded_url)
    run("export", tmp_path / "best.xlsx", *words)

    cell = load_workbook(tmp_path / "best.xlsx").active["B2"]
    assert cell.number_format == "[h]:mm:ss.000"
    assert cell.value == timedelta(seconds=137.719)


@pytest.mark.sqlite_only
def test_a_column_whose_new_name_is_taken_stays(seeded_url: str, run: Any, tmp_path: Path) -> None:
    query = (
        "SELECT best_lap_s, best_lap_us, NULL AS gap_us FROM classification WHERE car_number = '8'"
    )
    ran = run("sql", query, "--times", "seconds", "--format", "csv", "--db", seeded_url)

    assert ran.stdout == "best_lap_s,best_lap_us,gap_s\n137.719,137719000,\n"


@pytest.mark.sqlite_only
def test_values_without_a_query_are_refused(seeded_url: str, run: Any, out: Path) -> None:
    ran = run("export", out, "session=Race", "--db", seeded_url)

    assert ran.exit_code == 2
    assert "'session=Race': only a query takes values" in ran.stderr
