"""
What loads keep of laps and results (ADR 7), right at the end of a load.

Of sessions that came whole it is computed from their rows, before they are written; of those that
changed it is found anew in the database, when all rows are there.
"""

from collections.abc import Collection, Mapping

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db.rows import TABLES, fetch_in
from racedb.ingest.upsert import Counts
from racedb.summaries import bests, car_starts, lap_sums, spreads

_OUTCOME = ("status", "status_detail", "classified")
_OF_RESULTS = {
    **dict.fromkeys((*bests.Best._fields, "car_id"), pl.Int64),
    "status": pl.String, "status_detail": pl.String, "classified": pl.Boolean,
}  # fmt: skip


class Kept:
    """The sessions of one load whose kept answers are to be found anew at its end."""

    def __init__(self, connection: Connection) -> None:
        """Begin with none."""
        self._connection = connection
        self.laps_in: set[int] = set()
        """Sessions whose laps came in parts."""
        self._bests_in: set[int] = set()
        self._starts_in: set[int] = set()
        self._starts: list[pl.DataFrame] = []
        """Starts of races that came whole, batch by batch."""
        self._bests: list[pl.DataFrame] = []
        """The best laps of cars in sessions that came whole, batch by batch."""
        self._whole: set[int] = set()

    def laps(self, laps: pl.DataFrame, *, in_parts: set[int]) -> None:
        """
        Take laps in that were just written.

        Args:
            laps: as `running.run` gives them.
            in_parts: which of their sessions have others, too, or may.
        """
        self.laps_in |= in_parts
        if whole := set(laps["session_id"].unique()) - in_parts:
            laps = laps.filter(pl.col("session_id").is_in(sorted(whole)))
            lap_sums.add(self._connection, laps)

    def results(
        self, results: pl.DataFrame, counts: Counts, *, whole: set[int], races: Collection[int]
    ) -> None:
        """
        Take results in that were just written.

        Args:
            results: one row for each car of a session; with car_id of sessions that came whole.
            counts: what came of them.
            whole: sessions of which these are all results.
            races: which of them are races.
        """
        self.changed(counts.made_in - whole)
        if not counts.late.is_empty():
            self._bests_in |= self._unknown(results, counts)
            self._starts_in |= _changed_in(counts.late, _OUTCOME)
        if whole:
            missing = [
                pl.lit(None, kind).alias(name)
                for name, kind in _OF_RESULTS.items()
                if name not in results.columns
            ]
            mine = results.with_columns(missing).select(*_OF_RESULTS)
            mine = mine.filter(pl.col("session_id").is_in(sorted(whole)))
            self._whole |= whole
            self._bests.append(bests.fastest(mine))
            spreads.add(self._connection, mine)
            of_races = mine.filter(pl.col("session_id").is_in(sorted(races)))
            self._starts.append(car_starts.summed(of_races))

    def _unknown(self, results: pl.DataFrame, counts: Counts) -> set[int]:
        """Give sessions with other best laps than before, of which these are not all results."""
        changed = _changed_in(counts.late, ["best_lap_us"])
        unlisted = counts.there.join(results, on=["session_id", "entry_id"], how="anti")
        if listed := changed.difference(unlisted["session_id"]):
            mine = results.filter(pl.col("session_id").is_in(sorted(listed)))
            spreads.replace(self._connection, mine.select("session_id", "best_lap_us"))
        return changed - listed

    def changed(self, session_ids: Collection[int]) -> None:
        """Note that results of some sessions came, went or were derived anew."""
        self._bests_in.update(session_ids)
        self._starts_in.update(session_ids)

    def finish(self, events: Mapping[int, int], entry_ids: Collection[int]) -> None:
        """
        Bring it up to date.

        Args:
            events: the event of each session that the load is about.
            entry_ids: entries that may have got another car.
        """
        changed = {event for session, event in events.items() if session not in self._whole}
        new = bests.fastest(pl.concat(self._bests)) if self._bests else None
        bests.keep(self._connection, changed, new)
        lap_sums.keep(self._connection, self.laps_in)
        spreads.keep(self._connection, self._bests_in)
        theirs = _sessions_of(self._connection, entry_ids)
        done = car_starts.keep(self._connection, self._starts_in | theirs)
        if self._starts:
            starts = pl.concat(self._starts)
            car_starts.add(self._connection, starts.filter(~pl.col("thousand").is_in(sorted(done))))


def keep_results(
    connection: Connection, session_ids: Collection[int], entry_ids: Collection[int]
) -> None:
    """Keep right what their results come to after some sessions, or cars of entries, changed."""
    spreads.keep(connection, session_ids)
    car_starts.keep(connection, {*session_ids, *_sessions_of(connection, entry_ids)})


def _sessions_of(connection: Connection, entry_ids: Collection[int]) -> set[int]:
    """Give the sessions in which entries have a result."""
    results = TABLES["results"]
    found = fetch_in(connection, sa.select(results.c.session_id), results.c.entry_id, entry_ids)
    return set(found["session_id"])


def _changed_in(late: pl.DataFrame, columns: Collection[str]) -> set[int]:
    """Give the sessions in which one of the columns says something else now."""
    stated = [name for name in columns if f"{name} old" in late.columns]
    differs = (pl.col(name).ne_missing(pl.col(f"{name} old")) for name in stated)
    return set(late.filter(pl.any_horizontal(*differs))["session_id"]) if stated else set()
