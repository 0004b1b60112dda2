"""The schema up and down: what is left, what is refused, and what a killed migration leaves."""

import os
import signal
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory

from racedb.db import revisions, schema
from racedb.db.engine import engine, lock, read
from racedb.db.url import database_url
from racedb.errors import LoadError, RaceDBError, UsageError, VersionError
from tests import forks
from tests.refusals import change, contents, one_line, tables

TABLES = [
    "alembic_version", "aliases", "cars", "championship_points",
    "championship_standings", "championships", "circuits", "classes", "corrections", "drivers", "drives",
    "entries", "entry_drivers", "events", "imports", "lap_leaders", "lap_sums", "laps", "layouts",
    "manufacturers", "notes", "penalties", "pit_stops", "points_assignments", "printed_standings", "race_control_messages", "rejects", "results", "reviews",
    "revisions", "rounds", "runs", "season_entries", "seasons", "series", "session_bests", "sessions", "set_aside", "sources", "teams",
    "weather",
]  # fmt: skip
NEWEST = revisions.newest()
VIEWS = [
    "classification", "crew_names", "crews", "lap_times", "lap_weather", "points_scored", "race_control",
    "round_standings", "session_crews", "standings", "standings_differences", "stints",
]  # fmt: skip


@contextmanager
def dying(at):
    """End this process before a statement that contains a text, or at a commit."""

    def kill(_connection, _cursor, statement, *_):
        if at in statement:
            os.kill(os.getpid(), signal.SIGKILL)

    def small(connection, _record):
        if hasattr(connection, "create_function"):  # SQLite: pages go to the file before the commit
            connection.execute("PRAGMA cache_size = 1")

    sa.event.listen(sa.Engine, "before_cursor_execute", kill)
    sa.event.listen(sa.Engine, "commit", lambda it: kill(it, None, "COMMIT"))
    sa.event.listen(sa.Engine, "connect", small)
    yield


def killed(at, folder, *words):
    """Run a command line in a process that is killed before a statement."""
    return forks.run(words, folder, dying, at).code


def views(url):
    with read(database_url(url)) as connection:
        return sorted(sa.inspect(connection).get_view_names())


def emptied(url):
    """Make a database and remove its schema: only the empty version table is left."""
    schema.upgrade(database_url(url))
    schema.downgrade(database_url(url), "base")


def test_up_makes_the_schema_and_down_takes_it_all(db_url):
    url = database_url(db_url)

    up = schema.upgrade(url)
    made = (sorted(tables(db_url)), views(db_url))
    down = schema.downgrade(url, "base")
    left = (sorted(tables(db_url)), views(db_url))

    assert (up, down) == ((None, NEWEST), (NEWEST, None))
    assert made == (TABLES, VIEWS)
    assert left == (["alembic_version"], [])


def test_an_upgrade_of_what_is_newest_changes_nothing(held):
    before = contents(held)

    assert schema.upgrade(database_url(held)) == (NEWEST, NEWEST)
    assert contents(held) == before


def test_an_upgrade_fills_a_file_without_a_byte(sqlite_url):
    Path(sqlite_url).touch()

    assert schema.upgrade(database_url(sqlite_url)) == (None, NEWEST)
    assert sorted(tables(sqlite_url)) == TABLES


def test_an_emptied_database_gets_its_schema_again(run, db_url):
    emptied(db_url)

    ran = run("db", "upgrade", "--db", db_url)

    assert ran.exit_code == 0
    assert ran.stderr.endswith(f"upgraded from empty, revision {NEWEST}\n")
    assert sorted(tables(db_url)) == TABLES


def test_create_makes_a_schema_once(db_url):
    url = database_url(db_url)
    schema.create(url)

    with pytest.raises(LoadError, match="is there already; 'racedb db upgrade' brings it"):
        schema.create(url)
    assert sorted(tables(db_url)) == TABLES


@pytest.mark.parametrize(
    ("run_", "revision"), [(schema.upgrade, "head"), (schema.downgrade, "base")]
)
def test_a_newer_schema_goes_neither_up_nor_down(held, run_, revision):
    change(held, "UPDATE alembic_version SET version_num = '9999_later'")
    before = contents(held)

    with pytest.raises(
        VersionError, match=r"newer than this racedb \(9999_later\): upgrade racedb"
    ):
        run_(database_url(held), revision)
    assert contents(held) == before


def test_a_revision_that_does_not_exist_is_a_usage_error(held):
    before = contents(held)

    with pytest.raises(UsageError, match="Can't locate revision identified by '0815'"):
        schema.downgrade(database_url(held), "0815")
    assert contents(held) == before


def test_a_file_that_is_not_there_cannot_go_down(sqlite_url):
    with pytest.raises(UsageError, match="is not there"):
        schema.downgrade(database_url(sqlite_url), "base")
    assert not Path(sqlite_url).exists()


def test_a_difference_from_the_models_is_described(migrated_url):
    url = database_url(migrated_url)
    change(migrated_url, "CREATE TABLE invoices (id INTEGER)")

    assert schema.drift(url) is not None
    assert "invoices" in schema.drift(url)


UP = ["CREATE TABLE laps", "INSERT INTO alembic_version", "COMMIT"]
DOWN = ["DROP TABLE laps", "DELETE FROM alembic_version"]


@pytest.mark.parametrize("at", UP)
def test_a_killed_upgrade_leaves_nothing_and_can_be_run_again(run, db_url, at, tmp_path):
    emptied(db_url)

    code = killed(at, tmp_path, "db", "upgrade", "--db", db_url)
    left = (sorted(tables(db_url)), views(db_url))
    again = run("db", "upgrade", "--db", db_url)

    assert code == -signal.SIGKILL
    assert left == (["alembic_version"], [])
    assert again.exit_code == 0
    assert (sorted(tables(db_url)), views(db_url)) == (TABLES, VIEWS)


@pytest.mark.parametrize("at", DOWN)
def test_a_killed_downgrade_keeps_every_row_and_can_be_run_again(run, held, at, tmp_path):
    before = contents(held)

    code = killed(at, tmp_path, "db", "downgrade", "base", "--db", held)
    left = (sorted(tables(held)), views(held), contents(held))
    again = run("db", "downgrade", "base", "--db", held)

    assert code == -signal.SIGKILL
    assert left == (TABLES, VIEWS, before)
    assert again.exit_code == 0
    assert tables(held) == ["alembic_version"]


@pytest.mark.parametrize("at", UP[:-1])
def test_a_killed_first_upgrade_leaves_no_file_under_the_name(run, sqlite_url, at, tmp_path):
    code = killed(at, tmp_path, "db", "upgrade", "--db", sqlite_url)
    there = Path(sqlite_url).exists()
    again = run("db", "upgrade", "--db", sqlite_url)

    assert (code, there, again.exit_code) == (-signal.SIGKILL, False, 0)


def test_a_statement_that_fails_takes_all_others_back(run, db_url):
    emptied(db_url)

    def fail(connection, cursor, statement, *_):
        if "CREATE TABLE laps" in statement:
            cursor.execute("SELECT * FROM nowhere")

    sa.event.listen(sa.Engine, "before_cursor_execute", fail)
    try:
        ran = run("db", "upgrade", "--db", db_url)
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", fail)

    assert ran.exit_code == 1
    assert "nowhere" in one_line(ran)
    assert tables(db_url) == ["alembic_version"]


def test_a_migration_that_would_break_references_is_taken_back(sqlite_url):
    url = database_url(sqlite_url)
    schema.upgrade(url)

    with (
        pytest.raises(RaceDBError, match="the migration would break 1 reference"),
        schema.migrating(url) as connection,
    ):
        connection.execute(sa.text("INSERT INTO seasons (series_id, label) VALUES (7, '2024')"))
    assert contents(sqlite_url)["seasons"] == []


def test_a_rebuilt_table_takes_no_children_with_it(held):
    """A batch rebuild drops the old table; with foreign keys on, its children would go or refuse."""
    before = contents(held)

    with schema.migrating(database_url(held)) as connection:
        rebuild = "always" if connection.dialect.name == "sqlite" else "auto"
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("sources", recreate=rebuild) as batch:
            batch.add_column(sa.Column("colour", sa.Text))
        imports = connection.execute(sa.text("SELECT count(*) FROM imports")).scalar_one()

    assert imports == 1
    assert contents(held) == before


def test_a_migration_waits_for_a_load_and_says_who_it_is(run, held, monkeypatch):
    monkeypatch.setattr("racedb.db.engine.WAIT_S", 0.2)
    opened = engine(database_url(held))
    with opened.begin() as connection:
        lock(connection, database_url(held))
        ran = run("db", "downgrade", "base", "--db", held)
    opened.dispose()

    assert ran.exit_code == 3
    assert one_line(ran).endswith("somebody else is writing; try again")
    assert sorted(tables(held)) == TABLES


def test_a_migration_does_not_queue_behind_a_reader_for_ever(run, postgres_url, monkeypatch):
    """Who waits for a table keeps all others from it: a lock has five seconds, as for writers."""
    monkeypatch.setattr("racedb.db.engine.WAIT_S", 0.2)
    run("db", "upgrade", "--db", postgres_url)
    opened = engine(database_url(postgres_url))
    with opened.begin() as reader:
        reader.execute(sa.text("SELECT * FROM runs")).all()
        ran = run("db", "downgrade", "base", "--db", postgres_url)
    opened.dispose()

    assert ran.exit_code == 3
    assert one_line(ran).endswith("somebody else is writing; try again")
    assert sorted(tables(postgres_url)) == TABLES


def test_a_statement_of_a_migration_that_takes_too_long_is_stopped(run, postgres_url, monkeypatch):
    run("db", "upgrade", "--db", postgres_url)
    run("db", "downgrade", "base", "--db", postgres_url)
    before = sorted(tables(postgres_url))
    monkeypatch.setattr(schema, "STATEMENT_TIMEOUT", "300ms")

    def slow(connection, cursor, statement, *_):
        if "CREATE TABLE set_aside" in statement:
            cursor.execute("SELECT pg_sleep(60)")

    sa.event.listen(sa.Engine, "before_cursor_execute", slow)
    try:
        ran = run("db", "upgrade", "--db", postgres_url)
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", slow)

    assert ran.exit_code == 4
    assert one_line(ran).endswith("a statement took too long and was stopped; nothing was stored")
    assert sorted(tables(postgres_url)) == before
    assert run("db", "upgrade", "--db", postgres_url).exit_code == 0


def test_the_newest_revision_is_the_one_of_alembic():
    scripts = ScriptDirectory(str(revisions.folder()))

    assert scripts.get_current_head() == revisions.newest()


def test_a_new_database_has_the_schema_that_the_migrations_make(db_url):
    """`db create` and a first load use the models; `db upgrade` uses the migrations."""
    url = database_url(db_url)
    schema.create(url)
    created = described(url)
    schema.downgrade(url, "base")

    schema.upgrade(url)

    assert described(url) == created
    assert schema.drift(url) is None


def described(url):
    """List tables with all that reflection knows of them, and the text of the views."""
    with read(url) as connection:
        found = sa.inspect(connection)
        kinds = ("columns", "pk_constraint", "foreign_keys", "unique_constraints",
                 "check_constraints", "indexes")  # fmt: skip
        return {
            name: [plain(getattr(found, f"get_{kind}")(name)) for kind in kinds]
            for name in found.get_table_names()
        } | {name: found.get_view_definition(name) for name in found.get_view_names()}


def plain(value):
    """Write what reflection returns so that it can be compared: types and conditions as text."""
    if isinstance(value, dict):
        return {key: plain(it) for key, it in value.items()}
    if isinstance(value, list):
        return sorted((plain(it) for it in value), key=str)
    return str(value)
