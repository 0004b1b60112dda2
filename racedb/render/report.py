"""The report of a load: messages on stderr, one JSON document on stdout, or lines of a JSON log."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from racedb import render
from racedb.counted import counted
from racedb.errors import RaceDBError
from racedb.ingest.report import MAX_LISTED, FileReport, Report
from racedb.log import Level, emit, is_json
from racedb.safe_text import escape_json

if TYPE_CHECKING:
    from racedb.table import Column, Note, Reject

SHOWN = 10
"""Maximum number of rejects, findings ... that people see per file; programs get all of them."""
_FEW = 3
"""So many columns that nobody needs are named."""
_REJECTS = ("source", "line", "field", "code", "message", "raw")


def print_report(report: Report, *, as_json: bool) -> None:
    """Print what a load did: with *as_json* the report on stdout, and always messages on stderr."""
    if as_json:
        document = {
            "dry_run": report.dry_run,
            "exit_code": report.exit_code,
            "files": [file.as_dict() for file in report.files],
            "unnamed": [str(path) for path in report.unnamed],
        }
        print(escape_json(json.dumps(document, ensure_ascii=False, indent=1)))
    if not is_json():  # else log_file has reported each file when it was done
        for file in report.files:
            for line in _lines(file, dry_run=report.dry_run):
                emit(line)
    if not report.files:
        emit("no file of the manifest is there yet")
    unnamed = [f"{path}: is not in the manifest of its folder" for path in report.unnamed]
    for line in _first(unnamed, "files"):
        emit(line.strip(), "warning", event="unnamed")


def _lines(file: FileReport, *, dry_run: bool) -> Iterator[str]:
    """Yield the messages about one file."""
    if file.state == "same":
        yield f"{file.source}: already loaded as import {file.import_id} (identical file)"
    elif file.state == "refused":
        if file.message:  # else another file of the dump has the reason
            yield f"racedb: {file.message}"
        yield from _rejects(file)
    else:
        yield from _counts(file, dry_run=dry_run)
        yield from _changes(file)
        yield from _doubts(file)
        yield from _rejects(file)
        yield from _notes(file)


def _counts(file: FileReport, *, dry_run: bool) -> Iterator[str]:
    """Yield what was read, and how much of it is new."""
    how = ", ".join(part for part in (file.reader, file.encoding) if part)
    yield f"{file.source}: {how}" + ("; dry run, nothing was stored" if dry_run else "")
    yield from _first(file.sessions, "sessions")
    yield (
        f"  {counted(file.read, 'rows')} read: {file.new:,} new, {file.changed:,} changed, "
        f"{file.same:,} same, {file.rejected:,} rejected"
    )


def _changes(file: FileReport) -> Iterator[str]:
    """Yield what changed, what the file no longer has, and what was created."""
    from racedb.render.history import sentences

    lines = list(sentences(file.changes)) if file.changed or file.pruned else []
    yield from (f"  {line}" for line in lines[:SHOWN])
    if len(lines) > SHOWN:
        more = f"{counted(len(lines) - SHOWN, 'lines')} more"
        yield f"    ... and {more} ('racedb imports diff {file.import_id}' shows all)"
    if file.gone and not file.pruned:
        cars = list(dict.fromkeys(change.car for change in file.gone))
        listed = ", ".join(str(car) for car in cars[:SHOWN]) + (" ..." if cars[SHOWN:] else "")
        count = counted(len(cars), "cars")
        yield f"  stored, but not in this file: {count} ({listed}); --prune removes them"
    if file.created:
        made = (counted(count, name) for name, count in sorted(file.created.items()))
        yield f"  created: {', '.join(made)}"


def _doubts(file: FileReport) -> Iterator[str]:
    """Yield what a person may want to look at."""
    if file.columns:
        yield f"  left out: {_left_out(file.columns)}"
    if file.unknown_words:
        yield f"  unknown words: {', '.join(repr(word) for word in file.unknown_words[:SHOWN])}"
    yield from _first(file.corrections, "corrections")
    findings = [f"check {it.code}: {it.message}" for it in file.findings]
    yield from _first(findings, "findings", " (--format json lists them)")
    if file.reviews:
        names = "new name resembles" if file.reviews == 1 else "new names resemble"
        yield f"  {file.reviews:,} {names} known ones: 'racedb review list' shows them"


def _left_out(columns: "Sequence[Column]") -> str:
    """Name the columns that look like results; the others only where they are few."""
    from racedb.understand.kinds import looks_like_results

    likely = [repr(it.source) for it in columns if looks_like_results(it)]
    others = [repr(it.source) for it in columns[len(likely) :]]
    named = likely[:SHOWN] if likely or len(others) > _FEW else others
    rest = len(columns) - len(named)
    others_left = counted(rest, "other columns" if named else "columns")
    more = f"{others_left} (--explain lists them)" if rest else ""
    return " and ".join(filter(None, (", ".join(named), more)))


def _rejects(file: FileReport) -> Iterator[str]:
    for reject in file.rejects[:SHOWN]:
        line = f"{file.source}:{reject.line}: {reject.message}"
        if line not in file.message:
            yield f"  rejected {line}"
    if len(file.rejects) > SHOWN:
        more = len(file.rejects) - SHOWN
        yield f"  ... and {counted(more, 'rejects')} more (--rejects FILE writes them all)"


def _notes(file: FileReport) -> Iterator[str]:
    for note in file.notes[:SHOWN]:
        yield f"  unreadable {file.source}:{note.line}: {note.message}"
    if file.unreadable > SHOWN:
        more = counted(file.unreadable - SHOWN, "unreadable cells")
        yield f"  ... and {more} more ('racedb imports notes {file.import_id}' lists them)"


def _first(lines: Sequence[str], what: str, hint: str = "") -> Iterator[str]:
    """Yield the first lines, and how many there are more."""
    yield from (f"  {line}" for line in lines[:SHOWN])
    if len(lines) > SHOWN:
        yield f"  ... and {counted(len(lines) - SHOWN, what)} more{hint}"


def tell_file(report: FileReport) -> None:
    """Tell people in one line what became of a file of a schedule."""
    said = _reason(report)
    if report.state == "applied":
        rows = (
            f"{counted(report.new, 'rows')} new, {report.changed:,} changed, {report.same:,} same"
        )
        look = f"; {report.to_look_at}" if report.needs_a_look else ""
        said = f"loaded as import {report.import_id}: {rows}{look}"
    emit(said if said.startswith(report.source) else f"{report.source}: {said}")


def _reason(report: FileReport) -> str:
    """Return why nothing was loaded of a file."""
    if report.state == "same":
        return f"already loaded as import {report.import_id}"
    return report.message or "refused, as is a file that it is loaded with"


def log_file(report: FileReport, **about: object) -> None:
    """
    Log one file as JSON, then its rejects, notes and findings, MAX_LISTED of each at most.

    Does nothing unless the log is JSON.

    Args:
        report: the report of the file.
        about: what else each line is about: schedule, run, dry_run.
    """
    if not is_json():
        return
    about |= {"source": report.source, "import_id": report.import_id}
    if report.state == "refused":
        emit(
            _reason(report),
            "error",
            event="refused",
            exit_code=report.exit_code or None,
            rejected=report.rejected or None,
            **about,
        )
    elif report.state in ("same", "waiting"):
        emit(_reason(report), event=report.state, **about)
    else:
        _log_loaded(report, about)
    _log_lines("reject", report.rejects, about)
    _log_lines("note", report.notes, about)
    for finding in report.findings[:MAX_LISTED]:
        emit(
            finding.message,
            "warning",
            event="finding",
            line=finding.line,
            code=finding.code,
            **about,
        )


def _log_lines(event: str, found: "Sequence[Reject | Note]", about: dict[str, object]) -> None:
    for one in found[:MAX_LISTED]:
        emit(
            one.message,
            "warning",
            event=event,
            line=one.line,
            field=one.field,
            code=one.code,
            **about,
        )


def _log_loaded(report: FileReport, about: dict[str, object]) -> None:
    counts = {name: getattr(report, name) for name in ("read", "new", "changed", "same")}
    listed = ", ".join(f"{count:,} {name}" for name, count in counts.items() if name != "read")
    level: Level = "warning" if report.needs_a_look else "info"
    emit(
        f"{counted(report.read, 'rows')} read: {listed}, {report.rejected:,} rejected",
        level,
        event="loaded",
        reader=report.reader,
        **counts,
        rejected=report.rejected,
        notes=report.unreadable or None,
        reviews=report.reviews,
        **about,
    )


def require_writable(path: Path) -> None:
    """
    Check that a file for rejects can be written, before anything is loaded.

    Raises:
        RaceDBError: the folder is missing or not writable.
    """
    beside = path.with_name(path.name + ".part")
    try:
        beside.touch()
        beside.unlink()
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise RaceDBError(f"{path}: cannot be written: {why}") from None


def write_rejects(report: Report, path: Path) -> None:
    """
    Write the rejects of all files as CSV: source, line, field, code, message, raw.

    Raises:
        RaceDBError: the file cannot be written.
    """
    from racedb.db.readonly import Result

    rows = (
        (file.source, it.line, it.field, it.code, it.message, it.raw)
        for file in report.files
        for it in file.rejects
    )
    render.write(Result(_REJECTS, rows), "csv", path, raw=True)
