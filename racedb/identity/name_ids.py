"""Typed rows with names to rows with ids: every distinct name is looked up once."""

import polars as pl

from racedb.identity import scopes
from racedb.identity.registry import Printed, Registry
from racedb.ingest.normalise import Rows
from racedb.names import fold, person, unmarked
from racedb.readers.reading import Reject

_SEATS = ("row", "seat", "driver_id", "name", "printed_name", "rating")


def name_ids(
    names: Registry, rows: Rows, frame: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, list[Reject]]:
    """
    Add the ids of teams, cars, classes, tyre makers and drivers.

    Args:
        names: the registers of the load.
        rows: the typed rows, for their kind, their crew and the lines of all.
        frame: rows.frame with session_id, event_id and series_id.

    Returns:
        the frame; the crew (row, seat, driver_id, name, printed_name, rating); rejects of rows with
        a name that stands for several known drivers.
    """
    crew = rows.crew if rows.kind in ("results", "entries") else _drivers_of(frame)
    crew, ambiguous = _crew_ids(names, crew, frame)
    lines = frame if rows.facts is None else rows.facts.select("line", row="head")
    rejects = _ambiguous(lines, ambiguous)
    frame = frame.filter(~pl.col("row").is_in(ambiguous["row"].implode()))
    frame = _teams(names, _filled(frame, ["car_number"]))
    frame = _cars(names, frame)
    frame = _classes(names, frame)
    frame = _tyres(names, frame)
    if "best_lap_driver" in frame.columns:
        frame = _best_lap_driver(names, frame)
    if rows.kind in ("laps", "pit_stops"):
        at_wheel = crew
        if "car_of" in frame.columns:
            at_wheel, _ = _crew_ids(names, _drivers_of(frame, "driver"), frame)
        one = at_wheel.select("row", "driver_id").unique("row", keep="first")
        owner = crew.select("row", owner_id="driver_id").unique("row", keep="first")
        frame = frame.join(one, on="row", how="left", maintain_order="left")
        frame = frame.join(owner, on="row", how="left", maintain_order="left")
    return frame, crew, rejects


def _drivers_of(frame: pl.DataFrame, name: str = "car_of") -> pl.DataFrame:
    """Take one driver of each lap or stop as its crew: whose car it is, else who drove."""
    if name not in frame.columns:
        name = "driver"
    empty = (name, "driver_ref", "seat")
    missing = [pl.lit(None, pl.String).alias(name) for name in empty if name not in frame.columns]
    return (
        frame.with_columns(missing)
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


def _crew_ids(
    names: Registry, crew: pl.DataFrame, frame: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Look the drivers up; give the crew, and what is ambiguous of it."""
    key = ["printed_name", "ref", "born", "country"]
    limited = names.register("driver").limited
    crew = _in_scope(names, crew, frame, limited) if limited else crew.with_columns(meant=None)
    distinct = crew.filter(pl.col("meant").is_null()).select(key).unique(maintain_order=True)
    printed = [Printed(*row) for row in distinct.iter_rows()]
    ids = names.drivers(printed)
    table = distinct.with_columns(pl.Series("driver_id", [ids[one] for one in printed], pl.Int64))
    found = crew.join(table, on=key, how="left", nulls_equal=True, maintain_order="left")
    found = found.with_columns(pl.coalesce("printed_name", "ref").alias("printed_name"))
    found = found.with_columns(pl.coalesce("meant", "driver_id").cast(pl.Int64).alias("driver_id"))
    ambiguous = found.filter(pl.col("driver_id").is_null())
    kept = found.filter(~pl.col("row").is_in(ambiguous["row"].implode()))
    once = kept.filter(pl.struct("row", "driver_id").is_first_distinct())
    called = names.called(once["driver_id"])
    once = once.join(called, on="driver_id", how="left", maintain_order="left")
    return once.select(*_SEATS), ambiguous


def _in_scope(
    names: Registry, crew: pl.DataFrame, frame: pl.DataFrame, limited: dict[str, dict[str, int]]
) -> pl.DataFrame:
    """Add `meant`: the driver whom a name stands for in this series, season or team only."""
    names.flush()
    keys = [fold(person(unmarked(text)).name) for text in crew["printed_name"]]
    places = _teams(names, frame).select("row", "event_id", "team_id")
    names.flush()
    crew = crew.with_columns(pl.Series("key", keys, pl.String))
    return scopes.meant(names.connection, crew, places, limited).drop("key")


def _ambiguous(lines: pl.DataFrame, ambiguous: pl.DataFrame) -> list[Reject]:
    found = ambiguous.join(lines.select("row", "line"), on="row", how="inner")
    return [
        Reject(
            line=row["line"],
            field="driver",
            code="ambiguous-name",
            message=f"driver: {row['printed_name']!r} stands for several known drivers",
        )
        for row in found.iter_rows(named=True)
    ]


def _distinct(frame: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """Give the distinct combinations of text columns; absent ones are NULL."""
    return _filled(frame, columns).select(columns).unique(maintain_order=True)


def _filled(frame: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    missing = [pl.lit(None, pl.String).alias(name) for name in columns if name not in frame.columns]
    return frame.with_columns(missing) if missing else frame


def _joined(frame: pl.DataFrame, key: list[str], found: pl.DataFrame) -> pl.DataFrame:
    return _filled(frame, key).join(
        found, on=key, how="left", nulls_equal=True, maintain_order="left"
    )


def _teams(names: Registry, frame: pl.DataFrame) -> pl.DataFrame:
    """'Entrant (Team)' is both; an entrant in a column of his own is kept as printed."""
    key = ["team", "team_country"]
    distinct = _distinct(frame, key)
    ids = names.teams((team, country) for team, country in distinct.iter_rows() if team)
    found = distinct.with_columns(
        pl.Series("team_id", [ids[t][0] if t else None for t in distinct["team"]], pl.Int64),
        pl.Series("of team", [ids[t][1] if t else None for t in distinct["team"]], pl.String),
    )
    frame = _joined(_filled(frame, ["entrant"]), key, found)
    return frame.with_columns(pl.coalesce("entrant", "of team").alias("entrant_name"))


def _cars(names: Registry, frame: pl.DataFrame) -> pl.DataFrame:
    key = ["manufacturer", "car", "engine"]
    distinct = _distinct(frame, key)
    ids = [names.car(*row) for row in distinct.iter_rows()]
    found = distinct.with_columns(
        pl.Series("car_id", ids, pl.Int64),
        (pl.col("car").is_null() & pl.col("manufacturer").is_not_null()).alias("is_bare"),
    )
    return _joined(frame, key, found)


def _classes(names: Registry, frame: pl.DataFrame) -> pl.DataFrame:
    frame = _filled(frame, ["class"])
    distinct = frame.select("series_id", "class").unique(maintain_order=True)
    ids = [names.class_(series, code) if code else None for series, code in distinct.iter_rows()]
    found = distinct.with_columns(pl.Series("class_id", ids, pl.Int64))
    return frame.join(
        found, on=["series_id", "class"], how="left", nulls_equal=True, maintain_order="left"
    )


def _tyres(names: Registry, frame: pl.DataFrame) -> pl.DataFrame:
    distinct = _distinct(frame, ["tyres"])
    ids = [names.tyres(text) if text else None for text in distinct["tyres"]]
    found = distinct.with_columns(pl.Series("tyre_manufacturer_id", ids, pl.Int64))
    return _joined(frame, ["tyres"], found)


def _best_lap_driver(names: Registry, frame: pl.DataFrame) -> pl.DataFrame:
    distinct = _distinct(frame, ["best_lap_driver"])
    wanted = [Printed(text) for text in distinct["best_lap_driver"] if text]
    ids = names.drivers(wanted)
    found = distinct.with_columns(
        pl.Series(
            "best_lap_driver_id",
            [ids[Printed(text)] if text else None for text in distinct["best_lap_driver"]],
            pl.Int64,
        )
    )
    return _joined(frame, ["best_lap_driver"], found)
