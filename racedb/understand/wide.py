"""Wide tables: a column per car or per lap becomes a row per lap."""

import re
from collections.abc import Sequence

from racedb.readers.reading import Column, Table
from racedb.understand import vocabulary
from racedb.understand.frames import frame
from racedb.understand.header import Row
from racedb.understand.value_shapes import shapes_of

_CODE = re.compile(r"[A-Za-z#]{0,5} ?\d{1,4}[A-Za-z]?")
_WHO = ("car_number", "driver", "drivers", "driver_1", "driver_ref", "team", "class", "car")
"""Fields that stay beside each lap of a wide table."""


def cars_in_columns(columns: Sequence[Column], rows: Sequence[Row]) -> Table | None:
    """
    Read a table with a row per lap and a column per car: `Lap;K01;K02`.

    The other headers are no words, but all numbers of cars, or all names; their cells are times.
    """
    place = next((n for n, column in enumerate(columns) if _counts_laps(column)), None)
    cars = [n for n, column in enumerate(columns) if n != place and not _says(column.source)]
    if place is None or len(cars) < 2 or len(cars) < len(columns) - 2:
        return None
    headers = [columns[n].source for n in cars]
    coded = all(_CODE.fullmatch(header) for header in headers)
    named = all(re.fullmatch(r"[^\W\d_][\w.'’-]* .*[^\W\d_]", header) for header in headers)
    cells = [row[n] for _, row in rows for n in cars if row[n].strip()]
    if not (coded or named) or not shapes_of(cells).are("clock", "seconds"):
        return None
    who = "car_number" if coded else "driver"
    melted = [
        (line, [columns[n].source, row[place], row[n]])
        for n in cars
        for line, row in rows
        if row[n].strip()
    ]
    return _laps(melted, [(who, "its header"), ("lap_number", "header"), ("lap", "a column a car")])


def laps_in_columns(columns: Sequence[Column], rows: Sequence[Row]) -> Table | None:
    """Read the laps of a table with a row per car and a column per lap: `No,Driver,Lap 1,Lap 2`."""
    laps = {
        n: number
        for n, column in enumerate(columns)
        if column.field is None and (number := vocabulary.numbered("lap", column.source))
    }
    cells = [row[n] for _, row in rows for n in laps if row[n].strip()]
    who = [(n, column.field) for n, column in enumerate(columns) if column.field in _WHO]
    if len(laps) < 2 or not who or not shapes_of(cells).are("clock", "seconds", "number"):
        return None
    melted = [
        (line, [*(row[n] for n, _ in who), str(number), row[n]])
        for line, row in rows
        for n, number in laps.items()
        if row[n].strip()
    ]
    fields = [(str(field), "header") for _, field in who]
    return _laps(melted, [*fields, ("lap_number", "its header"), ("lap", "a column a lap")])


def _counts_laps(column: Column) -> bool:
    return "lap_number" in vocabulary.fields(vocabulary.key(column.source))


def _says(header: str) -> bool:
    return bool(vocabulary.fields(vocabulary.key(header)))


def _laps(rows: Sequence[Row], fields: Sequence[tuple[str, str]]) -> Table:
    columns = [
        Column(
            source=field, field=field, why=why, samples=tuple(cells[n] for _, cells in rows[:3]),
            confidence=0.9,
        )
        for n, (field, why) in enumerate(fields)
    ]  # fmt: skip
    made = frame([cells for _, cells in rows], [line for line, _ in rows], columns)
    return Table(kind="laps", batches=[made], columns=tuple(columns))
