"""
Results that are stored of a session and that a new file of it no longer has.

They are always reported, and removed with --prune. Laps and stops stay, because files of another
kind brought them: a car that has some keeps a result derived from them. An entry is removed when
nothing else refers to it. Only --replace-session removes laps and stops, those that a new file of
laps or stops does not list.
"""

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db import bulk
from racedb.db.rows import TABLES, fetch_in
from racedb.history.journal import Journal, revision, write_revisions
from racedb.ingest.crews import reseat
from racedb.ingest.derive import derive, find_derived
from racedb.ingest.transaction import KEY, Transaction
from racedb.ingest.upsert import KEYS
from racedb.models.base import is_derived

_OF_DERIVED = {*KEY, "row_order", "status", "import_id", "line"}
"""Columns that a derived result has besides what its laps tell."""


def find_unlisted(tx: Transaction) -> pl.DataFrame:
    """Return the keys of the classified results that the file at hand does not list any more."""
    unlisted = tx.unlisted
    # A result that only laps tell of was in no list, so that it cannot be missing from one.
    derived = find_derived(tx.connection, unlisted["session_id"].unique().to_list())
    return unlisted.join(derived, on=KEY, how="anti").sort(KEY)


def prune(tx: Transaction, keys: pl.DataFrame) -> None:
    """Remove the results of `find_unlisted`, and entries that nothing refers to any more."""
    connection, journal = tx.connection, tx.journal
    if keys.is_empty():
        return
    sessions = keys["session_id"].unique().to_list()
    journal.snapshot("results", sessions)
    journal.snapshot("drives", sessions)
    bulk.delete(connection, TABLES["drives"], keys)
    # A car with laps took part, whoever lists it: its result becomes what the laps say.
    first = _first_facts(connection, sessions).join(keys, on=KEY, how="semi")
    if not first.is_empty():
        _derive_again(connection, first)
    bulk.delete(connection, TABLES["results"], keys.join(first, on=KEY, how="anti"))
    entries = keys["entry_id"].unique().to_list()
    _drop_entries(connection, journal, entries)
    reseat(tx, entries)
    tx.note_changed_results(sessions)


def prune_facts(tx: Transaction) -> None:
    """Remove the laps, stops and weather of sessions that the file at hand has others of."""
    for table, listed in tx.listed.items():
        if gone := _remove_unlisted(tx, table, pl.concat(listed)):
            prune(tx, _without_facts(tx, gone))


def _remove_unlisted(tx: Transaction, table: str, listed: pl.DataFrame) -> set[int]:
    """Remove what is not listed, with a revision of each row; return the sessions that had some."""
    facts, connection = TABLES[table], tx.connection
    columns = [column for column in facts.c if not is_derived(column)]
    there = fetch_in(
        connection, sa.select(*columns), facts.c.session_id, listed["session_id"].unique()
    )
    key = list(KEYS[table])
    gone = there.cast(dict.fromkeys(key, pl.Int64)).join(listed, on=key, how="anti")
    revisions = [
        revision(table, {it: row.pop(it) for it in key}, row, None)
        for row in gone.iter_rows(named=True)
    ]
    write_revisions(connection, tx.journal.import_id, revisions)
    bulk.delete(connection, facts, gone.select(key))
    sessions = set(gone["session_id"])
    for number in sessions:
        tx.sessions[number].laps_in_parts |= table == "laps"
    return sessions


def _without_facts(tx: Transaction, sessions: set[int]) -> pl.DataFrame:
    """Return the keys of derived results from whose laps and stops nothing is left."""
    derived = tx.derived_results(sessions)
    left = _first_facts(tx.connection, sorted(sessions))
    return derived.join(left, on=KEY, how="anti")


def _first_facts(connection: Connection, sessions: list[int]) -> pl.DataFrame:
    """Return the import and line of the first lap, else stop, of every car that has any."""
    columns = (*KEY, "number", "import_id", "line")
    found = [
        fetch_in(
            connection,
            sa.select(*(TABLES[name].c[column] for column in columns)),
            TABLES[name].c.session_id,
            sessions,
        ).cast(pl.Int64)
        for name in ("laps", "pit_stops")
    ]
    first = pl.concat(one.sort(*KEY, "number") for one in found)
    return first.unique(KEY, keep="first", maintain_order=True).drop("number")


def _derive_again(connection: Connection, first: pl.DataFrame) -> None:
    """Make results what they would be if only laps and stops had been loaded."""
    results = TABLES["results"]
    nothing = [
        pl.lit(None, bulk.dtype(column.type)).alias(column.name)
        for column in results.c
        if column.name not in _OF_DERIVED
    ]
    blank = first.with_columns(pl.lit("unknown").alias("status"), *nothing)
    bulk.update(connection, results, blank, KEY)
    derive(connection, first.select(KEY))


def _drop_entries(connection: Connection, journal: Journal, entry_ids: list[int]) -> None:
    free = set(entry_ids)
    for name in ("results", "penalties"):
        used = TABLES[name].c.entry_id
        free -= set(fetch_in(connection, sa.select(used), used, entry_ids)["entry_id"])
    for table, column in (("entry_drivers", "entry_id"), ("entries", "id")):
        journal.snapshot(table, free)
        keys = pl.DataFrame({column: sorted(free)}, {column: pl.Int64})
        bulk.delete(connection, TABLES[table], keys)
