"""
Facts into the database: new, changed and same rows of results, laps and pit stops.

A row is found by its natural key. What the file does not state stays as it is; what it states and
is stored otherwise is a change: the old values go to revisions, the row now comes from this import.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db import bulk
from racedb.db.rows import TABLES, fetch_in
from racedb.history.journal import Journal, revision, write_revisions
from racedb.readers.reading import Reject

KEYS = {
    "results": ("session_id", "entry_id"),
    "laps": ("session_id", "entry_id", "number"),
    "pit_stops": ("session_id", "entry_id", "number"),
}


@dataclass(slots=True)
class Merged:
    """How many rows of the file were new, changed and the same."""

    new: int = 0
    changed: int = 0
    same: int = 0
    repeated: Sequence[int] = ()
    """row numbers that repeat a key of this file with other values: rejects."""
    there: pl.DataFrame = field(default_factory=pl.DataFrame)
    """Keys of the rows that the asked sessions held before."""
    made_in: set[int] = field(default_factory=set)
    """Sessions that got rows."""
    late: pl.DataFrame = field(default_factory=pl.DataFrame)
    """Rows that say something else now: the stated columns, and what they were as `NAME old`."""


def merge(
    connection: Connection,
    table: str,
    frame: pl.DataFrame,
    stated: Sequence[str],
    import_id: int,
    *,
    with_old: set[int],
    replaces: pl.DataFrame | None = None,
    journal: Journal | None = None,
    beside: Sequence[str] = (),
) -> Merged:
    """
    Bring rows of one table into the database.

    Args:
        connection: inside the transaction of the load.
        table: results, laps or pit_stops.
        frame: row, line, the key, the *stated* columns; weight (rows of the file it stands for).
        stated: value columns that the file has.
        import_id: the import that brings them.
        with_old: ids of sessions that may hold rows already; the others are not asked.
        replaces: keys of stored rows that were only derived: they count as not there.
        journal: holds results of some sessions and compares them at the end of the import; laps and
            stops are changed once and need none.
        beside: columns that the file does not state, of rows that are new.
    """
    keys = list(KEYS[table])
    if "weight" not in frame.columns:
        frame = frame.with_columns(pl.lit(1, pl.Int64).alias("weight"))
    columns = [*keys, *stated]
    frame, merged = _once(frame.select("row", "line", "weight", *columns, *beside), keys, stated)
    origin = [pl.lit(import_id, pl.Int64).alias("import_id"), pl.col("line")]
    old = _old(connection, table, frame, stated, with_old)
    merged.there = old.select(keys)
    if old.is_empty():
        bulk.insert(connection, TABLES[table], frame.select(*columns, *beside, *origin))
        merged.new += int(frame["weight"].sum())
        merged.made_in = set(frame["session_id"].unique())
        return merged
    both = frame.join(old, on=keys, how="left", maintain_order="left")
    is_new = both["line old"].is_null()
    if {"status", "status_detail", "classified"} <= set(stated):
        both = _without_silence(both, stated)
    differs = (
        both.select(
            pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name} old")) for name in stated)
        ).to_series()
        if stated
        else pl.repeat(value=False, n=both.height, eager=True)
    )
    derived = pl.repeat(value=False, n=both.height, eager=True)
    if replaces is not None and not replaces.is_empty():
        derived = (
            both.join(
                replaces.select(*keys, is_derived=pl.lit(value=True)),
                on=keys, how="left", maintain_order="left",
            )["is_derived"].fill_null(value=False)
        )  # fmt: skip
    changed = differs & ~is_new & ~derived
    this_import = (both["import_id old"] == import_id).fill_null(value=False)
    clash = changed & this_import & (table != "results")
    changed = changed & ~clash
    merged.repeated = [*merged.repeated, *both.filter(clash)["row"].to_list()]
    fresh = both.filter(is_new)
    merged.made_in = set(fresh["session_id"].unique())
    if not fresh.is_empty():
        bulk.insert(connection, TABLES[table], fresh.select(*columns, *beside, *origin))
    late = both.filter(changed | (derived & ~is_new))
    merged.late = late
    if not late.is_empty():
        bulk.update(connection, TABLES[table], late.select(*columns, *origin), keys)
        if journal:
            late = _not_told(journal, late, import_id)
        _revise(connection, table, late, stated, import_id)
    weight = both["weight"]
    merged.new += int(weight.filter(is_new | derived).sum())
    merged.changed += int(weight.filter(changed).sum())
    merged.same += int(weight.filter(~is_new & ~derived & ~changed & ~clash).sum())
    return merged


def _not_told(journal: Journal, late: pl.DataFrame, import_id: int) -> pl.DataFrame:
    """Keep changed results that were there before the import and that the journal does not hold."""
    late = late.filter(~pl.col("session_id").is_in(sorted(journal.snapshotted("results"))))
    result = list(KEYS["results"])
    theirs = late.filter(pl.col("import_id old") != import_id)
    told = pl.Series(
        [key in journal.changed for key in late.select(result).iter_rows()], dtype=pl.Boolean
    )
    journal.changed.update(theirs.select(result).iter_rows())
    return pl.concat([theirs, late.filter(told)])


def _once(
    frame: pl.DataFrame, keys: list[str], stated: Sequence[str]
) -> tuple[pl.DataFrame, Merged]:
    """Keep the first row of every key; equal ones are the same, others are repeated."""
    if not frame.select(keys).is_duplicated().any():
        return frame, Merged()
    first = frame.unique(keys, keep="first", maintain_order=True)
    later = frame.join(first.select("row"), on="row", how="anti", maintain_order="left")
    against = later.join(
        first.select(*keys, *stated), on=keys, suffix=" first", maintain_order="left"
    )
    differs = pl.any_horizontal(
        pl.col(name).ne_missing(pl.col(f"{name} first")) for name in stated if name not in keys
    )
    repeated = against.filter(differs)["row"].to_list()
    return first, Merged(same=against.height - len(repeated), repeated=repeated)


def _old(
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
    if "number" in keys:  # a file gives its laps in some order: only those near are asked for
        for name in ("entry_id", "number"):
            near = source.c[name].between(frame[name].min(), frame[name].max())
            statement = statement.where(near)
    found = fetch_in(connection, statement, source.c.session_id, sessions)
    types = frame.schema
    return found.select(
        pl.col(name).cast(types.get(name, pl.Int64)).alias(name if name in keys else f"{name} old")
        for name in found.columns
    )


def _without_silence(both: pl.DataFrame, stated: Sequence[str]) -> pl.DataFrame:
    """Keep what is known of the outcome where the file has a place, or none, but no word for it."""
    silent = (pl.col("status") == "unknown") & pl.col("status_detail").is_null()
    silent &= pl.col("line old").is_not_null()
    if "position" in stated:
        silent &= pl.col("position").is_not_null()
    return both.with_columns(
        pl.when(silent).then(pl.col(f"{name} old")).otherwise(pl.col(name)).alias(name)
        for name in ("status", "status_detail", "classified")
    )


def _revise(
    connection: Connection, table: str, rows: pl.DataFrame, stated: Sequence[str], import_id: int
) -> None:
    """Write what was there before into revisions: only the values that differ, and the origin."""
    keys, out = KEYS[table], []
    for row in rows.iter_rows(named=True):
        differ = [name for name in stated if row[name] != row[f"{name} old"]]
        old = {name: row[f"{name} old"] for name in [*differ, "import_id", "line"]}
        new = {name: row[name] for name in [*differ, "line"]} | {"import_id": import_id}
        out.append(revision(table, {name: row[name] for name in keys}, old, new))
    write_revisions(connection, import_id, out)


def repeats(frame: pl.DataFrame, rows: Sequence[int]) -> list[Reject]:
    """Tell rows that repeat another one of the same file."""
    found = frame.filter(pl.col("row").is_in(pl.Series(rows, dtype=frame.schema["row"]).implode()))
    out = []
    for row in found.iter_rows(named=True):
        who = f"car {row['car_number']}" if row["car_number"] else "this car"
        lap = f", lap {row['number']}" if "number" in row else ""
        out.append(
            Reject(
                line=row["line"],
                field=None,
                code="duplicate-row",
                message=f"{who}{lap} stands twice in this session; the first row is kept",
            )
        )
    return out
