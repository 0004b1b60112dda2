"""
A file on its way into the database, step by step.

One job is one transaction: a file, or a folder whose files refer to each other. A dry run is the
same code and a rollback at the end, so that it reports what a load would do.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import polars as pl
import sqlalchemy as sa

from racedb.counted import counted
from racedb.db.rows import TABLES
from racedb.errors import RaceDBError
from racedb.fields import OF_SESSION
from racedb.identity.resolve import find_names
from racedb.ingest.batches import Batch, read_ahead, typed_batches
from racedb.ingest.context import Given
from racedb.ingest.derive import derive_results, remember_derived
from racedb.ingest.entries import find_entries
from racedb.ingest.facts import write_facts, write_of_sessions
from racedb.ingest.findings import Checks
from racedb.ingest.import_rows import already_applied, finish_import, start_import
from racedb.ingest.one_import import (
    Import,
    new_report,
    origin,
    report_changes,
    report_rejects,
    report_rows,
    store_refused,
    write_notes,
)
from racedb.ingest.penalties import find_waiting, write_penalties
from racedb.ingest.plan import LoadJob, Progress, Settings, sub_progress
from racedb.ingest.prune import find_unlisted, prune, prune_facts
from racedb.ingest.report import (
    MOST_REJECTS,
    NOTES_AT_ONCE,
    NOTES_CHARS,
    FileReport,
    NotCleanError,
    refuse,
    refuse_rejects,
    refuse_unknown_names,
    require_rows,
)
from racedb.ingest.season_rows import is_of_season, write_of_season
from racedb.ingest.season_tables import refresh_seasons
from racedb.ingest.sessions import find_sessions
from racedb.ingest.transaction import Transaction, open_transaction
from racedb.ingest.upsert import Counts, reject_repeated
from racedb.readers.reading import Reading
from racedb.summaries.assignments import assign_seasons
from racedb.summaries.crew_text import entries_of
from racedb.summaries.makers import sessions_of
from racedb.summaries.registry import CREWS, LAPS, RESULTS, refresh

if TYPE_CHECKING:
    from sqlalchemy import URL

_OF_CAR = ["session_id", "car_number", "owner_id", "team_id", "class_id", "car_id"]
"""Columns that identify the entry of a lap: laps that agree in them are of one car."""
_OF_LAP = ["session_id", "entry_id", "driver_id", "car_number"]
"""What laps take from the row that names their car and driver."""


def run_job(job: LoadJob, url: "URL", settings: Settings, progress: Progress) -> list[FileReport]:
    """Load one job. If a file is refused, nothing of the job is stored and its report says why."""
    reports: list[FileReport] = []
    readings: Sequence[Reading] = ()
    try:
        readings = job.read()
        with open_transaction(job, url, settings) as tx:
            for number, reading in enumerate(readings):
                reports.append(new_report(reading))
                checks = Checks(tx.connection)
                read = job.opener(number, reading)
                imp = Import(job, reading, read, settings, reports[-1], checks)
                import_file(tx, imp, sub_progress(progress, number, len(readings)))
            # Once for all files: those of a folder are about the same seasons.
            reports[-1].findings += refresh_seasons(tx)
            if settings.on_unknown == "refuse":
                refuse_unknown_names(tx, job)
            reports[-1].reviews = tx.open_reviews()
    except RaceDBError as error:
        reports = reports or [FileReport(source=str(job.path), state="refused")]
        refuse(reports, error)
        if isinstance(error, NotCleanError) and not settings.dry_run:
            store_refused(url, job, readings[len(reports) - 1], reports[-1], settings)
    return reports


def import_file(tx: Transaction, imp: Import, progress: Progress) -> None:
    """
    Load one file of a job, and fill in its report.

    Raises:
        LoadError: it has more rejects than allowed, under `strict` any reject or note, or no rows.
        UsageError: the event, season or session of a row is not known.
        ReadError: the file is damaged.
    """
    job, settings, report = imp.job, imp.settings, imp.report
    uri = origin(report, settings)
    done = already_applied(tx.connection, imp.reading.source, uri, job)
    if done is not None and not settings.again:
        report.state, report.import_id = "same", done
        return
    report.import_id = start_import(tx.connection, imp.reading, uri, job)
    tx.begin(report.import_id)
    made_before = tx.rows.made.copy()
    given = Given(report.source, job.given)
    for batch in read_ahead(typed_batches(imp.open_tables, given)):
        _import_batch(tx, imp, batch)
        progress(0.0, f"{imp.reading.source.path.name}: {counted(report.read, 'rows')}")
        rejected = report.read - report.new - report.changed - report.same
        if rejected > settings.max_rejects and len(imp.rejects) > MOST_REJECTS:
            report_rejects(tx, imp)
            refuse_rejects(report, imp.reading.source.path, is_whole=False)
    tx.rows.flush()
    tx.rebuild_indexes()
    find_waiting(tx)
    unlisted = find_unlisted(tx)
    prune_facts(tx)
    derive_results(tx)
    renamed = tx.registry.write_changes(tx.journal.snapshot)
    if settings.removes_unlisted:
        prune(tx, unlisted)
    if imp.job.points_system:
        assign_seasons(tx.connection, tx.sessions, *imp.job.points_system, author="manifest")
    _refresh_summaries(tx, renamed)
    tx.journal.finish(tx.touched)
    _replay_corrections(tx, imp)
    report.corrections += tx.penalties.apply_again()
    report_rows(tx, imp, made_before)
    report.findings = [*given.findings(), *report.findings]
    imp.cells.close(given.ledgers, imp.reading.source.path)
    report.cells = imp.cells
    require_rows(report, imp.reading.source.path, settings)
    report_changes(tx, imp, unlisted)
    finish_import(tx.connection, report)


# ---- one batch -----------------------------------------------------------------------------------


def _import_batch(tx: Transaction, imp: Import, batch: Batch) -> None:
    imp.report.read += batch.read
    imp.rejects += batch.rejects
    imp.notes += batch.notes
    imp.notes_chars += sum(len(note.message) + len(note.raw) for note in batch.notes)
    if len(imp.notes) > NOTES_AT_ONCE or imp.notes_chars > NOTES_CHARS:
        write_notes(tx, imp)
    imp.cells += batch.cells
    _note_unknown_words(imp, batch)
    if batch.rows.frame.is_empty():
        return
    if is_of_season(batch):
        _import_of_season(tx, imp, batch)
        return
    before, entries_before = len(imp.rejects), tx.rows.made["entries"]
    frame = find_sessions(tx, imp.report.source, imp.job.given, batch, imp.settings.repeat)
    sessions = frame["session_id"].unique()
    tx.penalties.lift(frame["event_id"].unique())
    if batch.kind in OF_SESSION:
        stated = sorted(batch.rows.stated)
        _count(tx, imp, batch, write_of_sessions(tx, batch.kind, frame, stated), set(sessions))
        return
    if batch.kind == "penalties":
        _write_penalties(tx, imp, batch, frame)
        return
    remember_derived(tx, sessions)
    if batch.kind == "results" and any(tx.sessions[number].laps_in_parts for number in sessions):
        derive_results(tx)  # of all laps, before a place makes classified ones of them
    frame, crew = _find_names(tx, batch, frame)
    frame, crew = _find_entries(tx, imp, batch, frame, crew)
    stated = [name for name in sorted(batch.rows.stated) if name in frame.columns]
    counts = write_facts(tx, batch.kind, frame, crew, stated, replaces=imp.settings.replace_session)
    imp.rejects += reject_repeated(batch.kind, frame, counts.repeated)
    if late := imp.rejects[before:]:
        imp.cells.reject(batch.cells_of_rows, late)
    if batch.kind == "entries":  # the rows of a list of entries are the entries themselves
        counts.new = min(tx.rows.made["entries"] - entries_before, counts.same)
        counts.same -= counts.new
    if not imp.sessions:
        tx.defer_more_indexes(counts.new, frame.height)
    _count(tx, imp, batch, counts, set(frame["session_id"].unique()))


def _write_penalties(tx: Transaction, imp: Import, batch: Batch, frame: pl.DataFrame) -> None:
    """Store decisions; those of cars that are not there are rejects."""
    written = write_penalties(tx, frame)
    imp.rejects += written.rejects
    imp.cells.reject(batch.cells_of_rows, written.rejects)
    imp.report.unknown_words += dict.fromkeys(written.unknown)
    imp.reading.findings += written.findings()
    _count(tx, imp, batch, written.counts, set(frame["session_id"].unique()))


def _import_of_season(tx: Transaction, imp: Import, batch: Batch) -> None:
    given, repeat = imp.job.given, imp.settings.repeat
    done = write_of_season(tx, imp.report.source, given, batch, repeat)
    imp.rejects += done.rejects
    imp.findings += done.findings
    imp.seasons += done.titles
    imp.cells.reject(batch.cells_of_rows, done.rejects)
    imp.report.new += done.counts.new
    imp.report.changed += done.counts.changed
    imp.report.same += done.counts.same


def _note_unknown_words(imp: Import, batch: Batch) -> None:
    """Collect the words for an outcome that racedb does not know."""
    if batch.kind == "results":
        frame, known = batch.rows.frame, imp.report.unknown_words
        words = frame.filter(pl.col("status") == "unknown")["status_detail"].drop_nulls()
        known += [word for word in words.unique(maintain_order=True) if word not in known]


def _find_names(
    tx: Transaction, batch: Batch, frame: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Add the ids of what the rows name; return the crews, too."""
    known = tx.known_events(frame["event_id"].unique())
    found = find_names(tx.registry, frame, batch.rows.crew, known)
    tx.rows.flush()
    return found.frame, found.crew


def _find_entries(
    tx: Transaction, imp: Import, batch: Batch, frame: pl.DataFrame, crew: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """
    Add entry_id to the rows and their crews.

    Of laps and stops *frame* has their heads; the facts themselves come out.
    """
    facts = batch.rows.facts
    if facts is None:
        found = find_entries(tx, batch.kind, frame, crew)
        imp.rejects += reject_repeated(batch.kind, frame, found.repeated)
        frame = frame.join(found.rows, on="row", how="inner", maintain_order="left")
        frame = frame.drop("car_id", "class_id")
        return frame.join(found.cars, on="entry_id", maintain_order="left"), found.crew
    cars = frame.unique(_OF_CAR, keep="first", maintain_order=True)
    found = find_entries(tx, batch.kind, cars, crew)
    entries = cars.join(found.rows, on="row").select(*_OF_CAR, "entry_id")
    heads = frame.join(entries, on=_OF_CAR, nulls_equal=True)
    heads = heads.select(pl.col("row").alias("head"), *_OF_LAP)
    return facts.join(heads, on="head", maintain_order="left"), found.crew


def _count(
    tx: Transaction, imp: Import, batch: Batch, counts: Counts, session_ids: set[int]
) -> None:
    """Add a batch to the report, and check its sessions if nothing more can come of them."""
    imp.report.new += counts.new
    imp.report.changed += counts.changed
    imp.report.same += counts.same
    imp.sessions |= session_ids
    tx.mark(session_ids)
    # PostgreSQL plans for empty tables until it has analyzed them: there checks run at the end.
    at_once = imp.job.is_big and tx.connection.dialect.name == "sqlite" and batch.kind == "results"
    sessions = [tx.sessions[number].session for number in session_ids]
    imp.checks.add_batch(sessions, at_once=at_once)


# ---- after the rows ------------------------------------------------------------------------------


def _refresh_summaries(tx: Transaction, renamed: Iterable[int]) -> None:
    """Refresh what was not right at once; a summary of results has the car of an entry, too."""
    connection, sessions = tx.connection, tx.sessions
    refresh(connection, CREWS, {*tx.crews_changed, *entries_of(connection, renamed)})
    tx.crews_changed.clear()
    refresh(connection, LAPS, [n for n, state in sessions.items() if state.laps_in_parts])
    changed = [number for number, state in sessions.items() if not state.results_summed]
    of_entries = sessions_of(connection, tx.journal.snapshotted("entries"))
    refresh(connection, RESULTS, {*changed, *of_entries})
    tx.scored_sessions |= {*sessions, *of_entries}
    for state in sessions.values():
        state.laps_in_parts, state.results_summed = False, True


def _replay_corrections(tx: Transaction, imp: Import) -> None:
    """Make the corrections again that the file may have overwritten, where there are any."""
    numbers = tx.connection.scalars(sa.select(TABLES["corrections"].c.id)).all()
    if not numbers:
        return
    from racedb.history.corrections import replay

    journal = tx.journal
    events = {tx.sessions[number].session.event_id for number in imp.sessions}
    sessions = {n for n, state in tx.sessions.items() if state.session.event_id in events}
    imp.checks.recheck(events)
    journal.snapshot("corrections", numbers)
    imp.report.corrections = list(replay(tx.connection, sessions, events, journal.import_id))
    journal.record_late("corrections")
