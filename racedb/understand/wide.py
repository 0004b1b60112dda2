"""Wide tables: columns of cars, laps, runs, sessions, stages, heats and circuits become rows."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import polars as pl

from racedb.fields import MAX_CREW
from racedb.outcomes import outcomes
from racedb.reference.circuits import circuit_named
from racedb.table import CELLS, Column, Ledger, Table
from racedb.understand import vocabulary
from racedb.understand.columns import recognise
from racedb.understand.frames import frame
from racedb.understand.header import Row
from racedb.understand.kinds import kind_of
from racedb.understand.titles import Session, split_session
from racedb.understand.value_shapes import shapes_of
from racedb.understand.vocabulary import FAMILY, GIVEN
from racedb.units import durations
from racedb.units.text import NOTHINGS

_CODE = re.compile(r"[A-Za-z#]{0,5} ?\d{1,4}[A-Za-z]?")
_FULL_NAME = re.compile(r"[^\W\d_][\w.'’-]* .*[^\W\d_]")
CONFIDENCE = 0.9
_SAMPLE = 60
"""So many rows, spread over a table, show what its columns of laps are."""
WHO = (
    "car_number", "driver", "drivers", "driver_ref", "team", "class", "car",
    *(f"{part}_{seat}" for part in ("driver", GIVEN, FAMILY) for seat in range(1, MAX_CREW + 1)),
)  # fmt: skip
"""Fields that stay beside each lap of a wide table."""
OF_LAPS, OF_SESSION = "a lap of its own", "a session of its own"
"""Why a column of a table of results is read as another table."""
_WITH_PENALTY = re.compile(r"(?i)^([\d.,:']*\d)\s*\+\s*(\d{1,2}|[a-z]{2,4})$")
"""The time of a run and what is added to it: 54.310+2, 61.2+DNF."""


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
    """
    Read the laps or runs of a table with a row per car: `No,Driver,Lap 1,Lap 2`, `Run 1,Run 1 Pen`.

    What is added to the time of a run, or what became of it, is why that time does not count.
    """
    laps = _numbers_of_laps(columns)
    who = {n: column.field for n, column in enumerate(columns) if column.field in WHO}
    if len(laps) < 2 or not who:
        return None
    first, last = (columns[n].source for n in (min(laps), max(laps)))
    what = "lap" if vocabulary.numbered("lap", first) else "run"
    sample = rows[:: 1 + len(rows) // _SAMPLE]
    times = [_time_and_reason(cell)[0] for cell in _filled_cells(sample, laps)]
    # Whole numbers of runs may be points.
    if not shapes_of(times).are("clock", "seconds", *(["number"] if what == "lap" else [])):
        return None
    penalties = {n: _penalties_of(columns, n) for n in laps}
    melted: list[Row] = []
    filled: list[int] = []
    for line, row in rows:
        for n, number in laps.items():
            printed = [row[n].strip(), *(row[place].strip() for place in penalties[n])]
            if any(printed):
                of_lap = (str(number), *_time_and_reason(*printed))
                melted.append((line, [*(row[place] for place in who), *of_lap]))
                filled.append(sum(cell not in NOTHINGS for cell in printed))
    return _laps(
        melted,
        [
            *((columns[n].source, str(field), "header") for n, field in who.items()),
            (f"{first} to {last}", "lap_number", "the headers"),
            (f"below {first} to {last}", "lap", f"a column for each {what}"),
            (f"beside {first} to {last}", "deleted_reason", "a penalty or a word"),
        ],
        filled,
    )


def with_best_of_runs(table: Table, laps: Table) -> Table:
    """
    Add the best of its runs to each row of a table that states no time.

    Where something is added to a run for a penalty, nobody knows what counts: it has none.
    """
    has = {column.field for column in table.columns}
    if has & {"best_lap", "total", "q1"} or not any("each run" in it.why for it in laps.columns):
        return table
    (runs,), (rows,) = laps.batches, table.batches
    if "deleted_reason" in runs.columns:
        reason = pl.col("deleted_reason")
        runs = runs.filter(~reason.str.starts_with("+").any().over("line").fill_null(value=False))
        runs = runs.filter(reason.is_null())
    best = runs.sort(durations(pl.col("lap")), nulls_last=True).unique(
        "line", keep="first", maintain_order=True
    )
    best = best.select("line", pl.col("lap").alias("best_lap"))
    first = next(it for it in laps.columns if it.field == "lap")
    column = first._replace(field="best_lap", why="the best of its runs")
    columns = (*table.columns, column)
    made = rows.join(best, on="line", how="left", maintain_order="left")
    return table._replace(kind=kind_of(columns), columns=columns, batches=[made])


def columns_of_laps(columns: Sequence[Column]) -> set[int]:
    """Find the columns of single laps or runs, and of what is added to them."""
    laps = _numbers_of_laps(columns)
    return {*laps, *(place for n in laps for place in _penalties_of(columns, n))}


def _penalties_of(columns: Sequence[Column], n: int) -> list[int]:
    """Find the column after that of a run that holds what is added to it: Run 1, Run 1 Pen."""
    beside = columns[n + 1].source if n + 1 < len(columns) else ""
    words = set(vocabulary.key(beside).split()) - set(vocabulary.key(columns[n].source).split())
    is_penalty = bool(words) and all(vocabulary.means("penalty", word) for word in words)
    return [n + 1] if is_penalty else []


def _time_and_reason(time: str, penalty: str = "") -> tuple[str, str]:
    """Part the time of a lap or run from the reason why it does not count: 54.310+2, DNF."""
    if "+" in time and (found := _WITH_PENALTY.match(time)):
        time, added = found[1], f"+{found[2]}"
        return time, f"{added} {penalty}".strip()
    is_word = time and not time[0].isdigit()  # most cells are times, and none of these is a word
    if is_word and outcomes([time])[time].status not in ("unknown", "finished"):
        return "", f"{time} {penalty}".strip()
    return time, f"+{penalty}" if penalty.isdecimal() else penalty


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
    """Find the columns of single laps, or else of runs, and the number of each."""
    for what in ("lap", "run"):
        found = {
            n: number
            for n, column in enumerate(columns)
            if column.field is None and (number := vocabulary.numbered(what, column.source))
        }
        if found:
            return found
    return {}


def _filled_cells(rows: Sequence[Row], places: Iterable[int]) -> list[str]:
    return [row[n] for _, row in rows for n in places if row[n].strip()]


def _laps(
    rows: Sequence[Row], fields: Sequence[tuple[str, str, str]], filled: Sequence[int] | None = None
) -> Table:
    """
    Make a table of rows of laps.

    Args:
        rows: the cells of each lap.
        fields: source, field and evidence of its columns; one that has no cell is left out.
        filled: how many cells of the file each row has of its own; None: one for each field.
    """
    columns = [
        Column(
            source=source, field=field, why=why, samples=tuple(cells[n] for _, cells in rows[:3]),
            confidence=CONFIDENCE,
        )
        for n, (source, field, why) in enumerate(fields)
    ]  # fmt: skip
    made = frame([cells for _, cells in rows], [line for line, _ in rows], columns)
    ledger = None
    if filled is not None:
        made = made.with_columns(pl.Series(CELLS, filled, pl.UInt32))
        ledger = Ledger(taken=sum(filled))
    if "deleted_reason" in made.columns and made["deleted_reason"].null_count() == made.height:
        made, columns = made.drop("deleted_reason"), columns[:-1]
    return Table(kind="laps", batches=[made], columns=tuple(columns), ledger=ledger)


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
    """
    Read stages of a rally or heats: `No,Driver,SS1,SS2,Total`, `Kart,Driver,Heat 1,Heat 2,Final`.

    Each is a session of its own. A heat has times or places; points are neither.
    """
    for what, words in (("stage", ()), ("heat", _LAST_HEATS)):
        stages = [
            n
            for n, column in enumerate(columns)
            if column.field is None
            and column.why != OF_LAPS
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


_LAST_HEATS = ("final", "finale", "semifinal", "endlauf")
"""Heats that need no number."""
_MOST_TIES = 0.2
"""So many of the places of a heat may be missing, because cars share a place or did not finish."""


def _field_of_heats(rows: Sequence[Row], heats: Sequence[int]) -> str | None:
    """
    Say what the cells of heats are: times, or places; None for points and anything else.

    Places rise down the order of the overall result, points fall.
    """
    shapes = shapes_of(_filled_cells(rows, heats))
    if shapes.are("clock", "seconds", "status"):
        return "total"
    half = len(rows) // 2
    above, below = (
        sum(int(cell) for cell in _filled_cells(part, heats) if cell.isdecimal())
        for part in (rows[:half], rows[len(rows) - half :])
    )
    are_places = all(_are_places(_filled_cells(rows, [n])) for n in heats)
    return "position" if are_places and above <= below else None


def _are_places(cells: Sequence[str]) -> bool:
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
