"""
`racedb load`: identify > read > normalise > check > resolve > write > report.

A file that the database holds already is found by its hash, whatever its size, and costs no more
than that; what reads and writes files (racedb.ingest.transaction) is imported for the others.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from racedb.errors import TimeLimitError
from racedb.ingest import jobs
from racedb.ingest.held import held
from racedb.ingest.report import FileReport, Report
from racedb.ingest.settings import Settings, Told, part_of
from racedb.patience import at_most

if TYPE_CHECKING:
    from racedb.ingest.jobs import Job
    from racedb.readers.reading import Reading


def load(
    paths: Sequence[Path],
    database: str | None,
    given: Mapping[str, str],
    settings: Settings,
    told: Told = lambda _share, _doing: None,
    heard: Callable[[FileReport], None] = lambda _report: None,
) -> Report:
    """
    Load files and folders, each job in a transaction of its own.

    A job that is refused does not keep the others from loading; the report names each.

    Args:
        paths: files, or folders with a manifest or a known dump.
        database: path or URL, None: RACEDB_URL, or racedb.sqlite in the working folder; a SQLite
            file that is missing is made.
        given: context from the command line, which wins over all other.
        settings: how to load.
        told: hears how far the load is, after every batch of rows.
        heard: hears of each file what came of it, when its transaction has ended.

    Raises:
        UsageError: the command line or a manifest is wrong.
        RaceDBError: the database cannot be opened.
    """
    report = Report(dry_run=settings.dry_run)
    planned = jobs.plan(paths, given, settings.reading, settings.reader)
    for number, job in enumerate(planned):
        part = part_of(told, number, len(planned))
        part(0.0, job.path.name)
        known = None if settings.again else held(job, database)
        try:
            with at_most(settings.time_limit_s, str(job.path)):
                done = [known] if known else _run(job, database, settings, part)
        except TimeLimitError as error:
            done = [
                FileReport(
                    source=str(job.path),
                    state="refused",
                    message=str(error),
                    exit_code=error.exit_code,
                )
            ]
        report.files += done
        for one in done:
            heard(one)
    return report


def _run(job: "Job", database: str | None, settings: Settings, told: Told) -> list[FileReport]:
    from racedb.db.url import database_url
    from racedb.ingest.transaction import run

    return run(job, database_url(database), settings, told)


def explain(
    paths: Sequence[Path], given: Mapping[str, str], settings: Settings
) -> list[tuple["Job", "Reading"]]:
    """Read the files, and store nothing: what `load --explain` shows."""
    found: list[tuple[Job, Reading]] = []
    for job in jobs.plan(paths, given, settings.reading, settings.reader):
        found += [(job, reading) for reading in job.read()]
    return found
