"""
What a load did, as values: the command line prints it, tests read it.

And why a file is not stored: too many rejects, unknown names, no rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

from racedb.counted import counted
from racedb.errors import LoadError, RaceDBError, ReadError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from racedb.history.diff import Change
    from racedb.ingest.ledger import Cells
    from racedb.ingest.plan import LoadJob, Settings
    from racedb.ingest.transaction import Transaction
    from racedb.readers.reading import Finding
    from racedb.table import Column, Note, Reject

MAX_LISTED = 1_000
"""Rejects, notes and findings of a file in a report at most; the report says how many there are."""
MOST_REJECTS = 100_000
"""The rest of a file that is refused anyway is not read where it has more: they are in memory."""
NOTES_AT_ONCE, NOTES_CHARS = 50_000, 16_000_000
"""Notes that are in memory before they are written, and the letters in them."""
_MOST_REPEATED = 0.25
"""Where more of the rows repeat others, they are most likely of another event or session."""
_NAMES_LISTED = 20
"""Unknown names in an error at most."""


@dataclass(kw_only=True, repr=False)
class FileReport:
    """What became of one file. read = new + changed + same + rejected."""

    source: str
    """The path as it was given."""
    state: str
    """
    applied, same (already loaded), refused; waiting: a schedule leaves it for its next run. A dry
    run reports what a load would do.
    """
    reader: str = ""
    encoding: str = ""
    import_id: int | None = None
    message: str = ""
    """Why it was refused or waits, in one line; '' otherwise."""
    at_fault: bool = False
    """The file or its options are the reason: loading the same again would fail again."""
    read: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    rejected: int = 0
    sessions: list[str] = field(default_factory=list)
    """'24 Hours of Spa 2009, Qualifying' for every session that the file is about."""
    created: dict[str, int] = field(default_factory=dict)
    """Rows added to each reference table: {'drivers': 148, ...}."""
    columns: "list[Column]" = field(default_factory=list)
    """Columns of the file that are stored nowhere, those that look like results first."""
    cells: "Cells | None" = None
    """Where its cells went; None: it was not read."""
    findings: "list[Finding]" = field(default_factory=list)
    corrections: list[str] = field(default_factory=list)
    """Corrections that hold in what the file is about, one line each."""
    rejects: "list[Reject]" = field(default_factory=list)
    unreadable: int = 0
    """How many cells of stored rows could not be read."""
    notes: "list[Note]" = field(default_factory=list)
    """These cells; of more than NOTES_AT_ONCE the first MAX_LISTED, table `notes` has all."""
    unknown_words: list[str] = field(default_factory=list)
    """Words for an outcome that racedb does not know; stored in status_detail."""
    reviews: int = 0
    """New names that resemble known ones: a person decides (`racedb review list`)."""
    changes: "list[Change]" = field(default_factory=list)
    """What changed of rows that were stored before."""
    gone: "list[Change]" = field(default_factory=list)
    """Cars that are stored of the same sessions, but not in this file."""
    pruned: bool = False
    """The results of those that are gone were removed."""
    conflicts: "list[Change]" = field(default_factory=list)
    """What a comparison finds besides: teams and crews that a load leaves as they are."""
    exit_code: int = 0

    def __repr__(self) -> str:
        return f"<FileReport: {self.source}: {self.state}, {_counts([self])}>"

    @property
    def needs_a_look(self) -> bool:
        """Return whether a person should look at what was loaded."""
        return bool(self.rejected or self.unreadable or self.reviews or self.doubts)

    @property
    def to_look_at(self) -> str:
        """Return what a person should look at, in a few words; '' for nothing."""
        counts = (
            (self.rejected, "rows", "rejected"),
            (self.unreadable, "cells", "unreadable"),
            (self.reviews, "names", "to review"),
        )
        said = [f"{counted(count, what)} {why}" for count, what, why in counts if count]
        doubts = "; ".join(doubt.message for doubt in self.doubts)
        return ", ".join(filter(None, (*said, doubts)))

    @property
    def doubts(self) -> "list[Finding]":
        """Return the findings of severity error, and those that put a whole file in doubt."""
        return [finding for finding in self.findings if finding.is_doubt]

    def as_dict(self) -> Mapping[str, object]:
        """Return the report as JSON-ready values, with at most MAX_LISTED of each list."""
        return {
            "source": self.source,
            "state": self.state,
            "reader": self.reader,
            "encoding": self.encoding,
            "import_id": self.import_id,
            "message": self.message,
            "read": self.read,
            "new": self.new,
            "changed": self.changed,
            "same": self.same,
            "rejected": self.rejected,
            "sessions": self.sessions,
            "created": self.created,
            "cells": self.cells and self.cells.as_dict(),
            "left_out": [column.source for column in self.columns],
            "findings": [
                {"code": f.code, "line": f.line, "message": f.message}
                for f in self.findings[:MAX_LISTED]
            ],
            "corrections": self.corrections,
            "rejects": [reject._asdict() for reject in self.rejects[:MAX_LISTED]],
            "unreadable": self.unreadable,
            "notes": [note._asdict() for note in self.notes[:MAX_LISTED]],
            "unknown_words": self.unknown_words,
            "reviews": self.reviews,
            "changes": [change._asdict() for change in self.changes[:MAX_LISTED]],
            "pruned": self.pruned,
            "gone": [change._asdict() for change in self.gone[:MAX_LISTED]],
        }


@dataclass(kw_only=True, repr=False)
class Report:
    """What a whole `racedb load` did, file by file."""

    files: list[FileReport] = field(default_factory=list)
    dry_run: bool = False
    unnamed: "list[Path]" = field(default_factory=list)
    """Files that the manifest of their folder does not name: nothing was loaded of them."""

    def __repr__(self) -> str:
        looks = [f"{it.source}: {it.to_look_at}" for it in self.files if it.needs_a_look]
        parts = (f"{counted(len(self.files), 'files')}, {_counts(self.files)}", *looks)
        return f"<Report: {'; '.join(parts)}>"

    @property
    def exit_code(self) -> int:
        """0: done; 5: done, but a person should look; else the code of the first refusal."""
        refused = [file.exit_code for file in self.files if file.state == "refused"]
        if refused:
            return refused[0] or 1
        return 5 if self.unnamed or any(file.needs_a_look for file in self.files) else 0


def _counts(files: Sequence[FileReport]) -> str:
    """Write what became of all rows: '6 rows read: 6 new, 0 changed, 0 same, 0 rejected'."""
    parts = [
        f"{sum(getattr(file, what) for file in files):,} {what}"
        for what in ("new", "changed", "same", "rejected")
    ]
    return f"{counted(sum(file.read for file in files), 'rows')} read: {', '.join(parts)}"


# ---- why a file is not stored --------------------------------------------------------------------


class NotCleanError(LoadError):
    """A file has more rejects than allowed, or with --strict any reject, note or doubt."""


def require_rows(report: FileReport, path: "Path", settings: "Settings") -> None:
    """
    Refuse a file without rows, with more rejects than allowed, or under `strict` with any doubt.

    Raises:
        LoadError: it is one.
    """
    if settings.strict:
        _require_clean(report, path)
    if report.rejected > settings.max_rejects:
        refuse_rejects(report, path)
    if not report.read:
        raise LoadError(f"{path}: there is no row of results in it")


def refuse_rejects(report: FileReport, path: "Path", *, is_whole: bool = True) -> NoReturn:
    """
    Refuse a file for its rejects.

    Args:
        report: what was read, and the rejects.
        path: the file.
        is_whole: all of it was read; else it has more than MOST_REJECTS.

    Raises:
        NotCleanError: always.
    """
    first = report.rejects[0]
    rows = f" ({counted(report.rejected, 'rows')} rejected)" if report.rejected > 1 else ""
    advice = f"fix the file, or accept the valid rows with --max-rejects {report.rejected}"
    if not is_whole:
        read = counted(report.read, "rows")
        rows = f" ({report.rejected:,} of {read} rejected; the rest was not read)"
        advice = "fix the file, or say with --columns what is in it"
    repeated = sum(reject.code == "duplicate-row" for reject in report.rejects)
    if repeated > _MOST_REPEATED * report.read:
        advice = (
            "are these several events or sessions? --columns says which column names them, or "
            "load them one by one"
        )
    raise NotCleanError(f"{path}:{first.line}: {first.message}{rows}; {advice}")


def _require_clean(report: FileReport, path: "Path") -> None:
    """
    Refuse a file with any reject, any note, or a doubt about the whole of it.

    Raises:
        LoadError: it has one.
    """
    cells: list[Reject | Note] = [*report.rejects, *report.notes]
    found = [(one.line, f"{path}:{one.line}: {one.message}") for one in cells]
    found += [(one.line or 0, f"{path}: {one.message}") for one in report.doubts]
    if found:
        _, first = min(found)
        count = len(found) + report.unreadable - len(report.notes)
        more = f" and {count - 1:,} more" if count > 1 else ""
        raise NotCleanError(f"{first}{more}; fix the file, or load it without --strict")


def refuse_unknown_names(tx: "Transaction", job: "LoadJob") -> None:
    """
    Refuse new drivers, teams and cars.

    Raises:
        LoadError: the files name some.
    """
    unknown = tx.registry.new_names(("driver", "team", "car"))
    if not unknown:
        return
    listed = ", ".join(f"{kind} {name!r}" for kind, name in unknown[:_NAMES_LISTED])
    more = f" and {len(unknown) - _NAMES_LISTED:,} more" if len(unknown) > _NAMES_LISTED else ""
    count, them = (
        ("1 name is", "it") if len(unknown) == 1 else (f"{len(unknown):,} names are", "them")
    )
    raise LoadError(
        f"{job.path}: {count} not known: {listed}{more}; fix {them} in the file, decide {them} "
        "with 'racedb review apply', or load with --on-unknown new"
    )


def refuse(reports: Sequence[FileReport], error: RaceDBError) -> None:
    """Report that a job was refused because of its last file."""
    for report in reports:
        report.state, report.import_id = "refused", None
    last = reports[-1]
    last.message, last.exit_code = str(error), error.exit_code
    last.at_fault = isinstance(error, (ReadError, LoadError, UsageError))
