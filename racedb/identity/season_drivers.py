"""Drivers of a season whom its standings print with more names, or fewer: Carlos Sainz Jr."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db.rows import TABLES, in_chunks
from racedb.identity.seats import find_member
from racedb.names.words import only_alike
from racedb.text_keys import fold

_FEWEST_WORDS = 2


def find_in_season(connection: Connection, crew: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    """
    Fill scoped_id in where a name means one of those who drove in the season.

    A surname alone is left as it is: who is not loaded yet may have it, too.

    Args:
        connection: inside the transaction of the load.
        crew: row, printed_name and scoped_id, NULL: nobody yet.
        frame: row and season_id.
    """
    seasons = dict(frame.select("row", "season_id").iter_rows())
    there = _read_drivers(connection, set(seasons.values()))
    printed = [(seasons[row], text) for row, text in crew.select("row", "printed_name").iter_rows()]
    found = {
        (season, text): _find(text, there[season])
        for season, text in set(printed)
        if len((text or "").split()) >= _FEWEST_WORDS
    }
    ids = [scoped or found.get(one) for scoped, one in zip(crew["scoped_id"], printed, strict=True)]
    return crew.with_columns(pl.Series("scoped_id", ids, pl.Int64))


def _find(text: str, drivers: Mapping[int, tuple[str, ...]]) -> int | None:
    keys = ((fold(name), driver) for driver, names in drivers.items() for name in names)
    return find_member(text, drivers) or only_alike(fold(text), keys, _FEWEST_WORDS)


def _read_drivers(
    connection: Connection, season_ids: Iterable[int]
) -> Mapping[int, dict[int, tuple[str, ...]]]:
    """Return for each season its drivers, and how each is called."""
    rounds, entries = TABLES["rounds"], TABLES["entries"]
    seats, drivers = TABLES["entry_drivers"], TABLES["drivers"]
    statement = (
        sa.select(rounds.c.season_id, drivers.c.id, drivers.c.name)
        .join(entries, entries.c.event_id == rounds.c.event_id)
        .join(seats, seats.c.entry_id == entries.c.id)
        .join(drivers, drivers.c.id == seats.c.driver_id)
        .where(rounds.c.season_id.in_(sa.bindparam("ids", expanding=True)))
        .distinct()
    )
    found: defaultdict[int, dict[int, tuple[str, ...]]] = defaultdict(dict)
    for some in in_chunks(season_ids):
        for season, driver, name in connection.execute(statement, {"ids": some}):
            found[season][driver] = (name,)
    return found
