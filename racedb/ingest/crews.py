"""Who is in the crew of which entry, and in which seat."""

from collections.abc import Iterable

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db import bulk
from racedb.db.rows import TABLES, fetch_in
from racedb.history.journal import Journal
from racedb.ingest.derive import comes_from_laps
from racedb.summaries import crew_text
from racedb.summaries.registry import CREWS, refresh

_AFTER_ALL = 1_000
"""Added to the seat of drivers that come after those of an earlier list."""
_SEAT = ["entry_id", "driver_id", "printed_name", "rating", "order"]


def read_crews(connection: Connection, entry_ids: Iterable[int]) -> pl.DataFrame:
    """Read the crews of entries: entry_id, seat, driver_id, printed_name, rating."""
    seats = TABLES["entry_drivers"]
    columns = ("entry_id", "seat", "driver_id", "printed_name", "rating")
    statement = sa.select(*(seats.c[name] for name in columns))
    return fetch_in(connection, statement, seats.c.entry_id, entry_ids)


def crews_by_entry(assigned: pl.DataFrame, crew: pl.DataFrame, *, listed: bool) -> pl.DataFrame:
    """
    Return who is in the crew of which entry: _SEAT and name.

    Args:
        assigned: row, entry_id.
        crew: row, seat, driver_id, name, printed_name, rating; in the order of rows and seats.
        listed: the rows name whole crews in order.
    """
    return (
        crew.join(assigned, on="row", maintain_order="left")
        .sort("entry_id", maintain_order=True)
        .with_columns((_places() if listed else pl.col("seat").cast(pl.Int64)).alias("order"))
        .select(*_SEAT, "name")
    )


def crew_texts(crews: pl.DataFrame, new_entries: pl.Series) -> pl.DataFrame:
    """Return the text of the crews of new entries: entry_id, crew_names."""
    return crew_text.crew_texts(_once(_of(crews, new_entries)))


def write_crews(
    connection: Connection,
    journal: Journal,
    crews: pl.DataFrame,
    new_entries: pl.Series,
    *,
    listed: bool,
) -> None:
    """
    Put drivers into their seats.

    The crew of a car is who the classifications name. The first one gives the order, a later one
    adds drivers after them. Laps name a crew only as long as no classification does: who else drove
    is seen in the laps themselves.

    Args:
        connection: inside the transaction of the load.
        journal: of the import.
        crews: the result of `crews_by_entry`.
        new_entries: ids of entries that had no crew before.
        listed: the rows name whole crews in order.
    """
    journal.names_crews |= listed
    touched = crews["entry_id"].unique()
    known = touched.filter(~touched.is_in(new_entries.implode())).to_list()
    if not known:
        _insert(connection, _seated(crews))
        return
    if listed and journal.compares:
        journal.crews.append(crews.select("entry_id", "driver_id"))
    # Nearly all crews of a later file are as they are stored: those are left out first.
    crews = _differing(crews, _read_seats(connection, known), listed=listed)
    if crews.is_empty():
        return
    known = crews["entry_id"].unique().to_list()
    old = read_crews(connection, known)
    seated = _joined(crews, old, _with_list(connection, journal, known), listed=listed)
    changed = _changed_entries(seated, old)
    journal.snapshot("entry_drivers", changed)
    stale = _of(old, changed).select("entry_id", "seat")
    bulk.delete(connection, TABLES["entry_drivers"], stale)
    _insert(connection, _of(seated, changed))
    refresh(connection, CREWS, changed)


def _joined(
    crews: pl.DataFrame, old: pl.DataFrame, with_list: set[int], *, listed: bool
) -> pl.DataFrame:
    """Join stored crews with those of a file; return the seats afterwards."""
    has_list = pl.col("entry_id").is_in(sorted(with_list))
    before = old.with_columns(pl.col("seat").cast(pl.Int64).alias("order")).select(_SEAT)
    after = pl.when(has_list).then(_AFTER_ALL).otherwise(0)
    now = crews.with_columns((pl.col("order") + after).alias("order")).select(_SEAT)
    if listed:  # a first list replaces a crew that only laps have named
        return _seated(pl.concat([before.filter(has_list), now]))
    return _seated(pl.concat([before, now.filter(~has_list)]))


def _changed_entries(seated: pl.DataFrame, old: pl.DataFrame) -> pl.Series:
    """Return the entries with a driver in another seat than before."""
    same = ["entry_id", "seat", "driver_id"]
    pairs = ((seated, old), (old, seated))
    changed = [one.join(other, on=same, how="anti")["entry_id"] for one, other in pairs]
    return pl.concat(changed).unique()


def _read_seats(connection: Connection, entry_ids: list[int]) -> pl.DataFrame:
    """Read who sits where in the crews of entries: entry_id, seat, driver_id."""
    seats = TABLES["entry_drivers"]
    statement = sa.select(seats.c.entry_id, seats.c.seat, seats.c.driver_id)
    return fetch_in(connection, statement, seats.c.entry_id, entry_ids)


def _differing(crews: pl.DataFrame, old: pl.DataFrame, *, listed: bool) -> pl.DataFrame:
    """Return the crews that are not stored just so; of laps those with a driver who is not."""
    if listed:
        return _of(crews, _changed_entries(_seated(crews), old))
    new = crews.join(old, on=["entry_id", "driver_id"], how="anti")["entry_id"]
    return _of(crews, new.unique())


def _with_list(connection: Connection, journal: Journal, entry_ids: list[int]) -> set[int]:
    """Return the entries whose crew a classification has named, and not laps alone."""
    # A new entry whose file has no list yet can only come from its laps.
    known = [n for n in entry_ids if journal.names_crews or journal.existed_before("entries", n)]
    results = TABLES["results"]
    statement = sa.select(results.c.entry_id).where(~comes_from_laps())
    return set(fetch_in(connection, statement, results.c.entry_id, known)["entry_id"])


def _of(frame: pl.DataFrame, entry_ids: pl.Series) -> pl.DataFrame:
    return frame.filter(pl.col("entry_id").is_in(entry_ids.implode()))


def _seated(crew: pl.DataFrame) -> pl.DataFrame:
    """Number the seats of every entry from 1, each driver once."""
    return _once(crew).select(
        "entry_id", _places().alias("seat"), "driver_id", "rating", "printed_name"
    )


def _once(crew: pl.DataFrame) -> pl.DataFrame:
    """Keep each driver once in a crew, in the order of the seats."""
    if crew.select("entry_id", "driver_id").is_duplicated().any():
        key = ["entry_id", "driver_id"]
        crew = crew.group_by(key, maintain_order=True).agg(
            pl.exclude(*key, "rating", "order").first(),
            pl.col("rating").drop_nulls().first(),
            pl.col("order").min(),
        )
    return crew.sort("entry_id", "order", maintain_order=True)


def _places() -> pl.Expr:
    """Count the rows of each entry from 1; they are together."""
    at = pl.int_range(pl.len(), dtype=pl.Int64)
    is_first = pl.col("entry_id").ne_missing(pl.col("entry_id").shift())
    return at - pl.when(is_first).then(at).forward_fill() + 1


def _insert(connection: Connection, crew: pl.DataFrame) -> None:
    bulk.insert(connection, TABLES["entry_drivers"], crew)
