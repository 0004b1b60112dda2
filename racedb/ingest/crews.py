"""Who is in the crew of which car, and in which seat: in each session, and in the event (ADR 3)."""

from collections.abc import Iterable
from typing import NamedTuple

import polars as pl
import sqlalchemy as sa
from sqlalchemy import Connection

from racedb.db import bulk
from racedb.db.rows import TABLES, fetch_in
from racedb.history.journal import Conflict
from racedb.ingest.transaction import KEY, Transaction

_KINDS = ("race", "qualifying", "warmup", "practice", "test", "other")
"""Sessions in the order in which they give a crew its order."""
_ENTERED, _NAMED, _LAPS = 0, 1, 2
"""What names a driver of an event's crew, in the order of the seats."""
_MEMBER = ["entry_id", "source", "place", "order", "driver_id"]
_FACTS = ("laps", "best_lap_us", "time_us", "points")
"""What else is known of a driver in a session."""


class Named(NamedTuple):
    """The crews that rows name."""

    kind: str
    """What the rows are: results, entries, or laps and stops, which name one driver each."""
    crew: pl.DataFrame
    """row, session_id, its place, entry_id, order, driver_id, name, printed_name, rating"""
    pairs: pl.DataFrame
    """session_id, entry_id of all rows, also of those without a name."""

    @property
    def source(self) -> int:
        """Return what names a driver here."""
        return {"results": _NAMED, "entries": _ENTERED}.get(self.kind, _LAPS)


# ---- the rows of a file --------------------------------------------------------------------------


def named_crews(
    tx: Transaction, kind: str, cars: pl.DataFrame, assigned: pl.DataFrame, crew: pl.DataFrame
) -> Named:
    """
    Return which crews rows name.

    Args:
        tx: the transaction of the load.
        kind: what the rows are.
        cars: row, session_id.
        assigned: row, entry_id.
        crew: row, seat, driver_id, name, printed_name, rating; in the order of rows and seats.
    """
    rows = assigned.join(cars.select("row", "session_id"), on="row", maintain_order="left")
    named = crew.join(rows, on="row", maintain_order="left").with_columns(
        pl.col("session_id").replace_strict(session_places(tx, rows["session_id"])).alias("place")
    )
    key = ["entry_id", "place"]
    if kind in ("results", "entries"):
        named = named.sort(key, maintain_order=True)
        named = named.with_columns(_count(*key).alias("order"))
    else:
        named = named.with_columns(pl.col("seat").cast(pl.Int64).alias("order"))
        named = named.sort(*key, "order", maintain_order=True)
    named = _without_outranked(tx, named) if kind == "results" else named
    return Named(kind, named, rows.select(KEY).unique())


def session_places(tx: Transaction, session_ids: pl.Series) -> dict[int, str]:
    """Return a text for each session that sorts those of an event: what says more comes first."""
    sessions = (tx.sessions[number].session for number in session_ids.unique())
    return {one.id: f"{_KINDS.index(one.kind)} {one.code}" for one in sessions}


def place_of_session() -> pl.Expr:
    """Return the text of `session_places` from the columns kind and code."""
    kinds = {kind: str(at) for at, kind in enumerate(_KINDS)}
    return pl.concat_str(pl.col("kind").replace_strict(kinds), "code", separator=" ")


def _without_outranked(tx: Transaction, named: pl.DataFrame) -> pl.DataFrame:
    """Leave out the crews that a more final classification of the session has named already."""
    outranked = sorted(tx.outranked)
    if not outranked:
        return named
    drives = TABLES["drives"].c
    statement = sa.select(drives.session_id, drives.entry_id, drives.driver_id)
    there = fetch_in(tx.connection, statement, drives.session_id, outranked).cast(pl.Int64)
    late = named.join(there, on=KEY, how="semi", maintain_order="left")
    stored = there.join(late, on=KEY, how="semi")
    of_driver = [*KEY, "driver_id"]
    unnamed = stored.join(late, on=of_driver, how="anti").select("entry_id", "driver_id")
    unknown = late.join(stored, on=of_driver, how="anti").select("entry_id", "driver_id")
    tx.journal.conflicts += [
        *(Conflict(entry, "driver_id", driver, None) for entry, driver in unnamed.iter_rows()),
        *(Conflict(entry, "driver_id", None, driver) for entry, driver in unknown.iter_rows()),
    ]
    return named.join(late, on=KEY, how="anti", maintain_order="left")


def event_crews(named: Named, entry_ids: pl.Series) -> pl.DataFrame:
    """Return the crews of entries that rows alone name: the columns of entry_drivers, and name."""
    crew = _of(named.crew, entry_ids)
    if crew.select("entry_id", "driver_id").is_duplicated().any():
        key = ["entry_id", "driver_id"]
        crew = crew.group_by(key, maintain_order=True).agg(
            pl.col("name").first(), _best_written().first(), pl.col("rating").drop_nulls().first()
        )
    return crew.select(
        "entry_id", _count("entry_id").alias("seat"), "driver_id", "name", "printed_name",
        "rating", pl.lit(named.kind == "entries").alias("entered"),
    )  # fmt: skip


# ---- the crews of events -------------------------------------------------------------------------


def write_crews(tx: Transaction, named: Named, new: pl.DataFrame) -> None:
    """
    Put drivers into the seats of their events' crews.

    Args:
        tx: the transaction of the load.
        named: what the rows say.
        new: the result of `event_crews` for the entries that are new.
    """
    bulk.insert(tx.connection, TABLES["entry_drivers"], new)
    new_entries = new["entry_id"].unique()
    known = named.pairs["entry_id"].unique()
    known = known.filter(~known.is_in(new_entries.implode()))
    old = read_crews(tx.connection, known)
    if named.kind == "entries":
        of_list = old.filter("entered").join(named.crew, on="entry_id", how="semi")
        unnamed = of_list.join(named.crew, on=["entry_id", "driver_id"], how="anti")
        tx.journal.conflicts += [
            Conflict(entry, "driver_id", driver, None)
            for entry, driver in unnamed.select("entry_id", "driver_id").iter_rows()
        ]
    # Nearly all crews of a later file are as they are stored: those are left out first.
    changed = _differing(named, old, known)
    after = _rewrite(tx, named, _of(old, changed), changed)
    stays = old.filter(~pl.col("entry_id").is_in(changed.implode()))
    columns = ["entry_id", "driver_id"]
    _note_other_crews(
        tx, named, pl.concat(one.select(columns) for one in (new, stays, after)), known
    )


def reseat(tx: Transaction, entry_ids: Iterable[int]) -> None:
    """Rewrite the crews of events after classifications of some sessions went."""
    entries = pl.Series("entry_id", sorted(entry_ids), pl.Int64)
    nothing = pl.DataFrame(schema=_NOBODY)
    named = Named("results", nothing, nothing.select(KEY))
    _rewrite(tx, named, read_crews(tx.connection, entries), entries)


_NOBODY = {
    "session_id": pl.Int64, "entry_id": pl.Int64, "place": pl.String, "order": pl.Int64,
    "driver_id": pl.Int64, "printed_name": pl.String, "rating": pl.String,
}  # fmt: skip


def read_crews(connection: Connection, entry_ids: Iterable[int]) -> pl.DataFrame:
    """Read the crews of entries: the columns of entry_drivers, in the order of the seats."""
    seats = TABLES["entry_drivers"]
    found = fetch_in(connection, sa.select(seats), seats.c.entry_id, entry_ids)
    ids = pl.col("entry_id", "seat", "driver_id").cast(pl.Int64)
    return found.with_columns(ids, pl.col("entered").cast(pl.Boolean)).sort("entry_id", "seat")


def _differing(named: Named, old: pl.DataFrame, known: pl.Series) -> pl.Series:
    """Return the stored entries whose crew is not just what the rows name, as they write it."""
    crew = _of(named.crew, known)
    written = _written_anew(crew, old)
    if named.source == _LAPS:
        key = ["entry_id", "driver_id"]
        others = crew.join(old, on=key, how="anti")["entry_id"]
        return pl.concat([others, written]).unique()
    if named.source == _ENTERED:
        old = old.filter("entered")
    now = _lists(crew.unique(["entry_id", "driver_id"], keep="first", maintain_order=True))
    both = now.join(_lists(old), on="entry_id", how="left", suffix=" old")
    differs = pl.col("drivers").ne_missing(pl.col("drivers old"))
    return pl.concat([both.filter(differs)["entry_id"], written]).unique()


def _written_anew(crew: pl.DataFrame, old: pl.DataFrame) -> pl.Series:
    """Return the entries of whose drivers the rows state another rating or a fuller name."""
    both = crew.join(old, on=["entry_id", "driver_id"], suffix=" old")
    rating = pl.col("rating") != pl.coalesce("rating old", pl.lit(""))
    name, before = pl.col("printed_name"), pl.col("printed_name old")
    length, length_before = name.str.len_chars(), before.str.len_chars()
    is_fuller = (length > length_before) | ((length == length_before) & (name > before))
    return both.filter(rating.fill_null(value=False) | is_fuller)["entry_id"]


def _rewrite(
    tx: Transaction, named: Named, old: pl.DataFrame, entry_ids: pl.Series
) -> pl.DataFrame:
    """Compute the crews of events anew and store them; return them."""
    if entry_ids.is_empty():
        return old
    members = _members(tx.connection, named, old, entry_ids)
    seated = members.sort(_MEMBER[:4], maintain_order=True, nulls_last=True).unique(
        ["entry_id", "driver_id"], keep="first", maintain_order=True
    )
    seated = seated.select(
        "entry_id", "driver_id", _count("entry_id").alias("seat"),
        (pl.col("source") == _ENTERED).alias("entered"),
    )  # fmt: skip
    after = _with_names(seated, old, _of(named.crew, entry_ids)).select(old.columns)
    tx.crews_changed.update(entry_ids)
    changed = bulk.unlike(after, old)["entry_id"].unique()
    if not changed.is_empty():
        tx.journal.snapshot("entry_drivers", changed)
        table = TABLES["entry_drivers"]
        bulk.delete(tx.connection, table, _of(old, changed).select("entry_id", "seat"))
        bulk.insert(tx.connection, table, _of(after, changed))
    return after


def _members(
    connection: Connection, named: Named, old: pl.DataFrame, entry_ids: pl.Series
) -> pl.DataFrame:
    """Return everybody whom something names as a driver of entries: _MEMBER."""
    now = _of(named.crew, entry_ids).with_columns(pl.lit(named.source).alias("source"))
    drives = _read_drives(connection, entry_ids)
    if named.source == _NAMED:  # these rows stand for what an earlier file said of the session
        drives = drives.join(now, on=KEY, how="anti")
    if named.source == _LAPS:
        now = now.join(drives, on=KEY, how="anti", maintain_order="left")
    seats = pl.col("seat").alias("order")
    entered = old.filter("entered").with_columns(
        pl.lit(_ENTERED).alias("source"), pl.lit("").alias("place"), seats
    )
    drove = drives.with_columns(pl.lit(_NAMED).alias("source"), seats)
    sure = pl.concat(one.select(_MEMBER) for one in (entered, drove, now))
    others = old.join(sure, on=["entry_id", "driver_id"], how="anti")
    if named.source == _NAMED:
        listed = pl.concat([drives.select(KEY), now.select(KEY)]).unique()
        others = _in_laps(connection, others, listed)
    others = others.with_columns(pl.lit(_LAPS).alias("source"), pl.lit("").alias("place"), seats)
    return pl.concat([sure, others.select(_MEMBER)])


def _read_drives(connection: Connection, entry_ids: pl.Series) -> pl.DataFrame:
    """Read who drove in the sessions of entries: session_id, entry_id, place, seat, driver_id."""
    drives, results, sessions = (TABLES[name] for name in ("drives", "results", "sessions"))
    columns = [*(drives.c[name] for name in (*KEY, "seat", "driver_id"))]
    of_car = sa.and_(*(drives.c[name] == results.c[name] for name in KEY))
    statement = (
        sa.select(*columns, sessions.c.kind, sessions.c.code)
        .join_from(results, drives, of_car)
        .join(sessions, sessions.c.id == drives.c.session_id)
    )
    found = fetch_in(connection, statement, results.c.entry_id, entry_ids)
    return found.select(
        pl.col(*KEY, "seat", "driver_id").cast(pl.Int64), place_of_session().alias("place")
    )


def _in_laps(connection: Connection, others: pl.DataFrame, listed: pl.DataFrame) -> pl.DataFrame:
    """Return who drove a lap of a session for which no classification names the crew."""
    results, sums = TABLES["results"], TABLES["lap_sums"]
    of_car = sa.and_(*(sums.c[name] == results.c[name] for name in KEY))
    statement = sa.select(sums.c.session_id, sums.c.entry_id, sums.c.driver_id)
    statement = statement.join_from(results, sums, of_car)
    found = fetch_in(connection, statement, results.c.entry_id, others["entry_id"].unique())
    drove = found.cast(pl.Int64).join(listed, on=KEY, how="anti")
    return others.join(drove, on=["entry_id", "driver_id"], how="semi", maintain_order="left")


def _with_names(seated: pl.DataFrame, old: pl.DataFrame, crew: pl.DataFrame) -> pl.DataFrame:
    """Add how a driver is written, and the rating: that of the newest file that has one."""
    key = ["entry_id", "driver_id"]
    written = pl.concat(one.select(*key, "printed_name", "rating") for one in (old, crew))
    written = written.group_by(key).agg(
        _best_written().first(), pl.col("rating").drop_nulls().last()
    )
    return seated.join(written, on=key, how="left", maintain_order="left")


def _best_written() -> pl.Expr:
    """Sort the spellings of a name so that the fullest is the first, whatever was read first."""
    name = pl.col("printed_name")
    return name.sort_by(name.str.len_chars(), name, descending=[True, True])


def _note_other_crews(tx: Transaction, named: Named, crews: pl.DataFrame, known: pl.Series) -> None:
    """Remember the entries with a session whose crew is not that of the event: its text differs."""
    pairs = named.pairs
    several = pairs["entry_id"].is_duplicated() | pairs["entry_id"].is_in(known.implode())
    pairs = pairs.filter(several)
    if pairs.is_empty():
        return
    crew = named.crew.join(pairs, on=KEY, how="semi", maintain_order="left")
    both = pairs.join(_lists(crew, KEY), on=KEY, how="left").join(
        _lists(_of(crews, pairs["entry_id"])), on="entry_id", how="left", suffix=" of event"
    )
    differs = pl.col("drivers").ne_missing(pl.col("drivers of event"))
    tx.crews_changed.update(both.filter(differs)["entry_id"])
    if named.source == _NAMED:  # laps said before that the crew of the session is another one
        results = TABLES["results"].c
        with_text = sa.select(results.session_id, results.entry_id).where(results.crew_names != "")
        other = fetch_in(tx.connection, with_text, results.entry_id, known).cast(pl.Int64)
        tx.crews_changed.update(pairs.join(other, on=KEY, how="semi")["entry_id"])


# ---- the crews of sessions -----------------------------------------------------------------------


def drives_of(named: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """
    Return the drives of results: who is named, and what each row says of its own driver.

    Args:
        named: row, session_id, entry_id, driver_id: the crews, in the order of their seats.
        rows: row and some of _FACTS, of the cars that have a row for each driver.
    """
    drives = named.select("row", *KEY, "driver_id").sort(KEY, maintain_order=True)
    drives = drives.unique([*KEY, "driver_id"], keep="first", maintain_order=True)
    drives = drives.with_columns(_count(*KEY).alias("seat"))
    if not rows.is_empty():
        drives = drives.join(rows, on="row", how="left", maintain_order="left")
    return drives.drop("row")


def write_drives(
    tx: Transaction, drives: pl.DataFrame, cars: pl.DataFrame, had_result: pl.DataFrame
) -> None:
    """
    Write who drove in sessions.

    Args:
        tx: the transaction of the load.
        drives: the result of `drives_of`.
        cars: session_id and entry_id of the cars whose crews these are: who is not among them did
            not drive.
        had_result: keys of the results that the sessions had before.
    """
    connection, table = tx.connection, TABLES["drives"]
    with_old = tx.with_rows(cars["session_id"].unique())
    old = fetch_in(connection, sa.select(table), table.c.session_id, with_old)
    old = old.join(cars, on=KEY, how="semi")
    if not old.is_empty():
        drives = _with_stored_facts(drives, old)
        keys = bulk.unlike(drives, old).select(KEY).unique()
        drives = drives.join(keys, on=KEY, how="semi", maintain_order="left")
        tx.journal.snapshot("drives", keys["session_id"].unique())
        bulk.delete(connection, table, keys)
        if not (left := keys.join(drives, on=KEY, how="anti")).is_empty():
            reseat(tx, left["entry_id"])
    # Those of new results need no revision: they go with them.
    stored = drives.join(had_result, on=KEY, how="semi")
    tx.journal.snapshot("drives", stored["session_id"].unique())
    bulk.insert(connection, table, drives)


def _with_stored_facts(drives: pl.DataFrame, old: pl.DataFrame) -> pl.DataFrame:
    """Add what is stored of drivers beside their names and a file does not state."""
    missing = (pl.lit(None).alias(name) for name in _FACTS if name not in drives.columns)
    drives = drives.with_columns(missing).select(old.columns).cast(old.schema)
    both = drives.join(old, on=[*KEY, "driver_id"], how="left", suffix=" old")
    return both.with_columns(
        pl.coalesce(name, f"{name} old").alias(name) for name in _FACTS
    ).select(old.columns)


# ---- frames --------------------------------------------------------------------------------------


def _of(frame: pl.DataFrame, entry_ids: pl.Series) -> pl.DataFrame:
    return frame.filter(pl.col("entry_id").is_in(entry_ids.implode()))


def _lists(crew: pl.DataFrame, key: list[str] | None = None) -> pl.DataFrame:
    """Return the drivers of each crew as a list."""
    key = key or ["entry_id"]
    return crew.group_by(key).agg(pl.col("driver_id").alias("drivers"))


def _count(*key: str) -> pl.Expr:
    """Count the rows of each key from 1; they are together."""
    at = pl.int_range(pl.len(), dtype=pl.Int64)
    is_first = pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift()) for name in key)
    return at - pl.when(is_first | (at == 0)).then(at).forward_fill() + 1
