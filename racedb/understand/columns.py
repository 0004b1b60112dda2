"""
Which column is which field: words, values and neighbours, weighed for all columns together.

Every column has candidates with a score; one field goes to one column, so that the sum is best.
What the words, the values and the neighbours weigh is data (evidence.toml).
"""

import re
from collections.abc import Mapping, Sequence

from racedb.counted import counted
from racedb.errors import UsageError
from racedb.fields import MAX_CREW, is_time
from racedb.table import Column
from racedb.understand import known_tables, vocabulary
from racedb.understand.arithmetic import by_arithmetic
from racedb.understand.contradictions import corrected, misread
from racedb.understand.given import Given, distinct_names, fields_by_name
from racedb.understand.kinds import NO_HEADER, STOPPED, TIMED, kind_of, kind_with
from racedb.understand.scoring import (
    RULED_OUT,
    Candidate,
    Scores,
    assign,
    field_of_values,
    fields_of_values,
    score_fields,
)
from racedb.understand.value_shapes import Shapes, evidence, shapes_of

MOST_CELLS, LEAST_ROWS = 12_000, 40
"""The most cells that are compared, and the fewest rows of a wide table."""
MOST_OUTCOMES, CLEAR_MARGIN = 0.7, 0.3
"""A field that leads its runner-up by such a margin has no rival."""


def recognise(
    headers: Sequence[str],
    rows: Sequence[Sequence[str]],
    given: Given | None = None,
    spread: Sequence[Sequence[str]] = (),
    titles: Sequence[str] = (),
) -> tuple[str, tuple[Column, ...]]:
    """
    Find out what each column of a table is.

    Args:
        headers: the header cells; empty when the table has none.
        rows: up to some hundred rows of cells.
        given: what a person said of the columns.
        spread: rows of the whole table, whose cells must be values of the fields; else *rows*.
        titles: what is printed above the table, and the name of the file.

    Returns:
        the kind of table and one Column per column; a Column.field may also be given_N or family_N.

    Raises:
        UsageError: *given* has fields of more columns than there are, or of fewer.
        ReadError: there is no column that *given* names, or there are two.
    """
    width = max([len(headers), *(len(row) for row in rows)], default=0)
    most = max(LEAST_ROWS, MOST_CELLS // max(width, 1))
    spread = spread[:: 1 + len(spread) // most] or rows[:most]
    rows = rows[:most]
    cells = [[row[n] for row in rows if n < len(row) and row[n]] for n in range(width)]
    names = [headers[n].strip() if n < len(headers) else "" for n in range(width)]
    kind, known = (None, None) if given else known_tables.recognised(names, cells, rows, titles)
    columns: Sequence[Column]
    if given:
        columns = _as_given(names, cells, given)
    elif known or not any(names):
        found = known or fields_of_values(cells)
        columns = [_column(n, cells, *why) for n, why in enumerate(found)]
        columns = columns if known else by_arithmetic(columns, rows, has_header=False)
    else:
        columns = corrected(_weighed(names, cells, spread), rows)
    if given and known_tables.is_calendar(it.field for it in columns):
        kind = known_tables.CALENDAR
    return kind or kind_of(columns), tuple(
        column._replace(source=source)
        for column, source in zip(columns, distinct_names(names), strict=True)
    )


# ---- columns that a person named -----------------------------------------------------------------


def _as_given(names: Sequence[str], cells: Sequence[Sequence[str]], given: Given) -> list[Column]:
    """Take the fields that a person gave; the unit of a column follows from its cells."""
    fields: Sequence[tuple[str | None, str]]
    if isinstance(given, Mapping):
        fields, why = fields_by_name(names, given), "the recipe"
    else:
        fields, why = [(word, "") for word in given], "--columns"
    if len(fields) != len(names):
        message = f"--columns names {counted(len(fields), 'columns')}, the table has {len(names)}"
        raise UsageError(message)
    # Only these have units: the values of the others need no look.
    timed = [
        values if field in ("flag", "session") or is_time(field) else ()
        for (field, _), values in zip(fields, cells, strict=True)
    ]
    found = _headers_and_values(names, timed)
    return [
        _column(n, cells, field, why if field else "the recipe does not name it")._replace(
            unit=_unit(found[n], field), copy=copy
        )
        for n, (field, copy) in enumerate(fields)
    ]


def _column(
    n: int, cells: Sequence[Sequence[str]], field: str | None, why: str,
    confidence: float = 1.0, runner_up: str | None = None,
) -> Column:  # fmt: skip
    return Column(
        source="",  # `recognise` names all columns
        field=field,
        why=why,
        samples=tuple(cells[n][:3]),
        confidence=confidence,
        runner_up=runner_up,
    )


# ---- columns with headers ------------------------------------------------------------------------


def _weighed(
    names: Sequence[str], cells: Sequence[Sequence[str]], spread: Sequence[Sequence[str]]
) -> list[Column]:
    """
    Weigh each header alone first, then again beside its neighbours, and assign the fields.

    A field whose cells cannot be read is ruled out, and all columns are assigned again.
    """
    alone = [
        one._replace(first=_best(score_fields(one, None, None)[0]))
        for one in _headers_and_values(names, cells)
    ]
    found = _without_words(alone)
    kind = _likely_kind(found)
    scored = [
        score_fields(
            one, {other.first for other in found if other is not one and other.first}, kind
        )
        for one in found
    ]
    misread_columns: set[int] = set()
    while True:
        columns = _assigned(found, cells, scored)
        wrong = misread(columns, spread)
        if not wrong:
            return [
                column._replace(is_misread=n in misread_columns and column.field is None)
                for n, column in enumerate(columns)
            ]
        for n, field in enumerate(str(column.field) for column in columns):
            if field in wrong:
                scores, reasons = scored[n]
                told = dict.fromkeys((field, *found[n].words[:1]), wrong[field])
                scored[n] = ({**scores, field: RULED_OUT}, {**reasons, **told})
                misread_columns.add(n)


def _assigned(
    found: Sequence[Candidate],
    cells: Sequence[Sequence[str]],
    scored: Sequence[tuple[Scores, Mapping[str, str]]],
) -> list[Column]:
    chosen = assign([scores for scores, _ in scored])
    return [
        _column(n, cells, *_explained(found[n], field, *scored[n]))._replace(
            unit=_unit(found[n], field), copy=_copy(found[n], field, chosen)
        )
        for n, field in enumerate(_family_names(found, chosen))
    ]


def _copy(column: Candidate, field: str | None, chosen: Sequence[str | None]) -> str:
    """Find what else cells are: a constructor that is the team built the car, too."""
    is_both = field == "team" and vocabulary.is_doubtful("maker", column.key)
    return "manufacturer" if is_both and not {"manufacturer", "car"} & set(chosen) else ""


def _unit(column: Candidate, field: str | None) -> str:
    """
    Say in what unit the numbers of a column of times are: ms, or '' for seconds.

    A lap of 10,000 seconds is none: its number is of milliseconds, whether the header says so or
    not. Of a total only what is far beyond a day is certain.
    """
    shapes = column.shapes
    if field == "flag" and vocabulary.is_doubtful("track", column.key):
        return "track status"
    if field == "session" and shapes.are("whole"):
        return column.key.split()[0].title()
    if not is_time(field):
        return ""
    if field == "total" and shapes.are("dotted") and shapes.are("hundred", share=0.01):
        return "h.m.s"
    if column.unit == "s" or not shapes.are("whole", "number", share=0.5):
        return ""
    is_big = shapes.are(_BIG.get(str(field), "thousands"), share=0.5)
    return "ms" if column.unit == "ms" or is_big else ""


_BIG = {"total": "millions", "elapsed": "millions", "gap": "hundreds"}
"""The shape of numbers that are too big to be seconds; thousands for other times."""
_RESULT_WORDS = {"total", "gap", "grid", "laps", "points"}


def _without_words(found: Sequence[Candidate]) -> list[Candidate]:
    """Add what columns with a blank header may be, and columns of outcomes, by their values."""
    firsts = {one.first for one in found}
    if not firsts & _RESULT_WORDS:
        return list(found)
    has_outcomes = bool(firsts & {"status", "reason"})
    return [
        one._replace(first="status")
        if one.key and not (one.words or has_outcomes) and _are_outcomes(one.shapes)
        else one if one.key else one._replace(first=field_of_values(one.shapes))
        for one in found
    ]  # fmt: skip


def _are_outcomes(shapes: Shapes) -> bool:
    """Return whether most values are words for an outcome; a code of letters may be any other."""
    both = (share for names, share in shapes.shares.items() if {"status", "words"} <= names)
    return shapes.filled > 1 and sum(both) >= MOST_OUTCOMES


def _best(scores: Scores) -> str | None:
    best = max(scores, key=scores.__getitem__, default=None)
    return best if best is not None and scores[best] >= evidence()["enough"] else None


def _headers_and_values(names: Sequence[str], cells: Sequence[Sequence[str]]) -> list[Candidate]:
    """Describe each column by the words of its header and the shapes of its values."""
    keys, units = zip(*map(vocabulary.key_and_unit, names), strict=True)
    words = [vocabulary.fields(key) for key in keys]
    words = _facts_of_driver(keys, words, _seats_of_one_header(keys, words))
    return [
        Candidate(key, word, shapes_of(values), vocabulary.is_listed(key), unit)
        for key, word, values, unit in zip(keys, words, cells, units, strict=True)
    ]


def _facts_of_driver(
    keys: Sequence[str], words: Sequence[tuple[str, ...]], seats: list[tuple[str, ...]]
) -> list[tuple[str, ...]]:
    """Read a first or a family name without a number as that of the only driver."""
    if any(re.match(r"(driver|given|family)_\d", field) for word in words for field in word[:1]):
        return seats
    facts = [vocabulary.fact_of_driver(key) for key in keys]
    return [
        word or ((f"{fact}_1",) if fact else ()) for word, fact in zip(seats, facts, strict=True)
    ]


def _seats_of_one_header(
    keys: Sequence[str], words: list[tuple[str, ...]]
) -> list[tuple[str, ...]]:
    """Read the same header twice as two seats: 'Driver', 'Driver'; not in tables side by side."""
    again = {key for key in keys if key and keys.count(key) > 1}
    places = [n for n, key in enumerate(keys) if key in again]
    if len(again) != 1 or words[places[0]][:1] != ("driver",) or len(places) > MAX_CREW:
        return words
    seats = {n: (f"driver_{seat}",) for seat, n in enumerate(places, start=1)}
    return [seats.get(n, word) for n, word in enumerate(words)]


def _likely_kind(found: Sequence[Candidate]) -> str:
    """
    Say which kind of table it is by its words, before fields are assigned.

    A lap number counts laps where times of laps are beside it, or where a car or a driver has
    several rows; else it is how many laps a car did, or the number of its best one.
    """
    has = {column.first for column in found}
    who = [one for one in found if one.first in ("car_number", "driver", "driver_1", "drivers")]
    several = any(column.shapes.repeats for column in who) or _are_merged(found, who)
    stopped = any(
        one.first in STOPPED and not vocabulary.is_doubtful("duration", one.key) for one in found
    )
    if "stop" in has or (stopped and "lap_number" in has and not has & TIMED):
        return "pit_stops"
    if "lap" in has and several and "position" not in has:
        return "laps"
    if "lap_number" in has and not (who and not several and _are_of_best_laps(found)):
        is_timed = bool(has & {*TIMED, "lane"})
        if is_timed or (several and (not has & {"position", "best_lap"} or _count_laps(found))):
            return "laps"
    return kind_with(has - {"lap_number"})


def _are_merged(found: Sequence[Candidate], who: Sequence[Candidate]) -> bool:
    """Say whether cars are named in the first of their rows only: numbers of laps begin anew."""
    laps = [one.shapes for one in found if one.first == "lap_number" and one.shapes.restarts]
    return any(0 < one.shapes.filled < shapes.filled for one in who for shapes in laps)


def _count_laps(found: Sequence[Candidate]) -> bool:
    """Say whether numbers of laps begin anew for each car, or grow from row to row."""
    if {one.first for one in found} & {"best_lap", "event", "round", "season", "date"}:
        return False
    numbers = [one.shapes for one in found if one.first == "lap_number"]
    return any(shapes.restarts or shapes.is_sorted for shapes in numbers)


def _are_of_best_laps(found: Sequence[Candidate]) -> bool:
    """Say whether numbers of laps differ, where every car has one row: they are of its best lap."""
    numbers = [one.shapes for one in found if one.first == "lap_number"]
    return any(shapes.filled > 1 and not shapes.is_constant for shapes in numbers)


def _family_names(found: Sequence[Candidate], chosen: list[str | None]) -> list[str | None]:
    """
    Read 'Name' beside 'Vorname' as the family name, alone and in a numbered group.

    A full name beside both of its parts is the name; where it is one word, the parts are.
    """
    whole = next((n for n, field in enumerate(chosen) if field in ("driver", "driver_1")), None)
    if whole is not None and {"given_1", "family_1"} <= set(chosen):
        is_full = found[whole].shapes.are("person", share=0.5)
        drop = {"given_1", "family_1"} if is_full else {chosen[whole]}
        return [None if field in drop else field for field in chosen]
    named = list(chosen)
    for n, column in enumerate(found):
        seat = _seat(named[n])
        if _is_family_name(column, seat, named):
            named[n] = f"family_{seat}"
    return named


def _is_family_name(column: Candidate, seat: str, chosen: Sequence[str | None]) -> bool:
    """Return whether a column of names is beside one of first names and has single words."""
    if not seat or f"given_{seat}" not in chosen or f"family_{seat}" in chosen:
        return False
    shapes = column.shapes  # a short name is no word: Ek
    return not shapes.filled or (shapes.are("words", share=0.3) and not shapes.are("person"))


def _seat(field: str | None) -> str:
    """Return the number of the seat of a driver's name: 1 for driver, 2 for driver_2; else ''."""
    if field == "driver":
        return "1"
    seat = (field or "").removeprefix("driver_")
    return seat if seat.isdecimal() else ""


def _explained(
    column: Candidate, field: str | None, scores: Scores, why: Mapping[str, str]
) -> tuple[str | None, str, float, str | None]:
    """Return field, evidence, confidence and runner-up of a column."""
    enough = evidence()["enough"]
    rest = sorted(((s, f) for f, s in scores.items() if f != field and s >= enough), reverse=True)
    next_score, runner_up = rest[0] if rest else (0.0, None)
    if field is None:
        return None, _why_unknown(column, scores, why), 0.0, runner_up
    reason = "header" if field == (column.words or ("",))[0] else "header and values"
    confidence = _confidence(scores.get(field, 1.0), next_score)
    return field, why.get(field, reason), confidence, runner_up


def _why_unknown(column: Candidate, scores: Scores, why: Mapping[str, str]) -> str:
    if not column.words:
        return NO_HEADER
    if max(scores.values()) >= evidence()["enough"]:
        return f"another column is {column.words[0]}"
    return why.get(column.words[0], "its values contradict the header")


def _confidence(score: float, next_score: float) -> float:
    """Rate a field from 0 to 1: a close runner-up halves what its score is worth."""
    margin = min(1.0, max(score - next_score, 0.0) / CLEAR_MARGIN)
    return round(max(0.0, min(1.0, score)) * (0.5 + 0.5 * margin), 2)
