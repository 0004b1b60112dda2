"""The main job from end to end: the seed into an empty database, and the answers out of it."""

import csv
import hashlib
import io
import json
import sqlite3
from pathlib import Path

import psycopg
import pytest

SEEDS = Path(__file__).parent.parent / "seeds"
SEED = "000_8b106ba0e3e00033.txt"
SHA256 = "8b359a25353e4087a34dbc7a7dff85e5d5a2118a6774f3513b3c774153659e64"

BEST_LAPS = [
    ("Chevrolet", 137_719_000, "8"),
    ("Maserati", 138_030_000, "2"),
    ("Nissan", 140_954_000, "35"),
    ("Saleen", 141_221_000, "11"),
    ("Ford", 141_881_000, "40"),
    ("Audi", 143_437_000, "111"),
    ("Porsche", 144_267_000, "97"),
    ("Ferrari", 145_232_000, "50"),
    ("Mosler", 147_213_000, "110"),
    ("Aston Martin", 150_014_000, "172"),
    ("Alpina", 151_472_000, "174"),
]

ROWS = {
    "entries": 39, "results": 39, "drivers": 148, "entry_drivers": 148, "teams": 28, "cars": 16,
    "manufacturers": 11, "series": 1, "seasons": 1, "events": 1, "rounds": 1, "sessions": 1,
    "circuits": 1, "layouts": 1, "sources": 1, "imports": 1, "rejects": 0, "revisions": 13,
}  # fmt: skip


def plain(url, statement):
    """Query with the database's own driver, as psql and sqlite3 do."""
    if url.startswith("postgresql"):
        with psycopg.connect(url) as connection:
            return connection.execute(statement).fetchall()
    connection = sqlite3.connect(url)
    try:
        return connection.execute(statement).fetchall()
    finally:
        connection.close()


@pytest.fixture
def loaded(run, db_url):
    """Return the URL of a database that holds the seed, for a test that writes."""
    run("db", "upgrade", "--db", db_url)
    assert run("load", SEEDS, "--db", db_url).exit_code == 0
    return db_url


@pytest.fixture
def answer(run, seeded_url):
    """Run a canned query and return its rows as dicts."""

    def rows(*words):
        ran = run("query", *words, "--db", seeded_url, "--format", "json")
        assert ran.exit_code == 0, ran.stderr
        return json.loads(ran.stdout)

    return rows


def test_the_seed_is_the_file_that_was_published():
    assert hashlib.sha256((SEEDS / SEED).read_bytes()).hexdigest() == SHA256


def test_every_table_has_the_rows_of_the_seed(seeded_url):
    counts = {table: plain(seeded_url, f"SELECT COUNT(*) FROM {table}")[0][0] for table in ROWS}

    assert counts == ROWS


def test_the_best_lap_of_every_manufacturer(answer):
    rows = answer("best-lap-per-manufacturer")

    assert [(r["manufacturer"], r["best_lap_us"], r["car_number"]) for r in rows] == BEST_LAPS
    assert rows[0] == {
        "manufacturer": "Chevrolet", "best_lap_us": 137_719_000, "car_number": "8",
        "car": "Chevrolet Corvette C6.R",
        "drivers": "Enrique Bernoldi / Xavier Maassen / Roberto Streit",
        "team": "Sangari Team Brazil", "event": "24 Hours of Spa", "session": "Qualifying",
        "season": "2009",
    }  # fmt: skip


def test_plain_sql_of_any_tool_gives_the_same_laps(seeded_url):
    rows = plain(
        seeded_url,
        "SELECT manufacturer, MIN(best_lap_us) FROM classification "
        "WHERE best_lap_us IS NOT NULL GROUP BY manufacturer ORDER BY 2",
    )

    assert rows == [(manufacturer, best_lap_us) for manufacturer, best_lap_us, _ in BEST_LAPS]


def test_every_format_of_the_answer_says_the_same(run, seeded_url):
    def ask(format_):
        words = ("query", "best-lap-per-manufacturer", "--db", seeded_url, "--format", format_)
        return run(*words).stdout

    as_csv = list(csv.DictReader(io.StringIO(ask("csv"))))
    as_lines = [json.loads(line) for line in ask("ndjson").splitlines()]

    assert [(r["manufacturer"], int(r["best_lap_us"]), r["car_number"]) for r in as_csv] == (
        BEST_LAPS
    )
    assert [(r["manufacturer"], r["best_lap_us"], r["car_number"]) for r in as_lines] == BEST_LAPS
    assert "2:17.719" in ask("table").splitlines()[2]


def test_two_cars_set_no_time(answer):
    rows = answer("no-time")

    assert sorted(row["car_number"] for row in rows) == ["115", "117"]


def test_the_event_is_the_one_of_the_manifest(seeded_url):
    event = "SELECT slug, name, CAST(starts_on AS TEXT), CAST(ends_on AS TEXT) FROM events"
    round_ = "SELECT r.number, s.label FROM rounds r JOIN seasons s ON s.id = r.season_id"

    assert plain(seeded_url, event) == [
        ("2009-24-hours-of-spa", "24 Hours of Spa", "2009-07-24", "2009-07-26")
    ]
    assert plain(seeded_url, round_) == [(4, "2009")]
    assert plain(seeded_url, "SELECT code, kind, state FROM sessions") == [
        ("Q", "qualifying", "final")
    ]
    assert plain(seeded_url, "SELECT length_m FROM layouts") == [(7004,)]


def test_an_entrant_in_brackets_is_entrant_and_team(seeded_url):
    rows = plain(seeded_url, "SELECT team, entrant FROM classification WHERE car_number = '120'")

    assert rows == [("Rosso Corsa", "Michael Cullen")]


def test_a_crew_keeps_its_order(seeded_url):
    rows = plain(seeded_url, "SELECT seat, driver FROM crews WHERE car_number = '2' ORDER BY seat")

    assert rows == [
        (1, "Pedro Lamy"), (2, "Miguel Ramos"), (3, "Alex Müller"), (4, "Eric van de Poele"),
    ]  # fmt: skip


def test_two_drivers_of_nearly_one_name_stay_two(answer):
    crews = {
        row["car_number"]
        for name in ("Alexandre Negrão", "Alexandre Funari Negrão")
        for row in answer("driver-entries", f"driver={name}")
    }

    assert crews == {"1", "122"}
    assert [row["car_number"] for row in answer("driver-entries", "driver=Alexandre Negrão")] == [
        "1"
    ]


def test_the_load_tells_that_the_speeds_are_of_another_lap(run, db_url):
    run("db", "upgrade", "--db", db_url)

    ran = run("load", SEEDS, "--db", db_url)

    (line,) = (line for line in ran.stderr.splitlines() if "check speed-lap" in line)
    assert "7,004 m for 15 of 37 timed rows and less for 22" in line
    assert "racedb query speed-check" in line


def test_speed_check_lists_the_rows_that_differ_and_those_that_agree(answer):
    differ = answer("speed-check")
    every = answer("speed-check", "only=all")

    assert (len(differ), len(every)) == (22, 37)
    assert {row["length_m"] for row in every} == {7004}
    assert all(row["off_by_m"] < -1 for row in differ)
    (car_8,) = (row for row in differ if row["car_number"] == "8")
    assert (car_8["implied_m"], car_8["off_by_m"]) == (6913, -91)
    assert every[24]["implied_m"] == 7002


def test_every_result_says_where_it_comes_from(answer):
    (row,) = answer("provenance", "car_number=122")

    assert (Path(row["uri"]).name, row["sha256"], row["line"]) == (SEED, SHA256, 26)


def test_loading_twice_equals_once(run, loaded):
    before = plain(loaded, "SELECT * FROM classification ORDER BY row_order")

    again = run("load", SEEDS, "--db", loaded)

    assert again.exit_code == 0
    assert "already loaded as import 1" in again.stderr
    assert again.stdout == ""
    assert plain(loaded, "SELECT * FROM classification ORDER BY row_order") == before
    assert {table: plain(loaded, f"SELECT COUNT(*) FROM {table}")[0][0] for table in ROWS} == ROWS


def test_a_dry_run_counts_and_leaves_no_file(run, sqlite_url):
    ran = run("load", SEEDS, "--db", sqlite_url, "--dry-run", "--format", "json")

    (file,) = json.loads(ran.stdout)["files"]
    assert (ran.exit_code, file["read"], file["new"]) == (0, 39, 39)
    assert list(Path(sqlite_url).parent.iterdir()) == []


def test_a_dry_run_leaves_a_database_as_it_was(run, postgres_url):
    run("db", "upgrade", "--db", postgres_url)

    ran = run("load", SEEDS, "--db", postgres_url, "--dry-run")

    counts = {table: plain(postgres_url, f"SELECT COUNT(*) FROM {table}")[0][0] for table in ROWS}
    assert ran.exit_code == 0
    assert set(counts.values()) == {0}


def test_the_order_of_the_rows_does_not_matter(run, loaded, tmp_path):
    lines = (SEEDS / SEED).read_text(encoding="utf-8").splitlines()
    (tmp_path / "backwards").mkdir()
    backwards = tmp_path / "backwards" / SEED
    backwards.write_text("\n".join(reversed(lines)) + "\n", encoding="utf-8")
    manifest = (SEEDS / "manifest.toml").read_text(encoding="utf-8")
    (tmp_path / "backwards" / "manifest.toml").write_text(manifest, encoding="utf-8")

    ran = run("load", tmp_path / "backwards", "--db", loaded, "--format", "json")

    (file,) = json.loads(ran.stdout)["files"]
    assert (ran.exit_code, file["rejected"], file["created"]) == (0, 0, {})
    assert plain(loaded, "SELECT COUNT(*) FROM results")[0][0] == 39
    assert plain(loaded, "SELECT COUNT(*) FROM drivers")[0][0] == 148
