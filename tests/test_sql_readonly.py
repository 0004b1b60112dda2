"""Ad-hoc SQL can read, and nothing else, on both databases."""

import hashlib
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from racedb.db import readonly
from racedb.db.readonly import Reader, Value, statement
from racedb.db.revisions import newest
from racedb.errors import RaceDBError, TryAgainError, UsageError, VersionError
from tests import postgres

TABLES = f"""
CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL);
INSERT INTO alembic_version VALUES ('{newest()}');
CREATE TABLE drivers (id INTEGER PRIMARY KEY, name VARCHAR NOT NULL);
INSERT INTO drivers VALUES (1, 'Alex Müller'), (2, 'Timo Scheider');
CREATE VIEW crews AS SELECT id, name AS driver FROM drivers;
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Make a SQLite file with two drivers."""
    path = tmp_path / "racedb.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(TABLES)
    return path


@pytest.fixture(scope="module")
def owned(postgres_server: str) -> Iterator[str]:
    """Yield a PostgreSQL database with two drivers, as its owner."""
    with postgres.database(postgres_server) as url, two_drivers(url):
        yield url


@pytest.fixture
def server(owned: str) -> str:
    """Return a PostgreSQL database with two drivers, as a role that may only read."""
    return as_role(owned, "racedb_reader")


@contextmanager
def two_drivers(url: str) -> Iterator[None]:
    """Put two drivers into a database that a role may read."""
    with psycopg.connect(native(url), autocommit=True) as owner:
        owner.execute(TABLES)
        owner.execute("CREATE SEQUENCE numbers")
        owner.execute(
            "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'racedb_reader')"
            " THEN CREATE ROLE racedb_reader LOGIN; END IF; END $$"
        )
        owner.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO racedb_reader")
        owner.execute("GRANT SELECT, USAGE ON ALL SEQUENCES IN SCHEMA public TO racedb_reader")
    yield
    with psycopg.connect(native(url), autocommit=True) as owner:
        owner.execute("DROP OWNED BY racedb_reader")


def native(url: str) -> str:
    return url.replace("postgresql+psycopg:", "postgresql:")


def as_role(url: str, role: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{role}@{rest.partition('@')[2]}"


def ask(url: str | Path, text: str, **values: Value) -> list[tuple[Value, ...]]:
    time_limit_s = 0.2 if text in ENDLESS else 1.0
    with readonly.connect(str(url), time_limit_s=time_limit_s, as_owner=False) as reader:
        return list(reader.query(text, values).rows)


def fingerprint(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


ENDLESS = (
    "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r",
    "SELECT pg_sleep(10)",
    "SELECT count(*) FROM generate_series(1, 100000000000)",
)
HOSTILE = [
    "INSERT INTO drivers VALUES (3, 'x')",
    "UPDATE drivers SET name = 'x'",
    "DELETE FROM drivers",
    "REPLACE INTO drivers VALUES (1, 'x')",
    "DROP TABLE drivers",
    "CREATE TABLE x (a)",
    "CREATE TEMP TABLE x (a)",
    "CREATE TEMP VIEW x AS SELECT 1",
    "CREATE VIEW x AS SELECT 1",
    "CREATE INDEX x ON drivers (name)",
    "CREATE TRIGGER x AFTER INSERT ON drivers BEGIN SELECT 1; END",
    "CREATE VIRTUAL TABLE x USING fts5(a)",
    "ALTER TABLE drivers ADD COLUMN x",
    "ALTER TABLE drivers RENAME TO x",
    "ATTACH 'other.sqlite' AS other",
    "ATTACH ':memory:' AS other",
    "DETACH main",
    "VACUUM",
    "VACUUM INTO 'copy.sqlite'",
    "PRAGMA journal_mode = WAL",
    "PRAGMA writable_schema = 1",
    "PRAGMA query_only = 0",
    "PRAGMA user_version = 7",
    "PRAGMA table_info(drivers)",
    "SELECT * FROM pragma_table_info('drivers')",
    "SELECT * FROM pragma_database_list",
    "SELECT * FROM pragma_function_list",
    "BEGIN",
    "BEGIN IMMEDIATE",
    "COMMIT",
    "ROLLBACK",
    "END",
    "SAVEPOINT x",
    "RELEASE x",
    "REINDEX",
    "ANALYZE",
    "SELECT load_extension('x')",
    "SELECT readfile('/etc/passwd')",
    "SELECT writefile('x', 'y')",
    "SELECT edit('x')",
    "SELECT fts3_tokenizer('simple')",
    "SELECT 1; DELETE FROM drivers",
    "SELECT 1; SELECT 2",
    "SELECT 1;; DROP TABLE drivers",
    "/* SELECT */ DELETE FROM drivers",
    "-- SELECT\nDELETE FROM drivers",
    "; DELETE FROM drivers",
    "(DELETE FROM drivers)",
    "WITH x AS (SELECT 1) DELETE FROM drivers",
    "WITH x AS (SELECT 1) INSERT INTO drivers SELECT 3, 'x'",
    "WITH x AS (SELECT 1) UPDATE drivers SET name = 'x'",
    "WITH x AS (DELETE FROM drivers RETURNING id) SELECT * FROM x",
    "DELETE FROM drivers RETURNING id",
    "INSERT INTO drivers VALUES (3, 'x') RETURNING id",
    "EXPLAIN DELETE FROM drivers",
    "EXPLAIN QUERY PLAN DELETE FROM drivers",
    "SELECT zeroblob(100000000)",
    "SELECT randomblob(100000000)",
    "SELECT hex(zeroblob(900000))",
    "SELECT replace(hex(zeroblob(400000)), '0', '00')",
    "SELECT group_concat(d.name || hex(zeroblob(90000))) FROM drivers d, drivers e, drivers",
    "SELECT 'x' FROM drivers WHERE name LIKE zeroblob(2000000)",
    ENDLESS[0],
    "WITH RECURSIVE r(n) AS (SELECT 'x' UNION ALL SELECT n || n FROM r) SELECT max(n) FROM r",
    "SELECT * FROM nowhere.drivers",
    "SELECT nothing FROM drivers",
    "SELECT nothing()",
    "SELECT",
    "SELECT * FROM drivers WHERE",
    "SELEC * FROM drivers",
    "hello",
    "",
    "  ; ",
    "-- nothing",
    "'",
    "SELECT '",
    "SELECT \0",
    "SELECT ?",
    "SELECT @x",
    "SELECT $x",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_statement_is_refused_and_changes_nothing_on_sqlite(
    text: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(file.parent)
    before, started = fingerprint(file.parent), time.monotonic()

    with pytest.raises(RaceDBError) as refused:
        ask(file, text)

    assert "\n" not in str(refused.value)
    assert fingerprint(file.parent) == before
    assert time.monotonic() - started < 1.5


@pytest.mark.parametrize("text", [text for text in HOSTILE if "QUERY PLAN" not in text])
def test_the_boundary_holds_without_the_look_at_the_first_word(
    text: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(file.parent)
    monkeypatch.setattr(statement, "READS", frozenset(text.lower().split()) | {"delete", "("})
    before = fingerprint(file.parent)

    with suppress(RaceDBError):
        ask(file, text)

    assert fingerprint(file.parent) == before


def test_memory_stays_small_when_a_statement_asks_for_much(file: Path) -> None:
    program = (
        "import sys\n"
        "from racedb.db import readonly\n"
        "text = \"SELECT length(printf('%.*c', 200000000, 'x') || 'x')\"\n"
        "with readonly.connect(sys.argv[1]) as reader:\n"
        "    list(reader.query(text, {}).rows)\n"
        "status = open('/proc/self/status').read()\n"  # ru_maxrss would count the parent's too
        "print(status.split('VmHWM:')[1].split()[0])\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", program, str(file)], capture_output=True, text=True, check=True
    )

    assert int(done.stdout) < 300_000  # kilobytes


HOSTILE_POSTGRES = [
    "INSERT INTO drivers VALUES (3, 'x')",
    "WITH x AS (DELETE FROM drivers RETURNING id) SELECT * FROM x",
    "EXPLAIN ANALYZE DELETE FROM drivers",
    "SELECT 1; DELETE FROM drivers",
    "commit; insert into drivers values (3, 'x')",
    "SELECT 1; COMMIT; SELECT 2",
    "SELECT 1 INTO drivers2",
    "COPY drivers TO '/tmp/x'",
    "COPY drivers FROM PROGRAM 'id'",
    "COPY drivers TO STDOUT",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT pg_ls_dir('.')",
    "SELECT lo_import('/etc/passwd')",
    "SELECT lo_create(0)",
    "SELECT nextval('numbers')",
    "SELECT setval('numbers', 7)",
    "SET TRANSACTION READ WRITE",
    "SET ROLE postgres",
    "RESET ALL",
    "BEGIN",
    "COMMIT",
    "DO $$ BEGIN DELETE FROM drivers; END $$",
    "CALL nothing()",
    "CREATE TEMP TABLE x (a int)",
    "CREATE TABLE x (a int)",
    "DROP TABLE drivers",
    "TRUNCATE drivers",
    "LOCK TABLE drivers",
    "VACUUM",
    "ANALYZE drivers",
    "LISTEN x",
    "NOTIFY x",
    "PREPARE x AS SELECT 1",
    "DECLARE x CURSOR FOR SELECT 1",
    "GRANT ALL ON drivers TO public",
    "ALTER SYSTEM SET work_mem = '1GB'",
    "LOAD 'x'",
    "SELECT dblink('dbname=x', 'SELECT 1')",
    *ENDLESS[1:],
    "SELECT nothing FROM drivers",
    "SELEC 1",
    "",
]


def state(server: str) -> list[tuple[Value, ...]]:
    text = """
        SELECT id, name, is_called, (SELECT count(*) FROM pg_class), (SELECT count(*) FROM pg_roles)
        FROM drivers, numbers ORDER BY id
    """
    return ask(server, text)


@pytest.mark.parametrize("text", HOSTILE_POSTGRES)
def test_a_hostile_statement_is_refused_and_changes_nothing_on_postgresql(
    text: str, server: str
) -> None:
    before, started = state(server), time.monotonic()

    with pytest.raises(RaceDBError) as refused:
        ask(server, text)

    assert "\n" not in str(refused.value)
    assert time.monotonic() - started < 2
    assert state(server) == before


@pytest.mark.parametrize("text", HOSTILE_POSTGRES)
def test_the_boundary_of_postgresql_holds_without_the_look_at_the_first_word(
    text: str, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(server)

    with monkeypatch.context() as patch, suppress(RaceDBError):
        patch.setattr(statement, "READS", frozenset(text.lower().replace(";", "").split()))
        ask(server, text)

    assert state(server) == before


def test_a_role_that_may_not_read_is_told_so(postgres_url: str) -> None:
    with two_drivers(postgres_url):
        with psycopg.connect(native(postgres_url), autocommit=True) as owner:
            owner.execute("REVOKE ALL ON alembic_version FROM racedb_reader")

        with pytest.raises(RaceDBError, match=r"not allowed.*permission denied for table"):
            ask(as_role(postgres_url, "racedb_reader"), "SELECT 1")


@pytest.mark.parametrize(
    "call",
    [
        "pg_terminate_backend(1)", "pg_cancel_backend(1)", "pg_advisory_lock(1)",
        "pg_try_advisory_xact_lock(1)", "pg_notify('x', 'y')", "pg_logical_emit_message(false, 'x', 'y')",
        "set_config('statement_timeout', '0', false)", "query_to_xml('SELECT 1', true, true, '')",
        '"pg_advisory_lock"(1)', "PG_Advisory_Lock/* */(1)", "nextval('numbers')",
        "1 /* /* */ '*/ , pg_advisory_lock(1) --'",
    ],
)  # fmt: skip
@pytest.mark.parametrize("as_owner", [False, True])
def test_functions_that_do_more_than_read_are_refused(
    call: str, as_owner: bool, server: str, owned: str
) -> None:
    url = owned if as_owner else server
    with readonly.connect(url, as_owner=as_owner) as reader:
        for run in (reader.query, reader.explain):
            with pytest.raises(RaceDBError, match=r"not allowed.*\(\) can do more than read$"):
                run(f"SELECT {call}", {})


def test_a_name_that_is_written_in_numbers_is_refused(server: str) -> None:
    with pytest.raises(RaceDBError, match="hides names"):
        ask(server, 'SELECT U&"pg_advisory\\005Flock"(1)')


def test_functions_that_only_compute_are_allowed(server: str) -> None:
    text = "SELECT random() < 2, clock_timestamp() > now(), pg_database_size('postgres') > 0"

    assert ask(server, text) == [(True, True, True)]


def test_a_lost_connection_in_the_middle_of_a_check_is_for_trying_again(server: str) -> None:
    with readonly.connect(server) as reader:
        reader._connection.close()  # type: ignore[attr-defined]  # noqa: SLF001

        with pytest.raises(TryAgainError, match="the connection broke"):
            reader.query("SELECT 1", {})


def test_a_statement_without_rows_runs_once(server: str, owned: str) -> None:
    with psycopg.connect(native(owned), autocommit=True) as owner:
        owner.execute(
            "CREATE FUNCTION counted() RETURNS boolean STABLE LANGUAGE plpgsql AS $$ BEGIN PERFORM"
            " set_config('x.n', (coalesce(current_setting('x.n', true), '0')::int + 1)::text, false);"
            " RETURN false; END $$"
        )
    with readonly.connect(server) as reader:
        result = reader.query(
            "SELECT id AS a, name AS b FROM drivers WHERE counted() AND id = 1", {}
        )
        assert (result.columns, list(result.rows)) == (("a", "b"), [])

        ((times,),) = reader.query("SELECT current_setting('x.n')", {}).rows

    assert times == "1"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f"SELECT {'(' * 20_000}1{')' * 20_000}", "stack depth|out of memory|memory exhausted"),
        ("SELECT repeat('x', 2000000000) || repeat('x', 2000000000)", "."),
        ("SELECT 1 / 0", "division by zero"),
    ],
)
def test_an_error_of_the_statement_is_no_lost_connection(text: str, says: str, server: str) -> None:
    with pytest.raises(RaceDBError, match=says) as refused:
        ask(server, text)

    assert refused.value.exit_code == 1


def test_numbers_and_moments_of_any_size_are_printed(server: str) -> None:
    text = (
        "SELECT 10::numeric ^ 5000, 'infinity'::timestamptz, '-infinity'::date, 'NaN'::numeric::text,"
        " '0044-03-15 12:00:00+00 BC'::timestamptz, '0044-03-15'::date, 12345::numeric"
    )

    ((big, infinite, day, nan, past, later, whole),) = ask(server, text)

    assert str(big).startswith("1000")
    assert len(str(big).partition(".")[0]) == 5_001
    assert (infinite, day, nan) == ("infinity", "-infinity", "NaN")
    assert (past, later, whole) == ("0044-03-15 12:00:00+00 BC", "0044-03-15", 12345)


@pytest.mark.parametrize(
    "statement", ["SELECT pg_sleep(10)", "SELECT nobody FROM drivers", "SELECT 1 / 0"]
)
def test_a_question_that_fails_keeps_no_later_one_from_an_answer(
    server: str, statement: str
) -> None:
    with readonly.connect(server, time_limit_s=0.2, as_owner=False) as reader:
        with pytest.raises(RaceDBError):
            reader.query(statement, {})
        later = list(reader.query("SELECT 7", {}).rows)

    assert later == [(7,)]


def test_a_superuser_is_refused_unless_asked_for(owned: str) -> None:
    with pytest.raises(RaceDBError, match="say --as-owner"):
        ask(owned, "SELECT 1")

    with readonly.connect(owned, as_owner=True) as reader:
        assert list(reader.query("SELECT 1 AS a", {}).rows) == [(1,)]


@pytest.fixture(params=["sqlite", "postgresql"])
def reader(request: pytest.FixtureRequest) -> Iterator[Reader]:
    """Both databases in turn, open for reading."""
    name = "file" if request.param == "sqlite" else "server"
    with readonly.connect(str(request.getfixturevalue(name)), as_owner=False) as opened:
        yield opened


def test_an_answer_has_columns_and_rows(reader: Reader) -> None:
    result = reader.query("SELECT id, driver, NULL AS none FROM crews ORDER BY id;", {})

    assert result.columns == ("id", "driver", "none")
    assert list(result.rows) == [(1, "Alex Müller", None), (2, "Timo Scheider", None)]


def test_an_empty_answer_has_columns(reader: Reader) -> None:
    result = reader.query("SELECT id, driver FROM crews WHERE id > 9", {})

    assert result.columns == ("id", "driver")
    assert list(result.rows) == []


def test_a_parameter_is_a_value_and_never_sql(reader: Reader) -> None:
    text = "SELECT id FROM drivers WHERE name = :name OR name = :name || '%:no' -- :nor this"

    result = reader.query(text, {"name": "x' OR '1' = '1"})

    assert list(result.rows) == []


def test_a_number_that_was_typed_is_compared_as_the_column_is(reader: Reader) -> None:
    result = reader.query("SELECT name FROM drivers WHERE id = :id", {"id": "2"})

    assert list(result.rows) == [("Timo Scheider",)]


def test_a_declared_parameter_can_be_null(reader: Reader) -> None:
    text = "SELECT id FROM drivers WHERE :name IS NULL OR name = :name ORDER BY id"

    result = reader.query(text, {"name": None}, {"name": "text"})

    assert list(result.rows) == [(1,), (2,)]


def test_sums_and_means_are_whole_numbers_and_floats(reader: Reader) -> None:
    result = reader.query("SELECT sum(id) AS s, avg(id) AS a, 1.5 AS d FROM drivers", {})

    (row,) = result.rows
    assert row == (3, 1.5, 1.5)
    assert list(map(type, row)) == [int, float, float]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "SELECT 1 FROM results WHERE best_lap_us < '1:50.000'",
            "best_lap_us is in microseconds: write 110000000 for '1:50.000'",
        ),
        (
            "SELECT 1 FROM laps WHERE '1:00:00.5' >= lap_us",
            "lap_us is in microseconds: write 3600500000 for '1:00:00.5'",
        ),
        ("SELECT 1 FROM laps WHERE lap_us BETWEEN '1:50' AND 2", "write 110000000 for '1:50'"),
    ],
)
def test_a_time_is_no_number_of_microseconds(text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        statement.check(text, {})


def test_sqlite_has_a_median_and_percentiles(file: Path) -> None:
    numbers = "WITH n(i) AS (VALUES (1), (2), (NULL), (4), (10)) "
    with readonly.connect(str(file)) as reader:
        found = reader.query(
            f"{numbers} SELECT median(i), percentile(i, 50 + 25), median(NULL), percentile(i, 0) FROM n",
            {},
        )
        assert list(found.rows) == [(3.0, 5.5, None, 1.0)]


def test_lower_folds_accents_too(reader: Reader) -> None:
    result = reader.query("SELECT lower('MÜLLER') AS a, lower(NULL) AS b", {})

    assert list(result.rows) == [("müller", None)]


def test_the_plan_can_be_asked_for(reader: Reader) -> None:
    result = reader.explain("SELECT * FROM drivers WHERE name = :name", {"name": "x"})

    assert result.columns == ("plan",)
    assert any("drivers" in str(line) for (line,) in result.rows)


@pytest.mark.parametrize(
    ("text", "values", "message"),
    [
        ("SELECT :a", {}, "parameter 'a' has no value; give one with -p a=..."),
        ("SELECT 1", {"b": "1"}, "the statement has no parameter :b"),
        ("", {}, "the statement is empty"),
    ],
)
def test_parameters_and_values_must_match(
    text: str, values: dict[str, Value], message: str, reader: Reader
) -> None:
    with pytest.raises(UsageError, match=f"^{message}"):
        reader.query(text, values)


def test_an_unknown_column_is_corrected(reader: Reader) -> None:
    with pytest.raises(RaceDBError, match=r"\(column 8\); did you mean 'driver'\?"):
        reader.query("SELECT drivr FROM crews", {})


def test_an_unknown_table_is_corrected(reader: Reader) -> None:
    with pytest.raises(RaceDBError, match=r"\(line 2, column 6\); did you mean 'drivers'\?"):
        reader.query("SELECT *\nFROM driver", {})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "SELECT 'drivr', 1 AS drivrs, drivr FROM crews",
            r"\(column 30\); did you mean 'driver'\?$",
        ),
        ("SELECT c.Drivr FROM crews AS c", r"\(column 8\); did you mean 'driver'\?$"),
        ("SELECT 1 -- crew\nFROM crew", r"\(line 2, column 6\); did you mean 'crews'\?$"),
        ("SELECT * FROM classificaton", r"\(column 15\); did you mean 'classification'\?$"),
        ("SELECT :one, xyzzy FROM crews", r"xyzzy\D*\(column 14\)$"),
    ],
)
def test_what_is_not_known_is_placed_and_corrected(
    migrated_url: str, text: str, message: str
) -> None:
    values = {"one": "1"} if ":one" in text else {}

    with (
        readonly.connect(native(migrated_url)) as reader,
        pytest.raises(RaceDBError, match=message),
    ):
        reader.query(text, values)


def test_a_name_that_stands_only_in_a_string_has_no_place() -> None:
    assert statement.place("SELECT 'x' -- x", "x") == ""


def test_a_wrong_word_is_named(reader: Reader) -> None:
    with pytest.raises(RaceDBError, match="syntax error"):
        reader.query("SELECT name frm drivers WHERE", {})


def test_a_statement_can_be_too_long(reader: Reader) -> None:
    with pytest.raises(RaceDBError, match="longer than 100,000 characters"):
        reader.query(f"SELECT '{'x' * 100_000}'", {})


def test_a_failure_half_way_is_told_in_one_line_on_sqlite(file: Path) -> None:
    with readonly.connect(str(file)) as opened:
        result = opened.query("SELECT abs(-9223372036854775807 - (id - 1)) FROM drivers", {})

        with pytest.raises(RaceDBError, match="integer overflow"):
            list(result.rows)


def test_a_failure_half_way_is_told_in_one_line_on_postgresql(server: str) -> None:
    with readonly.connect(server, as_owner=False) as opened:
        result = opened.query("SELECT 1 / (1500 - n) FROM generate_series(1, 2000) AS n", {})

        with pytest.raises(RaceDBError, match="division by zero"):
            list(result.rows)


def test_blobs_are_hexadecimal_text(file: Path) -> None:
    assert ask(file, "SELECT x'00ff'") == [("00ff",)]


def test_what_is_no_number_is_text_on_postgresql(server: str) -> None:
    text = (
        "SELECT DATE '2009-07-24', '{\"a\": 1}'::jsonb, true, 2.50::numeric, ARRAY[1, 2],"
        " int4range(1, 3), ROW(1, 'x')"
    )

    assert ask(server, text) == [
        ("2009-07-24", '{"a": 1}', True, 2.5, "{1,2}", "[1,3)", "(1,x)"),
    ]  # fmt: skip


@pytest.mark.parametrize("form", ["{}", "sqlite:///{}", "sqlite+pysqlite:///{}?timeout=1"])
def test_a_file_is_named_by_path_or_url(form: str, file: Path) -> None:
    assert ask(form.format(file), "SELECT count(*) FROM drivers") == [(2,)]


def test_the_url_comes_from_the_environment(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RACEDB_URL", str(file))

    with readonly.connect(None) as opened:
        assert list(opened.query("SELECT count(*) FROM drivers", {}).rows) == [(2,)]


@pytest.mark.parametrize(
    ("url", "kind", "message"),
    [
        ("nowhere.sqlite", UsageError, "nowhere.sqlite is not there"),
        (".", RaceDBError, "cannot be opened"),
        ("mysql://x/y", UsageError, "'mysql' is not a database that racedb runs on"),
        ("postgresql://x@/y?nonsense=1", UsageError, "the URL of the database is wrong"),
        ("postgresql://x@/y?host=/nowhere", TryAgainError, "cannot connect to the database"),
    ],
)
def test_a_database_that_cannot_be_opened_is_named(
    url: str, kind: type[RaceDBError], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    with pytest.raises(kind, match=message), readonly.connect(url):
        pass


@pytest.mark.parametrize(
    "url", ["postgresql://x:s3%zzcret@h/y", "postgresql://x@h/y?password=s3%zzcret&nonsense=1"]
)
def test_a_password_in_a_wrong_url_is_not_shown(url: str) -> None:
    with (
        pytest.raises(UsageError, match="the URL of the database is wrong") as refused,
        readonly.connect(url),
    ):
        pass

    assert "cret" not in str(refused.value)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("Pos,No,Driver\n" * 100)

    with pytest.raises(RaceDBError, match="x is not a database"), readonly.connect(f"{tmp_path}/x"):
        pass


@pytest.mark.parametrize(
    ("revision", "message"),
    [
        ("0007", "was made before the first release of racedb: load the files again"),
        ("0000_older", "run 'racedb db upgrade' first"),
        ("9999_later", "newer than this racedb"),
    ],
)
def test_a_database_of_another_version_is_refused(revision: str, message: str, file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", [revision])
        connection.commit()

    with pytest.raises(VersionError, match=message), readonly.connect(str(file)):
        pass


@pytest.mark.parametrize(
    "statements",
    [
        "CREATE TABLE customers (id)",
        (
            "CREATE TABLE alembic_version (version_num); CREATE TABLE customers (id);"
            "INSERT INTO alembic_version VALUES ('1975ea83b712')"
        ),
    ],
)
def test_a_database_of_somebody_else_is_refused(tmp_path: Path, statements: str) -> None:
    path = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(statements)

    with pytest.raises(RaceDBError, match="not a racedb database"), readonly.connect(str(path)):
        pass


def test_an_empty_database_needs_an_upgrade(db_url: str) -> None:
    if "://" not in db_url or db_url.startswith("sqlite"):
        Path(db_url.removeprefix("sqlite:///")).touch()

    with (
        pytest.raises(VersionError, match="run 'racedb db upgrade' first"),
        readonly.connect(db_url),
    ):
        pass


def test_a_locked_file_is_for_trying_again(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("racedb.db.readonly.WAIT_S", 0.1)
    monkeypatch.setattr("racedb.db.readonly.sqlite.WAIT_S", 0.1)
    with closing(sqlite3.connect(file, isolation_level=None)) as writer:
        writer.execute("BEGIN EXCLUSIVE")

        with pytest.raises(TryAgainError, match="locked by a load"), readonly.connect(str(file)):
            pass


def test_a_locked_table_is_for_trying_again(
    server: str, owned: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("racedb.db.readonly.postgres.WAIT_S", 0.1)
    with psycopg.connect(native(owned)) as writer:
        writer.execute("LOCK TABLE drivers")

        with pytest.raises(TryAgainError, match="locked"):
            ask(server, "SELECT * FROM drivers")


def test_a_connection_that_breaks_is_for_trying_again(server: str, owned: str) -> None:
    end = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name = 'racedb read-only' AND datname = current_database()"
    )
    with readonly.connect(server) as opened:
        with psycopg.connect(native(owned), autocommit=True) as owner:
            owner.execute(end)

        with pytest.raises(TryAgainError, match="the connection broke"):
            opened.query("SELECT 1", {})


def test_what_an_interrupted_load_left_is_rolled_back(file: Path) -> None:
    program = (
        "import os, signal, sqlite3, sys\n"
        "connection = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "connection.execute('PRAGMA cache_size = 5')\n"
        "connection.execute('BEGIN IMMEDIATE')\n"
        "for number in range(3, 2000):\n"
        "    connection.execute('INSERT INTO drivers VALUES (?, ?)', (number, 'x' * 500))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    subprocess.run([sys.executable, "-c", program, str(file)], check=False)
    assert file.with_name("racedb.sqlite-journal").exists()

    assert ask(file, "SELECT count(*) FROM drivers") == [(2,)]


@pytest.fixture
def hears_ctrl_c() -> Iterator[None]:
    """Hear Ctrl-C although a shell starts what runs in the background deaf to it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("hears_ctrl_c")
def test_ctrl_c_stops_sqlite_at_once(file: Path) -> None:
    timer = threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT))

    with readonly.connect(str(file), time_limit_s=20) as opened:
        timer.start()  # not before the database is open: an import may swallow a signal
        with pytest.raises(KeyboardInterrupt):
            opened.query(ENDLESS[0], {})


def test_no_time_limit_is_no_limit(file: Path) -> None:
    with readonly.connect(str(file), time_limit_s=0) as opened:
        assert list(opened.query("SELECT 1 AS a", {}).rows) == [(1,)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("SELECT :a, :b, :a", ("a", "b")),
        ("SELECT ':a', \":b\", E'\\':c', $x$:d$x$, $$:e$$", ()),
        ("SELECT a::text, '1:30' -- :c\n, :d /* :e */", ("d",)),
    ],
)
def test_parameters_are_found_outside_of_strings_and_comments(
    text: str, names: tuple[str, ...]
) -> None:
    assert statement.parameters(text) == names
