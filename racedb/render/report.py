"""The report of a load, for people on stderr, for programs as JSON on stdout."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from racedb.errors import RaceDBError
from racedb.ingest.report import MAX_LISTED, FileReport, Report
from racedb.log import emit, is_json

if TYPE_CHECKING:
    from racedb.ingest.plan import LoadJob
    from racedb.readers.reading import Reading

SHOWN = 10
"""Rejects and findings that the talk shows of a file; --rejects and `imports rejects` have all."""


def report(report: Report, *, as_json: bool) -> None:
    """Print what a load did: the report as JSON on stdout, and talk."""
    if as_json:
        document = {
            "dry_run": report.dry_run,
            "exit_code": report.exit_code,
            "files": [file.as_dict() for file in report.files],
        }
        print(json.dumps(document, ensure_ascii=False, indent=1))
    if is_json():
        return  # each file was told when it was done (racedb.render.log)
    for file in report.files:
        _file(file, dry_run=report.dry_run)


def _file(file: FileReport, *, dry_run: bool) -> None:
    if file.state == "same":
        held = f"nothing to do, import {file.import_id} holds these bytes already"
        lines = [f"{file.source}: {held}"]
    elif file.state == "refused":
        lines = [f"racedb: {file.message}", *_rejects(file)]
    else:
        lines = [*_read(file, dry_run=dry_run), *_doubts(file), *_rejects(file)]
    for line in lines:
        emit(line)


def _read(file: FileReport, *, dry_run: bool) -> Iterator[str]:
    """Say what was read, and what came of it."""
    said = ", ".join(part for part in (file.reader, file.encoding) if part)
    yield f"{file.source}: {said}" + ("; dry run, nothing was kept" if dry_run else "")
    for session in file.sessions[:SHOWN]:
        yield f"  {session}"
    if len(file.sessions) > SHOWN:
        yield f"  ... and {len(file.sessions) - SHOWN:,} sessions more"
    yield (
        f"  {file.read:,} rows read: {file.new:,} new, {file.changed:,} changed, "
        f"{file.same:,} same, {file.rejected:,} rejected"
    )
    yield from _plan(file)
    if file.created:
        made = (f"{count:,} {_noun(name, count)}" for name, count in sorted(file.created.items()))
        yield f"  made: {', '.join(made)}"


def _plan(file: FileReport) -> Iterator[str]:
    """Say what became otherwise, and what the file no longer has; new rows are counted above."""
    from racedb.render.changes import sentences

    lines = list(sentences(file.changes)) if file.changed or file.pruned else []
    yield from (f"  {line}" for line in lines[:SHOWN])
    if len(lines) > SHOWN:
        more = f"{len(lines) - SHOWN:,} lines more"
        shows = f"'racedb imports diff {file.import_id}' shows all"
        yield f"    ... and {more} ({shows})"
    if file.gone and not file.pruned:
        cars = list(dict.fromkeys(change.car for change in file.gone))
        listed = ", ".join(str(car) for car in cars[:SHOWN]) + (" ..." if cars[SHOWN:] else "")
        many = f"{len(cars):,} {_noun('cars', len(cars))}"
        yield f"  stored, but not in this file: {many} ({listed}); --prune removes them"


def _doubts(file: FileReport) -> Iterator[str]:
    """Say what a person may want to look at."""
    if file.columns:
        yield f"  not understood: {', '.join(repr(column.source) for column in file.columns)}"
    if file.unknown_words:
        yield f"  unknown words: {', '.join(repr(word) for word in file.unknown_words[:SHOWN])}"
    for line in file.corrections[:SHOWN]:
        yield f"  {line}"
    if len(file.corrections) > SHOWN:
        yield f"  ... and {len(file.corrections) - SHOWN:,} corrections more"
    for finding in file.findings[:SHOWN]:
        yield f"  check {finding.code}: {finding.message}"
    if len(file.findings) > SHOWN:
        yield f"  ... and {len(file.findings) - SHOWN:,} findings more (--format json lists them)"
    if file.reviews:
        who = (
            "1 new name resembles" if file.reviews == 1 else f"{file.reviews:,} new names resemble"
        )
        yield f"  {who} known ones: 'racedb review list' asks whether they are the same people"


_IRREGULAR = {"entries": "entry", "series": "series", "classes": "class"}


def _noun(table: str, count: int) -> str:
    """Say a table's rows: 1 driver, 2 drivers."""
    return table if count != 1 else _IRREGULAR.get(table, table.removesuffix("s"))


def _rejects(file: FileReport) -> Iterator[str]:
    for reject in file.rejects[:SHOWN]:
        line = f"{file.source}:{reject.line}: {reject.message}"
        if line not in file.message:
            yield f"  rejected {line}"
    if len(file.rejects) > SHOWN:
        more = len(file.rejects) - SHOWN
        yield f"  ... and {more:,} rejects more (--rejects FILE writes them all)"


def writable(path: Path) -> None:
    """
    Make sure that the rejects can be written, before anything is loaded.

    Raises:
        RaceDBError: there is no such folder, or no permission.
    """
    beside = path.with_name(path.name + ".part")
    try:
        beside.touch()
        beside.unlink()
    except OSError as error:
        raise RaceDBError(f"{path}: cannot be written: {error.strerror}") from None


def rejects_file(report: Report, path: Path) -> None:
    """
    Write the rejects of all files as CSV: source, line, field, code, message, raw.

    Raises:
        RaceDBError: the file cannot be written.
    """
    import csv

    beside = path.with_name(path.name + ".part")
    try:
        with beside.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(["source", "line", "field", "code", "message", "raw"])
            for file in report.files:
                for reject in file.rejects:
                    row = (reject.line, reject.field, reject.code, reject.message, reject.raw)
                    writer.writerow([file.source, *row])
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise RaceDBError(f"{path}: cannot be written: {error.strerror}") from None


def explanation(read: "Iterable[tuple[LoadJob, Reading]]") -> None:
    """Print how files are read: format, encoding, tables, each column with its field and why."""
    for job, reading in read:
        print(f"{reading.source.path}: {reading.reader}, {reading.encoding or 'binary'}")
        for name, value in job.given.items():
            print(f"  given {name}: {value}")
        for number, table in enumerate(reading.tables, start=1):
            rows = sum(frame.height for frame in table.batches)
            print(f"  table {number}: {table.kind}, {rows:,} rows {table.heading}".rstrip())
            for name, value in table.context.items():
                print(f"    says {name}: {value}")
            for column in table.columns:
                samples = " | ".join(sample.replace("\n", "\\n") for sample in column.samples[:3])
                field = column.field or "not understood"
                print(f"    {column.source!r} -> {field} ({column.why}): {samples}")
        for reject in reading.rejects[:MAX_LISTED]:
            print(f"  rejected line {reject.line}: {reject.message}")
