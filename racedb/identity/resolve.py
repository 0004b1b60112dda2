"""Names in a batch of rows to ids: every distinct name is looked up once."""

from collections.abc import Callable, Collection
from typing import Any, NamedTuple

import polars as pl

from racedb import reference
from racedb.identity.codes import find_by_code
from racedb.identity.drivers import DRIVER, PrintedDriver
from racedb.identity.namesakes import choose, find_scoped
from racedb.identity.registry import Registry
from racedb.identity.season_drivers import find_in_season
from racedb.identity.seats import find_in_seats, find_member
from racedb.names import person_key

_PRINTED = ["printed_name", "ref", "born", "country"]
"""Columns of a crew from which a driver is found: a PrintedDriver."""


class Named(NamedTuple):
    """A batch of rows with the ids of what they name."""

    frame: pl.DataFrame
    """With team_id, entrant_name, car_id, is_bare (only the maker of the car is printed), class_id,
    tyre_manufacturer_id, reserve and, where a file has it, best_lap_driver_id. Laps and stops also
    have driver_id (at the wheel) and owner_id (of the crew)."""
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
        frame: row, session_id, event_id, series_id and the names as printed.
        crew: row, seat, printed_name, ref, rating, country, born: the drivers of each row. None for
            laps and stops, which name one driver in the frame.
        known_events: those with entries before this batch.
    """
    of_laps = crew is None
    crew = _drivers_in(frame, "car_of", "driver") if crew is None else crew
    crew = find_in_seats(registry, _find_in_scopes(registry, crew, frame), frame, known_events)
    crew = find_by_code(registry, crew, frame, known_events)
    crew = _find_crew(registry, crew, frame)
    frame = _find_teams(registry, _add_missing(frame, ["car_number"]))
    frame = _find_cars(registry, frame)
    frame = _join_ids(frame, ["series_id", "class"], "class_id", registry.find_or_add_class)
    frame = _find_tyre_makers(registry, frame)
    if "reserve" not in frame.columns:
        frame = frame.with_columns(pl.lit(None, pl.Boolean).alias("reserve"))
    if "best_lap_driver" in frame.columns:
        frame = _find_best_lap_drivers(registry, frame, crew)
    if of_laps:
        frame = _add_driver_and_owner(registry, frame, crew)
    return Named(frame, crew)


def find_competitors(registry: Registry, frame: pl.DataFrame, crew: pl.DataFrame | None) -> Named:
    """
    Find or add who is ranked in standings: drivers, or else the team or the manufacturer of a row.

    Args:
        registry: the names of the load.
        frame: row, season_id, event_id (one of the season, or NULL), series_id and the names as
            printed.
        crew: row, seat, printed_name, ref, rating, country, born: the drivers of each row.
    """
    crew = _drivers_in(frame, "driver") if crew is None else crew
    crew = _find_in_scopes(registry, crew, frame)
    crew = _find_crew(registry, find_in_season(registry.connection, crew, frame), frame)
    frame = _find_teams(registry, frame)
    frame = _join_ids(frame, ["series_id", "class"], "class_id", registry.find_or_add_class)
    frame = _join_ids(
        frame, ["manufacturer"], "manufacturer_id",
        lambda text: registry.find_or_add_manufacturer(text) if text else None,
    )  # fmt: skip
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


def _find_best_lap_drivers(
    registry: Registry, frame: pl.DataFrame, crew: pl.DataFrame
) -> pl.DataFrame:
    """Add best_lap_driver_id: one of the crew of the row, however he is written, or anybody."""
    named = frame.select("row", "best_lap_driver").drop_nulls().join(crew, on="row")
    of_crews = named.group_by("row", "best_lap_driver").agg(
        pl.col("driver_id"), pl.concat_list("name", "printed_name")
    )
    distinct = of_crews.select("best_lap_driver", "driver_id", "name").unique()
    members = [
        find_member(text, dict(zip(drivers, names, strict=True)))
        for text, drivers, names in distinct.iter_rows()
    ]
    found = of_crews.join(
        distinct.with_columns(pl.Series("member", members, pl.Int64)), on=distinct.columns
    ).select("row", "member")
    frame = frame.join(found, on="row", how="left", maintain_order="left")
    frame = frame.with_columns(
        pl.when(pl.col("member").is_null()).then("best_lap_driver").alias("other")
    )
    frame = _join_ids(
        frame, ["other"], "other_id",
        lambda text: registry.drivers.find_or_add(PrintedDriver(text)) if text else None,
    )  # fmt: skip
    driver = pl.coalesce("member", "other_id").alias("best_lap_driver_id")
    return frame.with_columns(driver).drop("member", "other", "other_id")


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
