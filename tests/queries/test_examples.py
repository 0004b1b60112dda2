"""`racedb query --test`: the example that each query carries."""

import json

from racedb import queries
from racedb.db import readonly
from racedb.queries import examples


def test_the_examples_of_all_queries_run(run, seeded_url) -> None:
    ran = run("query", "--test", "--db", seeded_url, "--format", "json")

    assert ran.exit_code == 0, ran.stderr
    rows = json.loads(ran.stdout)
    assert [row["query"] for row in rows] == queries.names()
    assert {row["error"] for row in rows} == {None}
    found = {row["query"]: row["rows"] for row in rows}
    assert found["best-lap-per-manufacturer"] == 11
    assert found["driver-entries"] == 1


def test_one_query_is_tried(run, seeded_url) -> None:
    ran = run("query", "no-time", "--test", "--db", seeded_url, "--format", "json")

    (row,) = json.loads(ran.stdout)
    assert (row["query"], row["example"], row["rows"], row["error"]) == ("no-time", "", 2, None)
    assert row["ms"] >= 0


def test_an_empty_database_has_nobody_to_ask_about(run, migrated_url) -> None:
    ran = run("query", "driver-entries", "--test", "--db", migrated_url, "--format", "csv")

    assert ran.exit_code == 0
    assert ran.stdout == "query,example,rows,ms,error\ndriver-entries,driver=*,,,\n"


def test_an_example_that_fails_is_exit_1(seeded_url) -> None:
    query = queries.parse("bad", "-- Bad\n-- example: a=x\n-- :a int\nSELECT :a")
    with readonly.connect(seeded_url) as reader:
        (row,) = examples.run_examples(reader, [query])

    assert row == ("bad", "a=x", None, None, "a='x' is not a whole number")


def test_the_second_star_is_the_second_of_its_kind(seeded_url) -> None:
    query = queries.parse("two", "-- T\n-- example: a=* b=*\n-- :a driver\n-- :b driver\nSELECT 1")
    with readonly.connect(seeded_url) as reader:
        chosen = examples.example_values(reader, query)

    assert chosen == {"a": "pedro-lamy", "b": "miguel-ramos"}


def test_a_query_of_ones_own_that_fails_is_told(run, seeded_url, monkeypatch, tmp_path) -> None:
    (tmp_path / "queries").mkdir()
    (tmp_path / "queries" / "mine.sql").write_text("-- Mine\n\nSELECT one FROM nowhere")
    (tmp_path / "racedb.toml").write_text('queries = "queries"\n')
    monkeypatch.chdir(tmp_path)

    ran = run("query", "mine", "--test", "--db", seeded_url, "--format", "csv")

    assert ran.exit_code == 1
    assert 'mine,,,,"' in ran.stdout
    assert "nowhere" in ran.stdout
    assert ran.stderr == "racedb: 1 of 1 failed: mine\n"
