"""The facts of one batch into their tables, and what follows from them."""

from collections.abc import Collection, Iterable
from datetime import UTC

import polars as pl
import sqlalchemy as sa

from racedb import units
from racedb.db import bulk
from racedb.db.rows import TABLES
from racedb.fields import stored
from racedb.ingest.beside_laps import SEEN, STOP, seen, stops_of, with_out_laps
from racedb.ingest.blanks import INFERRED, OF_PLACE, OUTCOME
from racedb.ingest.crews import drives_of, write_drives
from racedb.ingest.derive import ensure_results
from racedb.ingest.transaction import KEY, Transaction
from racedb.ingest.upsert import KEYS, Counts, upsert
from racedb.ingest.values import MARKS
from racedb.summaries import registry
from racedb.summaries.laps import BESIDE, running_order
from racedb.summaries.makers import add_makers

_PARTS = {"q1_us": "Q1", "q2_us": "Q2", "q3_us": "Q3"}
"""Columns with the best lap in one part of qualifying, and the code of that part."""


def write_facts(
    tx: Transaction,
    kind: str,
    frame: pl.DataFrame,
    crew: pl.DataFrame,
    stated: list[str],
    *,
    replaces: bool = False,
) -> Counts:
    """
    Write the facts of one batch.

    Args:
        tx: the transaction of the load.
        kind: what the rows are (racedb.fields.KINDS).
        frame: row, line, session_id, event_id, entry_id, car_id, the *stated* columns; of laps and
            stops driver_id.
        crew: of results: row, session_id, entry_id, driver_id: whom they name.
        stated: value columns that the file has.
        replaces: the file is all there is of its sessions.
    """
    if kind == "entries":
        return Counts(same=frame.height)
    if kind == "results":
        return _write_results(tx, frame, crew, stated, replaces=replaces)
    return _write_laps(tx, kind, frame, stated, replaces=replaces)


def write_of_sessions(
    tx: Transaction, table: str, frame: pl.DataFrame, stated: list[str]
) -> Counts:
    """
    Write weather or messages: the file is all there is of them in its sessions (ADR 13).

    Args:
        tx: the transaction of the load.
        table: one of OF_SESSION.
        frame: row, line, session_id, the *stated* columns.
        stated: value columns that the file has.
    """
    sessions = sorted(frame["session_id"].unique())
    frame, stated = _complete(frame, table, stated, stored(table))
    frame = _with_elapsed(tx, frame, sessions).with_columns(
        pl.int_range(1, pl.len() + 1).over("session_id").alias("number")
    )
    tx.listed.setdefault(table, []).append(frame.select(KEYS[table]))
    return upsert(
        tx.connection, tx.journal, table, frame, stated, with_old=tx.with_rows(sessions),
        replaces=True,
    )  # fmt: skip


def _with_elapsed(tx: Transaction, frame: pl.DataFrame, sessions: list[int]) -> pl.DataFrame:
    """Add the time of the session to rows of a moment, where it is known when the session began."""
    table = TABLES["sessions"]
    tx.rows.flush()
    statement = sa.select(table.c.id, table.c.starts_at).where(table.c.id.in_(sessions))
    starts = [
        (number, start and start.astimezone(UTC).replace(tzinfo=None))
        for number, start in tx.connection.execute(statement)
    ]
    schema = [("session_id", pl.Int64()), ("starts_at", pl.Datetime("us"))]
    known = pl.DataFrame(starts, schema=schema, orient="row")
    since = (units.datetimes(pl.col("time_utc")) - pl.col("starts_at")).dt.total_microseconds()
    return frame.join(known, on="session_id", maintain_order="left").with_columns(
        pl.coalesce("elapsed_us", since).alias("elapsed_us")
    )


def _complete(
    frame: pl.DataFrame, table: str, stated: list[str], columns: Iterable[str]
) -> tuple[pl.DataFrame, list[str]]:
    """Add columns that the file does not have, as if there were nothing in them."""
    types = {name: bulk.dtype(TABLES[table].c[name].type) for name in columns}
    missing = [pl.lit(None, kind).alias(it) for it, kind in types.items() if it not in frame]
    return frame.with_columns(missing), list(dict.fromkeys([*stated, *types]))


# ---- results -------------------------------------------------------------------------------------


def _write_results(
    tx: Transaction,
    frame: pl.DataFrame,
    crew: pl.DataFrame,
    stated: list[str],
    *,
    replaces: bool,
) -> Counts:
    is_list = "row_order" in stated  # else it is beside laps: places, but no rows of the file
    replaces &= is_list
    sessions = set(frame["session_id"].unique())
    with_rows = tx.with_rows(sessions)
    known = tx.known_events(frame["event_id"].unique())
    of_known = set(frame.filter(pl.col("event_id").is_in(sorted(known)))["session_id"])
    for column, code in _PARTS.items():
        if column in stated:
            _write_part(tx, frame, crew, column, code)
    stated = [name for name in stated if name not in _PARTS]
    if "best_lap_driver_id" in frame.columns:
        stated.append("best_lap_driver_id")
    if replaces:
        frame, stated = _complete(frame, "results", stated, stored("results"))
    elif with_rows and "position" in stated:  # who loses his place has no points either
        frame, stated = _complete(frame, "results", stated, OF_PLACE)
    whole, several = _join_rows_of_cars(frame, stated)
    if not is_list:
        whole = whole.with_columns(pl.lit(0, pl.Int64).alias("weight"))
    derived = tx.derived_results(sessions)
    counts = upsert(
        tx.connection, tx.journal, "results", whole, stated, with_old=with_rows, derived=derived,
        beside=() if is_list else ("row_order",), replaces=replaces, outranked=tx.outranked,
    )  # fmt: skip
    if is_list:
        _note_unlisted(tx, whole, counts.stored)
    _note_classified(tx, derived.join(whole, on=KEY, how="semi"))
    _summarise_results(tx, whole, counts, complete=sessions - with_rows - of_known)
    drives = drives_of(crew, several)
    # A list that comes too late takes nobody away, even if it is all there is.
    is_late = pl.col("session_id").is_in(sorted(tx.outranked))
    write_drives(tx, drives, whole.filter(~is_late) if replaces else drives, counts.stored)
    return counts


def _summarise_results(
    tx: Transaction, results: pl.DataFrame, counts: Counts, *, complete: set[int]
) -> None:
    """
    Add the summaries of sessions that came complete; those of the others are refreshed later.

    Args:
        tx: the transaction of the load.
        results: what was written; of complete sessions with the car_id and class_id of the entry.
        counts: what became of it.
        complete: sessions of which these are all results, and all that is known of their entries.
    """
    tx.note_changed_results(counts.sessions - complete)
    if complete:
        of_complete = results.filter(pl.col("session_id").is_in(sorted(complete)))
        makers = tx.makers_of(of_complete["car_id"].drop_nulls())
        registry.add(tx.connection, registry.RESULTS, add_makers(of_complete, makers))


def _join_rows_of_cars(frame: pl.DataFrame, stated: list[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """
    Join the rows of a car that has one for each driver into one result.

    One row often says only that the car was shared: the result has the first value of each column,
    the first known outcome, and the points of all drivers.

    Returns:
        the results; and row with what each of several rows says of its own driver.
    """
    if not frame.select(KEY).is_duplicated().any():
        return frame, pl.DataFrame()
    several = frame.filter(pl.struct(KEY).is_duplicated())
    columns = [name for name in ("laps", "best_lap_us", "points") if name in stated]
    outcome = [name for name in (*OUTCOME, INFERRED) if name in frame.columns]
    values = [name for name in stated if name not in (*outcome, "points", "row_order")]
    is_known = (pl.col("status") != "unknown").cast(pl.Int8)
    points = pl.when(pl.col("points").is_not_null().any()).then(pl.col("points").sum())
    whole = frame.group_by(KEY, maintain_order=True).agg(
        pl.exclude(*values, *outcome, "points").first(),
        pl.col(values).drop_nulls().first(),
        pl.col(outcome).get(is_known.arg_max()),
        *([points.alias("points")] if "points" in frame.columns else []),
        pl.len().cast(pl.Int64).alias("weight"),
    )
    return whole, several.select("row", *columns)


def _write_part(
    tx: Transaction, frame: pl.DataFrame, crew: pl.DataFrame, column: str, code: str
) -> None:
    """Write the times of one part of qualifying as results of a session of their own."""
    timed = frame.filter(pl.col(column).is_not_null())
    parts = {
        number: tx.calendar.part(tx.sessions[number].session, code)
        for number in timed["session_id"].unique()
    }
    tx.meet(parts.values())
    tx.rows.flush()
    ids = {number: session.id for number, session in parts.items()}
    of_part = pl.col("session_id").replace_strict(ids, return_dtype=pl.Int64)
    part = timed.select(
        "row", "line", "entry_id", "row_order", of_part,
        pl.col(column).alias("best_lap_us"),
        pl.lit("finished").alias("status"),
    )  # fmt: skip
    counts = upsert(
        tx.connection, tx.journal, "results", part, ["row_order", "best_lap_us", "status"],
        with_old=tx.with_rows(ids.values()),
        outranked={ids[number] for number in tx.outranked & ids.keys()},
    )  # fmt: skip
    drove = crew.join(timed, on="row", how="semi", maintain_order="left").with_columns(of_part)
    drives = drives_of(drove, pl.DataFrame())
    write_drives(tx, drives, drives, counts.stored)
    tx.mark(ids.values())
    _note_unlisted(tx, part, counts.stored)
    _summarise_results(tx, part, counts, complete=set())


def _note_unlisted(tx: Transaction, results: pl.DataFrame, stored: pl.DataFrame) -> None:
    """Remember the stored results of sessions that a file does not list: they may be gone."""
    now, first = tx.journal.import_id, []
    for number in results["session_id"].unique():
        state = tx.sessions[number]
        if tx.journal.existed_before("sessions", number) and state.listed_in != now:
            state.listed_in = now
            first.append(number)
    if first:
        new = stored.filter(pl.col("session_id").is_in(first))
        tx.unlisted = pl.concat([tx.unlisted, new])
    tx.unlisted = tx.unlisted.join(results, on=KEY, how="anti")


def _note_classified(tx: Transaction, keys: pl.DataFrame) -> None:
    """Remember that results that were derived from laps are classified now."""
    for session, entry in keys.iter_rows():
        state = tx.sessions[session]
        state.lost_derived = True
        state.derived -= {entry}


# ---- laps and pit stops --------------------------------------------------------------------------


def _write_laps(
    tx: Transaction,
    table: str,
    frame: pl.DataFrame,
    stated: list[str],
    *,
    replaces: bool,
) -> Counts:
    """Write laps or pit stops, and the results that they refer to where none is known."""
    sessions = set(frame["session_id"].unique())
    with_rows, races = tx.with_rows(sessions), tx.races(sessions)
    is_lap = table == "laps"
    stated = [name for name in stated if name != "number"]
    if replaces:
        frame, stated = _complete(frame, table, stated, stored(table))
        tx.listed.setdefault(table, []).append(frame.select(*KEY, "number"))
    earlier = _seen_earlier(tx, sessions) if is_lap else pl.DataFrame()
    if is_lap:
        frame = with_out_laps(running_order(frame, races), earlier)
        stated = [name for name in dict.fromkeys([*stated, "driver_id"]) if name not in STOP]
    tx.journal.snapshot("results", sessions)  # derived ones change with their laps
    made = ensure_results(tx.connection, frame, tx.journal.import_id, races, with_old=with_rows)
    tx.note_changed_results(made["session_id"])
    counts = upsert(
        tx.connection, tx.journal, table, frame, stated,
        with_old=with_rows - _continued(tx, table, frame),
        beside=[*BESIDE, *(it for it in MARKS if it not in stated)] if is_lap else (),
        replaces=replaces,
    )  # fmt: skip
    in_parts = with_rows if counts.new == frame.height else sessions
    for number in sessions:
        state = tx.sessions[number]
        state.has_new_laps = True
        state.laps_in_parts |= is_lap and number in in_parts
    for number, entry in made.iter_rows():
        tx.sessions[number].derived |= {entry}
    if is_lap:
        _summarise_laps(tx, frame, in_parts)
        _write_stops_of_laps(tx, frame, earlier, with_rows)
    return counts


def _seen_earlier(tx: Transaction, sessions: Collection[int]) -> pl.DataFrame:
    """Return what earlier batches of the same file had of the cars of sessions."""
    now = tx.journal.import_id
    rows = [
        (number, entry, *what)
        for number in sessions
        for (import_id, entry), what in tx.sessions[number].seen.items()
        if import_id == now
    ]
    return pl.DataFrame(rows, schema=SEEN, orient="row")


def _write_stops_of_laps(
    tx: Transaction, laps: pl.DataFrame, earlier: pl.DataFrame, with_rows: set[int]
) -> None:
    """Write the pit stops whose time is beside a lap; they are no rows of the file."""
    found = (
        pl.concat([earlier, seen(laps)])
        .group_by(KEY)
        .agg(pl.col("in_lap").last(), pl.col("stops").sum())
    )
    for session, entry, *what in found.iter_rows():
        tx.sessions[session].seen[tx.journal.import_id, entry] = (what[0], what[1])
    stops = stops_of(laps, earlier)
    if not stops.is_empty():
        stated = [name for name in ("lap_number", *STOP) if name in stops.columns]
        with_old = with_rows - _continued(tx, "pit_stops", stops)
        upsert(tx.connection, tx.journal, "pit_stops", stops, stated, with_old=with_old)


def _summarise_laps(tx: Transaction, laps: pl.DataFrame, in_parts: set[int]) -> None:
    """Add the summaries of laps that came whole; the others are refreshed later."""
    whole = laps.filter(~pl.col("session_id").is_in(sorted(in_parts)))
    registry.add(tx.connection, registry.LAPS, whole)


def _continued(tx: Transaction, table: str, frame: pl.DataFrame) -> set[int]:
    """
    Return the new sessions in which every car goes on behind its last lap or stop.

    A long file brings a race in many batches: such laps cannot be stored yet, and are not read.
    """
    spans = frame.group_by(KEY).agg(
        pl.col("number").min().alias("first"), pl.col("number").max().alias("last")
    )
    repeated = set()
    for session, entry, first, last in spans.iter_rows():
        numbers = tx.sessions[session].last_numbers.setdefault(table, {})
        before = numbers.get(entry, 0)
        if first <= before:
            repeated.add(session)
        numbers[entry] = max(before, last)
    sessions = set(spans["session_id"]) - repeated
    return {number for number in sessions if tx.sessions[number].session.is_new}
