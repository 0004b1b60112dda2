"""Wide tables: columns of cars, laps and runs become rows of laps."""

import re
from collections.abc import Iterable, Sequence

import polars as pl

from racedb.outcomes import outcomes
from racedb.table import CELLS, Column, Ledger, Table
from racedb.understand import vocabulary
from racedb.understand.frames import frame
from racedb.understand.header import Row
from racedb.understand.kinds import kind_of
from racedb.understand.value_shapes import shapes_of
from racedb.understand.wide import CONFIDENCE, WHO, are_places, cells_of, is_word
from racedb.units import durations
from racedb.units.text import NOTHINGS

_CODE = re.compile(r"[A-Za-z#]{0,5} ?\d{1,4}[A-Za-z]?")
_FULL_NAME = re.compile(r"[^\W\d_][\w.'’-]* .*[^\W\d_]")
_SAMPLE = 60
"""So many rows, spread over a table, show what its columns of laps are."""
_MARKS = ("deleted_reason", "pit_in")
"""Columns that are left away where no lap has a mark."""
_WITH_PENALTY = re.compile(r"(?i)^([\d.,:']*\d)\s*\+\s*(\d{1,2}|[a-z]{2,4})$")
"""The time of a run and what is added to it: 54.310+2, 61.2+DNF."""
_IN_BRACKETS = re.compile(r"(?i)^([\d.,:']*\d)?\s*[(\[]\s*\+?\s*(\d{1,2}|[a-z]{2,4})\s*[)\]]$")
"""The same as 54.310(2) and (OFF), which is so of runs only: of a lap it may be its rank."""
_LETTER_AND_NUMBER = re.compile(r"([lrtv]) ?(\d{1,3})")
"""A lap (L1), or a run (R1), a timed run (T1), a try (V1)."""
_CODE_OF_RUN = re.compile(r"[A-Za-z]{2,4}")
"""What became of a run, in the words of its club: OFF, RRN."""


def cars_in_columns(columns: Sequence[Column], rows: Sequence[Row]) -> Table | None:
    """
    Read a table with a row per lap and a column per car: `Lap;K01;K02`.

    The other headers are no words, but all numbers of cars, or all names; their cells are times, or
    the places of the cars at the end of the lap.
    """
    counter = _counter_of_laps(columns)
    cars = [n for n, column in enumerate(columns) if n != counter and not is_word(column.source)]
    if counter is None or len(cars) < max(2, len(columns) - 2):
        return None
    who = _field_of_headers([columns[n].source for n in cars])
    are_times = shapes_of(cells_of(rows, cars)).are("clock", "seconds")
    if not who or not (are_times or all(are_places([row[n] for n in cars]) for _, row in rows)):
        return None
    field = "lap" if are_times else "position"
    melted = [
        (line, [columns[n].source, row[counter], row[n]])
        for n in cars
        for line, row in rows
        if row[n].strip()
    ]
    first, last = columns[cars[0]].source, columns[cars[-1]].source
    return table_of(
        "laps",
        melted,
        [
            (f"{first} to {last}", who, "the headers"),
            (columns[counter].source, "lap_number", "header"),
            (f"below {first} to {last}", field, "a column for each car"),
        ],
    )


def laps_in_columns(columns: Sequence[Column], rows: Sequence[Row]) -> Table | None:
    """
    Read the laps or runs of a table with a row per car: `No,Driver,Lap 1,Lap 2`, `Run 1,Run 1 Pen`.

    What is added to the time of a run, or what became of it, is why that time does not count. Whole
    numbers may be the places at the end of each lap: all of 1, 2, 3 ... are there.
    """
    laps = _numbers_of_laps(columns)
    who = {n: column.field for n, column in enumerate(columns) if column.field in WHO}
    if len(laps) < 2 or not who:
        return None
    first, last = (columns[n].source for n in (min(laps), max(laps)))
    short = _LETTER_AND_NUMBER.fullmatch(first.lower())
    is_lap = short[1] == "l" if short else vocabulary.numbered("lap", first)
    what = "lap" if is_lap or first.isdecimal() else "run"
    sample = rows[:: 1 + len(rows) // _SAMPLE]
    have_places = what == "lap" and all(are_places(cells_of(rows, [n])) for n in laps)
    times = [_time_and_reason(cell, what=what)[0] for cell in cells_of(sample, laps)]
    # Whole numbers of runs may be points.
    if not shapes_of(times).are("clock", "seconds", *(["number"] if what == "lap" else [])):
        return None
    field = "position" if have_places else "lap"
    penalties = _penalties(columns, laps)
    melted: list[Row] = []
    filled: list[int] = []
    for line, row in rows:
        car = [row[place] for place in who]
        for n, number in laps.items():
            time = row[n].strip()
            penalty = row[penalties[n]].strip() if n in penalties else ""
            if time or penalty:
                melted.append((line, [*car, str(number), *_time_and_reason(time, penalty, what)]))
                filled.append((time not in NOTHINGS) + (penalty not in NOTHINGS))
    return table_of(
        "laps",
        melted,
        [
            *((columns[n].source, str(field), "header") for n, field in who.items()),
            (f"{first} to {last}", "lap_number", "the headers"),
            (f"below {first} to {last}", field, f"a column for each {what}"),
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
    return {*laps, *_penalties(columns, laps).values()}


def _penalties(columns: Sequence[Column], laps: Iterable[int]) -> dict[int, int]:
    """Find the columns after those of runs that hold what is added: Run 1, Run 1 Pen."""
    return {
        n: n + 1
        for n in laps
        if n + 1 < len(columns) and _adds(columns[n + 1].source, columns[n].source)
    }


def _adds(header: str, run: str) -> bool:
    words = set(vocabulary.key(header).split()) - set(vocabulary.key(run).split())
    return bool(words) and all(vocabulary.means("penalty", word) for word in words)


def _time_and_reason(time: str, penalty: str = "", what: str = "lap") -> tuple[str, str]:
    """Part the time of a lap or run from the reason why it does not count: 54.310+2, DNF."""
    if what == "run" and (found := _IN_BRACKETS.match(time)):
        time = f"{found[1]}+{found[2]}" if found[1] else found[2]
    if what == "run" and _CODE_OF_RUN.fullmatch(time):
        return "", f"{time} {penalty}".strip()
    if "+" in time and (found := _WITH_PENALTY.match(time)):
        time, added = found[1], f"+{found[2]}"
        return time, f"{added} {penalty}".strip()
    is_word = time and not time[0].isdigit()  # most cells are times, and none of these is a word
    if is_word and outcomes([time])[time].status not in ("unknown", "finished"):
        return "", f"{time} {penalty}".strip()
    if not penalty.strip("0"):  # a count of 0 adds nothing
        return time, ""
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


def _field_of_headers(headers: Sequence[str]) -> str | None:
    """Find what headers of cars are: numbers such as K01, or names of drivers; None if neither."""
    if all(map(_CODE.fullmatch, headers)):
        return "car_number"
    return "driver" if all(map(_FULL_NAME.fullmatch, headers)) else None


def _numbers_of_laps(columns: Sequence[Column]) -> dict[int, int]:
    """
    Find the columns of single laps, or else of runs, and the number of each.

    Headers of numbers alone, 1, 2, 3, are laps where times are below them.
    """
    for what in ("lap", "run", "time"):
        found = {
            n: number
            for n, column in enumerate(columns)
            if column.field is None and (number := vocabulary.numbered(what, column.source))
        }
        if found:
            return found
    if short := _short_names_of_laps(columns):
        return short
    bare = {n: int(it.source) for n, it in enumerate(columns) if it.source.isdecimal()}
    are_timed = bool(bare) and shapes_of([s for n in bare for s in columns[n].samples]).are("clock")
    return bare if are_timed and [*bare.values()] == [*range(1, len(bare) + 1)] else {}


def _short_names_of_laps(columns: Sequence[Column]) -> dict[int, int]:
    """
    Find laps and runs that a letter names: L1, L2, L3, and T1, T2 above times.

    In a row for each lap they are its sectors.
    """
    if any(column.field in ("lap_number", "lap") for column in columns):
        return {}
    found = {
        n: (short[1], int(short[2]))
        for n, it in enumerate(columns)
        if it.field is None and (short := _LETTER_AND_NUMBER.fullmatch(it.source.strip().lower()))
    }
    letter = next(iter(found.values()), ("", 0))[0]
    numbers = {n: number for n, (one, number) in found.items() if one == letter}
    are_timed = shapes_of([s for n in numbers for s in columns[n].samples]).are("clock", "seconds")
    counts = len(numbers) > 1 and [*numbers.values()] == [*range(1, len(numbers) + 1)]
    return numbers if counts and are_timed else {}


def table_of(
    kind: str,
    rows: Sequence[Row],
    fields: Sequence[tuple[str, str, str]],
    filled: Sequence[int] | None = None,
) -> Table:
    """
    Make a table of rows that were cells of a wide one.

    Args:
        kind: what they are: laps, results.
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
    empty = [name for name in _MARKS if name in made.columns and not made[name].count()]
    made = made.drop(empty)
    columns = [column for column in columns if column.field not in empty]
    return Table(kind=kind, batches=[made], columns=tuple(columns), ledger=ledger)
