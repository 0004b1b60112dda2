"""
The transaction of one load: what its steps share, and what it did to each session.

It lives as long as a file is loaded, or a folder whose files refer to each other, so that the
batches of a big file do not read the same sessions and names again.
"""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl
from sqlalchemy import URL, Connection, func, select, true

from racedb.db import deferred_indexes
from racedb.db.engine import exists, is_sole_connection, write
from racedb.db.rows import TABLES, NewRows
from racedb.history.journal import Journal
from racedb.history.penalised import Lifted
from racedb.identity import namesakes
from racedb.identity.questions import ask_about_things
from racedb.identity.registry import Registry
from racedb.identity.reviews import SAME_KEY, SAME_SEAT, find_similar, open_reviews
from racedb.identity.similarity import Pair
from racedb.ingest.calendar import Calendar, Session
from racedb.ingest.plan import LoadJob, Settings
from racedb.names.similar import Likeness
from racedb.summaries import makers

KEY = ["session_id", "entry_id"]
"""The key of results, and the beginning of the key of everything that belongs to a result."""

_FILLED_IN_BULK = (
    "entries",
    "entry_drivers",
    "results",
    "drives",
    "laps",
    "pit_stops",
    "session_bests",
    "penalties",
)
"""Also one that few rows go into: a table outside that refers to entries would hold their keys."""
_ANALYZED = ("events", "sessions", "entries", "entry_drivers", "results", "drives", "session_bests")
_ANALYZED_WITH_LAPS = ("laps", "pit_stops", "lap_sums", "lap_leaders")
_TIMES_THE_FILE = 2
"""Tables up to this size, in bytes of the file, are indexed faster as a whole than row by row."""


@dataclass(slots=True)
class SessionState:
    """What a load did to one session, and what it knows of the rows there."""

    session: Session
    import_id: int = 0
    """The last import of this load that stored rows of it; 0: none has."""
    listed_in: int = 0
    """The last import of this load that listed results of it."""
    derived_read: bool = False
    """What the database has of `derived` was read; of a new session that is nothing."""
    derived: frozenset[int] = frozenset()
    """Entries whose result follows from laps and stops alone."""
    lost_derived: bool = False
    """A classification replaced derived results, perhaps not those of all cars."""
    has_new_laps: bool = False
    """This load brought laps or stops."""
    laps_in_parts: bool = False
    """Laps of this import joined stored ones: result and summaries follow from all of them."""
    results_summed: bool = True
    """The summaries of its results are right; else they are refreshed at the end of the file."""
    last_numbers: dict[str, dict[int, int]] = field(default_factory=dict)
    """The highest number that this load stored of each entry, of laps and of pit_stops."""
    seen: dict[tuple[int, int], tuple[int | None, int]] = field(default_factory=dict)
    """(import, entry) -> its last lap, if that ended in the pits, and its stops beside laps."""

    @property
    def may_have_rows(self) -> bool:
        """Return whether facts may be stored of it: a session just made has none."""
        return not self.session.is_new or self.import_id > 0


class Transaction:
    """What the steps of a load share."""

    journal: Journal
    """What the import at hand changes of rows that were there before it."""
    penalties: Lifted
    """Those of the events of the file: lifted while its rows are stored, and applied again."""
    unlisted: pl.DataFrame
    """The keys of the stored results that the file at hand has not listed up to now."""
    listed: dict[str, list[pl.DataFrame]]
    """The keys of its laps, weather ..., where it replaces those of whole sessions."""

    def __init__(
        self, connection: Connection, *, in_bulk: bool = False, alone_bytes: int = 0
    ) -> None:
        """
        Start with nothing read.

        Args:
            connection: inside a transaction.
            in_bulk: indexes of empty tables are built after the rows.
            alone_bytes: nobody else reads meanwhile: also those of tables up to this size.
        """
        self.connection, self._in_bulk, self._alone_bytes = connection, in_bulk, alone_bytes
        self.rows = NewRows(connection)
        self.registry = Registry(connection, self.rows)
        self.sessions: dict[int, SessionState] = {}
        """The sessions that this load is about, by id."""
        self.events: set[int] = set()
        """The events of the batches that were stored."""
        self.crews_changed: set[int] = set()
        """Entries whose crew, of the event or of a session, has another text than stored."""
        self.scored_sessions: set[int] = set()
        """Sessions whose results, or cars, may have changed: championships follow from them."""
        self.scored_seasons: set[int] = set()
        """Seasons whose rounds or printed standings this load is about."""
        self.ranked: set[str] = set()
        """Who is ranked by the printed standings of this load: driver, team, manufacturer."""
        self._deferred: deferred_indexes.Deferred | None = None
        self._similar: Mapping[Pair, Likeness] = {}
        self._compared = 0
        self._makers: dict[int, int | None] = {}

    @cached_property
    def calendar(self) -> Calendar:
        """The events and sessions that are known, read when the first row is about one."""
        return Calendar(self.connection, self.rows, self.registry)

    def begin(self, import_id: int) -> None:
        """
        Begin with a file: what is stored now was there before its import.

        Args:
            import_id: the import.
        """
        self.journal = Journal(self.connection, import_id)
        self.penalties = Lifted(self.connection, self.journal)
        self.rows.begin(self.journal.last_ids, self.journal.snapshot)
        self.unlisted = pl.DataFrame(schema=dict.fromkeys(KEY, pl.Int64))
        self.listed = {}
        if self._in_bulk:
            # Tables that an earlier file locked are closed to readers anyway: even short ones now.
            self._defer_indexes(up_to_bytes=1 if self.rows.locked else 0)

    # ---- sessions --------------------------------------------------------------------------------

    def meet(self, sessions: Iterable[Session]) -> None:
        """Remember the sessions that rows belong to."""
        for session in sessions:
            if session.id not in self.sessions:
                self.sessions[session.id] = SessionState(session, derived_read=session.is_new)

    def with_rows(self, session_ids: Iterable[int]) -> set[int]:
        """Return the sessions that may have facts; the others need not be read."""
        return {number for number in session_ids if self.sessions[number].may_have_rows}

    def known_events(self, event_ids: Iterable[int]) -> set[int]:
        """Return the events that may have entries: they existed, or were in an earlier batch."""
        existed = self.journal.existed_before
        return {n for n in event_ids if n in self.events or existed("events", n)}

    @property
    def outranked(self) -> AbstractSet[int]:
        """The sessions of which a more final classification is stored than the file at hand."""
        return self.calendar.outranked

    def races(self, session_ids: Iterable[int]) -> set[int]:
        """Return the sessions that are races."""
        return {number for number in session_ids if self.sessions[number].session.kind == "race"}

    def mark(self, session_ids: Iterable[int]) -> None:
        """Note that rows of sessions were stored by the import at hand."""
        for number in session_ids:
            state = self.sessions[number]
            state.import_id = self.journal.import_id
            self.events.add(state.session.event_id)

    def makers_of(self, car_ids: Iterable[int]) -> Mapping[int, int | None]:
        """Return the makers of cars. Each is read once: a query waits for rows being written."""
        if unread := set(car_ids) - self._makers.keys():
            self._makers |= makers.makers_of(self.connection, unread)
        return self._makers

    def note_changed_results(self, session_ids: Iterable[int]) -> None:
        """Note that results of sessions came, changed or went: their summaries must follow."""
        for number in session_ids:
            self.sessions[number].results_summed = False

    @property
    def touched(self) -> dict[int, Session]:
        """The sessions that the import at hand stored rows of, by id."""
        now = self.journal.import_id
        return {n: it.session for n, it in self.sessions.items() if it.import_id == now}

    def derived_results(self, session_ids: Iterable[int]) -> pl.DataFrame:
        """Return the keys of the results of sessions that follow from laps and stops alone."""
        keys = [
            (number, entry) for number in session_ids for entry in self.sessions[number].derived
        ]
        return pl.DataFrame(keys, schema=dict.fromkeys(KEY, pl.Int64), orient="row")

    # ---- indexes ---------------------------------------------------------------------------------

    def _defer_indexes(self, *, up_to_bytes: int) -> None:
        tables = [TABLES[name] for name in _FILLED_IN_BULK]
        self._deferred = deferred_indexes.drop_for_bulk(
            self.connection, tables, up_to_bytes=up_to_bytes
        )
        self.rows.locked |= self._deferred.tables

    def defer_more_indexes(self, new: int, rows: int) -> None:
        """
        After the first batch of a file: drop indexes of filled tables, too, if new rows are coming.

        Args:
            new: rows of the batch that were new.
            rows: all of them.
        """
        nothing_deferred = self._deferred is not None and not self._deferred.tables
        if nothing_deferred and self._alone_bytes and 2 * new > rows:
            self._defer_indexes(up_to_bytes=self._alone_bytes)

    def rebuild_indexes(self) -> None:
        """Build what was deferred; PostgreSQL then looks at the tables, to plan for their size."""
        if self._deferred is None:
            return
        if self._deferred.rebuild():
            self._find_similar()  # while a thread builds the indexes
        laps = any(state.has_new_laps for state in self.sessions.values())
        names = (*_ANALYZED, *(_ANALYZED_WITH_LAPS if laps else ()))
        deferred_indexes.analyze(self.connection, [TABLES[name] for name in names])

    # ---- new names -------------------------------------------------------------------------------

    def open_reviews(self) -> int:
        """Open reviews of the new drivers that resemble known ones; return how many names."""
        drivers = self.registry.drivers
        alike = {
            **dict.fromkeys(drivers.same_keys, SAME_KEY),
            **dict.fromkeys(drivers.same_seats, SAME_SEAT),
            **self._find_similar(),
        }
        count = open_reviews(self.connection, self.rows, alike)
        count += namesakes.ask(self.connection, self.rows, drivers)
        count += ask_about_things(self.connection, self.rows, self.registry)
        if count:
            self.journal.record_late("reviews")
        return count

    def _find_similar(self) -> Mapping[Pair, Likeness]:
        """Compare the names of new drivers with all others, unless that was done already."""
        names = self.registry.index("driver")
        if self._compared != len(names.new_keys):
            self._similar, self._compared = find_similar(names), len(names.new_keys)
        return self._similar


@contextmanager
def open_transaction(job: LoadJob, url: URL, settings: Settings) -> Iterator[Transaction]:
    """
    Open the transaction of a job, and the database if there is none; a dry run is rolled back.

    Raises:
        TryAgainError: another writer does not end in time.
        RaceDBError: the database cannot be opened or written to.
    """
    # Whether a server's database is empty is seen only when it is open.
    may_be_new = url.get_backend_name() != "sqlite" or not exists(url)
    in_bulk = job.wants_deferred_indexes(is_new=may_be_new)
    with write(
        url, create=True, wait_s=settings.wait_s, in_bulk=in_bulk, dry_run=settings.dry_run
    ) as connection:
        if connection.dialect.name == "postgresql" and not in_bulk:
            # To try other orders of the joins of a check takes longer than to run it over one file.
            connection.execute(select(func.set_config("join_collapse_limit", "1", true())))
        alone = job.is_big and (settings.exclusive or is_sole_connection(connection))
        alone_bytes = _TIMES_THE_FILE * job.size_bytes if alone else 0
        yield Transaction(connection, in_bulk=in_bulk, alone_bytes=alone_bytes)
