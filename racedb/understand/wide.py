"""Wide tables: columns of sessions, stages, heats and circuits become rows of them."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from racedb.fields import MAX_CREW
from racedb.outcomes import outcomes
from racedb.reference.circuits import circuit_named
from racedb.table import Column, Table
from racedb.understand import vocabulary
from racedb.understand.columns import recognise
from racedb.understand.frames import frame
from racedb.understand.header import Row
from racedb.understand.titles import Session, split_session
from racedb.understand.value_shapes import shapes_of
from racedb.understand.vocabulary import FAMILY, GIVEN
from racedb.units.text import NOTHINGS

CONFIDENCE = 0.9
WHO = (
    "car_number", "driver", "drivers", "driver_ref", "team", "class", "car",
    *(f"{part}_{seat}" for part in ("driver", GIVEN, FAMILY) for seat in range(1, MAX_CREW + 1)),
)  # fmt: skip
"""Fields that stay beside each lap or session of a wide table."""
LAP_COLUMN, SESSION_COLUMN = "a lap of its own", "a session of its own"
"""Why a column of a table of results is read as another table."""
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
        header = rest or _header_of(cells_of(rows, [n]))
        if session.kind != "race" and set(vocabulary.fields(header)) & {"total", "lap"}:
            header = "best lap"  # a time of a practice or a qualifying
        if header:
            parts.setdefault(session, []).append(_Part(n, header))
    return parts


def _header_of(cells: Sequence[str]) -> str:
    """Say what the cells below the name of a session are; '' where they are neither."""
    shapes = shapes_of(cells)
    found = next((name for name, kinds in _DEFAULTS if shapes.are(*kinds, share=0.5)), "")
    return "" if found == "pos" and shapes.are("whole") and not are_places(cells) else found


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
    """
    Read stages of a rally or heats: `No,Driver,SS1,SS2,Total`, `Kart,Driver,Heat 1,Heat 2,Final`.

    Each is a session of its own. A heat has times or places; points are neither.
    """
    for what, words in (("stage", ()), ("heat", _LAST_HEATS)):
        stages = [
            n
            for n, column in enumerate(columns)
            if column.field is None
            and column.why != LAP_COLUMN
            and (vocabulary.numbered(what, column.source) or vocabulary.key(column.source) in words)
        ]
        who = _who(columns, stages)
        field = _field_of_heats(rows, stages) if who and len(stages) > 1 else None
        if field and (field == "total" or words):
            why = f"a column for each {what}"
            found = (_times(columns, who, n, rows, field, why) for n in stages)
            return [
                one._replace(context={"session": one.columns[-1].source}, has_own_session=True)
                for one in found
            ]
    return []


_LAST_HEATS = ("final", "pre final", "prefinal", "finale", "finaali", "semifinal", "endlauf")
"""Heats that need no number."""
_DEVIATION = re.compile(r"[+-]?\d?[.,]\d{1,3}")
"""No stage takes less than ten seconds: by so much a car was too early or too late."""
_MOST_TIES = 0.2
"""So many of the places of a heat may be missing, because cars share a place or did not finish."""


def _field_of_heats(rows: Sequence[Row], heats: Sequence[int]) -> str | None:
    """
    Say what the cells of heats are: times, or places; None for points and anything else.

    Places rise down the order of the overall result, points fall.
    """
    cells = cells_of(rows, heats)
    shapes = shapes_of(cells)
    if shapes.are("clock", "seconds", "status"):
        return None if all(map(_DEVIATION.fullmatch, cells)) else "total"
    half = len(rows) // 2
    above, below = (
        sum(int(cell) for cell in cells_of(part, heats) if cell.isdecimal())
        for part in (rows[:half], rows[len(rows) - half :])
    )
    have_places = all(are_places(cells_of(rows, [n])) for n in heats)
    return "position" if have_places and above <= below else None


def are_places(cells: Sequence[str]) -> bool:
    """Say whether the cells of a column are places: nearly all of 1, 2, 3 ... are there."""
    places = [int(cell) for cell in cells if cell.isdecimal()]
    words = {cell.strip() for cell in cells if not cell.isdecimal()} - NOTHINGS
    if not places or any(it.status == "unknown" for it in outcomes(words).values()):
        return False
    return max(places) <= len(cells) and len(set(places)) >= (1 - _MOST_TIES) * len(places)


def circuits_in_columns(columns: Sequence[Column], rows: Sequence[Row]) -> list[Table]:
    """Read a table with the best lap on each circuit: `Driver,Spa,Monza`; each is an event."""
    circuits = [
        n
        for n, column in enumerate(columns)
        if not is_word(column.source) and circuit_named(column.source)
    ]
    who = _who(columns, circuits)
    times = shapes_of(cells_of(rows, circuits))
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


def is_word(header: str) -> bool:
    """Return whether a header says what its column is."""
    return bool(vocabulary.fields(vocabulary.key(header)))


def cells_of(rows: Sequence[Row], places: Iterable[int]) -> list[str]:
    """List the filled cells of some columns."""
    return [row[n] for _, row in rows for n in places if row[n].strip()]
