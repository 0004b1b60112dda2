"""Wide tables: columns of cars, laps, sessions, stages and circuits become rows of them."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from racedb.reference.circuits import circuit_named
from racedb.table import Column, Table
from racedb.understand import vocabulary
from racedb.understand.columns import recognise
from racedb.understand.frames import frame
from racedb.understand.header import Row
from racedb.understand.titles import Session, split_session
from racedb.understand.value_shapes import shapes_of

_CODE = re.compile(r"[A-Za-z#]{0,5} ?\d{1,4}[A-Za-z]?")
_FULL_NAME = re.compile(r"[^\W\d_][\w.'’-]* .*[^\W\d_]")
CONFIDENCE = 0.9
WHO = ("car_number", "driver", "drivers", "driver_1", "driver_ref", "team", "class", "car")
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
    who = {n: column.field for n, column in enumerate(columns) if column.field in WHO}
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
            confidence=CONFIDENCE,
        )
        for n, (source, field, why) in enumerate(fields)
    ]  # fmt: skip
    made = frame([cells for _, cells in rows], [line for line, _ in rows], columns)
    return Table(kind="laps", batches=[made], columns=tuple(columns))


# ---- sessions and stages -------------------------------------------------------------------------

_OF_RESULT = {
    "position", "class_position", "total", "gap", "best_lap", "lap", "laps", "points", "grid",
    "status",
}  # fmt: skip
_BESIDE = {"points", "grid"}
"""Fields that a table of sessions may have of no session in particular."""
_PARTS_OF_QUALIFYING = {"q1", "q2", "q3"}
_DEFAULTS = (("pos", ("ordinal", "whole")), ("time", ("clock", "seconds", "gap")))
"""What the cells below a header are that only names a session, by their shapes."""


class _Part(NamedTuple):
    """A column of one session."""

    place: int
    header: str
    """What it holds of the session: Pos, Time."""


def sessions_in_columns(columns: Sequence[Column], rows: Sequence[Row]) -> list[Table]:
    """
    Read the sessions of a table with a row per car: `No,Driver,FP1,Qualifying,Race`.

    Also `No,Driver,Q Pos,Q Time,Race Pos`. A column of no session is of the only race; where two
    such columns say what a result is, the table is one of results, and no list of sessions.
    """
    parts = _parts_of_sessions(columns, rows)
    places = {part.place for some in parts.values() for part in some}
    who = _who(columns, places)
    rest = [n for n, it in enumerate(columns) if it.field in _OF_RESULT and n not in places]
    if len(parts) < 2 or not who or len({columns[n].field for n in rest} - _BESIDE) > 1:
        return []
    races = [session for session in parts if session.kind == "race"]
    if len(races) == 1:
        parts[races[0]] += [_Part(n, columns[n].source) for n in rest]
        places |= set(rest)
    made = [_session(session.name, some, columns, who, rows) for session, some in parts.items()]
    if any(table.kind != "results" for table in made):
        return []
    left = [it for n, it in enumerate(columns) if n not in {*who, *places}]
    return _with_left_out(made, left)


def _with_left_out(made: Sequence[Table], left: Sequence[Column]) -> list[Table]:
    """List the columns that no table takes with the first one."""
    first, *others = made
    left_out = (it._replace(field=None) for it in left)
    return [first._replace(columns=(*first.columns, *left_out)), *others]


def _parts_of_sessions(
    columns: Sequence[Column], rows: Sequence[Row]
) -> dict[Session, list[_Part]]:
    """Find the columns that begin or end with a session, and what they hold of it."""
    parts: dict[Session, list[_Part]] = {}
    for n, column in enumerate(columns):
        found = split_session(column.source)
        if found is None or column.field in _PARTS_OF_QUALIFYING:
            continue
        session, rest = found
        if rest and not set(vocabulary.fields(rest)) & _OF_RESULT:
            continue
        header = rest or _header_of(_filled_cells(rows, [n]))
        if session.kind != "race" and set(vocabulary.fields(header)) & {"total", "lap"}:
            header = "best lap"  # a time of a practice or a qualifying
        if header:
            parts.setdefault(session, []).append(_Part(n, header))
    return parts


def _header_of(cells: Sequence[str]) -> str:
    """Say what the cells below the name of a session are; '' where they are neither."""
    shapes = shapes_of(cells)
    return next((name for name, kinds in _DEFAULTS if shapes.are(*kinds, share=0.5)), "")


def _session(
    name: str,
    parts: Sequence[_Part],
    columns: Sequence[Column],
    who: Sequence[int],
    rows: Sequence[Row],
) -> Table:
    """Make the table of one session, of the cars that have a cell in it."""
    places = [*who, *(part.place for part in parts)]
    taken = [
        (line, [row[n] for n in places])
        for line, row in rows
        if any(row[part.place].strip() for part in parts)
    ]
    headers = [*(columns[n].source for n in who), *(part.header for part in parts)]
    kind, found = recognise(headers, [cells for _, cells in taken])
    made = (
        *(columns[n] for n in who),
        *(
            one._replace(source=columns[part.place].source)
            for one, part in zip(found[len(who) :], parts, strict=True)
        ),
    )
    batch = frame([cells for _, cells in taken], [line for line, _ in taken], made)
    return Table(kind=kind, batches=[batch], columns=made, context={"session": name})


def stages_in_columns(columns: Sequence[Column], rows: Sequence[Row]) -> list[Table]:
    """Read the stages of a rally: `No,Driver,SS1,SS2,Total`; each is a session of its own."""
    stages = [
        n
        for n, column in enumerate(columns)
        if column.field is None and vocabulary.numbered("stage", column.source)
    ]
    who = _who(columns, stages)
    times = shapes_of(_filled_cells(rows, stages))
    if len(stages) < 2 or not who or not times.are("clock", "seconds", "status"):
        return []
    found = (_times(columns, who, n, rows, "total", "a column for each stage") for n in stages)
    return [
        one._replace(context={"session": one.columns[-1].source}, has_own_session=True)
        for one in found
    ]


def circuits_in_columns(columns: Sequence[Column], rows: Sequence[Row]) -> list[Table]:
    """Read a table with the best lap on each circuit: `Driver,Spa,Monza`; each is an event."""
    circuits = [
        n
        for n, column in enumerate(columns)
        if not _is_word(column.source) and circuit_named(column.source)
    ]
    who = _who(columns, circuits)
    times = shapes_of(_filled_cells(rows, circuits))
    if len(circuits) < 2 or not who or not times.are("clock"):
        return []
    found = (
        _times(columns, who, n, rows, "best_lap", "a column for each circuit") for n in circuits
    )
    events = [
        one._replace(context=dict.fromkeys(("event", "circuit"), one.columns[-1].source))
        for one in found
    ]
    return _with_left_out(
        events, [it for n, it in enumerate(columns) if n not in {*who, *circuits}]
    )


def _times(
    columns: Sequence[Column], who: Sequence[int], n: int, rows: Sequence[Row], field: str, why: str
) -> Table:
    """Make the table of a column of times, of the cars that have one."""
    taken = [(line, row) for line, row in rows if row[n].strip()]
    made = (
        *(columns[place] for place in who),
        columns[n]._replace(field=field, why=why, confidence=CONFIDENCE),
    )
    cells = [[row[place] for place in (*who, n)] for _, row in taken]
    batch = frame(cells, [line for line, _ in taken], made)
    return Table(kind="results", batches=[batch], columns=made)


def _who(columns: Sequence[Column], parts: Iterable[int]) -> list[int]:
    """Find the columns that say whose row it is."""
    others = set(parts)
    return [n for n, column in enumerate(columns) if column.field in WHO and n not in others]
