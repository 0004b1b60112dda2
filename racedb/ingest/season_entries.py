"""Lists of entries of a whole season: who has which number, also before any event (ADR 16)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import sqlalchemy as sa

from racedb.db.rows import TABLES
from racedb.identity.resolve import find_names
from racedb.ingest.batches import Batch
from racedb.ingest.seasons import with_seasons
from racedb.ingest.transaction import Transaction
from racedb.ingest.written import Written
from racedb.readers.reading import Finding
from racedb.table import Reject

_OF_EVENT = ("event", "circuit", "session", "date", "starts_at", "round")
_KEY = ("season_id", "car_number", "class_id", "driver_id")
_VALUES = ("team_id", "car_id", "rating", "reserve", "rounds")
_LISTED = 5

_NOBODY: Mapping[str, Any] = {}

Key = tuple[Any, ...]


def are_of_season(batch: Batch) -> bool:
    """Return whether a list of entries with numbers and drivers is about no event."""
    frame, crew = batch.rows.frame, batch.rows.crew
    if batch.kind != "entries" or crew is None or "car_number" not in frame.columns:
        return False
    of_event = frame.select(pl.col(_OF_EVENT).is_not_null().any()).row(0)
    has_people = not crew.is_empty() or "team" in frame.columns
    is_known = frame["series"].null_count() == frame["season"].null_count() == 0
    return has_people and is_known and not any(of_event)


def write_season_entries(
    tx: Transaction, source: str, given: Mapping[str, str], batch: Batch, repeat: Sequence[str]
) -> Written:
    """
    Write the list of entries of a season.

    Args:
        tx: the transaction of the load.
        source: name of the file, for errors.
        given: what the manifest and the command line state.
        batch: the rows.
        repeat: options of the command line, for a message that proposes another one.
    """
    frame = with_seasons(tx, source, given, batch.rows.frame, repeat)
    teams = [pl.col(name) for name in ("team", "entrant") if name in frame.columns]
    if teams:  # of a season there is one name of who enters a car
        frame = frame.with_columns(pl.coalesce(teams).alias("team"))
    found = find_names(tx.registry, frame, batch.rows.crew, ())
    crews: dict[int, list[Mapping[str, Any]]] = {}
    for seat in found.crew.iter_rows(named=True):
        crews.setdefault(seat["row"], []).append(seat)
    tx.rows.flush()
    stored = _read_stored(tx, frame["season_id"].unique().to_list())
    out, seen, cars = Written(), dict[Key, int](), Counter[tuple[str, str]]()
    for row in found.frame.iter_rows(named=True):
        outcomes = []
        for one in crews.get(row["row"], [_NOBODY]):
            entry = _entry(tx, row, one)
            key = tuple(entry[name] for name in _KEY)
            if key in seen:
                message = f"car {row['car_number']} is in line {seen[key]} with this driver already"
                out.rejects.append(Reject(row["line"], None, "duplicate-row", message))
                break
            seen[key] = row["line"]
            outcomes.append(_write(tx, entry, stored.get(key)))
        else:
            cars[row["series"], row["season"]] += 1
            out.count(outcomes)
    _announce(tx, stored, seen)
    out.titles = [
        f"{series} {season}, entries of the season, {count} row{'s' * (count != 1)}"
        for (series, season), count in cars.items()
    ]
    out.findings = _unlisted(stored, seen)
    return out


def _entry(tx: Transaction, row: Mapping[str, Any], seat: Mapping[str, Any]) -> dict[str, Any]:
    """Return the row of one driver of a car, or of a car without any."""
    return {
        "season_id": row["season_id"], "car_number": row["car_number"],
        "class_id": row["class_id"], "driver_id": seat.get("driver_id"),
        "printed_name": seat.get("printed_name"), "team_id": row["team_id"],
        "car_id": row["car_id"], "rating": seat.get("rating"), "reserve": row["reserve"],
        "rounds": row.get("rounds"), "import_id": tx.journal.import_id, "line": row["line"],
    }  # fmt: skip


def _write(tx: Transaction, entry: dict[str, Any], stored: Mapping[str, Any] | None) -> str:
    """Write one row; return new, changed or same."""
    if stored is None:
        tx.rows.add("season_entries", entry)
        return "new"
    said = {name: entry[name] for name in _VALUES if entry[name] is not None}
    if all(stored[name] == value for name, value in said.items()):
        return "same"
    origin = {name: entry[name] for name in ("import_id", "line")}
    tx.rows.amend("season_entries", stored["id"], {**said, **origin})
    return "changed"


def _read_stored(tx: Transaction, seasons: Sequence[int]) -> Mapping[Key, Mapping[str, Any]]:
    table = TABLES["season_entries"]
    statement = sa.select(table).where(table.c.season_id.in_(seasons))
    rows = tx.connection.execute(statement).mappings()
    return {tuple(row[name] for name in _KEY): dict(row) for row in rows}


def _announce(
    tx: Transaction, stored: Mapping[Key, Mapping[str, Any]], seen: Mapping[Key, int]
) -> None:
    """Remove the row of a car without drivers, now that a list names them."""
    named = {key[:-1] for key in seen if key[-1] is not None}
    numbers = [row["id"] for key, row in stored.items() if key[-1] is None and key[:-1] in named]
    if numbers:
        table = TABLES["season_entries"]
        tx.journal.snapshot("season_entries", numbers)
        tx.connection.execute(sa.delete(table).where(table.c.id.in_(numbers)))


def _unlisted(stored: Mapping[Key, Mapping[str, Any]], seen: Mapping[Key, int]) -> list[Finding]:
    """Report who was on an earlier list of the season, and is not on this one."""
    seasons = {key[0] for key in seen}
    missing = [
        f"{row['car_number']} {row['printed_name']}"
        for key, row in stored.items()
        if key[0] in seasons and key not in seen and row["printed_name"]
    ]
    if not missing:
        return []
    names = ", ".join(missing[:_LISTED]) + (" ..." if len(missing) > _LISTED else "")
    return [Finding("season-entries", f"an earlier list of the season also has: {names}")]
