"""
Names in a batch of rows to ids: every distinct name is looked up once.

Sources that spell the crew of one car otherwise name no other people. A new name is the stored
driver's of the same car if the surname is the same and the given name is an initial or a listed
short form. Nothing else is joined without a person's word.
"""

from collections.abc import Callable, Collection
from typing import Any, NamedTuple

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb import reference
from racedb.db.rows import TABLES, fetch_in
from racedb.identity.drivers import DRIVER, DriverRegistry, PrintedDriver
from racedb.identity.namesakes import choose, find_scoped
from racedb.identity.registry import Registry
from racedb.identity.reviews import names_apart
from racedb.names import person_key
from racedb.names.similar import is_same_in_a_seat
from racedb.text_keys import fold

_CAR = ["event_id", "car_number"]
_PRINTED = ["printed_name", "ref", "born", "country"]
"""Columns of a crew from which a driver is found: a PrintedDriver."""


class Named(NamedTuple):
    """A batch of rows with the ids of what they name."""

    frame: pl.DataFrame
    """With team_id, entrant_name, car_id, is_bare (only the maker of the car is printed), class_id,
    tyre_manufacturer_id and, where a file has it, best_lap_driver_id. Laps and stops also have
    driver_id (at the wheel) and owner_id (of the crew)."""
    crew: pl.DataFrame
    """row, seat, driver_id, name, printed_name, rating"""


def find_names(
    registry: Registry,
    frame: pl.DataFrame,
    crew: pl.DataFrame | None,
    known_events: Collection[int],
) -> Named:
    """
    Find or add everything that a batch of rows names.

    Args:
        registry: the names of the load.
        frame: row, event_id, series_id and the names as printed.
        crew: row, seat, printed_name, ref, rating, country, born: the drivers of each row. None for
            laps and stops, which name one driver in the frame.
        known_events: those with entries before this batch.
    """
    of_laps = crew is None
    crew = _drivers_in(frame, "car_of", "driver") if crew is None else crew
    crew = _find_in_seats(
        registry.connection, registry.drivers, _find_in_scopes(registry, crew, frame), frame,
        known_events,
    )  # fmt: skip
    crew = _find_crew(registry, crew, frame)
    frame = _find_teams(registry, _add_missing(frame, ["car_number"]))
    frame = _find_cars(registry, frame)
    frame = _join_ids(frame, ["series_id", "class"], "class_id", registry.find_or_add_class)
    frame = _find_tyre_makers(registry, frame)
    if "best_lap_driver" in frame.columns:
        frame = _join_ids(
            frame, ["best_lap_driver"], "best_lap_driver_id",
            lambda text: registry.drivers.find_or_add(PrintedDriver(text)) if text else None,
        )  # fmt: skip
    if of_laps:
        frame = _add_driver_and_owner(registry, frame, crew)
    return Named(frame, crew)


# ---- drivers -------------------------------------------------------------------------------------


def _drivers_in(frame: pl.DataFrame, *columns: str) -> pl.DataFrame:
    """Make a crew of the one driver that each lap or stop names in the first column there is."""
    name = next((column for column in columns if column in frame.columns), columns[-1])
    return (
        _add_missing(frame, [name, "driver_ref", "seat"])
        .filter(pl.col(name).is_not_null() | pl.col("driver_ref").is_not_null())
        .select(
            "row",
            pl.col("seat").str.strip_chars().cast(pl.Int64, strict=False).fill_null(99),
            pl.col(name).alias("printed_name"),
            pl.col("driver_ref").alias("ref"),
            pl.lit(None, pl.String).alias("rating"),
            pl.lit(None, pl.String).alias("country"),
            pl.lit(None, pl.Date).alias("born"),
        )
    )


def _find_crew(registry: Registry, crew: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    """Find the drivers of a crew, each once in a row."""
    distinct = crew.filter(pl.col("scoped_id").is_null()).select(_PRINTED)
    distinct = distinct.unique(maintain_order=True)
    ids = [registry.drivers.find_or_add(PrintedDriver(*row)) for row in distinct.iter_rows()]
    drivers = distinct.with_columns(pl.Series("driver_id", ids, pl.Int64))
    found = crew.join(drivers, on=_PRINTED, how="left", nulls_equal=True, maintain_order="left")
    found = found.with_columns(pl.coalesce("scoped_id", "driver_id").alias("driver_id"))
    found = _choose_namesakes(registry, found, frame).with_columns(
        pl.coalesce("printed_name", "ref").alias("printed_name")
    )
    seats = found.filter(pl.struct("row", "driver_id").is_first_distinct())
    names = registry.drivers.names_of(seats["driver_id"])
    seats = seats.join(names, on="driver_id", how="left", maintain_order="left")
    return seats.select("row", "seat", "driver_id", "name", "printed_name", "rating")


def _choose_namesakes(registry: Registry, found: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    """Fill driver_id in where several known drivers have the name."""
    is_open = found["driver_id"].is_null()
    if not is_open.any():
        return found
    rows = frame.filter(pl.col("row").is_in(found.filter(is_open)["row"].implode()))
    places = _find_teams(registry, _add_missing(rows, ["car_number"])).select(
        "row", "event_id", "car_number", "team_id"
    )
    registry.rows.flush()  # what is known of events and teams is read from the database
    some = found.filter(is_open)
    ids = choose(registry.connection, registry.drivers, some, places)
    return pl.concat([found.filter(~is_open), some.with_columns(ids)]).sort("row", "seat")


def _find_in_scopes(registry: Registry, crew: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    """Add scoped_id: the driver whom a name means in this series, season or team only."""
    scoped = registry.index(DRIVER).scoped
    if not scoped:
        return crew.with_columns(pl.lit(None, pl.Int64).alias("scoped_id"))
    printed = crew["printed_name"]
    keys = [person_key(text) if text else None for text in printed]
    places = _find_teams(registry, frame).select("row", "event_id", "team_id")
    registry.rows.flush()  # the scopes of new events and teams are read from the database
    crew = crew.with_columns(pl.Series("key", keys, pl.String))
    return find_scoped(registry.connection, crew, places, scoped).drop("key")


def _add_driver_and_owner(
    registry: Registry, frame: pl.DataFrame, owners: pl.DataFrame
) -> pl.DataFrame:
    """Add to laps and stops who drove, and the owner: a driver by whom the car is identified."""
    drivers = owners
    if "car_of" in frame.columns:
        driving = _find_in_scopes(registry, _drivers_in(frame, "driver"), frame)
        drivers = _find_crew(registry, driving, frame)
    for crew, name in ((drivers, "driver_id"), (owners, "owner_id")):
        one = crew.select("row", pl.col("driver_id").alias(name)).unique("row", keep="first")
        frame = frame.join(one, on="row", how="left", maintain_order="left")
    return frame


# ---- who sits in a known car ---------------------------------------------------------------------


def _find_in_seats(
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


# ---- teams, cars and other columns ---------------------------------------------------------------


def _find_teams(registry: Registry, frame: pl.DataFrame) -> pl.DataFrame:
    """Add team_id and entrant_name: of a column of its own, else of 'Entrant (Team)'."""
    columns = ["team", "team_country"]
    frame = _add_missing(frame, [*columns, "entrant"])
    distinct = frame.select(columns).unique(maintain_order=True)
    found = [
        registry.find_or_add_team(team, country) if team else (None, None)
        for team, country in distinct.iter_rows()
    ]
    teams = distinct.with_columns(
        pl.Series("team_id", [team for team, _ in found], pl.Int64),
        pl.Series("entrant of team", [entrant for _, entrant in found], pl.String),
    )
    frame = frame.join(teams, on=columns, how="left", nulls_equal=True, maintain_order="left")
    return frame.with_columns(pl.coalesce("entrant", "entrant of team").alias("entrant_name"))


def _find_cars(registry: Registry, frame: pl.DataFrame) -> pl.DataFrame:
    columns = ["manufacturer", "car", "engine"]
    frame = _join_ids(frame, columns, "car_id", registry.find_or_add_car)
    is_bare = pl.col("car").is_null() & pl.col("manufacturer").is_not_null()
    return frame.with_columns(is_bare.alias("is_bare"))


def _find_tyre_makers(registry: Registry, frame: pl.DataFrame) -> pl.DataFrame:
    """Add tyre_manufacturer_id; compounds (M, H, Soft) name no maker."""
    frame = _add_missing(frame, ["tyres"])
    if reference.are_compounds(frame["tyres"].drop_nulls().unique()):
        return frame.with_columns(pl.lit(None, pl.Int64).alias("tyre_manufacturer_id"))
    return _join_ids(frame, ["tyres"], "tyre_manufacturer_id", registry.find_or_add_tyre_maker)


def _join_ids(
    frame: pl.DataFrame, columns: list[str], name: str, find: Callable[..., Any]
) -> pl.DataFrame:
    """Add the column *name*: what *find* returns for the distinct values of some columns."""
    frame = _add_missing(frame, columns)
    distinct = frame.select(columns).unique(maintain_order=True)
    ids = pl.Series(name, [find(*row) for row in distinct.iter_rows()], pl.Int64)
    found = distinct.with_columns(ids)
    return frame.join(found, on=columns, how="left", nulls_equal=True, maintain_order="left")


def _add_missing(frame: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """Add text columns that a file does not have."""
    missing = [pl.lit(None, pl.String).alias(name) for name in columns if name not in frame.columns]
    return frame.with_columns(missing)
