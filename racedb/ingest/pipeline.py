"""
One job, one transaction: a file, or a folder whose files refer to each other.

A dry run is the same code and then a rollback, so that it tells the truth.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import TYPE_CHECKING

import polars as pl
import sqlalchemy as sa

from racedb.db.engine import exists, is_sole_connection, write
from racedb.db.rows import TABLES
from racedb.errors import LoadError, RaceDBError, ReadError, UsageError
from racedb.history.diff import changes, conflicts, missing
from racedb.ingest.batches import Batch, read_ahead, typed_batches
from racedb.ingest.checks import Checks
from racedb.ingest.import_rows import applied, finish_import, start_import
from racedb.ingest.normalise import Rows
from racedb.ingest.plan import LoadJob
from racedb.ingest.report import FileReport
from racedb.ingest.settings import Progress, Settings, sub_progress
from racedb.ingest.store import Store
from racedb.readers.reading import Reading, Reject, Table

if TYPE_CHECKING:
    from sqlalchemy import URL

_LISTED = 20
"""Unknown names that an error lists."""
_ALONE = 2
"""A table that holds up to so many times the file is faster indexed anew than row by row."""


class _RolledBackError(Exception):
    """Ends the transaction of a dry run; never leaves this module."""


class _TooManyRejectsError(LoadError):
    """A file has more rejects than allowed."""


def run(job: LoadJob, url: "URL", settings: Settings, told: Progress) -> list[FileReport]:
    """Run one job; a refusal becomes a report with its exit code."""
    reports: list[FileReport] = []
    rejects: dict[int, list[Reject]] = {}
    try:
        readings = job.read()
        # The first rows are read while the database is opened.
        first = _rows(job, readings, 0)
        in_bulk = job.is_much(is_new=_may_be_new(url))
        with write(url, create=True, wait_s=settings.wait_s, in_bulk=in_bulk) as connection:
            alone = job.is_big and (settings.exclusive or is_sole_connection(connection))
            alone_bytes = _ALONE * job.size_bytes if alone else 0
            store = Store(connection, in_bulk=in_bulk, alone_bytes=alone_bytes)
            later = (_rows(job, readings, number) for number in range(1, len(readings)))
            for number, batches in enumerate(chain([first], later)):
                reading = readings[number]
                part = sub_progress(told, number, len(readings))
                one = _Import(store, job, reading, batches, settings, part)
                reports.append(one.report)
                rejects[len(reports) - 1] = one.rejects
                one.run()
            if settings.on_unknown == "refuse":
                _refuse_unknown(store, job)
            reports[-1].reviews = store.ask()
            if settings.dry_run:
                raise _RolledBackError  # noqa: TRY301  this is how the transaction ends
    except _RolledBackError:
        return reports
    except RaceDBError as error:
        if not reports:
            name = str(job.path)
            reports.append(FileReport(source=name, state="refused"))
        reports[-1].message, reports[-1].exit_code = str(error), error.exit_code
        reports[-1].at_fault = isinstance(error, (ReadError, LoadError, UsageError))
        for one_report in reports:
            one_report.state, one_report.import_id = "refused", None
        if isinstance(error, _TooManyRejectsError) and not settings.dry_run:
            number = len(reports) - 1
            _remember(url, job, readings[number], reports[-1], rejects[number], settings.origins)
    return reports


def _may_be_new(url: "URL") -> bool:
    """Say whether a database may have nothing in it; of a server's it is seen when it is open."""
    return url.get_backend_name() != "sqlite" or not exists(url)


def _rows(job: LoadJob, readings: Sequence[Reading], number: int) -> Iterator[Batch]:
    """Read the rows of one file of a job."""
    first = iter([readings[number]])

    def tables() -> Sequence[Table]:
        reading = next(first, None) or job.read()[number]  # a reading is read once
        return reading.tables

    return read_ahead(typed_batches(tables, job.given))


def _refuse_unknown(store: Store, job: LoadJob) -> None:
    """
    Keep the register closed.

    Raises:
        LoadError: the files bring names that it does not have.
    """
    unknown = store.names.new_names(("driver", "team", "car"))
    if not unknown:
        return
    listed = ", ".join(f"{kind} {name!r}" for kind, name in unknown[:_LISTED])
    more = f" and {len(unknown) - _LISTED:,} more" if len(unknown) > _LISTED else ""
    count, them = (
        ("1 name is", "it") if len(unknown) == 1 else (f"{len(unknown):,} names are", "them")
    )
    raise LoadError(
        f"{job.path}: {count} not in the register: {listed}{more}; mend {them}, "
        f"decide {them} with 'racedb review apply', or load with --on-unknown new"
    )


def _remember(
    url: "URL",
    job: LoadJob,
    reading: Reading,
    report: FileReport,
    rejects: list[Reject],
    origins: Mapping[str, str],
) -> None:
    """Keep a refused import with its rejects, in a database that is there already."""
    if not exists(url):
        return
    with write(url) as connection:
        digest = reading.source.sha256
        uri = origins.get(report.source, report.source)
        number = start_import(
            connection, reading.source, uri, digest, reading.reader, job.meaning, datetime.now(UTC)
        )
        report.import_id = number
        finish_import(connection, number, "refused", report, rejects)


class _Import:
    """The import of one file inside the transaction of its job."""

    def __init__(
        self,
        store: Store,
        job: LoadJob,
        reading: Reading,
        batches: Iterator[Batch],
        settings: Settings,
        told: Progress,
    ) -> None:
        self.store, self.job, self.reading, self.settings = store, job, reading, settings
        self.told, self._batches = told, batches
        self.rejects: list[Reject] = []
        self._sessions: set[int] = set()
        self._checks = Checks(store.connection)
        self.report = FileReport(
            source=str(reading.source.path), state="applied", reader=reading.reader,
            encoding=reading.encoding,
        )  # fmt: skip

    def run(self) -> None:
        """Bring the file in, or say that it is there already."""
        connection, reading = self.store.connection, self.reading
        digest = reading.source.sha256
        before = applied(connection, digest, self.job.meaning)
        if before is not None and not self.settings.again:
            self.report.state, self.report.import_id = "same", before
            return
        path = str(reading.source.path)
        number = start_import(
            connection, reading.source, self.settings.origins.get(path, path), digest,
            reading.reader, self.job.meaning, datetime.now(UTC),
        )  # fmt: skip
        self.report.import_id = number
        self.store.begin(number, compares=self.settings.again)
        made = self.store.rows.made.copy()
        for batch in self._batches:
            self._batch(batch, number)
        unlisted = self.store.finish(pruned=self.settings.prune)
        self._correct(number)
        self._sum_up(made)
        self.report.changes = changes(connection, number)
        self.report.gone = missing(connection, number, unlisted.rows())
        self.report.pruned = self.settings.prune
        if self.settings.again:
            self.report.conflicts = conflicts(connection, self.store.journal)
        finish_import(connection, number, "applied", self.report, self.rejects)

    def _batch(self, batch: Batch, number: int) -> None:
        rows = batch.rows
        self.report.read += batch.read
        self.told(0.0, f"{self.reading.source.path.name}: {self.report.read:,} rows")
        self.rejects += batch.rejects
        self._note_unknown(rows)
        if rows.frame.is_empty():
            return
        made = self.store.rows.made["entries"]
        stored = self.store.store(rows, str(self.reading.source.path), self.job.given, number)
        self.rejects += stored.rejects
        self._sessions |= stored.session_ids
        sessions = [self.store.sessions[number] for number in stored.session_ids]
        # PostgreSQL gains nothing by it, and has not looked at its tables yet to plan for them.
        in_time = self.job.is_big and self.store.connection.dialect.name == "sqlite"
        self._checks.came(sessions, whole=in_time and batch.kind == "results")
        counts = stored.counts
        if batch.kind == "entries":  # the rows of a list of entries are the entries themselves
            counts.new = min(self.store.rows.made["entries"] - made, counts.same)
            counts.same -= counts.new
        self.report.new += counts.new
        self.report.changed += counts.changed
        self.report.same += counts.same

    def _correct(self, number: int) -> None:
        """Make the corrections again that the file may have overwritten, where there are any."""
        numbers = self.store.connection.scalars(sa.select(TABLES["corrections"].c.id)).all()
        if not numbers:
            return
        from racedb.history.corrections import replay

        sessions = self.store.sessions
        events = {sessions[mine].event_id for mine in self._sessions}
        touched = {one.id for one in sessions.values() if one.event_id in events}
        self._checks.changed(events)
        journal = self.store.journal
        journal.snapshot("corrections", numbers)
        replayed = replay(self.store.connection, touched, events, number)
        self.report.corrections = list(replayed)
        journal.record_late("corrections")

    def _note_unknown(self, rows: Rows) -> None:
        if rows.kind == "results":
            unknown = rows.frame.filter(pl.col("status") == "unknown")["status_detail"]
            words = unknown.drop_nulls().unique(maintain_order=True).to_list()
            self.report.unknown_words += [w for w in words if w not in self.report.unknown_words]

    def _sum_up(self, made: Mapping[str, int]) -> None:
        report, reading = self.report, self.reading
        report.read += len({reject.line for reject in reading.rejects})
        self.rejects += reading.rejects
        mine = {number: self.store.sessions[number] for number in self._sessions}
        report.findings = [*reading.findings, *self._checks.findings(mine)]
        report.rejected = report.read - report.new - report.changed - report.same
        report.columns = [c for table in reading.tables for c in table.columns if c.field is None]
        sessions = self.store.sessions
        report.sessions = [sessions[n].title for n in sessions if n in self._sessions]
        report.created = {
            name: count - made.get(name, 0)
            for name, count in self.store.rows.made.items()
            if name != "aliases" and count > made.get(name, 0)
        }
        self.rejects = _with_raw(self.rejects, reading)
        report.rejects = self.rejects
        if report.rejected > self.settings.max_rejects:
            first = self.rejects[0]
            raise _TooManyRejectsError(
                f"{reading.source.path}:{first.line}: {first.message}"
                + (f" ({report.rejected} rows rejected)" if report.rejected > 1 else "")
                + "; mend the file, or keep the good rows with "
                f"--max-rejects {report.rejected}"
            )
        if not report.read:
            raise LoadError(f"{reading.source.path}: there is no row of results in it")


def _with_raw(rejects: list[Reject], reading: Reading) -> list[Reject]:
    """Add the original lines, and put the rejects into the order of the file."""
    raw = reading.raw_lines({reject.line for reject in rejects if reject.raw is None})
    whole = [r if r.raw is not None else r._replace(raw=raw.get(r.line)) for r in rejects]
    return sorted(whole, key=lambda reject: reject.line)
