"""Teams of a season whom its standings print with more words, or fewer, or with their engine."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb import reference
from racedb.db.rows import TABLES, in_chunks
from racedb.ingest.transaction import Transaction
from racedb.names.words import only_alike
from racedb.text_keys import fold


def as_in_season(tx: Transaction, frame: pl.DataFrame) -> pl.DataFrame:
    """
    Call teams as in the results of the season, and add printed_team.

    A constructor has the name of its engine, too, where only both tell it from another:
    Cooper-Climax. One that is printed with other words is the only team whose name has them all, or
    no others: Lotus is Team Lotus.

    Args:
        tx: the transaction of the load.
        frame: season_id, and perhaps team and engine.
    """
    if "team" not in frame.columns:
        return frame
    engines = frame["engine"] if "engine" in frame.columns else pl.Series([None] * frame.height)
    printed = list(zip(frame["season_id"], frame["team"], engines, strict=True))
    several = Counter((season, team) for season, team, _ in set(printed))
    there = _read_names(tx.connection, frame["season_id"].unique())
    known = tx.registry.index("team")

    def called(season: int, team: str, engine: str | None) -> str:
        both, own = _with_engine(team, engine), there[season]
        if several[season, team] > 1 or fold(both) in own:
            return both
        if fold(team) in own:
            return team
        if alike := only_alike(fold(team), own.items(), 1):
            return alike
        return both if known.find(fold(both)) else team

    names = {one: called(*one) for one in set(printed) if one[1]}
    return frame.with_columns(
        pl.col("team").alias("printed_team"),
        pl.Series("team", [names.get(one) for one in printed], pl.String),
    )


def _with_engine(team: str, engine: str | None) -> str:
    if not engine or fold(engine) == fold(team):
        return team
    maker = reference.maker_named(engine)
    return f"{team}-{maker.name if maker else engine}"


def _read_names(connection: Connection, season_ids: Iterable[int]) -> Mapping[int, dict[str, str]]:
    """Return for each season the names of the teams of its cars by their keys."""
    rounds, entries, teams = TABLES["rounds"], TABLES["entries"], TABLES["teams"]
    statement = (
        sa.select(rounds.c.season_id, teams.c.name)
        .join(entries, entries.c.event_id == rounds.c.event_id)
        .join(teams, teams.c.id == entries.c.team_id)
        .where(rounds.c.season_id.in_(sa.bindparam("ids", expanding=True)))
        .distinct()
    )
    names: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for some in in_chunks(season_ids):
        for season, name in connection.execute(statement, {"ids": some}):
            names[season][fold(name)] = name
    return names
