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
    names = _read_names(connection, set(seasons.values()))
    known: dict[tuple[int, str], int | None] = {}
    for row, text in crew.select("row", "printed_name").iter_rows():
        season = seasons[row]
        if len((text or "").split()) >= _FEWEST_WORDS and (season, text) not in known:
            known[season, text] = _find(text, names[season])
    ids = [
        scoped or known.get((seasons[row], text))
        for row, text, scoped in crew.select("row", "printed_name", "scoped_id").iter_rows()
    ]
    return crew.with_columns(pl.Series("scoped_id", ids, pl.Int64))


def _find(text: str, names: Mapping[int, list[str]]) -> int | None:
    own = {fold(name): driver for driver, (name,) in names.items()}
    return find_member(text, names) or only_alike(fold(text), own, _FEWEST_WORDS)


def _read_names(
    connection: Connection, season_ids: Iterable[int]
) -> Mapping[int, dict[int, list[str]]]:
    """Return for each season the names of its drivers by their ids."""
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
    names: defaultdict[int, dict[int, list[str]]] = defaultdict(dict)
    for some in in_chunks(season_ids):
        for season, driver, name in connection.execute(statement, {"ids": some}):
            names[season][driver] = [name]
    return names
