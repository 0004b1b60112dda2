"""
One typed batch into the database: its sessions, names, entries and facts, in this order.

A `Store` lives as long as the transaction of one load; it keeps what was read of the database, so
that the batches of a big file do not ask again.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

import polars as pl
from sqlalchemy import Connection

from racedb.db import bulk, deferred_indexes
from racedb.db.rows import TABLES, NewRows
from racedb.fields import CONTEXT
from racedb.history.journal import Journal
from racedb.identity.registry import Registry
from racedb.identity.resolve import find_names
from racedb.identity.reviews import find_similar, open_reviews
from racedb.identity.similarity import Pair
from racedb.ingest.calendar import Calendar, Session
from racedb.ingest.derive import derive, derived, ensure_results
from racedb.ingest.entries import assign
from racedb.ingest.facts import Merged, merge, repeats
from racedb.ingest.normalise import Rows
from racedb.ingest.prune import gone, prune
from racedb.ingest.shared import join_drives
from racedb.names.similar import Likeness
from racedb.readers.reading import Reject
from racedb.summaries import crew_text
from racedb.summaries.from_rows import Kept
from racedb.summaries.running_order import BESIDE, run

_WHOSE = ["session_id", "car_number", "owner_id", "team_id", "class_id", "car_id"]
"""What tells whose lap it is: laps that agree in it are of one entry."""
_OF_HEAD = ["session_id", "entry_id", "driver_id", "car_number"]
_FILLED_IN_BULK = ("entries", "entry_drivers", "results", "drives", "laps", "pit_stops")
_ASKED_ABOUT = ("events", "sessions", "entries", "entry_drivers", "results", "drives")
_OF_LAPS = ("laps", "pit_stops", "lap_sums", "lap_leaders")
_KEY = ["session_id", "entry_id"]
_NO_KEYS = pl.DataFrame(schema=dict.fromkeys(_KEY, pl.Int64))
_NO_NUMBERS = pl.DataFrame(schema=dict.fromkeys([*_KEY, "last"], pl.Int64))


class Stored(NamedTuple):
    """What came of one batch."""

    counts: Merged
    session_ids: set[int]
    """The sessions that the batch is about."""
    rejects: list[Reject]


class Store:
    """Everything that one load knows of the database."""

    def __init__(self, connection: Connection, *, in_bulk: bool, alone_bytes: int = 0) -> None:
        """
        Read what every load needs.

        Args:
            connection: inside the transaction of the load.
            in_bulk: so many rows come that indexes are built behind them, where tables are empty.
            alone_bytes: nobody else need read meanwhile: also where tables hold so much.
        """
        self.connection, self._in_bulk, self._alone_bytes = connection, in_bulk, alone_bytes
        self.rows = NewRows(connection)
        self.names = Registry(connection, self.rows)
        self.sessions: dict[int, Session] = {}
        """The sessions that this load is about, by id."""
        self._derived = _NO_KEYS
        """Results that are only derived, in all sessions that were asked."""
        self._asked: set[int] = set()
        self._lapped: set[int] = set()
        """Sessions that this load brought laps or stops to."""
        self._replaced: set[int] = set()
        """Sessions in which derived results were replaced, perhaps not of all cars."""
        self._numbered = dict.fromkeys(("laps", "pit_stops"), _NO_NUMBERS)
        """The highest numbers that this load brought of each car, batch by batch."""
        self._touched: set[int] = set()
        self._about: set[int] = set()
        self._unlisted = _NO_KEYS
        """Results of sessions that were there, which the file has not listed up to now."""
        self._looked_at: set[int] = set()
        """Sessions whose results are in it, or were."""
        self._met_events: set[int] = set()
        self._put_off: deferred_indexes.Deferred | None = None
        self._likes: Mapping[Pair, Likeness] = {}
        self._compared = 0

    @cached_property
    def calendar(self) -> Calendar:
        """The events and sessions that are known, read when the first row is about one."""
        return Calendar(self.connection, self.rows, self.names)

    def begin(self, import_id: int, *, compares: bool = False) -> None:
        """Begin with a file: what is there now was there before its import."""
        self.journal = Journal(self.connection, import_id, compares=compares)
        self.rows.begin(self.journal.last_ids, self.journal.snapshot)
        self._about, self._looked_at, self._unlisted = set(), set(), _NO_KEYS
        self._kept = Kept(self.connection)
        if self._in_bulk:
            # What an earlier file has put off keeps readers out already: then what is empty is too.
            self._take_away(up_to_bytes=1 if self.rows.locked else 0)

    def _take_away(self, *, up_to_bytes: int) -> None:
        """Put off what can be done behind the rows."""
        tables = [TABLES[name] for name in _FILLED_IN_BULK]
        self._put_off = deferred_indexes.drop_for_bulk(
            self.connection, tables, up_to_bytes=up_to_bytes
        )
        self.rows.locked |= self._put_off.tables

    def _look_again(self, first: Merged, rows: int) -> None:
        """Where tables hold rows: see by the first batch whether it is new ones that come."""
        if self._alone_bytes and 2 * first.new > rows:
            self._take_away(up_to_bytes=self._alone_bytes)

    def store(
        self,
        rows: Rows,
        source: str,
        given: Mapping[str, str],
        import_id: int,
    ) -> Stored:
        """
        Store one batch.

        Args:
            rows: what it holds.
            source: name of the file, for errors.
            given: what only a manifest or the command line knows.
            import_id: the import that brings it.

        Raises:
            UsageError: the event, season or session of a row is not known.
        """
        listed = rows.kind in ("results", "entries")
        frame = self._with_sessions(rows.frame, source, given)
        self._remember_derived(frame["session_id"].unique().to_list())
        lines = frame if rows.facts is None else rows.facts.select("line", row="head")
        found = find_names(self.names, frame, rows.crew if listed else None, lines)
        frame, crew, rejects = found
        self.rows.flush()
        specs = frame if listed else frame.unique(_WHOSE, keep="first", maintain_order=True)
        met = self._met(frame)
        assigned = assign(
            self.connection, self.rows, self.journal, specs, crew, listed=listed, with_old=met
        )
        if rows.facts is None:
            rejects += repeats(frame, assigned.repeated)
            frame = frame.join(assigned.rows, on="row", how="inner", maintain_order="left")
            frame = frame.drop("car_id").join(assigned.cars, on="entry_id", maintain_order="left")
        else:
            whose = specs.join(assigned.rows, on="row").select(*_WHOSE, "entry_id")
            frame = frame.join(whose, on=_WHOSE, nulls_equal=True)
            heads = frame.select(pl.col("row").alias("head"), *_OF_HEAD)
            frame = rows.facts.join(heads, on="head", maintain_order="left")
        counts = self._facts(rows, frame, crew, import_id, met)
        rejects += repeats(frame, counts.repeated)
        touched = set(frame["session_id"].unique())
        if not self._about and self._put_off and not self._put_off.tables:
            self._look_again(counts, frame.height)
        self._touched |= touched
        self._about |= touched
        return Stored(counts, touched, rejects)

    def finish(self, *, pruned: bool = False) -> pl.DataFrame:
        """
        Compute the derived results of all sessions that laps were brought to; write the revisions.

        Args:
            pruned: also take away the results that the file no longer has.

        Returns:
            session_id and entry_id of the results that the file no longer has.
        """
        self.rows.flush()
        if self._put_off:
            if self._put_off.make_up():
                self._alike()  # a thread builds the indexes meanwhile
            asked = (*_ASKED_ABOUT, *(_OF_LAPS if self._lapped else ()))
            deferred_indexes.analyze(self.connection, [TABLES[name] for name in asked])
        journal = self.journal
        missing = self._missing()
        self._derive()
        crew_text.keep_of(self.connection, self.names.drivers.write_changes(journal.snapshot))
        if pruned:
            prune(self.connection, journal, missing)
            self._kept.changed(missing["session_id"])
        events = {number: self.sessions[number].event_id for number in self._about}
        self._kept.finish(events, journal.snapshotted("entries"))
        journal.finish(self._about)
        return missing

    def _missing(self) -> pl.DataFrame:
        if self._unlisted.is_empty():
            return _NO_KEYS
        return gone(self.connection, self._unlisted)

    def _derive(self) -> None:
        # Of laps that came whole they are right already. Where no laps came nothing is other than
        # before, and an undo would not know of it.
        changed = self._kept.laps_in | (self._replaced & self._lapped)
        there = derived(self.connection, changed)
        keys = pl.concat([self._derived, there]).unique(maintain_order=True)
        keys = keys.filter(pl.col("session_id").is_in(sorted(changed)))
        if not keys.is_empty():
            derive(self.connection, keys)
            self._kept.changed(keys["session_id"])

    def ask(self) -> int:
        """Open reviews of the new drivers that resemble others; give how many names that are."""
        count = open_reviews(self.connection, self.rows, self._alike())
        if count:
            self.journal.record_late("reviews")
        return count

    def _alike(self) -> Mapping[Pair, Likeness]:
        """Compare the names of the drivers that were made up to now; once, if no more come."""
        index = self.names.index("driver")
        if self._compared != len(index.new_names):
            self._likes, self._compared = find_similar(index), len(index.new_names)
        return self._likes

    # ---- the steps -------------------------------------------------------------------------------

    def _with_sessions(
        self, frame: pl.DataFrame, source: str, given: Mapping[str, str]
    ) -> pl.DataFrame:
        """Add session_id and event_id; each context is looked up once."""
        contexts = frame.select(*CONTEXT).unique(maintain_order=True)
        self.calendar.expect(contexts.select("series", "season").drop_nulls().unique().iter_rows())
        found = [
            self.calendar.session(source, context, given)
            for context in contexts.iter_rows(named=True)
        ]
        for session in found:
            self.sessions[session.id] = session
        ids = contexts.with_columns(
            pl.Series("session_id", [session.id for session in found], pl.Int64),
            pl.Series("event_id", [session.event_id for session in found], pl.Int64),
            pl.Series("series_id", [session.series_id for session in found], pl.Int64),
        )
        return frame.join(
            ids, on=list(CONTEXT), how="left", nulls_equal=True, maintain_order="left"
        ).drop(*CONTEXT)

    def _met(self, frame: pl.DataFrame) -> set[int]:
        """Give the events that may have entries: they were there, or in a batch before."""
        events = set(frame["event_id"].unique())
        existed_before = self.journal.existed_before
        met = {n for n in events if n in self._met_events or existed_before("events", n)}
        self._met_events |= events
        return met

    def _remember_derived(self, session_ids: list[int]) -> None:
        """Read which results were only derived, before this load changes the laps behind them."""
        asked = set(session_ids) - self._asked
        old = {number for number in asked if not self.sessions[number].is_new}
        if old:
            self._derived = pl.concat([self._derived, derived(self.connection, old)])
        self._asked |= asked

    def _facts(
        self, rows: Rows, frame: pl.DataFrame, crew: pl.DataFrame, import_id: int, met: set[int]
    ) -> Merged:
        if rows.kind == "entries":
            return Merged(same=frame.height)
        stated = [name for name in sorted(rows.stated) if name in frame.columns]
        mine = set(frame["session_id"].unique())
        with_old = {n for n in mine if not self.sessions[n].is_new} | (mine & self._touched)
        if rows.kind == "results":
            of_met = frame.filter(pl.col("event_id").is_in(sorted(met)))["session_id"]
            whole = mine - with_old - set(of_met)
            return self._results(frame, crew, stated, import_id, with_old, whole)
        self._lapped |= mine
        races = self._races(mine)
        if is_lap := rows.kind == "laps":
            frame, stated = run(frame, races), [*stated, "driver_id"]
        self.journal.snapshot("results", mine)  # which their laps may change
        made = ensure_results(self.connection, frame, import_id, races, with_old=with_old)
        self._derived = pl.concat([self._derived, made])
        self._kept.changed(made["session_id"])
        counts = merge(
            self.connection, rows.kind, frame, [name for name in stated if name != "number"],
            import_id, with_old=with_old - self._going_on(rows.kind, frame),
            beside=list(BESIDE) if is_lap else (),
        )  # fmt: skip
        if is_lap:
            self._kept.laps(frame, in_parts=with_old if counts.new == frame.height else mine)
        return counts

    def _races(self, session_ids: set[int]) -> set[int]:
        return {number for number in session_ids if self.sessions[number].kind == "race"}

    def _going_on(self, kind: str, frame: pl.DataFrame) -> set[int]:
        """Give the new sessions in which no car has a number that may have come before."""
        before = self._numbered[kind]
        spans = frame.group_by(_KEY).agg(
            pl.col("number").min().alias("first"), pl.col("number").max().alias("last")
        )
        self._numbered[kind] = pl.concat([before, spans.select(before.columns)])
        mine = spans["session_id"].unique()
        before = before.filter(pl.col("session_id").is_in(mine.implode()))
        before = before.group_by(_KEY).agg(pl.col("last").max().alias("before"))
        again = spans.join(before, on=_KEY).filter(pl.col("first") <= pl.col("before"))
        return {n for n in set(mine) - set(again["session_id"]) if self.sessions[n].is_new}

    def _results(
        self,
        frame: pl.DataFrame,
        crew: pl.DataFrame,
        stated: list[str],
        import_id: int,
        with_old: set[int],
        whole_in: set[int],
    ) -> Merged:
        parts = [name for name in ("q1_us", "q2_us", "q3_us") if name in stated]
        for part in parts:
            self._part(frame, part, import_id)
        stated = [name for name in stated if name not in parts and name != "best_lap_driver"]
        if "best_lap_driver_id" in frame.columns:
            stated.append("best_lap_driver_id")
        whole, drives = join_drives(frame, crew, stated)
        counts = merge(
            self.connection, "results", whole, stated, import_id, with_old=with_old,
            replaces=self._derived, journal=self.journal,
        )  # fmt: skip
        self._note_listed(whole, counts.there)
        self._kept.results(whole, counts, whole=whole_in, races=self._races(whole_in))
        if not drives.is_empty():
            self.journal.snapshot("drives", frame["session_id"].unique())
            seats = drives.select("session_id", "entry_id", "driver_id")
            bulk.delete(self.connection, TABLES["drives"], seats)
            bulk.insert(self.connection, TABLES["drives"], drives)
        self._replaced |= set(self._derived.join(whole, on=_KEY, how="semi")["session_id"])
        self._derived = self._derived.join(whole.select(_KEY), on=_KEY, how="anti")
        return counts

    def _note_listed(self, results: pl.DataFrame, there_before: pl.DataFrame) -> None:
        """Remember who is not listed of the results that were there: they may be gone."""
        journal = self.journal
        there = {n for n in results["session_id"].unique() if journal.existed_before("sessions", n)}
        if there:
            first = pl.col("session_id").is_in(sorted(there - self._looked_at))
            self._looked_at |= there
            every = pl.concat([self._unlisted, there_before.select(_KEY).filter(first)])
            self._unlisted = every.join(results.select(_KEY), on=_KEY, how="anti")

    def _part(self, frame: pl.DataFrame, column: str, import_id: int) -> None:
        """Store the times of Q1, Q2 or Q3 as results of that part of qualifying."""
        timed = frame.filter(pl.col(column).is_not_null())
        ids = {
            number: self.calendar.part(self.sessions[number], column[:2].upper())
            for number in timed["session_id"].unique()
        }
        for session in ids.values():
            self.sessions.setdefault(session.id, session)
        self.rows.flush()
        part = timed.select(
            "row", "line", "entry_id", "row_order",
            pl.col("session_id").replace_strict(
                {number: session.id for number, session in ids.items()}, return_dtype=pl.Int64
            ),
            pl.col(column).alias("best_lap_us"),
            pl.lit("finished").alias("status"),
        )  # fmt: skip
        old = {session.id for session in ids.values() if not session.is_new} | self._touched
        self._about |= set(part["session_id"].unique())
        stated = ["row_order", "best_lap_us", "status"]
        journal = self.journal
        counts = merge(
            self.connection, "results", part, stated, import_id, with_old=old, journal=journal
        )
        self._note_listed(part, counts.there)
        self._kept.results(part, counts, whole=set(), races=())
