"""The seats of entries: who is in the crew of which car, in which order."""

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db import bulk
from racedb.db.rows import TABLES, fetch_in
from racedb.history.journal import Journal
from racedb.ingest.derive import comes_from_laps
from racedb.summaries import crew_text

_LAST = 1_000
"""Added to the seat of drivers that come behind the others."""


def read_crews(connection: Connection, entry_ids: list[int]) -> pl.DataFrame:
    """Read the crews of entries: entry_id, seat, driver_id, printed_name, rating."""
    seats = TABLES["entry_drivers"]
    columns = ("entry_id", "seat", "driver_id", "printed_name", "rating")
    statement = sa.select(*(seats.c[name] for name in columns))
    return fetch_in(connection, statement, seats.c.entry_id, entry_ids)


def said_crews(assigned: pl.DataFrame, crew: pl.DataFrame, *, listed: bool) -> pl.DataFrame:
    """
    Say who is in the crew of which entry: entry_id, driver_id, name, printed_name, rating, order.

    Args:
        assigned: row, entry_id.
        crew: row, seat, driver_id, name, printed_name, rating; in the order of rows and seats.
        listed: the rows name whole crews in order.
    """
    return (
        crew.join(assigned, on="row", maintain_order="left")
        .sort("entry_id", maintain_order=True)
        .with_columns((_places() if listed else pl.col("seat").cast(pl.Int64)).alias("order"))
        .select("entry_id", "driver_id", "name", "printed_name", "rating", "order")
    )


def crew_texts(said: pl.DataFrame, fresh: pl.Series) -> pl.DataFrame:
    """Give the text of the crews of entries that had none before: entry_id, crew_names."""
    return crew_text.texts(_once(said.filter(pl.col("entry_id").is_in(fresh.implode()))))


def write_crews(
    connection: Connection, journal: Journal, said: pl.DataFrame, fresh: pl.Series, *, listed: bool
) -> None:
    """
    Put drivers into their seats.

    The crew of a car is who the classifications name, the first one giving the order; a later one
    adds drivers behind. Laps name a crew only as long as no classification does: who else drove is
    told by the laps themselves.

    Args:
        connection: inside the transaction of the load.
        journal: knows what was there before.
        said: what `said_crews` gave.
        fresh: ids of entries that had no crew before.
        listed: the rows name whole crews in order.
    """
    journal.names_crews |= listed
    touched = said["entry_id"].unique()
    old_ids = touched.filter(~touched.is_in(fresh.implode())).to_list()
    if not old_ids:
        _insert(connection, _seated(said))
        return
    if listed and journal.compares:
        journal.crews.append(said.select("entry_id", "driver_id"))
    said = _otherwise(said, _seats(connection, old_ids), listed=listed)
    if said.is_empty():
        return
    old_ids = said["entry_id"].unique().to_list()
    # Laps alone have made an entry that is new, if nothing else in the file names crews.
    known = [n for n in old_ids if journal.names_crews or journal.existed_before("entries", n)]
    has_list = pl.col("entry_id").is_in(sorted(_with_listed_crew(connection, known)))
    old = read_crews(connection, old_ids)
    before = old.with_columns(pl.col("seat").cast(pl.Int64).alias("order")).select(_SEAT)
    behind = pl.when(has_list).then(_LAST).otherwise(0)
    now = said.with_columns((pl.col("order") + behind).alias("order")).select(_SEAT)
    if listed:  # a first list takes the place of what only laps told
        both = pl.concat([before.filter(has_list), now])
    else:
        both = pl.concat([before, now.filter(~has_list)])
    after = _seated(both)
    same = ["entry_id", "seat", "driver_id"]
    changed = pl.concat(
        [
            after.join(old, on=same, how="anti")["entry_id"],
            old.join(after, on=same, how="anti")["entry_id"],
        ]
    ).unique()
    stale = old.filter(pl.col("entry_id").is_in(changed.implode()))
    journal.snapshot("entry_drivers", changed)
    bulk.delete(connection, TABLES["entry_drivers"], stale.select("entry_id", "seat"))
    _insert(connection, after.filter(pl.col("entry_id").is_in(changed.implode())))
    crew_text.keep(connection, changed)


_SEAT = ["entry_id", "driver_id", "printed_name", "rating", "order"]


def _seats(connection: Connection, entry_ids: list[int]) -> pl.DataFrame:
    """Read who sits where in the crews of entries: entry_id, seat, driver_id."""
    seats = TABLES["entry_drivers"]
    statement = sa.select(seats.c.entry_id, seats.c.seat, seats.c.driver_id)
    return fetch_in(connection, statement, seats.c.entry_id, entry_ids)


def _otherwise(said: pl.DataFrame, old: pl.DataFrame, *, listed: bool) -> pl.DataFrame:
    """Keep what is said of crews that are not just so already: of nearly all, in a later file."""
    same = ["entry_id", "seat", "driver_id"] if listed else ["entry_id", "driver_id"]
    new = _seated(said) if listed else said
    other = new.join(old, on=same, how="anti")["entry_id"]
    if listed:
        other = pl.concat([other, old.join(new, on=same, how="anti")["entry_id"]])
    return said.filter(pl.col("entry_id").is_in(other.unique().implode()))


def _seated(crew: pl.DataFrame) -> pl.DataFrame:
    """Number the seats of every entry from 1, each driver once."""
    return _once(crew).select(
        "entry_id", _places().alias("seat"), "driver_id", "rating", "printed_name"
    )


def _once(crew: pl.DataFrame) -> pl.DataFrame:
    """Keep each driver once in a crew, the crews in their order."""
    if crew.select("entry_id", "driver_id").is_duplicated().any():
        key = ["entry_id", "driver_id"]
        crew = crew.group_by(key, maintain_order=True).agg(
            pl.exclude(*key, "rating", "order").first(),
            pl.col("rating").drop_nulls().first(),
            pl.col("order").min(),
        )
    return _sorted(crew)


def _sorted(crew: pl.DataFrame) -> pl.DataFrame:
    """Sort by entry and order, unless it is: to look costs a tenth of sorting."""
    entry, order = pl.col("entry_id"), pl.col("order")
    follows = (entry > entry.shift()) | ((entry == entry.shift()) & (order >= order.shift()))
    if crew.select(follows.fill_null(value=True).all()).item():
        return crew
    return crew.sort("entry_id", "order", maintain_order=True)


def _places() -> pl.Expr:
    """Count the rows of each entry from 1; they stand together."""
    at = pl.int_range(pl.len(), dtype=pl.Int64)
    is_first = pl.col("entry_id").ne_missing(pl.col("entry_id").shift())
    return at - pl.when(is_first).then(at).forward_fill() + 1


def _insert(connection: Connection, crew: pl.DataFrame) -> None:
    if not crew.is_empty():
        bulk.insert(connection, TABLES["entry_drivers"], crew)


def _with_listed_crew(connection: Connection, entry_ids: list[int]) -> set[int]:
    """Find the entries whose crew a classification has named: not only derived from laps."""
    results = TABLES["results"]
    statement = sa.select(results.c.entry_id).where(~comes_from_laps())
    found = fetch_in(connection, statement, results.c.entry_id, entry_ids)
    return set(found["entry_id"])
