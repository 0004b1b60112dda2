"""
New, changed and unchanged rows of results, laps and other facts.

A row is found by its natural key. Columns that the file does not state stay as they are, and so do
values of which it has an empty cell (`racedb.ingest.blanks`). A stated value that differs is a
change: the old one goes to `revisions`, the row now comes from this import.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db import bulk
from racedb.db.rows import TABLES, fetch_in
from racedb.fields import OF_SESSION
from racedb.history.journal import Journal, revision, write_revisions
from racedb.ingest.blanks import INFERRED, keep_stored
from racedb.ingest.values import MARKS
from racedb.table import Reject

KEYS = {
    "results": ("session_id", "entry_id"),
    "laps": ("session_id", "entry_id", "number"),
    "pit_stops": ("session_id", "entry_id", "number"),
    **dict.fromkeys(OF_SESSION, ("session_id", "number")),
}


@dataclass(slots=True)
class Counts:
    """What became of the rows of a file."""

    new: int = 0
    changed: int = 0
    same: int = 0
    repeated: Sequence[int] = ()
    """Numbers of rows that repeat a key of this file with other values: rejects."""
    sessions: set[int] = field(default_factory=set)
    """Sessions with new or changed rows."""
    stored: pl.DataFrame = field(default_factory=pl.DataFrame)
    """Keys of the rows that the sessions had before."""


def upsert(
    connection: Connection,
    journal: Journal,
    table: str,
    frame: pl.DataFrame,
    stated: Sequence[str],
    *,
    with_old: set[int],
    derived: pl.DataFrame | None = None,
    beside: Sequence[str] = (),
    replaces: bool = False,
    outranked: AbstractSet[int] = frozenset(),
) -> Counts:
    """
    Write rows of one table.

    Args:
        connection: inside the transaction of the load.
        journal: of the import that brings the rows.
        table: one of KEYS.
        frame: row, line, the key, the *stated* columns; weight, where a row stands for several rows
            of the file.
        stated: value columns that the file has.
        with_old: ids of sessions that may have rows already; the others are not read.
        derived: keys of stored results that were derived from laps: they count as not there.
        beside: columns of new rows that the file does not state.
        replaces: the file is all there is: an empty cell erases what is stored.
        outranked: ids of sessions of which a more final list is stored: only what it lacks is new.
    """
    keys = list(KEYS[table])
    columns = [*keys, *stated]
    if "weight" not in frame.columns:
        frame = frame.with_columns(pl.lit(1, pl.Int64).alias("weight"))
    inferred = [INFERRED] if INFERRED in frame.columns else []
    frame = frame.select("row", "line", "weight", *columns, *beside, *inferred)
    frame, out = _first_of_each_key(frame, keys, stated)
    origin = [pl.lit(journal.import_id, pl.Int64).alias("import_id"), pl.col("line")]
    old = _read_stored(connection, table, frame, stated, with_old)
    out.stored = old.select(keys)
    if old.is_empty():  # most loads bring whole sessions: there is nothing to compare with
        new = _with_marks(frame)
        bulk.insert(connection, TABLES[table], new.select(*columns, *beside, *origin))
        out.new += int(frame["weight"].sum())
        out.sessions = set(frame["session_id"].unique())
        return out
    both = frame.join(old, on=keys, how="left", maintain_order="left")
    kept = _with_final_as_new(both, stated, outranked)
    kept = _with_marks(kept if replaces else keep_stored(kept, stated))
    both = _compare(kept.with_columns(both[f"{name} old"] for name in stated), stated)
    both = _mark_derived(both, keys, derived)
    changed = both["differs"] & ~both["is_new"] & ~both["is_derived"]
    # Two rows of one file that contradict each other; results may, one after the other (parts).
    clash = changed & (both["import_id old"] == journal.import_id).fill_null(value=False)
    clash &= table != "results"
    out.repeated = [*out.repeated, *both.filter(clash)["row"].to_list()]
    new = both.filter("is_new")
    bulk.insert(connection, TABLES[table], new.select(*columns, *beside, *origin))
    changed &= ~clash
    # A derived result that a classification replaces is no change that anybody made: it counts as
    # new, but its old values are revised, so that undo brings it back.
    late = both.filter(changed | (both["is_derived"] & ~both["is_new"]))
    out.sessions = set(new["session_id"]) | set(late["session_id"])
    if not late.is_empty():
        bulk.update(connection, TABLES[table], late.select(*columns, *origin), keys)
        late = _unrecorded(journal, late) if table == "results" else late
        _write_revisions(connection, journal, table, late, stated)
    # Counted in rows of the file: a shared drive joins several of them into one result.
    as_new = both["is_new"] | both["is_derived"]
    weight = both["weight"]
    out.new += int(weight.filter(as_new).sum())
    out.changed += int(weight.filter(changed).sum())
    out.same += int(weight.filter(~as_new & ~changed & ~clash).sum())
    return out


def _first_of_each_key(
    frame: pl.DataFrame, keys: list[str], stated: Sequence[str]
) -> tuple[pl.DataFrame, Counts]:
    """Keep the first row of every key; later ones are the same, or repeat it with other values."""
    if not frame.select(keys).is_duplicated().any():
        return frame, Counts()
    first = frame.unique(keys, keep="first", maintain_order=True)
    later = frame.join(first.select("row"), on="row", how="anti", maintain_order="left")
    against = later.join(
        first.select(*keys, *stated), on=keys, suffix=" first", maintain_order="left"
    )
    differs = pl.any_horizontal(
        pl.col(name).ne_missing(pl.col(f"{name} first")) for name in stated if name not in keys
    )
    rejected = against.filter(differs)["row"].to_list()
    return first, Counts(same=later.height - len(rejected), repeated=rejected)


def _read_stored(
    connection: Connection,
    table: str,
    frame: pl.DataFrame,
    stated: Sequence[str],
    with_old: set[int],
) -> pl.DataFrame:
    """Read the stored rows of the sessions; a value NAME is called `NAME old`."""
    keys = KEYS[table]
    columns = [*keys, *stated, "import_id", "line"]
    source = TABLES[table]
    sessions = set(frame["session_id"].unique()) & with_old
    statement = sa.select(*(source.c[name] for name in dict.fromkeys(columns)))
    if "number" in keys:  # files list laps in some order: rows far from those at hand are not read
        for name in keys[1:]:
            near = source.c[name].between(frame[name].min(), frame[name].max())
            statement = statement.where(near)
    found = fetch_in(connection, statement, source.c.session_id, sessions)
    types = frame.schema
    return found.select(
        pl.col(name).cast(types.get(name, pl.Int64)).alias(name if name in keys else f"{name} old")
        for name in found.columns
    )


def _compare(both: pl.DataFrame, stated: Sequence[str]) -> pl.DataFrame:
    """Add is_new and differs."""
    differs = [pl.col(name).ne_missing(pl.col(f"{name} old")) for name in stated]
    return both.with_columns(
        pl.col("line old").is_null().alias("is_new"),
        pl.any_horizontal(pl.lit(value=False), *differs).alias("differs"),
    )


def _with_marks(rows: pl.DataFrame) -> pl.DataFrame:
    """Write the marks of laps that no file states."""
    marks = [name for name in MARKS if name in rows.columns]
    return rows.with_columns(pl.col(marks).fill_null(value=False))


def _with_final_as_new(
    both: pl.DataFrame, stated: Sequence[str], outranked: AbstractSet[int]
) -> pl.DataFrame:
    """
    Exchange what is stored and what the file states, where a more final list is stored.

    So the file only completes it, as if it had come before: a car that was disqualified since has
    no place, and the winner no gap.
    """
    if not outranked:
        return both
    is_late = pl.col("session_id").is_in(sorted(outranked)) & pl.col("line old").is_not_null()
    exchanged = [
        pl.when(is_late).then(other).otherwise(name).alias(name)
        for it in stated
        for name, other in ((it, f"{it} old"), (f"{it} old", it))
    ]
    if INFERRED in both.columns:
        no_word = (pl.col("status old") == "unknown") & pl.col("status_detail old").is_null()
        exchanged.append(pl.when(is_late).then(no_word).otherwise(INFERRED).alias(INFERRED))
    return both.with_columns(exchanged)


def _mark_derived(
    both: pl.DataFrame, keys: list[str], derived: pl.DataFrame | None
) -> pl.DataFrame:
    """Add is_derived."""
    if derived is None:
        return both.with_columns(is_derived=pl.lit(value=False))
    marked = derived.select(*keys, is_derived=pl.lit(value=True))
    both = both.join(marked, on=keys, how="left", maintain_order="left")
    return both.with_columns(pl.col("is_derived").fill_null(value=False))


def _unrecorded(journal: Journal, late: pl.DataFrame) -> pl.DataFrame:
    """
    Return the changed results whose old values must be written now.

    Those in a snapshot of the journal are compared at the end of the import. Those that this very
    import brought are no revisions, unless it changed an older row before.
    """
    late = late.filter(~pl.col("session_id").is_in(sorted(journal.snapshotted("results"))))
    key = list(KEYS["results"])
    older = late.filter(pl.col("import_id old") != journal.import_id)
    again = pl.Series(
        [row in journal.recorded for row in late.select(key).iter_rows()], dtype=pl.Boolean
    )
    journal.recorded.update(older.select(key).iter_rows())
    return pl.concat([older, late.filter(again)])


def _write_revisions(
    connection: Connection, journal: Journal, table: str, rows: pl.DataFrame, stated: Sequence[str]
) -> None:
    """Write what rows were: only the values that differ, and where they came from."""
    keys, out = KEYS[table], []
    for row in rows.iter_rows(named=True):
        differ = [name for name in stated if row[name] != row[f"{name} old"]]
        old = {name: row[f"{name} old"] for name in [*differ, "import_id", "line"]}
        new = {name: row[name] for name in [*differ, "line"]} | {"import_id": journal.import_id}
        out.append(revision(table, {name: row[name] for name in keys}, old, new))
    write_revisions(connection, journal.import_id, out)


def reject_repeated(kind: str, frame: pl.DataFrame, rows: Sequence[int]) -> list[Reject]:
    """Return the rejects of rows of a kind that repeat an earlier row of the same file."""
    found = frame.filter(pl.col("row").is_in(pl.Series(rows, dtype=frame.schema["row"]).implode()))
    return [
        Reject(
            line=row["line"],
            field=None,
            code="duplicate-row",
            message=f"duplicate {_what(kind, row)} in this session; the first row is kept",
        )
        for row in found.iter_rows(named=True)
    ]


def _what(kind: str, row: Mapping[str, Any]) -> str:
    """Name what a row is about: 'lap 3 of car 7'."""
    number = row["car_number"]
    if kind in ("laps", "pit_stops"):
        thing = "lap" if kind == "laps" else "stop"
        return f"{thing} {row['number']} of {f'car {number}' if number else 'a car'}"
    return f"car {number}" if number else "row of a car without a number"
