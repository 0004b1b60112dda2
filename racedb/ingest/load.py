"""
`racedb load`: paths become jobs, each job a transaction, each file a report.

A file that was loaded before is found by its hash, whatever its size, and costs no more than that:
the pipeline, which imports SQLAlchemy and polars, is imported only for the others.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from racedb.errors import TimeLimitError
from racedb.ingest.already_loaded import find_loaded
from racedb.ingest.plan import LoadJob, Progress, Settings, plan_jobs, sub_progress, unnamed_files
from racedb.ingest.report import FileReport, Report
from racedb.timeouts import time_limit


def load(
    paths: Sequence[Path],
    database: str | None,
    given: Mapping[str, str],
    settings: Settings,
    progress: Progress = lambda _share, _doing: None,
    on_file: Callable[[FileReport], None] = lambda _report: None,
) -> Report:
    """
    Load files and folders, each job in a transaction of its own.

    A job that is refused does not keep the others from loading; the report names each.

    Args:
        paths: files, or folders with a manifest or a known dump.
        database: path or URL, None: RACEDB_URL, or racedb.sqlite in the working folder; a SQLite
            file that is missing is created.
        given: context from the command line, which takes precedence over all other.
        settings: how to load.
        progress: called after every batch of rows.
        on_file: called with the report of each file when its transaction has ended.

    Raises:
        UsageError: the command line or a manifest is wrong.
        RaceDBError: the database cannot be opened.
    """
    report = Report(dry_run=settings.dry_run)
    jobs = plan_jobs(paths, given, settings)
    for number, job in enumerate(jobs):
        part = sub_progress(progress, number, len(jobs))
        part(0.0, job.path.name)
        done = _load_job(job, database, settings, part)
        report.files += done
        for one in done:
            on_file(one)
    report.unnamed = unnamed_files(paths, settings)
    return report


def _load_job(
    job: LoadJob, database: str | None, settings: Settings, progress: Progress
) -> list[FileReport]:
    known = None if settings.again else find_loaded(job, database, settings.origins)
    if known:
        return [known]
    from racedb.db.url import database_url
    from racedb.ingest.pipeline import run_job

    try:
        with time_limit(settings.time_limit_s, str(job.path)):
            return run_job(job, database_url(database), settings, progress)
    except TimeLimitError as error:
        refused = FileReport(source=str(job.path), state="refused", message=str(error))
        refused.exit_code = error.exit_code
        return [refused]
