"""The benchmark measures what it says: the same files again, the same rows at the limit."""

import json
import sqlite3

import pytest

from benchmarks import generate, guard, limit, orm
from benchmarks import run as bench


@pytest.fixture
def results(tmp_path):
    path = tmp_path / "results.csv"
    generate.results(path, 400)
    return path


def _rows(path):
    """Give the rows of each table, without those of views."""
    with sqlite3.connect(path) as connection:
        tables = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        ).fetchall()
        return {
            name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for (name,) in tables
        }


def test_a_seed_gives_the_same_file_and_another_seed_another_one(results, tmp_path):
    again, other = tmp_path / "again.csv", tmp_path / "other.csv"
    generate.results(again, 400)
    generate.results(other, 400, seed=2)

    assert again.read_bytes() == results.read_bytes() != other.read_bytes()
    assert len(set(generate.drivers())) == 20_000


def test_all_generated_rows_are_loaded_and_the_limit_writes_the_same_rows(run, results, tmp_path):
    loaded, copied = tmp_path / "loaded.sqlite", tmp_path / "copied.sqlite"
    ran = run("load", results, "--db", loaded)
    assert ran.exit_code in (0, 5), ran.stderr
    assert "400 rows read: 400 new, 0 changed, 0 same, 0 rejected" in ran.stderr

    limit.fill(str(loaded), str(copied))

    assert _rows(copied) == _rows(loaded)
    assert len(_rows(copied)["results"]) == 400


def test_generated_laps_are_loaded(run, tmp_path):
    path, db = tmp_path / "laps.csv", tmp_path / "laps.sqlite"
    generate.laps(path, 900)
    about = ("--series", "Bench", "--season", "2024", "--session", "Race")

    assert run("load", path, "--db", db, *about).exit_code in (0, 5)

    assert len(_rows(db)["laps"]) == 900


def test_the_plain_loader_keeps_every_result(results, tmp_path):
    db = tmp_path / "orm.sqlite"

    orm.load(str(results), str(db))

    assert len(_rows(db)["entries"]) == 400


def test_the_report_says_which_limits_are_kept():
    names = {name for ratio in bench.RATIOS for name in (ratio.of, ratio.to)}
    runs = {name: [{"wall_s": 1.0, "cpu_s": 1.0, "peak_mb": 100.0}] for name in names}
    runs["few"][0]["wall_s"] = 0.01
    runs["seed"][0] = {"wall_s": 3.0, "cpu_s": 1.0, "peak_mb": 401.0}

    said = bench.report(runs)

    assert "| a few results / a plain ORM loader | 0.01 | 0.02 | yes |" in said
    assert "| the seed / import sqlalchemy | 3 | 2 | no |" in said
    assert "| peak memory of any load, MB | 401 | 400 | no |" in said


def test_the_guard_names_what_became_slower():
    committed = {"loads": 2.0, "help": 1.0}

    assert guard.slower({"loads": 3.1, "help": 1.5}, committed) == []
    assert guard.slower({"loads": 3.3, "help": 1.5}, committed) == [
        "loads: 3.3, committed 2; at most 3.2"
    ]


def test_the_guard_knows_every_ratio_that_is_measured():
    held = json.loads(guard.COMMITTED.read_text(encoding="utf-8"))

    assert set(held) == {it.what for it in bench.RATIOS} - set(guard.NOISE)
