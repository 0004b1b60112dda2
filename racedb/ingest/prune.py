"""
What is stored of a session and a new file of it no longer has: told always, taken away on demand.

Only results go: laps and stops were brought by files of another kind. A car that they still tell of
keeps a result derived from them. An entry goes when nothing else refers to it.
"""

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db import bulk
from racedb.db.rows import TABLES, fetch_in
from racedb.history.journal import Journal
from racedb.ingest.derive import derive, derived

KEY = ["session_id", "entry_id"]
_KEPT = {*KEY, "row_order", "status", "import_id", "line"}
"""Columns of a result that a derived one has, too."""


def gone(connection: Connection, unlisted: pl.DataFrame) -> pl.DataFrame:
    """
    Find the classified results of the file's sessions that the file does not have.

    Args:
        connection: inside the transaction of the load.
        unlisted: session_id and entry_id of all results there that the file does not have.
    """
    sessions = set(unlisted["session_id"])
    return unlisted.join(derived(connection, sessions), on=KEY, how="anti").sort(KEY)


def prune(connection: Connection, journal: Journal, keys: pl.DataFrame) -> None:
    """
    Take results away, and the entries that nobody refers to any more.

    Args:
        connection: inside the transaction of the load.
        journal: keeps what goes, so that undo brings it back.
        keys: what `gone` gave.
    """
    if keys.is_empty():
        return
    sessions = keys["session_id"].unique().to_list()
    journal.snapshot("results", sessions)
    journal.snapshot("drives", sessions)
    bulk.delete(connection, TABLES["drives"], keys)
    first = _first_facts(connection, sessions).join(keys, on=KEY, how="semi")
    if not first.is_empty():
        _derive_again(connection, first)
    bulk.delete(connection, TABLES["results"], keys.join(first, on=KEY, how="anti"))
    _drop_entries(connection, journal, keys["entry_id"].unique().to_list())


def _first_facts(connection: Connection, sessions: list[int]) -> pl.DataFrame:
    """Give the import and line of the first lap, else stop, of every car that has any."""
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
        if column.name not in _KEPT
    ]
    blank = first.with_columns(pl.lit("unknown").alias("status"), *nothing)
    bulk.update(connection, results, blank, KEY)
    derive(connection, first.select(KEY))


def _drop_entries(connection: Connection, journal: Journal, entry_ids: list[int]) -> None:
    used = sa.select(TABLES["results"].c.entry_id)
    entries = fetch_in(connection, used, TABLES["results"].c.entry_id, entry_ids)
    free = sorted(set(entry_ids) - set(entries["entry_id"]))
    for table, column in (("entry_drivers", "entry_id"), ("entries", "id")):
        journal.snapshot(table, free)
        bulk.delete(connection, TABLES[table], pl.DataFrame({column: free}, {column: pl.Int64}))
