"""The benchmark measures what it says: the same files again, the same rows at the limit."""

import json
import sqlite3
import sys
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from benchmarks import chart, curve, generate, guard, limit, orm, own, questions, ratios
from benchmarks.cases import CASES, Case
from benchmarks.competitors import ENVIRONMENTS, LOADERS
from benchmarks.databases import PostgreSQL, SQLite
from benchmarks.files import Files
from benchmarks.place import Place
from benchmarks.process import FailedError
from benchmarks.questions import Answer
from benchmarks.report import report
from benchmarks.rounds import measure
from benchmarks.server import server
from benchmarks.sizes import SIZES, Size

SIZE = Size(results=400, laps=1_000, few=40)
CORRECTED = [
    ("1:34.764", "1:34.7645"), ("1:37.181", "1:37.1815"), ("50", "51"), ("1:36.972", "1:36.9725"),
    ("50", "51"), ("50", "51"), ("1:30.819", "1:30.8195"), ("+50.258", "+50.259"), ("50", "51"),
    ("50", "51"), ("1:34.537", "1:34.5375"), ("+58.023", "+58.024"),
]  # fmt: skip
"""What becomes of 400 results: cells before and after."""


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


def _postgres(url):
    """Give the rows, the constraints and the indexes of a database."""
    with psycopg.connect(url) as connection:

        def ask(query):
            return connection.execute(query).fetchall()

        tables = [
            name for (name,) in ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        ]
        rows = {name: sorted(ask(f'SELECT t::text FROM "{name}" AS t')) for name in tables}
        rules = ask(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE connamespace = 'public'::regnamespace AND contype <> 'n' ORDER BY 1, 2"
        )
        indexes = ask("SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1")
    return rows, rules, indexes


def test_the_limit_of_postgresql_writes_the_same_rows_under_the_same_rules(tmp_path):
    cases = {it.name: it for it in CASES}

    with server() as (url, programs):
        here = PostgreSQL(url, programs, tmp_path)
        at = Place(
            tmp_path, Files(tmp_path, Size(results=200, laps=400, few=40)), {"PostgreSQL": here}
        )
        run = at.run(cases["limit of results into PostgreSQL"])
        loaded, copied = _postgres(here["results"]), _postgres(here.new)
        with psycopg.connect(here.new) as connection:
            promises = [
                connection.execute(f"SHOW {it}").fetchone()[0]
                for it in ("fsync", "synchronous_commit")
            ]

    assert copied == loaded
    assert len(copied[0]["results"]) == 200
    assert any(rule.startswith("FOREIGN KEY") for _, rule in copied[1])
    assert promises == ["on", "on"]
    assert 0 < run["cpu_s"] < run["wall_s"]


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


def _run(wall_s=1.0, cpu_s=1.0, peak_mb=100.0):
    return {"wall_s": wall_s, "cpu_s": cpu_s, "peak_mb": peak_mb, "others": 0.0}


RATED = {"seed": [_run(3.0)], "import sqlalchemy": [_run()]}


def test_the_report_says_which_limits_are_kept():
    runs = {
        "few results": [_run(0.01)],
        "few by a plain ORM": [_run()],
        "seed": [_run(3.0, 2.0, 401.0), _run(9.0, 9.0), _run(2.0, 1.0)],
        "import sqlalchemy": [_run()],
    }

    said = report(SIZE, runs, {}, {"laps into PostgreSQL": "no PostgreSQL here"})

    assert "400 results, 1,000 laps, 40 results by the ORM; " in said
    assert "load average when processes began: 0.0 (0.0 to 0.0)" in said
    assert "| seed | 3 | 3.000 | 2.000 | 100 |" in said
    assert "| a few results / a plain ORM loader | 0.01 | 1 | 0.02 | yes |" in said
    assert "| the seed / import sqlalchemy | 3 | 2 | 2 | no |" in said
    assert "| peak memory of any load, MB | 401 |  | 400 | no |" in said
    assert "Left out: laps into PostgreSQL (no PostgreSQL here)." in said
    assert "hashing" not in said
    assert "flat loader" not in said


def test_a_corrected_file_differs_in_one_value_of_a_hundred(results, tmp_path):
    path = tmp_path / "corrected.csv"

    generate.corrected(results, path)

    old, new = (it.read_text(encoding="utf-8").splitlines() for it in (results, path))
    cells = [
        (was, now)
        for before, after in zip(old, new, strict=True)
        for was, now in zip(before.split(","), after.split(","), strict=True)
        if was != now
    ]
    assert cells == CORRECTED


def test_canned_queries_are_asked_about_one_and_about_everything_as_duckdb_is(tmp_path):
    at = Place(
        tmp_path, Files(tmp_path, Size(results=400, laps=900, few=40)), {"SQLite": SQLite(tmp_path)}
    )
    url = at.held("SQLite", ("results", "laps"))

    ours = questions.ask(url, 0.0)
    theirs = questions.ask_duckdb(Path(sys.executable), at.exported(url), url, 0.0)["everything"]

    one, everything = ours["one"], ours["everything"]
    assert [it for it in (*one.values(), *everything.values()) if it.ms is None] == []
    assert (one["lap-times"].rows, one["lap-times"].said) == (855, "event=2024-race-1")
    assert one["import"].said == "id=1"
    assert (one["head-to-head"].rows, one["head-to-head"].said) == (
        11, "a=helene-corbason b=soren-fancorwicz"
    )  # fmt: skip
    assert one["wins"].said == "driver=helene-corbason"
    assert (everything["classification"].rows, everything["classification"].said) == (403, "")
    assert everything["season-points"].said == "series=series-1-1"
    # The tests have no pytz, which DuckDB needs for moments.
    same = {name: it for name, it in theirs.items() if name not in {"imports", "provenance"}}
    assert {name: it.rows for name, it in same.items()} == {
        name: everything[name].rows for name in same
    }
    assert set(theirs) == set(everything)


def test_the_report_names_queries_over_their_limits():
    asked = {
        "SQLite": {
            "one": {"wins": Answer(3.0, 5, "driver=x"), "stints": Answer(50.5, 7, "event=y")},
            "everything": {"best-lap-per-manufacturer": Answer(19.0, 40, "")},
        },
        "PostgreSQL": {
            "one": {"wins": Answer(4.0, 5, "driver=x"), "stints": Answer(None, 0, "too slow")},
            "everything": {"best-lap-per-manufacturer": Answer(21.0, 40, "")},
        },
        "DuckDB": {
            "everything": {
                "best-lap-per-manufacturer": Answer(10.0, 40, ""), "lap-times": Answer(10.0, 7, ""),
            }
        },
    }  # fmt: skip
    for kind, ms in (("SQLite", 20.0), ("PostgreSQL", 20.1)):
        asked[kind]["everything"]["lap-times"] = Answer(ms, 7, "")

    said = report(SIZE, {}, asked, {})

    assert "| SQLite | best-lap-per-manufacturer | all results | 40 | 19 | 20 | yes |" in said
    assert "| SQLite | stints | event=y | 7 | 50.5 | 50 | no |" in said
    assert "| PostgreSQL | stints | too slow | 0 | failed | 50 | no |" in said
    assert "| best-lap-per-manufacturer | 40 | 19 | 21 | 10 | 2.1 | 2 | kept |" in said
    assert "| lap-times | 7 | 20 | 20.1 | 10 | 2.01 | 2 | no |" in said
    assert "wins" not in said


def test_the_curve_shows_what_a_million_laps_cost_in_files_of_all_sizes(tmp_path):
    runs = {
        "a tenth of the laps": [_run(1.0, 0.5, 100.0)],
        "three tenths of the laps": [_run(3.0)],
        "laps into SQLite": [_run(11.0), _run(11.0), _run(50.0)],
        "three times the laps": [_run(36.0, 30.0, 120.0)],
    }
    size = Size(results=400, laps=1_000_000, few=40)

    said = report(size, runs, {}, {})
    chart.draw(ratios.of(RATED), curve.points(runs, size.laps), "A title", tmp_path / "it.svg")

    assert "| 100,000 | 1.00 | 10.00 | 5.00 | 1 | 1.1 | yes | 100 |" in said
    assert "| 1,000,000 | 11.00 | 11.00 | 1.00 | 1.1 | 1.1 | yes | 100 |" in said
    assert "| 3,000,000 | 36.00 | 12.00 | 10.00 | 1.2 | 1.1 | no | 120 |" in said
    drawn = (tmp_path / "it.svg").read_text(encoding="utf-8")
    words = (
        "A title",
        "the seed / import sqlalchemy",
        "3, at most 2",
        "seconds for a million laps",
    )
    assert [it for it in words if it not in drawn] == []


def test_the_document_names_every_version_and_every_size():
    said = (Path(__file__).parent.parent / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    pinned = {"dlt": "1.31.0", "sqlite-utils": "4.2.1", "csvs-to-sqlite": "1.3.1"}
    pinned |= {"pandas": "3.1.1", "DuckDB": "2.0.0"}
    versions = {name.lower(): it for name, it in pinned.items()}

    installed = [first for first, *_ in ENVIRONMENTS.values()]

    assert {it.split("==")[0].split("[")[0]: it.split("==")[1] for it in installed} == versions
    assert [name for name, it in pinned.items() if f"| {name} {it}" not in said] == []
    for name in ("small", "full", "tiny"):
        it = SIZES[name]
        runs = " | ".join(str(min(it.runs, one)) for one in (it.runs, it.on_server, it.seldom))
        assert f"| {name} | {it.results:,} | {it.laps:,} | {it.few:,} | {runs}" in said


def test_every_ratio_is_of_processes_that_are_measured():
    measured = {it.name for it in (*CASES, *LOADERS)}

    assert [it for it in ratios.RATIOS if not {it.of, it.to} <= measured] == []
    assert len(measured) == len(CASES) + len(LOADERS)


def test_the_table_of_flat_loaders_says_what_they_do_not_do():
    runs = {"results into SQLite": [_run(3.0)], "dlt, dict rows": [_run(12.0, 9.0, 150.4)]}

    said = report(SIZE, runs, {}, {})
    with_limit = report(SIZE, runs | {"limit of results into SQLite": [_run(2.4)]}, {}, {})

    assert "| dlt, dict rows | SQLite | 12.000 | 0.25 |  | 150 | no | no | no |" in said
    assert "| dlt, dict rows | SQLite | 12.000 | 0.25 | 0.2 | 150 | no | no | no |" in with_limit
    assert "None of these loaders normalises names, checks values or keeps provenance" in said
    assert "| results into SQLite / dlt's flat load, dict rows | 0.25 | 0.111 | 0.15 | no |" in said


def test_a_benchmark_goes_on_where_it_was_and_leaves_out_what_fails(tmp_path):
    size = Size(results=40, laps=40, few=40, runs=2, seldom=1)
    at = Place(tmp_path, Files(tmp_path, size), {"SQLite": SQLite(tmp_path)})
    cases = [
        Case("ours", ("{python}", "-c", "")),
        Case("fails", ("{python}", "-c", "raise SystemExit('no room')"), is_other=True),
        Case("psql of nowhere", ("psql-of-nowhere",), is_other=True, seldom=True),
        Case("elsewhere", ("{python}",), "PostgreSQL"),
    ]
    kept = tmp_path / "runs.json"
    kept.write_text(json.dumps({"ours": [_run(7.0)]}), encoding="utf-8")

    runs, left_out = measure(at, size, cases, kept)

    assert [it["wall_s"] == 7.0 for it in runs["ours"]] == [True, False]
    assert json.loads(kept.read_text(encoding="utf-8")) == runs
    assert set(runs) == {"ours"}
    assert left_out["fails"].endswith(": no room")
    assert left_out["psql of nowhere"] == "no program psql-of-nowhere here"
    assert left_out["elsewhere"] == "no PostgreSQL here"


def test_what_racedb_fails_at_stops_the_benchmark(tmp_path):
    at = Place(tmp_path, Files(tmp_path, Size(40, 40, 40)), {"SQLite": SQLite(tmp_path)})

    with pytest.raises(FailedError, match=r"exit code 2 of: .*racedb query no-such"):
        measure(
            at, Size(40, 40, 40), [Case("it", ("{racedb}", "query", "no-such"))], tmp_path / "it"
        )


def test_the_guard_names_what_became_slower():
    committed = {"loads": 2.0, "help": 1.0}

    assert guard.slower({"loads": 3.1, "help": 1.5}, committed) == []
    assert guard.slower({"loads": 3.3, "help": 1.5}, committed) == [
        "loads: 3.3, committed 2; at most 3.2"
    ]


def test_the_guard_knows_every_ratio_that_it_watches():
    held = json.loads(guard.COMMITTED.read_text(encoding="utf-8"))

    assert set(held) == {it.what for it in ratios.RATIOS if it.guarded}


OWN = "Series;Season;Event;Session;Pos;No;Driver\nCup;2024;One;Race;1;7;Dé, Ann\n"


def test_a_file_of_somebody_is_measured_with_its_limit(tmp_path, monkeypatch, capsys):
    @contextmanager
    def sqlite_alone(folder):
        yield {"SQLite": SQLite(folder)}

    path = tmp_path / "own.csv"
    path.write_text(OWN, encoding="utf-8")
    monkeypatch.setattr(own, "databases", sqlite_alone)
    monkeypatch.setattr(own, "ROOT", tmp_path)
    monkeypatch.setattr(own.competitors, "LOADERS", [Case("none", ("none",), is_other=True)])

    own.main(str(path), "1")

    out, err = capsys.readouterr()
    head, _, ours, limit = out.splitlines()
    assert head == "| process | wall s | CPU s | peak MB | racedb into SQLite / it |"
    assert ours.startswith("| racedb into SQLite | ")
    assert ours.endswith(" | 1 |")
    assert limit.startswith("| limit of SQLite | ")
    assert "left out: none (no program none here)" in err
    assert list((tmp_path / ".bench").iterdir()) == []


def test_other_loaders_get_a_file_with_commas(tmp_path):
    path, commas = tmp_path / "own.csv", tmp_path / "o.csv"
    path.write_text(OWN, encoding="utf-8")
    commas.write_text("Pos,No\n1,7\n2,8\n", encoding="utf-8")

    copy = own.with_commas(path, tmp_path)

    assert copy.read_text(encoding="utf-8").split() == [
        "Series,Season,Event,Session,Pos,No,Driver", 'Cup,2024,One,Race,1,7,"Dé,', 'Ann"',
    ]  # fmt: skip
    assert own.with_commas(commas, tmp_path) == commas
    path.write_bytes(b"PK\x03\x04\xff\xfe")
    with pytest.raises(ValueError, match=r"own.csv: is not read by loaders of flat tables"):
        own.with_commas(path, tmp_path)
    path.write_bytes(OWN.encode() + OWN.encode() * 2_000 + b"\xff")
    with pytest.raises(ValueError, match=r"own.csv: is not read by loaders of flat tables"):
        own.with_commas(path, tmp_path)
    with pytest.raises(ValueError, match=r": is no file; FILE= names one"):
        own.with_commas(tmp_path, tmp_path)
