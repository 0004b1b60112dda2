"""Why a file is not stored: too many rejects, unknown names, no rows; and the report of it."""

from collections.abc import Sequence
from pathlib import Path

from racedb.errors import LoadError, RaceDBError, ReadError, UsageError
from racedb.ingest.plan import LoadJob, Settings
from racedb.ingest.report import FileReport
from racedb.ingest.transaction import Transaction
from racedb.table import Note, Reject

_LISTED = 20
"""Unknown names in an error at most."""


class NotCleanError(LoadError):
    """A file has more rejects than allowed, or with --strict any reject, note or doubt."""


def require_rows(report: FileReport, path: Path, settings: Settings) -> None:
    """
    Refuse a file without rows, with more rejects than allowed, or under `strict` with any doubt.

    Raises:
        LoadError: it is one.
    """
    if settings.strict:
        _require_clean(report, path)
    if report.rejected > settings.max_rejects:
        first = report.rejects[0]
        rows = f" ({report.rejected} rows rejected)" if report.rejected > 1 else ""
        raise NotCleanError(
            f"{path}:{first.line}: {first.message}{rows}; fix the file, or accept the valid rows "
            f"with --max-rejects {report.rejected}"
        )
    if not report.read:
        raise LoadError(f"{path}: there is no row of results in it")


def _require_clean(report: FileReport, path: Path) -> None:
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
        more = f" and {len(found) - 1:,} more" if len(found) > 1 else ""
        raise NotCleanError(f"{first}{more}; fix the file, or load it without --strict")


def refuse_unknown_names(tx: Transaction, job: LoadJob) -> None:
    """
    Refuse new drivers, teams and cars.

    Raises:
        LoadError: the files name some.
    """
    unknown = tx.registry.new_names(("driver", "team", "car"))
    if not unknown:
        return
    listed = ", ".join(f"{kind} {name!r}" for kind, name in unknown[:_LISTED])
    more = f" and {len(unknown) - _LISTED:,} more" if len(unknown) > _LISTED else ""
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
