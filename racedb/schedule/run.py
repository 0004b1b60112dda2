"""
One run of a schedule: load what is new of its sources.

A file that is refused is set aside with its reason, the others are loaded. It is tried again when
it, its manifest or the settings change; a run that skips it says so. Trouble that is no fault of a
file (a full disk, a server that is away) sets nothing aside.

After a run that ended without reporting anything, such as by kill -9, each file is noted in the
database before it is read. A file at which that run ended as well is loaded last from then on.
"""

import json
import time
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
from racedb.ingest.plan import Settings
from racedb.ingest.report import FileReport
from racedb.readers.reading import Options
from racedb.safe_text import mask, path_text
from racedb.schedule import runs, sources
from racedb.schedule.lock import exclusive
from racedb.schedule.notify import notify
from racedb.schedule.plan import Schedule
from racedb.timeouts import time_limit

_LOOK = 5
_LATER = TryAgainError.exit_code
_TOO_LONG = TimeLimitError.exit_code
_WORSE = ("done", "look", "later", "failed")
"""Outcomes, each worse than the one before it."""
_STORED = ("loaded", "same", "failed", "set_aside", "waiting", "outcome", "message")


@dataclass(slots=True, kw_only=True)
class RunReport:
    """What a run did."""

    schedule: str
    run: int | None = None
    """Id of its row; None: it never began."""
    outcome: str = "done"
    """done, look, later or failed, as in the table of runs."""
    exit_code: int = 0
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    finished_at: datetime | None = None
    loaded: int = 0
    same: int = 0
    failed: int = 0
    set_aside: int = 0
    waiting: int = 0
    broken: int = 0
    """Earlier runs that ended without reporting anything."""
    message: str | None = None
    """The reason for the outcome; None: all is well."""
    files: list[dict[str, Any]] = field(default_factory=list)
    """Files that were loaded or refused, or that wait: source, state, import_id, message."""

    def line(self) -> str:
        """Return the report as one line of JSON."""
        return json.dumps(asdict(self), default=lambda moment: moment.isoformat("T", "seconds"))

    def sentence(self) -> str:
        """Return the report as a sentence for people."""
        counts = (
            (self.loaded, "loaded"),
            (self.same, "loaded before"),
            (self.failed, "refused"),
            (self.set_aside, "still set aside"),
            (self.waiting, "waiting for the next run"),
        )
        said = ", ".join(f"{count:,} {what}" for count, what in counts if count)
        return f"{self.schedule}: {said or ('no files' if self.run else 'nothing was done')}"

    def list_file(self, file: FileReport) -> None:
        """Add a file to those that were loaded or refused, or that wait."""
        self.files.append(
            {
                "source": file.source,
                "state": file.state,
                "import_id": file.import_id,
                "message": file.message or None,
            }
        )

    def worsen(self, outcome: str, exit_code: int, message: str | None = None) -> None:
        """Set the outcome if it is worse than before; of equal ones, the first one stays."""
        if _WORSE.index(outcome) > _WORSE.index(self.outcome):
            self.outcome, self.exit_code = outcome, exit_code
            self.message = path_text(mask(message)) if message else self.message

    def fail(self, error: RaceDBError) -> None:
        """Set the outcome that an error causes."""
        outcome = "later" if error.exit_code == _LATER else "failed"
        self.worsen(outcome, error.exit_code, str(error))


FileCallback = Callable[[FileReport, int], None]
"""Called with the report of each file and the id of the run."""


def run(schedule: Schedule, url: URL, on_file: FileCallback) -> RunReport:
    """
    Load what is new of a schedule, and notify a person if that is needed.

    Args:
        schedule: what to load.
        url: the database.
        on_file: called for each file, except for those that stay set aside.

    Never raises what a database, a file or a source may cause; the report contains it.
    """
    report = RunReport(schedule=schedule.name)
    try:
        with exclusive(url, schedule.name):
            begun = runs.begin(url, schedule.name)
            report.run, report.broken = begun.id, begun.broken
            one = _Run(begun.id, schedule, url, report, on_file)
            try:
                one.load_sources(begun.suspects)
            finally:
                # Also of a run that is interrupted: nobody shall wait for it.
                one.finish()
    except RaceDBError as error:
        report.fail(error)
    except Exception as error:  # noqa: BLE001  as above: what begins a run, or ends it, failed
        report.worsen("failed", 1, _unexpected(error))
    report.finished_at = datetime.now(UTC)
    if report.exit_code not in (0, _LATER) and schedule.on_failure:
        trouble = notify(schedule.on_failure, schedule.folder, report.line())
        if trouble:
            report.message = f"{report.message or report.outcome}; nobody was notified: {trouble}"
    return report


class _NotTheFileError(Exception):
    """The next file would fail in the same way; never leaves this module."""


@dataclass(slots=True)
class _Run:
    """The state of a run between its files."""

    run_id: int
    schedule: Schedule
    url: URL
    report: RunReport
    on_file: FileCallback
    set_aside: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Fingerprint and reason of the files that earlier runs have set aside."""
    is_complete: bool = False
    """All files of all sources were looked at."""
    remaining: set[str] = field(default_factory=set)
    """Those of them that stay set aside."""
    refused: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Fingerprint and reason of the files that this run sets aside."""

    def load_sources(self, suspects: Collection[str]) -> None:
        """Load every source, *suspects* last; trouble that concerns all of them ends the run."""
        try:
            self.set_aside = runs.read_set_aside(self.url, self.schedule.name)
            found, is_complete = self._find()
            for uri in sorted(found, key=lambda it: it in suspects):
                self._load_source(found[uri], uri)
        except _NotTheFileError:
            pass
        except RaceDBError as error:
            self.report.fail(error)
        except Exception as error:  # noqa: BLE001  a run at night must report, not die with a traceback
            self.report.worsen("failed", 1, _unexpected(error))
        else:
            self.is_complete = is_complete

    def _find(self) -> tuple[dict[str, Path | str], bool]:
        """Return what there is to load, by its name; and whether every source could be listed."""
        found: dict[str, Path | str] = {}
        is_complete = True
        for source in self.schedule.sources:
            try:
                listed = sources.find(source, self.schedule)
            except (RaceDBError, OSError) as error:  # it keeps no other from loading
                self._fail(error)
                is_complete = False
            else:
                found |= {sources.name_of(it, self.schedule): it for it in listed}
        return found, is_complete

    def finish(self) -> None:
        """Store how the run ended, and which files are set aside now."""
        report = self.report
        if report.set_aside and not report.message:
            uri = min(self.remaining & self.set_aside.keys())
            count = f"{report.set_aside} files stay" if report.set_aside > 1 else "1 file stays"
            report.message = f"{count} set aside: {uri}: {self.set_aside[uri][1]}"
        waiting = [it["message"] for it in report.files if it["state"] == "waiting"]
        if waiting:
            count = f"{len(waiting)} files wait" if len(waiting) > 1 else "1 file waits"
            waits = f"{count} for the next run: {waiting[0]}"
            report.message = f"{report.message}; {waits}" if report.message else waits
        values = {name: getattr(report, name) for name in _STORED}
        if not self.is_complete and report.outcome == "done":
            values |= {"outcome": "broken", "message": "it was interrupted"}
        gone = self.set_aside.keys() - self.remaining if self.is_complete else ()
        runs.finish(self.url, self.run_id, values, self.refused, gone)

    def _fail(self, error: RaceDBError | OSError) -> None:
        if isinstance(error, RaceDBError):
            self.report.fail(error)
        else:
            why = (error.strerror or str(error)).lower()
            self.report.worsen("failed", 1, f"{error.filename}: {why}")

    def _load_source(self, source: Path | str, uri: str) -> None:
        """
        Load one source; what is wrong with it keeps no other from loading.

        Raises:
            _NotTheFileError: the database is locked, the disk is full ...
        """
        try:
            if isinstance(source, str):
                self._load_url(source, uri)
            elif sources.is_being_written(source):
                self._leave(uri)
            else:
                self._load_file(source, uri, self.schedule.time_limit_s)
        except (RaceDBError, OSError) as error:
            self._fail(error)
            self.remaining.add(uri)
        except RuntimeError as error:  # a download that failed in an unforeseen way
            self._refuse(uri, sources.fingerprint_of_message(str(error)), _unexpected(error))

    def _leave(self, uri: str) -> None:
        """Leave a file to the next run: half of it would be refused, or worse, be loaded."""
        why = f"{uri}: changed less than {sources.SETTLED_S:.0f} s ago, so it may not be complete"
        waiting = FileReport(source=uri, state="waiting", message=why)
        self.report.waiting += 1
        self.report.list_file(waiting)
        self.remaining.add(uri)
        self.on_file(waiting, self.run_id)

    def _load_url(self, url: str, uri: str) -> None:
        began = time.monotonic()
        try:
            path = sources.download(url, self.schedule)
        except TryAgainError as error:
            self._report_refused(uri, error)
            self.report.fail(error)
            self.remaining.add(uri)
        except ReadError as error:
            self._report_refused(uri, error)
            # The server is asked in every run; the same answer counts as a failure once.
            fingerprint = sources.fingerprint_of_message(str(error))
            if not self._stays_set_aside(uri, fingerprint):
                self._refuse(uri, fingerprint, str(error))
        else:
            left_s = self.schedule.time_limit_s - (time.monotonic() - began)
            self._load_file(path, uri, max(left_s, 1.0))

    def _report_refused(self, uri: str, error: RaceDBError) -> None:
        refused = FileReport(
            source=uri, state="refused", message=str(error), exit_code=error.exit_code
        )
        self.on_file(refused, self.run_id)

    def _load_file(self, path: Path, uri: str, limit_s: float) -> None:
        """Load one file or dump unless it is still as it was when it was set aside."""
        if uri in self.set_aside:
            fingerprint = sources.fingerprint(path, self.schedule)
            if self._stays_set_aside(uri, fingerprint):
                return
        if self.report.broken:
            self._note(uri)
        reason = None
        for file in _load(path, uri, self.schedule, self.url, limit_s):
            self.on_file(file, self.run_id)
            why = self._count(file)
            reason = reason or why
        if reason:
            self._refuse(uri, sources.fingerprint(path, self.schedule), reason)

    def _note(self, uri: str) -> None:
        try:
            runs.note_file(self.url, self.run_id, uri)
        except RaceDBError as error:
            self.report.fail(error)
            raise _NotTheFileError from None

    def _stays_set_aside(self, uri: str, fingerprint: str) -> bool:
        known, _ = self.set_aside.get(uri, ("", ""))
        if known != fingerprint:
            return False
        self.report.set_aside += 1
        self.remaining.add(uri)
        return True

    def _refuse(self, uri: str, fingerprint: str, reason: str) -> None:
        self.refused[uri] = (fingerprint, path_text(reason))
        self.report.failed += 1
        self.report.worsen("failed", 1, reason)

    def _count(self, file: FileReport) -> str | None:
        """
        Count a file in the report; return the reason if it is to be set aside.

        Raises:
            _NotTheFileError: the database is locked, the disk is full ...
        """
        if file.state == "same":
            self.report.same += 1
            return None
        if file.state == "refused" and not file.message:
            return None  # part of a dump; another part has the message
        self.report.list_file(file)
        if file.state == "applied":
            self.report.loaded += 1
            if file.needs_a_look:
                self.report.worsen("look", _LOOK, f"{file.source}: {file.to_look_at}")
            return None
        if file.at_fault or file.exit_code == _TOO_LONG:
            return file.message
        outcome = "later" if file.exit_code == _LATER else "failed"
        self.report.worsen(outcome, file.exit_code, file.message)
        raise _NotTheFileError


def _load(
    path: Path, uri: str, schedule: Schedule, url: URL, limit_s: float
) -> Sequence[FileReport]:
    """Load one file or dump; all that goes wrong is in the reports."""
    settings = Settings(
        max_rejects=schedule.max_rejects,
        strict=schedule.strict,
        on_unknown=schedule.on_unknown,
        prune=schedule.prune,
        wait_s=runs.WAIT_S,
        reading=Options(recipes=schedule.recipes, limits=schedule.limits),
        origins={path_text(path): uri} if "://" in uri else {},
        unattended=True,
    )
    refused = FileReport(source=uri, state="refused", exit_code=1)
    size_mib = sources.size_bytes(path) / (1 << 20)
    if size_mib > schedule.max_mib:
        refused.message = (
            f"{path}: has {size_mib:,.0f} MiB; max_mib = {schedule.max_mib} allows less"
        )
        refused.at_fault = True
        return [refused]
    try:
        with time_limit(limit_s, uri):
            return load([path], as_text(url), schedule.context, settings).files
    except RaceDBError as error:
        refused.message, refused.exit_code = str(error), error.exit_code
        refused.at_fault = isinstance(error, (ReadError, LoadError, UsageError))
    except Exception as error:  # noqa: BLE001  an unforeseen error must not keep others from loading
        refused.message, refused.at_fault = f"{path}: {_unexpected(error)}", True
    return [refused]


def _unexpected(error: Exception) -> str:
    summary = " ".join(f"unexpected {type(error).__name__}: {error}".split())
    return f"{summary}; please report it"
