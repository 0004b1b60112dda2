"""
The text of each crew, which loads keep in entries.crew_names.

It names the drivers in the order of the seats, joined by ' / '; NULL: none is known.
"""

from collections.abc import Iterable, Iterator

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db import bulk
from racedb.summaries.portions import ranges, several

# The models are a floor above: here it is enough to know what the columns are called.
_ENTRIES = sa.table(
    "entries",
    *(sa.column(name, sa.BigInteger) for name in ("id", "event_id")),
    *(sa.column(name, sa.Text) for name in ("car_number", "crew_names")),
)
_SEATS = sa.table(
    "entry_drivers", *(sa.column(name, sa.BigInteger) for name in ("entry_id", "seat", "driver_id"))
)
_DRIVERS = sa.table("drivers", sa.column("id", sa.BigInteger), sa.column("name", sa.Text))
_EVENTS = sa.table("events", sa.column("id", sa.BigInteger), sa.column("name", sa.Text))


def texts(seats: pl.DataFrame) -> pl.DataFrame:
    """
    Join the names of crews.

    Args:
        seats: entry_id and name, in the order of entries and seats.

    Returns:
        entry_id, crew_names
    """
    # Lists, joined for all crews at once: three times as fast as texts joined crew by crew.
    crews = seats.group_by("entry_id", maintain_order=True).agg("name")
    return crews.select("entry_id", pl.col("name").list.join(" / ").alias("crew_names"))


def keep(connection: Connection, entry_ids: Iterable[int]) -> None:
    """Keep the texts right after seats of some entries may have changed."""
    for ids in several(entry_ids):
        _keep(connection, _ENTRIES.c.id.in_(ids))


def keep_of(connection: Connection, driver_ids: Iterable[int]) -> None:
    """Keep the texts right after the names of some drivers may have changed."""
    for driver in sorted(set(driver_ids)):
        theirs = sa.select(_SEATS.c.entry_id).where(_SEATS.c.driver_id == driver)
        keep(connection, connection.scalars(theirs).all())


def keep_all(connection: Connection) -> None:
    """Find the texts anew, of all entries."""
    for first, last in ranges(connection, _ENTRIES.c.id):
        _keep(connection, _ENTRIES.c.id.between(first, last))


def wrong(connection: Connection) -> Iterator[str]:
    """Name the entries whose text is not what their seats say: 'EVENT, car NUMBER'."""
    titles = sa.select(_ENTRIES.c.id, _EVENTS.c.name, _ENTRIES.c.car_number).join(
        _EVENTS, _EVENTS.c.id == _ENTRIES.c.event_id
    )
    for first, last in ranges(connection, _ENTRIES.c.id):
        ids = _other(connection, _ENTRIES.c.id.between(first, last))["id"].to_list()
        rows = connection.execute(titles.where(_ENTRIES.c.id.in_(ids))) if ids else ()
        for number, event, car in rows:
            yield f"{event}, car {car}" if car else f"{event}, entry {number}"


def _keep(connection: Connection, where: sa.ColumnElement[bool]) -> None:
    other = _other(connection, where)
    if not other.is_empty():
        bulk.update(connection, _ENTRIES, other, ["id"])


def _other(connection: Connection, where: sa.ColumnElement[bool]) -> pl.DataFrame:
    """Give id and crew_names of the entries, of some, for which another text is kept."""
    kept = bulk.fetch(connection, sa.select(_ENTRIES.c.id, _ENTRIES.c.crew_names).where(where))
    seats = (
        sa.select(_SEATS.c.entry_id, _DRIVERS.c.name)
        .join(_DRIVERS, _DRIVERS.c.id == _SEATS.c.driver_id)
        .join(_ENTRIES, _ENTRIES.c.id == _SEATS.c.entry_id)
        .where(where)
        .order_by(_SEATS.c.entry_id, _SEATS.c.seat)
    )
    now = texts(bulk.fetch(connection, seats))
    both = kept.join(now, left_on="id", right_on="entry_id", how="left", suffix=" now")
    other = pl.col("crew_names").ne_missing(pl.col("crew_names now"))
    return both.filter(other).select("id", crew_names="crew_names now")
