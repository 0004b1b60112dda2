"""What a big load drops is rebuilt at its end, and enforced."""

import sqlite3

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy import make_url

from racedb.db import deferred_indexes
from racedb.db import engine as engines
from racedb.db.url import database_url
from racedb.errors import RaceDBError
from racedb.ingest import plan
from racedb.ingest.transaction import Transaction, open_transaction
from tests.db.rows import TABLES
from tests.refusals import GOOD, RACE, change, contents

LAPS = "No,Lap,Driver,Lap time\n7,1,Ann Berg,1:58.250\n7,2,Ann Berg,1:57.000\n"
ON_SERVER = pytest.mark.parametrize("migrated_url", ["postgresql"], indirect=True)
"""A reader of a SQLite file is in the way of whoever writes, as it always was."""
MANY_LAPS = "No,Lap,Driver,Lap time\n" + "".join(
    f"7,{number},Ann Berg,1:58.{number % 1000:03}\n" for number in range(1, 2_001)
)
FILLED = ("entries", "entry_drivers", "results", "laps")


def parts(url):
    """Return the keys, indexes and references of a database."""
    with engines.read(database_url(url)) as connection:
        found = sa.inspect(connection)
        return {
            name: (
                sorted(
                    (it["name"], *map(str, it.get("dialect_options", {}).values()))
                    for it in found.get_indexes(name)
                ),
                sorted(it["name"] for it in found.get_foreign_keys(name)),
                found.get_pk_constraint(name),
                sorted(found.get_unique_constraints(name), key=str),
            )
            for name in FILLED
        }


def keys(connection, table):
    """Return the names of the keys that a table has now."""
    found = sa.inspect(connection)
    names = [it["name"] for it in found.get_unique_constraints(table)]
    return sorted([*names, *filter(None, [found.get_pk_constraint(table)["name"]])])


@pytest.fixture
def big(monkeypatch):
    """Take every file for a big one."""
    monkeypatch.setattr(plan, "_BIG_BYTES", 0)


@pytest.mark.usefixtures("big")
@pytest.mark.parametrize("content", [GOOD, LAPS], ids=["results", "laps"])
def test_a_big_load_leaves_all_indexes_and_references(run, migrated_url, file, content):
    before = parts(migrated_url)

    ran = run("load", file(content), "--db", migrated_url, *RACE)

    assert ran.exit_code == 0, ran.stderr
    assert parts(migrated_url) == before
    assert all(all(found[:3]) for found in before.values())


@pytest.mark.usefixtures("big")
def test_a_big_load_stores_what_a_small_one_stores(run, migrated_url, file, tmp_path, monkeypatch):
    run("load", file(GOOD), "--db", migrated_url, *RACE)
    monkeypatch.undo()
    small = str(tmp_path / "small.sqlite")
    run("load", file(GOOD), "--db", small, *RACE)

    for table in ("entries", "entry_drivers", "results"):
        assert contents(migrated_url)[table] == contents(small)[table]


def test_parts_of_empty_tables_are_dropped_and_rebuilt(migrated_url):
    with engines.write(database_url(migrated_url)) as connection:
        put = deferred_indexes.drop_for_bulk(connection, [TABLES["results"], TABLES["laps"]])
        names = [str(part.name) for part in put.parts]
        during = [it["name"] for it in sa.inspect(connection).get_indexes("results")]
        put.rebuild()

    references = [name for name in names if name.startswith("fk_")]
    assert during == []
    assert [name for name in names if name.startswith("ix_")] == [
        "ix_results_entry_id", "ix_results_import_id", "ix_laps_driver_id",
    ]  # fmt: skip
    assert len(references) == (7 if migrated_url.startswith("postgresql") else 0)


def test_a_table_with_rows_keeps_its_parts(held):
    with engines.write(database_url(held)) as connection:
        assert (
            deferred_indexes.drop_for_bulk(connection, [TABLES["results"], TABLES["entries"]]).parts
            == []
        )


def test_keys_are_rebuilt_when_a_query_uses_their_table(migrated_url):
    tables = [TABLES[name] for name in ("entries", "entry_drivers", "results", "drives", "laps")]
    laps = TABLES["laps"].alias()
    asked = sa.select(TABLES["entries"].c.id).where(
        sa.exists().where(laps.c.entry_id == TABLES["entries"].c.id)
    )
    with engines.write(database_url(migrated_url)) as connection:
        before = {table.name: keys(connection, table.name) for table in tables}
        beside = [TABLES["pit_stops"], TABLES["penalties"]]
        put = deferred_indexes.drop_for_bulk(connection, [*tables, *beside])
        during = {table.name: keys(connection, table.name) for table in tables}
        connection.execute(sa.select(TABLES["drivers"].c.id))
        connection.execute(sa.text("SELECT 1"))
        connection.execute(asked)
        after = {table.name: keys(connection, table.name) for table in tables}
        asked_again = connection.execute(asked).all()
        put.rebuild()
        at_last = {table.name: keys(connection, table.name) for table in tables}

    is_server = migrated_url.startswith("postgresql")
    assert during == ({name: [] for name in before} if is_server else before)
    back = {name: before[name] for name in ("entries", "laps")}
    assert after == (during | back if is_server else before)
    assert asked_again == []
    assert at_last == before


def test_keys_that_other_tables_rely_on_stay(migrated_url):
    with engines.write(database_url(migrated_url)) as connection:
        put = deferred_indexes.drop_for_bulk(
            connection, [TABLES["results"]]
        )  # laps refer to results
        assert keys(connection, "results") == ["pk_results"]
        put.rebuild()


def test_an_empty_table_beside_filled_ones_locks_no_reader_out(held):
    with engines.write(database_url(held)) as connection:
        put = deferred_indexes.drop_for_bulk(connection, [TABLES["results"], TABLES["laps"]])

        if held.startswith("postgresql"):
            assert put.parts == []
            with engines.read(database_url(held)) as reader:  # of a table that laps refer to
                assert reader.execute(sa.select(TABLES["drivers"].c.id)).all()
        else:
            assert [part.name for part in put.parts] == ["ix_laps_driver_id"]
        put.rebuild()


def test_who_wants_to_be_alone_puts_off_filled_tables_too(held):
    before, tables = parts(held), [TABLES["results"], TABLES["laps"]]
    names = []
    for up_to_bytes in (1, 1 << 20):
        with engines.write(database_url(held)) as connection:
            put = deferred_indexes.drop_for_bulk(connection, tables, up_to_bytes=up_to_bytes)
            names.append({str(part.name) for part in put.parts})
            put.rebuild()

    small, big = names
    assert "ix_laps_driver_id" in small & big
    assert not any(name.startswith(("ix_results", "fk_results")) for name in small)
    results = {"ix_results_entry_id", "fk_results_session_id"}
    assert (results <= big) is held.startswith("postgresql")
    assert parts(held) == before


def test_later_files_of_a_first_load_put_off_what_is_still_empty(migrated_url):
    with engines.write(database_url(migrated_url)) as connection:
        tx = Transaction(connection, in_bulk=True)
        tx.begin(1)
        tx.rebuild_indexes()
        connection.execute(sa.insert(TABLES["events"]).values(id=1, slug="2024-x", name="X"))
        connection.execute(sa.insert(TABLES["entries"]).values(event_id=1, variant=1))

        tx.begin(2)
        found = sa.inspect(connection)
        indexes = [bool(found.get_indexes(name)) for name in ("entries", "laps")]
        tx.rebuild_indexes()

    assert indexes == [True, False]


def reference_ids(url):
    """Return the ids of the references of results: a rebuilt one gets a new id."""
    with engines.read(database_url(url)) as connection:
        found = (
            "SELECT oid FROM pg_constraint WHERE conrelid = 'results'::regclass AND contype = 'f'"
        )
        return sorted(connection.exec_driver_sql(found).scalars())


@pytest.mark.usefixtures("big")
def test_a_reader_of_empty_tables_does_not_end_a_first_load(postgres_url, run, file):
    run("db", "upgrade", "--db", postgres_url)
    path = file(MANY_LAPS)
    with psycopg.connect(postgres_url) as reader:
        reader.execute("SELECT count(*) FROM laps")  # and its transaction stays open

        ran = run("load", path, "--db", postgres_url, *RACE)

    assert ran.exit_code == 0, ran.stderr


@pytest.mark.usefixtures("big")
@ON_SERVER
def test_a_load_while_nobody_is_connected_rebuilds_references(run, held, file):
    before, numbers = parts(held), reference_ids(held)

    ran = run("load", file(MANY_LAPS), "--db", held, *RACE)

    assert ran.exit_code == 0, ran.stderr
    assert parts(held) == before
    assert not set(reference_ids(held)) & set(numbers)


@pytest.mark.usefixtures("big")
@ON_SERVER
def test_a_load_lets_who_is_connected_go_on_reading(run, held, file):
    numbers = reference_ids(held)
    with engines.read(database_url(held)) as reader:
        reader.execute(sa.select(TABLES["results"].c.line)).all()

        ran = run("load", file(MANY_LAPS), "--db", held, *RACE)

        assert ran.exit_code == 0, ran.stderr
        assert reader.execute(sa.select(TABLES["results"].c.line)).all()
    assert reference_ids(held) == numbers


@pytest.mark.usefixtures("big")
@ON_SERVER
def test_an_exclusive_load_waits_for_who_is_reading_and_leaves(run, held, file, monkeypatch):
    monkeypatch.setattr(engines, "WAIT_S", 0.2)
    before = contents(held)
    with engines.read(database_url(held)) as reader:
        reader.execute(sa.select(TABLES["results"].c.line)).all()

        ran = run("load", file(LAPS), "--db", held, *RACE, "--exclusive")

    assert ran.exit_code == 3
    assert ran.stderr.endswith("somebody else is writing; try again\n")
    assert contents(held) == before


def test_who_else_is_connected_is_seen(db_url, run):
    run("db", "create", "--db", db_url)
    with engines.write(database_url(db_url)) as connection:
        alone = engines.is_sole_connection(connection)
    with engines.read(database_url(db_url)), engines.write(database_url(db_url)) as connection:
        beside = engines.is_sole_connection(connection)

    assert (alone, beside) == (True, not db_url.startswith("postgresql"))


def test_a_role_that_does_not_own_the_tables_leaves_them(postgres_url, run):
    run("db", "create", "--db", postgres_url)
    role = make_url(postgres_url).database + "_writer"
    for statement in (
        f"CREATE ROLE {role} LOGIN",
        f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}",
    ):
        change(postgres_url, statement)
    theirs = make_url(postgres_url).set(username=role)
    try:
        with engines.write(theirs) as connection:
            assert deferred_indexes.drop_for_bulk(connection, [TABLES["results"]]).parts == []
    finally:
        with psycopg.connect(
            make_url(postgres_url).set(drivername="postgresql").render_as_string(False),
            autocommit=True,
        ) as connection:
            connection.execute(f"DROP OWNED BY {role}")
            connection.execute(f"DROP ROLE {role}")


def spoilt(url, *statements):
    """Write in bulk what breaks references."""
    with engines.write(database_url(url), in_bulk=True) as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_a_row_that_refers_to_nothing_is_not_stored(sqlite_url, run):
    run("db", "create", "--db", sqlite_url)

    with pytest.raises(RaceDBError, match="row 1 of classes refers to a row of series that is"):
        spoilt(sqlite_url, "INSERT INTO classes (series_id, code) VALUES (9, 'GT')")

    assert contents(sqlite_url)["classes"] == []


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("DELETE FROM entries", "entry_drivers"),
        ("UPDATE results SET import_id = 9", "results"),
        ("DELETE FROM results", "laps"),
    ],
)
def test_a_row_that_others_refer_to_does_not_go(sqlite_url, run, file, statement, table):
    run("load", file(LAPS), "--db", sqlite_url, *RACE)
    before = contents(sqlite_url)

    with pytest.raises(RaceDBError, match=f"row 1 of {table} refers to a row of"):
        spoilt(sqlite_url, statement)

    assert contents(sqlite_url) == before


def test_tables_that_nobody_wrote_to_are_not_looked_at(sqlite_url, run, file):
    """They may be a hundred times as big; `racedb db check` looks at them."""
    run("load", file(LAPS), "--db", sqlite_url, *RACE)
    with sqlite3.connect(database_url(sqlite_url).database) as careless:
        careless.execute("UPDATE laps SET import_id = 9")

    spoilt(sqlite_url, "INSERT INTO series (slug, name) VALUES ('cup', 'Cup')")

    assert "cup" in str(contents(sqlite_url)["series"])
    assert run("db", "check", "--db", sqlite_url).exit_code != 0


@pytest.mark.parametrize("rows", [10, 6_000], ids=["few", "some"])
def test_a_new_database_is_the_same_however_much_comes(run, migrated_url, tmp_path, file, rows):
    """From a quarter of a MiB on, its indexes are built after the rows."""
    text = "Pos,No,Driver,Best Lap,Status\n" + "".join(
        f"{n},{n},Ann Berg,1:{n % 60:02}.{n % 1000:03},Finished after a long race\n"
        for n in range(1, rows + 1)
    )
    before = parts(migrated_url)

    ran = run("load", file(text), "--db", migrated_url, *RACE)
    made, empty = str(tmp_path / "made.sqlite"), str(tmp_path / "empty.sqlite")
    run("load", file(text), "--db", made, *RACE)
    run("db", "create", "--db", empty)

    assert ran.exit_code in (0, 5), ran.stderr
    assert parts(migrated_url) == before
    assert contents(made)["results"] == contents(migrated_url)["results"]
    assert parts(made) == parts(empty)


@ON_SERVER
@pytest.mark.parametrize(("big_bytes", "limit"), [(1 << 40, "1"), (0, "8")])
def test_only_a_big_load_looks_for_the_best_order_of_joins(
    migrated_url, file, monkeypatch, big_bytes, limit
):
    monkeypatch.setattr(plan, "_BIG_BYTES", big_bytes)
    options = make_url(migrated_url).update_query_dict({"options": "-c join_collapse_limit=8"})
    url = database_url(options.render_as_string(hide_password=False))
    (job,) = plan.plan_jobs([file()], {}, plan.Settings())

    with open_transaction(job, url, plan.Settings()) as tx:
        assert tx.connection.scalar(sa.text("SHOW join_collapse_limit")) == limit
