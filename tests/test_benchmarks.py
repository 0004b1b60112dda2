"""The benchmark measures what it says: the same files, the same rows at the limit, all queries."""

import sys
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from benchmarks import generate, guard, questions, run
from benchmarks.databases import PostgreSQL, SQLite
from benchmarks.process import FailedError, Run, measure
from benchmarks.questions import Answer
from racedb.db.url import database_url
from tests import postgres

RESULTS, LAPS = 400, 900


def _rows(url):
    """Read all rows of all tables."""
    engine = sa.create_engine(database_url(url))
    with engine.connect() as connection:
        tables = sorted(sa.inspect(connection).get_table_names())
        rows = {it: sorted(map(repr, connection.execute(sa.text(f'SELECT * FROM "{it}"'))))
                for it in tables}  # fmt: skip
    engine.dispose()
    return rows


def _fill(kind, folder, cli):
    """Load generated results and laps; return the URL of the database with both."""
    results, laps = folder / "results.csv", folder / "laps.csv"
    generate.results(results, RESULTS)
    generate.laps(laps, LAPS)
    kind.clear(tables=True)
    for path in (results, laps):
        program, *words = run.load_command(path, kind.url)
        assert Path(program).name == "racedb"
        assert cli(*words).exit_code in run.LOADED
    return kind.keep("both")


@pytest.fixture
def filled(tmp_path, run):
    kind = SQLite(tmp_path)
    return kind, _fill(kind, tmp_path, run)


def test_a_seed_gives_the_same_file_and_another_seed_another_one(tmp_path):
    one, again, other = (tmp_path / name for name in ("one", "again", "other"))
    for path, seed in ((one, 1), (again, 1), (other, 2)):
        generate.results(path, RESULTS, seed=seed)

    assert one.read_bytes() == again.read_bytes() != other.read_bytes()
    assert len(set(generate.drivers())) == 20_000


def test_the_limit_of_sqlite_writes_the_rows_that_were_loaded(filled, tmp_path):
    kind, url = filled
    kind.clear(tables=False)

    ran = measure(kind.limit("both"), tmp_path / "log")

    assert _rows(kind.url) == _rows(url)
    assert len(_rows(url)["results"]) > RESULTS
    assert len(_rows(url)["laps"]) == LAPS
    assert ran.cpu_s > 0
    assert ran.peak_mb > 1


def _rules(url):
    """Read the constraints and the indexes of a database."""
    with psycopg.connect(url) as connection:
        rules = connection.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE connamespace = 'public'::regnamespace AND contype <> 'n' ORDER BY 1, 2"
        ).fetchall()
        indexes = connection.execute(
            "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"
        ).fetchall()
    return rules, indexes


def test_the_limit_of_postgresql_writes_the_same_rows_under_the_same_rules(tmp_path, run):
    with postgres.started(postgres.in_memory() or "/tmp") as (socket, programs):
        kind = PostgreSQL(socket, programs, tmp_path)
        url = _fill(kind, tmp_path, run)
        kind.clear(tables=False)
        measure(kind.limit("both"), tmp_path / "log")
        kept, copied = ((_rows(it), _rules(it)) for it in (url, kind.url))
        with psycopg.connect(kind.url) as connection:
            promises = [
                connection.execute(f"SHOW {it}").fetchone()[0]
                for it in ("fsync", "synchronous_commit")
            ]
        kind.copy("both")
        copy = _rows(kind.url)

    assert copied == kept
    assert copy == kept[0]
    assert any(rule.startswith("FOREIGN KEY") for _, rule in copied[1][0])
    assert promises == ["on", "on"]


def test_queries_are_asked_about_one_and_about_everything_as_duckdb_is(filled, tmp_path, run):
    _, url = filled
    assert run("export", tmp_path / "parquet", "--db", url).exit_code == 0

    one = questions.ask_about_one(url)
    everything = questions.ask_about_everything(url)
    theirs = questions.ask_duckdb(tmp_path / "parquet", url)

    assert [it for it in (*one.values(), *everything.values()) if it.ms == float("inf")] == []
    assert (one["lap-times"].rows, one["lap-times"].about) == (855, "event=2024-race-1")
    assert (one["head-to-head"].rows, one["head-to-head"].about) == (
        11, "a=helene-corbason b=soren-fancorwicz"
    )  # fmt: skip
    assert one["wins"].about == "driver=helene-corbason"
    assert (everything["classification"].rows, everything["classification"].about) == (403, "")
    assert everything["season-points"].about == "series=series-1-1"
    assert set(theirs) == set(everything)
    # The tests have no pytz, which DuckDB needs for moments.
    same = [name for name in theirs if name not in {"imports", "provenance"}]
    assert {it: theirs[it].rows for it in same} == {it: everything[it].rows for it in same}


def test_a_failed_process_stops_the_benchmark(tmp_path):
    words = [sys.executable, "-c", "raise SystemExit('no room')"]

    with pytest.raises(FailedError, match=r"exit code 1 of: .*no room"):
        measure(words, tmp_path / "log")


def _runs(wall_s, cpu_s=1.0, peak_mb=100.0):
    return [Run(wall_s, cpu_s, peak_mb), Run(wall_s, cpu_s, 90.0), Run(9 * wall_s, cpu_s, 80.0)]


def test_the_table_says_which_limits_hold():
    loads = [" into ".join(it) for it in run.LOAD_LIMITS]
    starts = [name for *names, _ in run.START_LIMITS for name in names]
    processes = (*loads, *(f"limit of {it}" for it in loads), *starts)
    runs = {name: _runs(1.0) for name in processes}
    runs["the seed"], runs["laps into SQLite"] = _runs(3.1), _runs(1.2, peak_mb=451.0)

    lines = [str(it) for it in run.lines_of_processes(runs)]

    assert "| the seed / import sqlalchemy | 3.1 / 1 s | 3.1 | 3 | no |" in lines
    assert "| laps into SQLite / the limit | 1.2 / 1 s | 1.2 | 1.2 | yes |" in lines
    assert "| peak memory of a load, MB |  | 451 | 450 | no |" in lines
    assert len(lines) == 8


def test_of_queries_about_one_the_worst_is_shown_or_all_that_are_too_slow():
    answers = {"wins": Answer(3.0, 5, "driver=x"), "stints": Answer(99.5, 7, "event=y")}

    def shown(answers):
        return [str(it) for it in run.worst(run.lines_about_one("SQLite", answers))]

    assert shown(answers) == ["| stints event=y, SQLite, ms | 7 rows | 99.5 | 100 | yes |"]
    answers["wins"] = Answer(float("inf"), 0, "took too long")
    answers["pace"] = Answer(101.0, 1, "team=z")
    assert shown(answers) == [
        "| wins took too long, SQLite, ms | 0 rows | inf | 100 | no |",
        "| pace team=z, SQLite, ms | 1 rows | 101 | 100 | no |",
    ]


def test_queries_over_everything_are_compared_unless_they_find_nothing_or_millions():
    duckdb = {
        "most-wins": Answer(10.0, 40, ""),
        "pit-stops": Answer(1.0, 0, ""),
        "lap-times": Answer(9.0, 10_000_000, ""),
        "imports": Answer(float("inf"), 0, "no pytz"),
    }
    ours = duckdb | {"most-wins": Answer(30.1, 40, ""), "imports": Answer(1.0, 2, "")}

    lines = [str(it) for it in run.lines_about_everything("SQLite", ours, duckdb)]

    assert lines == ["| most-wins, SQLite / DuckDB | 30.1 / 10 ms | 3.01 | 3 | no |"]


def test_the_guard_names_what_became_slower():
    usual = {name: limit / 2 for name, limit in guard.LIMITS.items()}

    assert guard.slower(usual) == []
    assert guard.slower(usual | {"the seed": 6.1}) == [
        "the seed: 6.1 times import sqlalchemy, at most 6"
    ]


def test_the_sizes_are_documented():
    text = (Path(__file__).parent.parent / "docs" / "performance.md").read_text(encoding="utf-8")

    for name, it in run.SIZES.items():
        assert f"| {name} | {it.results:,} | {it.laps:,} | {it.rounds} |" in text
