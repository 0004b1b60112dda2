"""Lap charts: the cars by laps and places, with either of them in rows."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from racedb.errors import ReadError
from racedb.table import Column, Table
from racedb.understand.axes import LAP, PLACE, Axis, axis, meant_by
from racedb.understand.header import Row
from racedb.understand.wide_laps import table_of

_CAR = re.compile(r"#?(\d{1,4}[A-OQ-Za-oq-z]?)\s?([Pp]?)")
"""The number of a car, and a P where it was in the pits."""
_NAME = re.compile(r"[^\W\d_][^\d]+")
_OTHER = {LAP: PLACE, PLACE: LAP}
UNCERTAIN = (
    "nothing tells {} of this lap chart from each other; load the classification or the lap times "
    "instead"
)


class Place(NamedTuple):
    """A car in a lap chart."""

    lap: int
    """Of the leader; 0 is the grid."""
    place: int
    car: str
    line: int
    pit: str = ""


def laps_of_cars(places: Iterable[Place]) -> Iterator[Place]:
    """Count the laps of each car, without the grid: one that was lapped is not in each lap."""
    every = [it for it in places if it.lap]
    cars = {it.car for it in every}
    missed = Counter[str]()
    for lap, group in groupby(sorted(every, key=attrgetter("lap", "place")), attrgetter("lap")):
        there = list(group)
        missed.update(cars - {it.car for it in there})
        yield from (it._replace(lap=lap - missed[it.car]) for it in there)


def chart_in_columns(columns: Sequence[Column], rows: Sequence[Row]) -> list[Table]:
    """
    Read a table of places and laps: `Pos,1,2,3` or `Lap,P1,P2,P3`, whose cells are cars.

    Returns:
        the laps, and the grid if it is there; nothing for any other table.

    Raises:
        ReadError: nothing tells laps from places, or cars from places.
    """
    names = [column.source for column in columns[1:]]
    while names and not any(cells[len(names)].strip() for _, cells in rows):
        names.pop()
    across, down = axis(names), axis([cells[0] for _, cells in rows])
    inside = [cell.strip() for _, cells in rows for cell in cells[1:] if cell.strip()]
    field = _field(inside)
    if not across or not down or not field or len(names) < 2:
        return []
    whats = _axes(meant_by(columns[0].source), across, down, rows)
    if not whats:
        return []
    numbers = {str(number) for number in across.numbers}
    if whats[0] == PLACE and across.what is None and numbers.issuperset(inside):
        raise ReadError(UNCERTAIN.format("cars and places"))
    found = [
        _place(whats, number, n, cells[at].strip(), line)
        for n, (line, cells) in zip(down.numbers, rows, strict=True)
        for at, number in enumerate(across.numbers, start=1)
        if cells[at].strip()
    ]
    first, last = names[0], names[len(names) - 1]
    return _tables(found, field, f"{first} to {last}", columns[0].source, whats)


def _field(cells: Sequence[str]) -> str | None:
    """Say what the cells of a chart are: numbers of cars, or names of drivers; None: neither."""
    if cells and all(map(_CAR.fullmatch, cells)):
        return "car_number"
    return "driver" if cells and all(map(_NAME.fullmatch, cells)) else None


def _axes(
    label: str | None, across: Axis, down: Axis, rows: Sequence[Row]
) -> tuple[str, str] | None:
    """
    Say what columns and rows count; None: both the same.

    Where no word says it: a car is at one place in a lap, and at the same place in many.
    """
    down_what = down.what or (label if label != across.what else None)
    across_what = across.what or (_OTHER[down_what] if down_what else None)
    down_what = down_what or (_OTHER[across_what] if across_what else None)
    if across_what and down_what:
        return (across_what, down_what) if across_what != down_what else None
    cells = [[cell.strip() for cell in row[1:]] for _, row in rows]
    of_rows = all(map(_are_distinct, cells))
    of_columns = all(map(_are_distinct, zip(*cells, strict=True)))
    if of_rows == of_columns:
        raise ReadError(UNCERTAIN.format("laps and places"))
    return (PLACE, LAP) if of_rows else (LAP, PLACE)


def _are_distinct(cells: Iterable[str]) -> bool:
    filled = list(filter(None, cells))
    return len(set(filled)) == len(filled)


def _place(whats: tuple[str, str], across: int, down: int, cell: str, line: int) -> Place:
    lap, place = (across, down) if whats[0] == LAP else (down, across)
    found = _CAR.fullmatch(cell)
    return Place(lap, place, found[1], line, found[2]) if found else Place(lap, place, cell, line)


def _tables(
    found: Sequence[Place], field: str, across: str, down: str, whats: tuple[str, str]
) -> list[Table]:
    """Make the tables of the laps and of the grid."""
    sources = {whats[0]: across, whats[1]: down}
    laps = [
        (it.line, [it.car, str(it.lap), str(it.place), "yes" if it.pit else ""])
        for it in laps_of_cars(found)
    ]
    grid = [(it.line, [it.car, str(it.place)]) for it in found if not it.lap]
    who = (f"below {across}", field, "the cells of a lap chart")
    place = (sources[PLACE], "the places of a lap chart")
    fields = [
        who,
        (sources[LAP], "lap_number", "the laps of a lap chart"),
        (place[0], "position", place[1]),
        ("P beside a car", "pit_in", "a mark"),
    ]
    tables = [table_of("laps", laps, fields, [1] * len(laps))]
    if grid:
        on_grid = [who, (place[0], "grid", place[1])]
        tables.append(table_of("results", grid, on_grid, [1] * len(grid)))
    return tables
