"""
Who sits in a known car: sources that spell its crew otherwise name no other people.

A name is the stored driver's of the same car whom that list does not name otherwise, if the surname
is the same and the given name is an initial or a listed short form. So a new name becomes one of
his. A name that somebody has in other events means him in this list only, and a question remembers
that the two may be one. Who only has the surname of a driver is asked about. Nothing else is joined
without a person's word.
"""

from collections.abc import Collection, Mapping

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db.rows import TABLES, fetch_in
from racedb.identity.drivers import DRIVER, DriverRegistry, PrintedDriver
from racedb.identity.registry import Registry
from racedb.identity.reviews import names_apart
from racedb.identity.similarity import compare_drivers
from racedb.names import person_key
from racedb.names.similar import have_one_surname, is_same_in_a_seat
from racedb.text_keys import fold

_CAR = ["event_id", "car_number"]
_LIST = ["session_id", *_CAR]
"""The crew of a car in one session: whom one list names."""
_NAME = [*_LIST, "printed_name"]
_PRINTED = ["printed_name", "ref", "born", "country"]


def find_in_seats(
    registry: Registry, crew: pl.DataFrame, frame: pl.DataFrame, known_events: Collection[int]
) -> pl.DataFrame:
    """
    Find the drivers of known cars who are spelt otherwise than the car's crew is stored.

    Args:
        registry: of the load, earlier rows written; its drivers take new names and questions.
        crew: row, seat, printed_name, ref, born, country, scoped_id (who is found already).
        frame: row, session_id, event_id and, where the file prints it, car_number.
        known_events: those with entries before this batch.

    Returns:
        crew, with scoped_id also of those.
    """
    if "car_number" not in frame.columns or not known_events:
        return crew
    drivers = registry.drivers
    of_known = pl.col("event_id").is_in(list(known_events)) & pl.col("car_number").is_not_null()
    cars = frame.filter(of_known).select("row", *_LIST)
    is_open = pl.col("printed_name").is_not_null() & pl.col("scoped_id").is_null()
    named = crew.filter(is_open).join(cars, on="row").select("seat", *_LIST, *_PRINTED).unique()
    if named.is_empty():
        return crew
    known = _read_known(drivers, named)
    stored = _read_seats(registry.connection, named["event_id"])
    decided = [text for text in named["printed_name"].unique() if drivers.is_decided(text)]
    pairs = _pair(named, known, stored).filter(~pl.col("printed_name").is_in(decided))
    if pairs.is_empty():
        return crew
    pairs = _compare(registry.connection, pairs)
    found = _choose(pairs.filter("fits"))
    found = _without_conflicts(registry.connection, found, known)
    new = found.join(known, on="printed_name", how="anti")
    for driver, text in new.select("driver_id", "printed_name").unique().sort("*").iter_rows():
        drivers.add_name(driver, text)
    asked = pairs.join(new, on=_NAME, how="anti").select("printed_name", "driver_id")
    drivers.in_one_car.update(asked.iter_rows())
    rows = cars.join(found, on=_LIST).select("row", "printed_name", "driver_id")
    joined = crew.join(rows, on=["row", "printed_name"], how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce("scoped_id", "driver_id").alias("scoped_id")).drop(
        "driver_id"
    )


def find_member(text: str, crew: Mapping[int, Collection[str]]) -> int | None:
    """
    Find the one of a crew whom a name means; None: nobody, or several may be meant.

    Args:
        text: as printed: his name, with an initial or a short form, or the surname alone.
        crew: the drivers, and how each is called.
    """
    key = person_key(text)
    for is_meant in (
        lambda name: person_key(name) == key,
        lambda name: is_same_in_a_seat(text, name),
        lambda name: person_key(name).endswith(f" {key}"),
    ):
        found = [driver for driver, names in crew.items() if any(map(is_meant, names))]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _read_known(drivers: DriverRegistry, named: pl.DataFrame) -> pl.DataFrame:
    """Return printed_name and known_id: who has these names already, by a decision nobody yet."""
    printed = (PrintedDriver(*row) for row in named.select(_PRINTED).unique().iter_rows())
    found = [(one.name, number) for one in printed for number in drivers.known_as(one) or ()]
    schema = {"printed_name": pl.String, "known_id": pl.Int64}
    return pl.DataFrame(found, schema=schema, orient="row").unique()


def _read_seats(connection: Connection, event_ids: pl.Series) -> pl.DataFrame:
    """Read the crews of events: event_id, car_number, stored seat, driver_id, names, born_on."""
    entries, seats, drivers = TABLES["entries"].c, TABLES["entry_drivers"].c, TABLES["drivers"].c
    statement = (
        sa.select(
            entries.event_id, entries.car_number, seats.seat.label("stored seat"),
            seats.driver_id, seats.printed_name.label("stored name"), drivers.name,
            drivers.born_on,
        )
        .join(TABLES["entry_drivers"], seats.entry_id == entries.id)
        .join(TABLES["drivers"], drivers.id == seats.driver_id)
    )  # fmt: skip
    return fetch_in(connection, statement, entries.event_id, event_ids)


def _pair(named: pl.DataFrame, known: pl.DataFrame, stored: pl.DataFrame) -> pl.DataFrame:
    """Pair the names that nobody of the car has with the drivers whom its list does not name."""
    theirs = named.join(known, on="printed_name").rename({"known_id": "driver_id"})
    placed = theirs.join(stored, on=[*_CAR, "driver_id"], how="semi")
    # Whoever drives in this event under this name is himself, whichever car it is.
    elsewhere = theirs.join(stored, on=["event_id", "driver_id"], how="semi")
    open_ = named.join(elsewhere, on=["event_id", "printed_name"], how="anti")
    pairs = open_.join(stored, on=_CAR).join(placed, on=[*_LIST, "driver_id"], how="anti")
    same_day = pl.col("born") == pl.col("born_on")
    return pairs.filter(same_day.fill_null(value=True))


def _compare(connection: Connection, pairs: pl.DataFrame) -> pl.DataFrame:
    """Keep the pairs of one surname; add `fits`: the given names are one person's, too."""
    columns = ["printed_name", "name", "stored name"]
    names, apart = pairs.select(columns).unique(), names_apart(connection, DRIVER)
    fits = [
        any(is_same_in_a_seat(text, name) for name in called)
        if any(have_one_surname(text, name) for name in called)
        and frozenset((person_key(text), fold(called[0]))) not in apart
        else None
        for text, *called in names.iter_rows()
    ]
    compared = names.with_columns(pl.Series("fits", fits, pl.Boolean))
    return pairs.join(compared, on=columns).drop_nulls("fits")


def _choose(pairs: pl.DataFrame) -> pl.DataFrame:
    """Keep the names that fit one driver, best in its own seat, whom no other name fits."""
    is_own = pl.col("seat") == pl.col("stored seat")
    pairs = pairs.filter(is_own | ~is_own.any().over(_NAME))
    pairs = pairs.filter(pl.col("driver_id").n_unique().over(_NAME) == 1).unique(_NAME)
    of_driver = [*_LIST, "driver_id"]
    return pairs.filter(pl.col("printed_name").n_unique().over(of_driver) == 1)


def _without_conflicts(
    connection: Connection, found: pl.DataFrame, known: pl.DataFrame
) -> pl.DataFrame:
    """Leave out names of drivers who are certainly somebody else than the driver of the car."""
    pairs = found.join(known, on="printed_name").select("known_id", "driver_id", "printed_name")
    compared = compare_drivers(connection, set(pairs.select("known_id", "driver_id").iter_rows()))
    others = [text for *pair, text in pairs.iter_rows() if compared[pair[0], pair[1]].conflict]
    return found.filter(~pl.col("printed_name").is_in(others))
