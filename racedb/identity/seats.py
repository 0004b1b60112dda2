"""
Who sits in a car that is known: sources that spell one crew otherwise name no other people.

A new name is the stored driver's of the same car if the surname is the same and the given name is
an initial or a listed short form. Nothing else is joined without a person's word.
"""

from collections.abc import Collection

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db.rows import TABLES, fetch_in
from racedb.identity.drivers import DRIVER, DriverRegistry
from racedb.identity.reviews import names_apart
from racedb.names import person_key
from racedb.names.similar import is_same_in_a_seat
from racedb.text_keys import fold

_CAR = ["event_id", "car_number"]


def find_in_seats(
    connection: Connection,
    drivers: DriverRegistry,
    crew: pl.DataFrame,
    frame: pl.DataFrame,
    known_events: Collection[int],
) -> pl.DataFrame:
    """
    Find the drivers whose names are new, but who sit in a known car.

    Args:
        connection: inside the transaction of the load, earlier rows written.
        drivers: takes the new names of the drivers that are found.
        crew: row, seat, printed_name, scoped_id (who is found already, or NULL).
        frame: row, event_id and, where the file prints it, car_number.
        known_events: those with entries before this batch.

    Returns:
        crew, with scoped_id also of those.
    """
    if "car_number" not in frame.columns or not known_events:
        return crew
    of_known = pl.col("event_id").is_in(list(known_events)) & pl.col("car_number").is_not_null()
    cars = frame.filter(of_known).select("row", *_CAR)
    named = crew.filter(pl.col("printed_name").is_not_null(), pl.col("scoped_id").is_null())
    new = named.join(cars, on="row").select("seat", "printed_name", *_CAR).unique()
    texts = [text for text in new["printed_name"].unique() if not drivers.knows(text)]
    new = new.filter(pl.col("printed_name").is_in(texts))
    if new.is_empty():
        return crew
    apart = names_apart(connection, DRIVER)
    found = _match(new, _read_seats(connection, new["event_id"]), apart)
    for driver, text in found.select("driver_id", "printed_name").unique().sort("*").iter_rows():
        drivers.add_name(driver, text)
    rows = cars.join(found, on=_CAR).select("row", "printed_name", "driver_id")
    joined = crew.join(rows, on=["row", "printed_name"], how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce("scoped_id", "driver_id").alias("scoped_id")).drop(
        "driver_id"
    )


def _read_seats(connection: Connection, event_ids: pl.Series) -> pl.DataFrame:
    """Read the crews of events: event_id, car_number, stored seat, driver_id, name."""
    entries, seats, drivers = TABLES["entries"].c, TABLES["entry_drivers"].c, TABLES["drivers"].c
    statement = (
        sa.select(
            entries.event_id, entries.car_number, seats.seat.label("stored seat"),
            seats.driver_id, drivers.name,
        )
        .join(TABLES["entry_drivers"], seats.entry_id == entries.id)
        .join(TABLES["drivers"], drivers.id == seats.driver_id)
    )  # fmt: skip
    return fetch_in(connection, statement, entries.event_id, event_ids)


def _match(
    new: pl.DataFrame, stored: pl.DataFrame, apart: Collection[frozenset[str]]
) -> pl.DataFrame:
    """Return the driver of each new name that fits one driver of its car, best in its own seat."""
    pairs = new.join(stored, on=_CAR)
    names = pairs.select("printed_name", "name").unique()
    fits = [
        is_same_in_a_seat(one, other) and frozenset((person_key(one), fold(other))) not in apart
        for one, other in names.iter_rows()
    ]
    pairs = pairs.join(names.filter(pl.Series(fits, dtype=pl.Boolean)), on=["printed_name", "name"])
    is_own = pl.col("seat") == pl.col("stored seat")
    of_name = [*_CAR, "printed_name"]
    pairs = pairs.filter(is_own | ~is_own.any().over(of_name))
    return pairs.filter(pl.col("driver_id").n_unique().over(of_name) == 1).unique(of_name)
