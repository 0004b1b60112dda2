"""Wide tables: a column per car or per lap becomes a row per lap."""

import re
from collections.abc import Iterable, Sequence

from racedb.table import Column, Table
from racedb.understand import vocabulary
from racedb.understand.frames import frame
from racedb.understand.header import Row
from racedb.understand.value_shapes import shapes_of

_CODE = re.compile(r"[A-Za-z#]{0,5} ?\d{1,4}[A-Za-z]?")
_FULL_NAME = re.compile(r"[^\W\d_][\w.'’-]* .*[^\W\d_]")
_WHO = ("car_number", "driver", "drivers", "driver_1", "driver_ref", "team", "class", "car")
"""Fields that stay beside each lap of a wide table."""


def cars_in_columns(columns: Sequence[Column], rows: Sequence[Row]) -> Table | None:
    """
    Read a table with a row per lap and a column per car: `Lap;K01;K02`.

    The other headers are no words, but all numbers of cars, or all names; their cells are times.
    """
    counter = _counter_of_laps(columns)
    cars = [n for n, column in enumerate(columns) if n != counter and not _is_word(column.source)]
    if counter is None or len(cars) < max(2, len(columns) - 2):
        return None
    who = _field_of_headers([columns[n].source for n in cars])
    if not who or not shapes_of(_filled_cells(rows, cars)).are("clock", "seconds"):
        return None
    melted = [
        (line, [columns[n].source, row[counter], row[n]])
        for n in cars
        for line, row in rows
        if row[n].strip()
    ]
    first, last = columns[cars[0]].source, columns[cars[-1]].source
    return _laps(
        melted,
        [
            (f"{first} to {last}", who, "the headers"),
            (columns[counter].source, "lap_number", "header"),
            (f"below {first} to {last}", "lap", "a column for each car"),
        ],
    )


def laps_in_columns(columns: Sequence[Column], rows: Sequence[Row]) -> Table | None:
    """Read the laps of a table with a row per car and a column per lap: `No,Driver,Lap 1,Lap 2`."""
    laps = _numbers_of_laps(columns)
    who = {n: column.field for n, column in enumerate(columns) if column.field in _WHO}
    if len(laps) < 2 or not who:
        return None
    if not shapes_of(_filled_cells(rows, laps)).are("clock", "seconds", "number"):
        return None
    melted = [
        (line, [*(row[place] for place in who), str(number), row[n]])
        for line, row in rows
        for n, number in laps.items()
        if row[n].strip()
    ]
    fields = [(columns[n].source, str(field), "header") for n, field in who.items()]
    first, last = (columns[n].source for n in (min(laps), max(laps)))
    return _laps(
        melted,
        [
            *fields,
            (f"{first} to {last}", "lap_number", "the headers"),
            (f"below {first} to {last}", "lap", "a column for each lap"),
        ],
    )


def _counter_of_laps(columns: Sequence[Column]) -> int | None:
    """Find the column of the number of the lap."""
    return next(
        (
            n for n, column in enumerate(columns)
            if "lap_number" in vocabulary.fields(vocabulary.key(column.source))
        ),
        None,
    )  # fmt: skip


def _is_word(header: str) -> bool:
    return bool(vocabulary.fields(vocabulary.key(header)))


def _field_of_headers(headers: Sequence[str]) -> str | None:
    """Find what headers of cars are: numbers such as K01, or names of drivers; None if neither."""
    if all(map(_CODE.fullmatch, headers)):
        return "car_number"
    return "driver" if all(map(_FULL_NAME.fullmatch, headers)) else None


def _numbers_of_laps(columns: Sequence[Column]) -> dict[int, int]:
    """Find the columns of single laps, and the number of the lap of each."""
    return {
        n: number
        for n, column in enumerate(columns)
        if column.field is None and (number := vocabulary.numbered("lap", column.source))
    }


def _filled_cells(rows: Sequence[Row], places: Iterable[int]) -> list[str]:
    return [row[n] for _, row in rows for n in places if row[n].strip()]


def _laps(rows: Sequence[Row], fields: Sequence[tuple[str, str, str]]) -> Table:
    """Make a table of rows of laps; *fields* are source, field and evidence of its columns."""
    columns = [
        Column(
            source=source, field=field, why=why, samples=tuple(cells[n] for _, cells in rows[:3]),
            confidence=0.9,
        )
        for n, (source, field, why) in enumerate(fields)
    ]  # fmt: skip
    made = frame([cells for _, cells in rows], [line for line, _ in rows], columns)
    return Table(kind="laps", batches=[made], columns=tuple(columns))
