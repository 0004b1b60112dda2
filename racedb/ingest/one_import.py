"""
What is known of one file while it is loaded, and what its report says in the end.

Notes and rejects are in memory until they are written; a refused import is stored with them.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from racedb.db.engine import exists, write
from racedb.history import diff
from racedb.ingest.findings import Checks, disagreements
from racedb.ingest.import_rows import finish_import, insert_numbered, start_import
from racedb.ingest.ledger import Cells, left_out
from racedb.ingest.plan import LoadJob, Settings
from racedb.ingest.report import MAX_LISTED, FileReport
from racedb.ingest.sessions import unsaid
from racedb.ingest.transaction import Transaction
from racedb.readers.reading import Finding, Reading
from racedb.table import Note, Reject, Table

if TYPE_CHECKING:
    from sqlalchemy import URL

_NOT_CREATED = ("aliases", "printed_standings", "season_entries")
"""Rows of these are those of the file, or follow from a name: a report does not list them."""


@dataclass(slots=True)
class Import:
    """One file while it is loaded."""

    job: LoadJob
    reading: Reading
    open_tables: Callable[[], Sequence[Table]]
    """Opens the tables of the reading, again if need be."""
    settings: Settings
    report: FileReport
    checks: Checks
    rejects: list[Reject] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    """Those that are not written yet."""
    notes_chars: int = 0
    """How many letters are in them."""
    cells: Cells = field(default_factory=Cells)
    sessions: set[int] = field(default_factory=set)
    """The sessions that its rows name."""
    seasons: list[str] = field(default_factory=list)
    """What its rows say of whole seasons, for the report."""
    findings: list[Finding] = field(default_factory=list)
    """What storing its rows found."""


def report_rows(tx: Transaction, imp: Import, made_before: Mapping[str, int]) -> None:
    """Put into the report what became of the rows."""
    report, reading = imp.report, imp.reading
    report_rejects(tx, imp)
    report.columns = left_out(reading.tables, imp.cells)
    mine = {n: state.session for n, state in tx.sessions.items() if n in imp.sessions}
    report.sessions = [*imp.seasons, *(session.title for session in mine.values())]
    report.findings = [*reading.findings, *imp.findings, *unsaid(mine.values())]
    report.findings += imp.checks.findings(mine)
    made = Counter(tx.rows.made) - Counter(made_before)
    report.created = {name: count for name, count in made.items() if name not in _NOT_CREATED}


def report_rejects(tx: Transaction, imp: Import) -> None:
    """Put into the report the rows that were rejected, those of the reader among them."""
    report, reading = imp.report, imp.reading
    write_notes(tx, imp)
    report.read += len({reject.line for reject in reading.rejects})
    report.rejected = report.read - report.new - report.changed - report.same
    report.rejects = _with_raw_lines([*imp.rejects, *reading.rejects], reading)


def write_notes(tx: Transaction, imp: Import) -> None:
    """Write the notes that are in memory, in the order of the file."""
    if not imp.notes:
        return
    report, written = imp.report, sorted(imp.notes, key=lambda note: note.line)
    insert_numbered(tx.connection, "notes", report.import_id, written, report.unreadable + 1)
    is_first = not report.unreadable
    report.unreadable += len(written)
    report.notes = written if is_first else report.notes[:MAX_LISTED]
    imp.notes, imp.notes_chars = [], 0


def report_changes(tx: Transaction, imp: Import, unlisted: pl.DataFrame) -> None:
    """Put into the report what the file changed of rows that were stored before."""
    report, import_id = imp.report, tx.journal.import_id
    report.changes = diff.changes(tx.connection, import_id)
    report.gone = diff.missing(tx.connection, import_id, unlisted.rows())
    disputed = diff.disputed(tx.connection, tx.journal)
    report.findings += disagreements(report.changes, disputed, report.sessions)
    report.pruned = imp.settings.removes_unlisted
    if imp.settings.again:
        report.conflicts = [change for change, is_replaced in disputed if not is_replaced]


def _with_raw_lines(rejects: list[Reject], reading: Reading) -> list[Reject]:
    """Add the original lines, and put the rejects into the order of the file."""
    raw = reading.raw_lines({reject.line for reject in rejects if reject.raw is None})
    whole = [r if r.raw is not None else r._replace(raw=raw.get(r.line)) for r in rejects]
    return sorted(whole, key=lambda reject: reject.line)


def store_refused(
    url: "URL", job: LoadJob, reading: Reading, report: FileReport, settings: Settings
) -> None:
    """Store a refused import with its rejects, in a database that exists already."""
    if not exists(url):
        return
    with write(url) as connection:
        report.import_id = start_import(connection, reading, origin(report, settings), job)
        finish_import(connection, report)
        insert_numbered(connection, "notes", report.import_id, report.notes)


def new_report(reading: Reading) -> FileReport:
    """Begin the report of a file."""
    return FileReport(
        source=str(reading.source.path), state="applied", reader=reading.reader,
        encoding=reading.encoding,
    )  # fmt: skip


def origin(report: FileReport, settings: Settings) -> str:
    """Return where a file comes from: its URL, if it was fetched."""
    return settings.origins.get(report.source, report.source)
