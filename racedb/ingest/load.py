"""
`racedb load`: identify > read > normalise > check > resolve > write > report.

A file that the database holds already is found by its hash, whatever its size, and costs no more
than that; what reads and writes files (racedb.ingest.pipeline) is imported for the others.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from racedb.errors import TimeLimitError
from racedb.ingest import plan
from racedb.ingest.already_loaded import find_loaded
from racedb.ingest.report import FileReport, Report
from racedb.ingest.settings import Progress, Settings, sub_progress
from racedb.timeouts import time_limit

if TYPE_CHECKING:
    from racedb.ingest.plan import LoadJob
    from racedb.readers.reading import Reading


def load(
    paths: Sequence[Path],
    database: str | None,
    given: Mapping[str, str],
    settings: Settings,
    told: Progress = lambda _share, _doing: None,
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
    planned = plan.plan(paths, given, settings.reading, settings.reader)
    for number, job in enumerate(planned):
        part = sub_progress(told, number, len(planned))
        part(0.0, job.path.name)
        known = None if settings.again else find_loaded(job, database)
        try:
            with time_limit(settings.time_limit_s, str(job.path)):
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


def _run(
    job: "LoadJob", database: str | None, settings: Settings, told: Progress
) -> list[FileReport]:
    from racedb.db.url import database_url
    from racedb.ingest.pipeline import run_job

    return run_job(job, database_url(database), settings, told)


def explain(
    paths: Sequence[Path], given: Mapping[str, str], settings: Settings
) -> list[tuple["LoadJob", "Reading"]]:
    """Read the files, and store nothing: what `load --explain` shows."""
    found: list[tuple[LoadJob, Reading]] = []
    for job in plan.plan(paths, given, settings.reading, settings.reader):
        found += [(job, reading) for reading in job.read()]
    return found
