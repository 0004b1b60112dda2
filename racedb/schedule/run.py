"""
One run of a schedule: what is new of its sources goes into the database.

A file that is refused is set aside with its reason, the others load. It is tried again when it is
another one. What is nobody's fault (a full disk, a server that is away) sets nothing aside.

After a run that ended without a word, each file is written down before it is read; one at which the
next run ends like that comes last from then on, and keeps no other from loading.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL

from racedb.db.url import as_text
from racedb.errors import (
    LoadError,
    RaceDBError,
    ReadError,
    TimeLimitError,
    TryAgainError,
    UsageError,
)
from racedb.ingest.load import load
from racedb.ingest.report import FileReport
from racedb.ingest.settings import Settings
from racedb.readers.reading import Options
from racedb.schedule import downloads, hook, runs, sources
from racedb.schedule.lock import alone
from racedb.schedule.plan import Schedule
from racedb.timeouts import time_limit

_LOOK = 5
_LATER = TryAgainError.exit_code
_TOO_LONG = TimeLimitError.exit_code


@dataclass(slots=True, kw_only=True)
class Done:
    """What a run did; one line of JSON tells it."""

    schedule: str
    run: int | None = None
    """Id of its row; None: it never began."""
    outcome: str = "done"
    """done, look, failed, later: as in the table of runs."""
    exit_code: int = 0
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    finished_at: datetime | None = None
    loaded: int = 0
    same: int = 0
    failed: int = 0
    set_aside: int = 0
    waiting: int = 0
    broken: int = 0
    """Runs before this one that ended without a word."""
    message: str | None = None
    """The first reason; None: nothing to tell."""
    files: list[dict[str, Any]] = field(default_factory=list)
    """Files that were loaded or refused: source, state, import_id, message."""

    def line(self) -> str:
        """Write it as one line of JSON."""
        return json.dumps(asdict(self), default=lambda moment: moment.isoformat("T", "seconds"))

    def ends(self, outcome: str, exit_code: int, message: str | None = None) -> None:
        """Say how it ends; the worst is kept, and the first reason for it."""
        worst = ("done", "look", "later", "failed")
        if worst.index(outcome) > worst.index(self.outcome):
            self.outcome, self.exit_code = outcome, exit_code
            self.message = message or self.message


Told = Callable[[FileReport, int | None], None]
"""Hears of each file what came of it, and in which run."""


def run(schedule: Schedule, url: URL, told: Told) -> Done:
    """
    Load what is new of a schedule, and tell who is to be told.

    Args:
        schedule: what is to be loaded.
        url: the database.
        told: hears of each file; files that were set aside before are passed over in silence.

    Never raises what a database, a file or a source may cause: that is in the answer.
    """
    done = Done(schedule=schedule.name)
    try:
        with alone(url, schedule.name):
            _run(schedule, url, done, told)
    except RaceDBError as error:
        _fail(done, error)
    except Exception as error:  # noqa: BLE001  nobody looks at a traceback at night
        done.ends("failed", 1, _unforeseen(error))
    done.finished_at = datetime.now(UTC)
    if done.exit_code not in (0, _LATER) and schedule.on_failure:
        trouble = hook.tell(schedule.on_failure, schedule.folder, done.line())
        if trouble:
            done.message = f"{done.message or done.outcome}; and nobody was told: {trouble}"
    return done


def _fail(done: Done, error: RaceDBError) -> None:
    outcome = "later" if error.exit_code == _LATER else "failed"
    done.ends(outcome, error.exit_code, str(error))


def _run(schedule: Schedule, url: URL, done: Done, told: Told) -> None:
    number, done.broken, suspects = runs.begin(url, schedule.name)
    done.run = number
    one = _Run(schedule, url, done, runs.set_aside(url, schedule.name), told)
    one.number, one.suspects = number, suspects
    one.go()
    counts = ("loaded", "same", "failed", "set_aside", "waiting", "outcome", "message")
    values = {name: getattr(done, name) for name in counts}
    runs.finish(url, number, values, one.refused, set(one.aside) - one.kept)


class _NobodysFaultError(Exception):
    """The next file would fare no better; never leaves this module."""


class _Run:
    """One way through the sources."""

    def __init__(
        self, schedule: Schedule, url: URL, done: Done, aside: Mapping[str, str], told: Told
    ) -> None:
        self.schedule, self.url, self.done, self.told = schedule, url, done, told
        self.aside = aside
        """Fingerprints of what runs before this one set aside."""
        self.kept: set[str] = set()
        """What of it stays so."""
        self.number = 0
        """Id of the run."""
        self.suspects: Collection[str] = ()
        """Files at which the run before this one ended without a word."""
        self.refused: dict[str, tuple[str, str]] = {}
        """Fingerprint and reason of what is set aside now."""

    def go(self) -> None:
        """Look at every source; what goes wrong with all of them ends it."""
        try:
            found = sources.found(self.schedule)
            for source in sorted(found, key=lambda it: str(it) in self.suspects):
                self._source(source)
        except _NobodysFaultError:
            self.kept = set(self.aside)
        except RaceDBError as error:
            _fail(self.done, error)
            self.kept = set(self.aside)
        except OSError as error:
            self.kept = set(self.aside)
            why = (error.strerror or str(error)).lower()
            self.done.ends("failed", 1, f"{error.filename}: {why}")

    def _source(self, source: Path | str) -> None:
        uri = str(source)
        if isinstance(source, Path):
            if sources.still_written(source):
                self.done.waiting += 1
                self.kept.add(uri)
            else:
                self._file(source, uri)
            return
        try:
            path = downloads.bring(source, self.schedule)
        except TryAgainError as error:
            self._tell(uri, error)
            _fail(self.done, error)
            self.kept.add(uri)
        except ReadError as error:
            self._tell(uri, error)
            # A server is asked each time; that it answers the same is told once.
            if not self._set_aside_already(uri, sources.mark(str(error))):
                self._refuse(uri, sources.mark(str(error)), str(error))
        else:
            self._file(path, uri)

    def _tell(self, uri: str, error: RaceDBError) -> None:
        report = FileReport(
            source=uri, state="refused", message=str(error), exit_code=error.exit_code
        )
        self.told(report, self.done.run)

    def _file(self, path: Path, uri: str) -> None:
        if uri in self.aside and self._set_aside_already(
            uri, sources.fingerprint(path, self.schedule)
        ):
            return
        if self.done.broken:
            runs.at(self.url, self.number, uri)
        reason = self._load(path, uri)
        if reason:
            self._refuse(uri, sources.fingerprint(path, self.schedule), reason)

    def _set_aside_already(self, uri: str, mark: str) -> bool:
        if self.aside.get(uri) != mark:
            return False
        self.done.set_aside += 1
        self.kept.add(uri)
        return True

    def _refuse(self, uri: str, mark: str, reason: str) -> None:
        self.refused[uri] = (mark, reason)
        self.done.failed += 1
        self.done.ends("failed", 1, reason)

    def _load(self, path: Path, uri: str) -> str | None:
        """
        Load one file or dump; give the reason for which it is to be set aside.

        Raises:
            _NobodysFaultError: the database is taken, the disk is full ...
        """
        reason = None
        for report in _reports(path, uri, self.schedule, self.url):
            self.told(report, self.done.run)
            if report.state == "same":
                self.done.same += 1
                continue
            if report.state == "refused" and not report.message:
                continue  # of a dump: it went with the one that says why
            self.done.files.append(
                {
                    "source": report.source,
                    "state": report.state,
                    "import_id": report.import_id,
                    "message": report.message or None,
                }
            )
            if report.state == "applied":
                self.done.loaded += 1
                if report.rejected or report.reviews:
                    self.done.ends("look", _LOOK, f"{report.source}: {_to_look_at(report)}")
            elif report.at_fault or report.exit_code == _TOO_LONG:
                reason = reason or report.message
            else:
                later = report.exit_code == _LATER
                self.done.ends("later" if later else "failed", report.exit_code, report.message)
                raise _NobodysFaultError
        return reason


def _to_look_at(report: FileReport) -> str:
    rejects = f"{report.rejected:,} rows rejected" if report.rejected else ""
    reviews = f"{report.reviews:,} names to review" if report.reviews else ""
    return ", ".join(filter(None, (rejects, reviews)))


def _reports(path: Path, uri: str, schedule: Schedule, url: URL) -> Sequence[FileReport]:
    settings = Settings(
        max_rejects=schedule.max_rejects,
        on_unknown=schedule.on_unknown,
        prune=schedule.prune,
        wait_s=runs.WAIT_S,
        reading=Options(limits=schedule.limits),
        origins={str(path): uri},
    )
    report = FileReport(source=uri, state="refused", exit_code=1)
    size_mib = sources.size_bytes(path) / (1 << 20)
    if size_mib > schedule.max_mib:
        report.message = (
            f"{path}: has {size_mib:,.0f} MiB; max_mib = {schedule.max_mib} allows less"
        )
        report.at_fault = True
        return [report]
    try:
        with time_limit(schedule.time_limit_s, uri):
            return load([path], as_text(url), schedule.context, settings).files
    except RaceDBError as error:
        report.message, report.exit_code = str(error), error.exit_code
        report.at_fault = isinstance(error, (ReadError, LoadError, UsageError))
    except Exception as error:  # noqa: BLE001  one file that nobody foresaw; the others must load
        report.message, report.at_fault = f"{path}: {_unforeseen(error)}", True
    return [report]


def _unforeseen(error: Exception) -> str:
    said = " ".join(f"unexpected {type(error).__name__}: {error}".split())
    return f"{said}; please report it"
