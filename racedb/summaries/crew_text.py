"""
The text of each crew, which is the column crew_names of entries and of results.

It names the drivers in the order of the seats, joined by ' / '. Of entries it is the crew of the
event, or NULL, where none is known. Of results it is the crew of the session where that is another
one; it is empty where nobody is known to have driven.
"""

from collections.abc import Iterable, Iterator

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db.rows import TABLES, fetch_in, in_chunks

_CREW = ["id", "session_id", "entry_id", "crew_names", "seat", "name"]
_IDS = pl.Schema(dict.fromkeys(("id", "session_id", "entry_id", "seat"), pl.Int64))
_SESSION_CREWS = sa.table(
    "session_crews",
    *(sa.column(name, sa.Integer) for name in ("session_id", "entry_id", "seat")),
    sa.column("driver", sa.String),
)


def crew_texts(seats: pl.DataFrame) -> pl.DataFrame:
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


def read(
    connection: Connection, entry_ids: Iterable[int]
) -> Iterator[tuple[list[int], pl.DataFrame]]:
    """
    Read the crews of entries with their stored texts.

    Yields:
        ids, and a row for each seat, or one without a name: id and entry_id (both the entry),
        session_id (NULL: the crew of the event), crew_names, seat, name.
    """
    for some in in_chunks(entry_ids):
        crews = [_of_events(connection, some), _of_sessions(connection, some)]
        yield some, pl.concat(crews).sort("id", "session_id", "seat")


def _of_events(connection: Connection, entry_ids: list[int]) -> pl.DataFrame:
    entries, seats, drivers = TABLES["entries"], TABLES["entry_drivers"], TABLES["drivers"]
    statement = (
        sa.select(entries.c.id, entries.c.crew_names, seats.c.seat, drivers.c.name)
        .outerjoin(seats, seats.c.entry_id == entries.c.id)
        .outerjoin(drivers, drivers.c.id == seats.c.driver_id)
    )
    found = fetch_in(connection, statement, entries.c.id, entry_ids)
    no_session = pl.lit(None, pl.Int64).alias("session_id")
    return found.with_columns(no_session, entry_id="id").select(_CREW).cast(_IDS)


def _of_sessions(connection: Connection, entry_ids: list[int]) -> pl.DataFrame:
    results, crews = TABLES["results"].c, _SESSION_CREWS.c
    stored = sa.select(results.entry_id.label("id"), results.session_id, results.crew_names)
    named = sa.select(crews.entry_id.label("id"), crews.session_id, crews.seat, crews.driver)
    of_car = ["id", "session_id"]
    found = fetch_in(connection, stored, results.entry_id, entry_ids).join(
        fetch_in(connection, named, crews.entry_id, entry_ids), on=of_car, how="left"
    )
    return found.with_columns(entry_id="id", name="driver").select(_CREW).cast(_IDS)


def with_texts(seats: pl.DataFrame) -> pl.DataFrame:
    """Compute the texts again of the crews that `read` returned: one row for each."""
    key = ["id", "session_id"]
    crews = seats.group_by(*key, maintain_order=True).agg(
        pl.col("entry_id").first(), pl.col("name").drop_nulls()
    )
    text = pl.when(pl.col("name").list.len() > 0).then(pl.col("name").list.join(" / "))
    crews = crews.with_columns(text.alias("text"))
    of_event = crews.filter(pl.col("session_id").is_null()).select("id", "text")
    crews = crews.join(of_event, on="id", how="left", suffix=" of event", maintain_order="left")
    is_same = pl.col("text").eq_missing(pl.col("text of event"))
    of_session = pl.when(~is_same).then(pl.col("text").fill_null(""))
    is_event = pl.col("session_id").is_null()
    return crews.with_columns(
        pl.when(is_event).then("text").otherwise(of_session).alias("crew_names")
    )


def of_entries(crews: pl.DataFrame) -> pl.DataFrame:
    """Return the texts that are beside entries: id, crew_names."""
    return crews.filter(pl.col("session_id").is_null()).select("id", "crew_names")


def of_results(crews: pl.DataFrame) -> pl.DataFrame:
    """Return the texts that are beside results: session_id, entry_id, crew_names."""
    of_session = crews.filter(pl.col("session_id").is_not_null())
    return of_session.select("session_id", "entry_id", "crew_names")


def entries_of(connection: Connection, driver_ids: Iterable[int]) -> list[int]:
    """Return the entries in which drivers sit, whose texts have their names."""
    seats = TABLES["entry_drivers"]
    found = fetch_in(connection, sa.select(seats.c.entry_id), seats.c.driver_id, driver_ids)
    return found["entry_id"].unique().to_list()


def titles(connection: Connection, entry_ids: Iterable[int]) -> Iterator[str]:
    """Name entries: 'EVENT, car NUMBER'."""
    entries, events = TABLES["entries"], TABLES["events"]
    statement = sa.select(entries.c.id, events.c.name, entries.c.car_number).join(
        events, events.c.id == entries.c.event_id
    )
    for number, event, car in (
        fetch_in(connection, statement, entries.c.id, entry_ids).sort("id").rows()
    ):
        yield f"{event}, car {car}" if car else f"{event}, entry {number}"
