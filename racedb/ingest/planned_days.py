"""
The rows of a calendar before they are typed: days without a year, 'TBA', 'cancelled'.

What a calendar leaves open is NULL: it may say no more than that there is a second round.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from racedb.ingest.context import PRINTED
from racedb.table import Note
from racedb.understand.calendars import is_nobody, state_in
from racedb.units.day_ranges import DayRange, day_range, season_years

_NAMES = ("event", "circuit", "country")
_IN_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*")
_NUMBER = re.compile(r"\d+")

Cells = Mapping[str, str | None]


class _Row(NamedTuple):
    """What a row says of an event."""

    round: str | None
    event: str | None
    circuit: str | None
    country: str | None
    date: str | None
    starts_on: str | None
    ends_on: str | None
    event_state: str | None


def with_days(text: pl.DataFrame) -> tuple[pl.DataFrame, list[Note]]:
    """Read the days, names and states of the rows of a calendar; a note for each unreadable day."""
    notes: list[Note] = []
    rows = [_read(row, notes) for row in text.iter_rows(named=True)]
    read = pl.DataFrame(rows, schema=dict.fromkeys(_Row._fields, pl.String), orient="row")
    return text.with_columns(read), notes


def _read(row: Cells, notes: list[Note]) -> _Row:
    cells = {name: row.get(name) or None for name in (*_Row._fields, PRINTED)}
    cells["date"] = cells[PRINTED] or cells["date"]
    states = (state_in(cell) for cell in cells.values() if cell)
    state = next(filter(None, states), None)
    days = _days(row, cells, notes)
    number = _NUMBER.search(cells["round"] or "")
    return _Row(
        round=str(int(number[0])) if number and int(number[0]) else None,
        date=days and days.first.isoformat(),
        starts_on=days and days.first.isoformat(),
        ends_on=days and days.last.isoformat(),
        event_state=state or "scheduled",
        **{name: _name(cells[name]) for name in _NAMES},
    )


def _name(cell: str | None) -> str | None:
    """Return a name without what became of the event; None for 'TBA'."""
    if cell is None or is_nobody(cell) or not any(map(str.isalnum, cell)):
        return None
    without = _IN_BRACKETS.sub(" ", cell).strip()
    return without if state_in(cell) and not state_in(without) else cell


def _days(row: Cells, cells: Cells, notes: list[Note]) -> DayRange | None:
    years = season_years(row.get("season") or "")
    first, last = (_day(row, cells, name, years, notes) for name in ("starts_on", "ends_on"))
    said = _day(row, cells, "date", years, notes)
    first, last = first or said or last, last or said or first
    return DayRange(first.first, max(first.last, last.last)) if first and last else None


def _day(
    row: Cells, cells: Cells, name: str, years: tuple[int, ...], notes: list[Note]
) -> DayRange | None:
    cell = cells[name]
    if cell is None or is_nobody(cell) or not cell.strip(" -–—"):
        return None
    found = day_range(cell, years)
    if found is None and not state_in(cell):
        line = int(row["line"] or 0)
        hint = "" if years else "; --season says of which year"
        message = f"{name}: {cell!r} is not a day or a range of days{hint}"
        notes.append(Note(line, name, "bad-date", message, cell))
    return found
