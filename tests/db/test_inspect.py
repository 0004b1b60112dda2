"""`racedb db`: what it makes, says and finds, on both databases."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from racedb.db.engine import write
from racedb.db.revisions import newest
from racedb.db.url import database_url
from tests.refusals import change, contents


def rows(ran):
    return json.loads(ran.stdout)


def damage(ran):
    """Return the damage, without findings about the facts."""
    return [
        {"check": row["check"], "message": row["what"]}
        for row in rows(ran)
        if row["severity"] == "damage"
    ]


def test_create_says_what_it_made(run, db_url):
    ran = run("db", "create", "--db", db_url)

    assert (ran.exit_code, ran.stdout) == (0, "")
    assert ran.stderr.endswith(f": created, revision {newest()}\n")
    assert all(not found for found in contents(db_url).values())


def test_a_sound_database_has_no_problem(run, held):
    said = run("db", "check", "--db", held)
    listed = run("db", "check", "--db", held, "--format", "json")

    assert (said.exit_code, said.stdout) == (0, "")
    assert said.stderr.endswith(": no problem found\n")
    assert (listed.exit_code, rows(listed)) == (0, [])


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        (
            "UPDATE alembic_version SET version_num = '0000_older'",
            {
                "check": "version",
                "message": f"revision 0000_older, the program works with {newest()}",
            },
        ),
        (
            "DROP TABLE alembic_version",
            {"check": "version", "message": f"revision none, the program works with {newest()}"},
        ),
    ],
)
def test_a_schema_of_another_version_is_a_problem(run, held, statement, problem):
    change(held, statement)

    ran = run("db", "check", "--db", held, "--format", "json")

    assert (ran.exit_code, damage(ran)) == (1, [problem])


def test_a_schema_that_somebody_changed_is_a_problem(run, migrated_url):
    change(migrated_url, "ALTER TABLE drivers ADD COLUMN colour TEXT")

    ran = run("db", "check", "--db", migrated_url)

    assert ran.exit_code == 1
    assert "schema" in ran.stdout
    assert "colour" in ran.stdout


def test_a_reference_to_nothing_is_a_problem(run, sqlite_url):
    run("db", "create", "--db", sqlite_url)
    with closing(sqlite3.connect(sqlite_url)) as connection, connection:
        connection.execute("INSERT INTO seasons (id, series_id, label) VALUES (3, 7, '2024')")

    ran = run("db", "check", "--db", sqlite_url, "--format", "json")

    assert ran.exit_code == 1
    assert damage(ran) == [
        {"check": "reference", "message": "row 3 of seasons refers to no row of series"}
    ]


def test_a_broken_index_is_a_problem(run, sqlite_url):
    run("db", "create", "--db", sqlite_url)
    with closing(sqlite3.connect(sqlite_url)) as connection, connection:
        connection.execute("INSERT INTO series (slug, name) VALUES ('cup', 'Cup')")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master"
                           " WHERE name = 'sqlite_autoindex_teams_1')"
                           " WHERE name = 'sqlite_autoindex_series_1'")  # fmt: skip

    ran = run("db", "check", "--db", sqlite_url, "--format", "json")

    assert ran.exit_code == 1
    assert "integrity" in {row["check"] for row in rows(ran)}


def test_info_counts_rows_and_says_which_database(run, held):
    ran = run("db", "info", "--db", held, "--format", "json")

    found = {row["what"]: row["value"] for row in rows(ran)}
    server = held.startswith("postgresql")
    assert found["engine"].startswith("postgresql 1" if server else "sqlite 3.")
    assert found["revision"] == newest()
    assert found["size_bytes"] > 100_000
    assert (found["drivers"], found["results"], found["laps"]) == (2, 2, 0)
    assert found["last_import"] == 1
    at = datetime.fromisoformat(found["last_import_at"])
    assert timedelta() <= datetime.now(UTC) - at < timedelta(minutes=5)
    if not server:
        assert found["database"] == held
        assert found["size_bytes"] == Path(held).stat().st_size


def test_info_of_an_empty_database_is_an_answer_too(run, postgres_url):
    ran = run("db", "info", "--db", postgres_url, "--format", "json")

    assert ran.exit_code == 0
    assert {row["what"] for row in rows(ran)} == {
        "database", "engine", "revision", "size_bytes", "last_import", "last_import_at",
    }  # fmt: skip


def metrics(path):
    """Read a file as OpenMetrics' own parser does: name and labels to number."""
    text = Path(path).read_text(encoding="utf-8")
    assert text.endswith("# EOF\n")
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_info_is_for_prometheus_too(run, held, tmp_path):
    ran = run("db", "info", "--db", held, "--format", "json", "--metrics", tmp_path / "m.prom")

    listed = {row["what"]: row["value"] for row in rows(ran)}
    found = metrics(tmp_path / "m.prom")
    assert found["racedb_database_size_bytes",] == listed["size_bytes"]
    assert found["racedb_schema_revision",] == int(newest()[:4])
    at = datetime.fromisoformat(listed["last_import_at"]).timestamp()
    assert at <= found["racedb_last_import_timestamp_seconds",] < at + 1
    assert found["racedb_table_rows", "results"] == 2
    assert [it.name for it in tmp_path.iterdir() if it.name.endswith(".part")] == []


def test_a_database_of_others_has_numbers_too(run, sqlite_url, tmp_path):
    with closing(sqlite3.connect(sqlite_url)) as other:
        other.execute('CREATE TABLE "a""b\\c" (x)')

    ran = run("db", "info", "--db", sqlite_url, "--metrics", tmp_path / "m.prom")

    assert ran.exit_code == 0
    assert metrics(tmp_path / "m.prom") == {
        ("racedb_database_size_bytes",): Path(sqlite_url).stat().st_size,
        ("racedb_table_rows", 'a"b\\c'): 0,
    }


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--db", "postgres://me:secret@there/db"), "postgresql://me:***@there/db\n"),
        (
            ("--db", "postgresql+psycopg://me:secret@there/db", "--show-password"),
            "postgresql://me:secret@there/db\n",
        ),
    ],
)
def test_the_url_is_one_that_psql_takes(run, words, says):
    assert run("db", "url", *words).stdout == says


def test_the_url_of_a_file_is_its_path(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert run("db", "url", "--db", "race.sqlite").stdout == f"{tmp_path / 'race.sqlite'}\n"


def test_a_downgrade_says_from_where_to_where(run, held):
    ran = run("db", "downgrade", "base", "--db", held)

    assert ran.stderr.endswith(f": from {newest()} to empty\n")
    assert run("db", "downgrade", "base", "--db", held).stderr.endswith(": from empty to empty\n")


def test_a_moment_without_its_zone_is_refused(migrated_url):
    moment = datetime(2024, 6, 1, 12)  # noqa: DTZ001  that is the point
    from racedb.models import SCHEMA

    sources = SCHEMA.tables["sources"]
    values = {"uri": "x", "sha256": "a" * 64, "size_bytes": 1, "retrieved_at": moment}

    def store():
        with write(database_url(migrated_url)) as connection:
            connection.execute(sa.insert(sources).values(values))

    with pytest.raises(sa.exc.StatementError, match="has no time zone"):
        store()
    with write(database_url(migrated_url)) as connection:
        values["retrieved_at"] = moment.replace(tzinfo=UTC)
        connection.execute(sa.insert(sources).values(values))
        assert connection.execute(sa.select(sources.c.retrieved_at)).scalar_one().tzinfo is not None


def test_info_of_a_database_without_imports_names_none(run, migrated_url, tmp_path):
    ran = run("db", "info", "--db", migrated_url, "--format", "json", "--metrics", tmp_path / "m")

    found = {row["what"]: row["value"] for row in rows(ran)}
    assert (found["last_import"], found["last_import_at"], found["imports"]) == (None, None, 0)
    assert ("racedb_last_import_timestamp_seconds",) not in metrics(tmp_path / "m")
