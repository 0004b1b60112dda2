"""
The tables of championships at the end of a load.

They follow from the results that it stored, and are compared with those that somebody printed.
"""

import sqlalchemy as sa
from sqlalchemy import RowMapping

from racedb.counted import counted
from racedb.db.rows import in_chunks
from racedb.ingest.transaction import Transaction
from racedb.readers.reading import Finding
from racedb.summaries.registry import CHAMPIONSHIPS, refresh
from racedb.summaries.scored_seasons import seasons_of, with_championships

_FIRST_OF_TABLE = sa.text("""
SELECT sr.slug AS series, sn.label AS season, ch.name AS championship, ch.competitor,
       di.differences, di.round, di.is_final, di.line, di.printed_position, di.printed_points,
       di.position, di.points,
       coalesce(di.printed_name, rs.name) AS name
  FROM (
      SELECT of_season.*,
             count(*) OVER (PARTITION BY season_id, championship) AS differences,
             row_number() OVER (
                 PARTITION BY season_id, championship
                 ORDER BY round, line NULLS LAST, position NULLS LAST, competitor_id
             ) AS place
        FROM standings_differences AS of_season
       WHERE season_id IN :ids
  ) AS di
  JOIN championships AS ch ON ch.season_id = di.season_id AND ch.code = di.championship
  JOIN seasons AS sn ON sn.id = di.season_id
  JOIN series AS sr ON sr.id = sn.series_id
  LEFT JOIN round_standings AS rs
    ON rs.season_id = di.season_id
   AND rs.championship_code = di.championship
   AND rs.round = di.round
   AND rs.competitor_id = di.competitor_id
 WHERE di.place = 1
 ORDER BY sr.slug, sn.label, ch.row_order
""").bindparams(sa.bindparam("ids", expanding=True))


def refresh_seasons(tx: Transaction) -> list[Finding]:
    """Bring the championships of a load up to date; report printed tables that differ."""
    seasons = seasons_of(tx.connection, tx.scored_sessions)
    seasons |= with_championships(tx.connection, tx.scored_seasons)
    refresh(tx.connection, CHAMPIONSHIPS, seasons)
    # Teams may be compared with makers, see the view; results change the tables of everybody.
    ranked = tx.ranked | ({"manufacturer"} if "team" in tx.ranked else set())
    return [
        Finding("standings", _message(row))
        for some in in_chunks(seasons)
        for row in tx.connection.execute(_FIRST_OF_TABLE, {"ids": some}).mappings()
        if tx.scored_sessions or row["competitor"] in ranked
    ]


def _message(row: RowMapping) -> str:
    where = "at the end" if row["is_final"] else f"after round {row['round']}"
    line = f", line {row['line']}" if row["line"] is not None else ""
    printed = _said(row["printed_position"], row["printed_points"], is_there=bool(line))
    system = _said(row["position"], row["points"], is_there=row["points"] is not None)
    return (
        f"{row['series']} {row['season']}, {row['championship']}: printed standings differ from "
        f"the points system in {counted(row['differences'], 'lines')}; first {where}, "
        f"{row['name']}{line}: printed {printed}, the system has {system} "
        f"('racedb query standings-check {row['series']} {row['season']}')"
    )


def _said(position: int | None, points: float | None, *, is_there: bool) -> str:
    """Write what a table has of somebody: 'place 3 with 25 points'."""
    if not is_there:
        return "nothing"
    place = f"place {position}" if position else "no place"
    return place if points is None else f"{place} with {points:g} points"
