"""
The cell ledger: every filled cell of a file is stored, noted, left out, or in no row of data.

Readers of raw tables count the cells (racedb.table.Ledger). Here is counted what arrives of them,
what becomes of it, and where it goes. Of a known schema only what its reader passes on is counted.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path

import polars as pl

from racedb.errors import LoadError
from racedb.fields import CONTEXT, FIELDS
from racedb.table import CELLS, Column, Ledger, Note, Reject, Table
from racedb.understand.kinds import looks_like_results
from racedb.understand.wide import LAP_COLUMN
from racedb.units.text import filled

_HOMES = {
    "car_number": "entries.car_number", "class": "classes.code", "drivers": "drivers.name",
    "driver": "drivers.name", "driver_ref": "aliases.key", "car_of": "entries.variant",
    "seat": "laps.driver_id", "team": "teams.name", "team_country": "teams.country",
    "entrant": "entries.entrant_name", "manufacturer": "manufacturers.name", "car": "cars.name",
    "engine": "cars.engine_manufacturer_id", "tyres": "entries.tyre_manufacturer_id",
    "homologation": "cars.homologation", "row_order": "results.row_order",
    "reason": "results.status_detail", "q2": "results.best_lap_us", "q3": "results.best_lap_us",
    "finish": "results.position", "grid": "results.grid_position",
    "lap_number": "laps.number", "stop": "pit_stops.number",
    "lane": "pit_stops.lane_us", "stationary": "pit_stops.stationary_us",
    "penalty_points": "penalties.points",
    "deleted": "laps.deleted_reason", "valid": "laps.deleted_reason",
    "starts_on": "events.starts_on", "ends_on": "events.ends_on", "event_state": "events.state",
    "country": "circuits.country", "reserve": "entries.reserve", "status": "entries.reserve",
    "rounds": "season_entries.rounds",
    **dict.fromkeys(CONTEXT, "sessions.event_id"),
}  # fmt: skip
"""Where the values of fields go that have no column of a fact."""
_OF_SEATS = {
    "driver": "drivers.name", "driver_ref": "aliases.key", "rating": "entry_drivers.rating",
    "country": "drivers.country", "born": "drivers.born_on",
}  # fmt: skip


def home(kind: str, name: str) -> str:
    """Return the table and column that take the values of a field; '' if nothing does."""
    known = FIELDS[name]
    if kind not in known.kinds:
        return ""
    if known.column and kind in (known.tables or known.kinds):
        return f"{kind}.{known.column}"
    stem, _, seat = name.rpartition("_")
    return _HOMES.get(name) or (_OF_SEATS.get(stem, "") if seat.isdecimal() else "")


@dataclass(slots=True)
class Cells:
    """Counts of the filled cells of a file: read = stored + noted + left_out + not_data."""

    read: int = 0
    stored: int = 0
    noted: int = 0
    """Unreadable cells of rows that are stored."""
    left_out: int = 0
    """Cells of columns that are not understood, or that nothing stores."""
    not_data: int = 0
    """Cells of rejected rows, and of rows that are no rows of a table."""
    columns: Counter[str] = field(default_factory=Counter)
    """
    Cells by the table and column that store them: 'results.best_lap_us'.

    A cell may fill two of them ('#17 Lola'), and two cells one (first and family name).
    """
    without_column: Counter[str] = field(default_factory=Counter)
    """Cells of fields that nothing stores, for rows of this kind."""

    def __add__(self, other: "Cells") -> "Cells":
        """Add up the counts of two batches."""
        return Cells(*(getattr(self, it.name) + getattr(other, it.name) for it in fields(self)))

    def as_dict(self) -> dict[str, object]:
        """Return the counts as JSON-ready values."""
        counts = {it.name: getattr(self, it.name) for it in fields(self)}
        del counts["without_column"]
        return counts

    def reject(self, rows: pl.DataFrame, rejects: Sequence[Reject]) -> None:
        """Move the cells of rows that were rejected late from those that are stored."""
        late = pl.Series([reject.line for reject in rejects], dtype=pl.Int64)
        lost = rows.filter(pl.col("line").is_in(late.implode())).unique("line", keep="first")
        cells = int(lost[CELLS].sum())
        self.stored -= cells
        self.not_data += cells

    def close(self, ledgers: Sequence[Ledger], path: Path) -> None:
        """
        Add the cells that did not arrive here, and check that the sums fit.

        Raises:
            LoadError: they do not: cells were lost on their way.
        """
        taken = sum(ledger.taken for ledger in ledgers)
        if taken != self.read:
            message = f"{taken:,} cells were read, but {self.read:,} are accounted for"
            raise LoadError(f"{path}: {message}: a mistake of racedb, please report it")
        for ledger in ledgers:
            left_out = sum(ledger.left_out.values())
            self.read += left_out + ledger.not_data + ledger.beside
            self.left_out += left_out
            self.not_data += ledger.not_data
            self.stored += ledger.beside


def with_cells(text: pl.DataFrame) -> pl.DataFrame:
    """Count the cells of each row that a reader of a known schema passes on."""
    if CELLS in text.columns:
        return text
    cells = (filled(pl.col(name)) for name in text.columns if name in FIELDS)
    return text.with_columns(pl.sum_horizontal(pl.lit(0), *cells).cast(pl.UInt32).alias(CELLS))


def count(kind: str, text: pl.DataFrame, kept: pl.Series, notes: Sequence[Note]) -> Cells:
    """
    Count the cells of a batch.

    Args:
        kind: what its rows are.
        text: canonical fields, CELLS, row.
        kept: the numbers of the rows that can be stored.
        notes: their unreadable cells.
    """
    good = text if kept.len() == text.height else text.filter(pl.col("row").is_in(kept.implode()))
    names = [name for name in text.columns if name in FIELDS and name not in CONTEXT]
    filled_in = good.select(filled(pl.col(name)).sum() for name in names)
    unread = Counter(note.field for note in notes)
    cells = Cells(read=int(text[CELLS].sum()), noted=len(notes))
    for name in names:
        if number := int(filled_in[name].item()) - unread[name]:
            place = home(kind, name)
            (cells.columns if place else cells.without_column)[place or name] += number
    kept_cells = int(good[CELLS].sum())
    cells.not_data = cells.read - kept_cells
    cells.left_out = cells.without_column.total()
    cells.stored = kept_cells - cells.noted - cells.left_out
    return cells


def left_out(tables: Sequence[Table], cells: Cells) -> list[Column]:
    """List the columns with cells that are stored nowhere, those that look like results first."""
    every = [column for table in tables for column in table.columns]
    # What is left out of the result of a rally may be a stage, which has a table of its own.
    stored = {column.source for column in every if column.field not in (None, "-")}
    columns = (
        it
        for it in every
        if (it.field is None and it.samples and it.source not in stored and it.why != LAP_COLUMN)
        or it.field in cells.without_column
    )
    return sorted(columns, key=looks_like_results, reverse=True)
