"""
Which column is what: header words first, the shape of the values confirms or corrects.

The words are data (understand.vocabulary); here is only how they are weighed.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from racedb.errors import UsageError, did_you_mean
from racedb.fields import FIELDS
from racedb.readers import value_shapes
from racedb.readers.reading import Column
from racedb.understand import vocabulary
from racedb.understand.vocabulary import key as header_key


def recognise(
    headers: Sequence[str],
    rows: Sequence[Sequence[str]],
    given: Sequence[str] | None = None,
) -> tuple[str, tuple[Column, ...]]:
    """
    Say what each column of a table is.

    Args:
        headers: the header cells; empty when the table has none.
        rows: up to some hundred rows of cells.
        given: canonical fields that somebody named, '-' for a column to skip.

    Returns:
        the kind of table and one Column per column; a Column.field may also be given_N or family_N.

    Raises:
        UsageError: a word of *given* is not a field, or their number is wrong.
    """
    width = max([len(headers), *(len(row) for row in rows)], default=0)
    values = [[row[n] for row in rows if n < len(row) and row[n]] for n in range(width)]
    names = [headers[n] if n < len(headers) else "" for n in range(width)]
    if given:
        columns = _as_given(names, values, given)
    elif any(names):
        columns = _by_header(names, values)
    else:
        columns = value_shapes.propose(values)
    return kind_of(columns), tuple(columns)


def kind_of(columns: Sequence[Column]) -> str:
    """Say which kind of table has these columns."""
    has = {column.field for column in columns}
    if "lap_number" in has and has & {"lap", "elapsed", "s1"}:
        return "laps"
    if "stop" in has:
        return "pit_stops"
    return "results" if has & _RESULT else "entries"


_RESULT = {
    "position", "class_position", "laps", "total", "gap", "best_lap", "q1", "grid", "points",
    "status", "reason", "speed_kph", "speed_mph", "interval",
}  # fmt: skip
_WHO = {"car_number", "drivers", "driver", "driver_1", "driver_ref", "given_1", "family_1", "team"}


def is_results(columns: Sequence[Column]) -> bool:
    """Tell a table of results or laps from standings, calendars and everything else."""
    has = {column.field for column in columns if column.field}
    season = sum(vocabulary.is_of_season(header_key(column.source)) for column in columns)
    if season >= 2:
        return False
    timed = has & (_RESULT - {"points", "position", "status", "grid", "class_position"})
    placed = {"position"} <= has and has & {"car_number", "car", "status", "grid"}
    if kind_of(columns) == "laps":
        return bool(has & (_WHO | {"driver"}))
    return bool(has & _WHO) and bool(timed or placed)


def is_known(header: str) -> bool:
    """Say whether a cell is a header word."""
    key = header_key(header)
    return bool(key) and (_field(key) is not None or vocabulary.fact_of_driver(key) is not None)


def _as_given(
    names: Sequence[str], values: Sequence[Sequence[str]], given: Sequence[str]
) -> list[Column]:
    for word in given:
        if word != "-" and word not in FIELDS:
            message = f"--columns: {word!r} is not a field; {did_you_mean(word, FIELDS)}"
            raise UsageError(message)
        if word != "-" and list(given).count(word) > 1:
            message = f"--columns: {word!r} is named twice"
            raise UsageError(message)
    if len(given) != len(names):
        message = f"--columns names {len(given)} columns, the table has {len(names)}"
        raise UsageError(message)
    return [_column(n, names, values, word, "--columns") for n, word in enumerate(given)]


def _column(
    n: int, names: Sequence[str], values: Sequence[Sequence[str]], field: str | None, why: str
) -> Column:
    return Column(
        source=names[n].strip() or f"column {n + 1}",
        field=field,
        why=why,
        samples=tuple(values[n][:3]),
    )


def _by_header(names: Sequence[str], values: Sequence[Sequence[str]]) -> list[Column]:
    keys = [header_key(name) for name in names]
    found: list[str | None] = [_field(key) for key in keys]
    why = ["header" if field else "no known header" for field in found]
    has_many = any(field and re.match(r"(driver|given|family)_\d", field) for field in found)
    for n, key in enumerate(keys):
        fact = vocabulary.fact_of_driver(key)
        if found[n] is None and fact and not has_many:
            found[n], why[n] = f"{fact}_1", "header"
    context = _Context(keys, found, values)
    for n in range(len(found)):
        for rule in _RULES:
            better = rule(n, found[n], context)
            if better is not None and better != found[n]:
                found[n], why[n] = (better or None), "header and values"
    _once(found, why, values)
    return [_column(n, names, values, found[n], why[n]) for n in range(len(names))]


def _field(key: str) -> str | None:
    return next(iter(vocabulary.fields(key)), None)


class _Context:
    """What a rule may look at."""

    def __init__(
        self,
        keys: Sequence[str],
        found: list[str | None],
        values: Sequence[Sequence[str]],
    ) -> None:
        self.keys, self.found, self.values = keys, found, values

    @property
    def columns(self) -> Iterator[tuple[str, Sequence[str]]]:
        """Give the key and the values of each column."""
        return zip(self.keys, self.values, strict=True)

    def repeats(self, *fields: str) -> bool:
        """Say whether a car or a driver has several rows, as in a lap file."""
        return any(
            field in fields and len(set(values)) < len(values)
            for field, values in zip(self.found, self.values, strict=True)
        )

    def has(self, *fields: str) -> bool:
        """Say whether any of the fields is recognised."""
        return any(field in self.found for field in fields)


Rule = Callable[[int, str | None, _Context], str | None]


def _crews(n: int, field: str | None, at: _Context) -> str | None:
    """'Driver' whose cells hold several names is a crew."""
    return (
        "drivers"
        if field in ("driver", "driver_1") and value_shapes.are_crews(at.values[n])
        else None
    )


def _car(n: int, field: str | None, at: _Context) -> str | None:
    """'Car' is a number or a model; 'No' in words is neither."""
    if vocabulary.is_doubtful("car", at.keys[n]):
        return "car_number" if value_shapes.are_numbers(at.values[n]) else "car"
    return None


def _constructor(n: int, field: str | None, at: _Context) -> str | None:
    """'Constructor' beside a team is the make; without another column it is the car."""
    if field != "team" or not vocabulary.is_doubtful("maker", at.keys[n]):
        return None
    models = (
        vocabulary.is_doubtful("car", k) and not value_shapes.are_numbers(v) for k, v in at.columns
    )
    return "manufacturer" if at.has("car") or any(models) else "car"


def _lap(n: int, field: str | None, at: _Context) -> str | None:
    """'Lap' counts the laps of a lap file; in results it is the number of the best lap."""
    if field != "lap_number" or at.has("lap", "s1", "elapsed", "stop", "lane"):
        return None
    if not at.has("position", "best_lap") and at.repeats("car_number", "driver"):
        return None
    return "best_lap_number" if at.has("best_lap", "total") else "laps"


def _time(n: int, field: str | None, at: _Context) -> str | None:
    """'Time' is the lap in a lap file, and the best lap where a lap number stands beside it."""
    if field != "total" or not vocabulary.is_doubtful("time", at.keys[n]):
        return None
    if at.has("lap_number") and not at.has("position", "best_lap_number", "laps"):
        return None if at.has("lap") else "lap"
    if at.has("best_lap_number", "lap_number") and not at.has("best_lap") and at.has("position"):
        return "best_lap"
    return None


def _seat(n: int, field: str | None, at: _Context) -> str | None:
    """'Driver number' beside a car number is the seat."""
    if vocabulary.is_doubtful("seat", at.keys[n]) and at.found.count("car_number") > 1:
        return "seat"
    return None


def _qualifying(n: int, field: str | None, at: _Context) -> str | None:
    """'Qualifying' is a time or a place."""
    if (
        field == "best_lap"
        and vocabulary.is_doubtful("qualifying", at.keys[n])
        and value_shapes.are_numbers(at.values[n])
    ):
        return "grid"
    if field == "grid" and value_shapes.are_durations(at.values[n]):
        return "best_lap"
    return None


def _fastest(n: int, field: str | None, at: _Context) -> str | None:
    """'Fastest lap' is a time, or its number."""
    if field == "best_lap" and value_shapes.are_numbers(at.values[n]) and at.has("total"):
        return "best_lap_number"
    if field == "best_lap_number" and value_shapes.are_durations(at.values[n]):
        return "best_lap"
    return None


def _stop_lap(n: int, field: str | None, at: _Context) -> str | None:
    """'Duration' and 'lap' of a table of stops."""
    return "total" if field == "lane" and not at.has("stop") and at.has("position") else None


def _codriver(n: int, field: str | None, at: _Context) -> str | None:
    """'Driver' beside a co-driver is the first of two."""
    return "driver_1" if field == "driver" and at.has("driver_2") else None


def _wordless(n: int, field: str | None, at: _Context) -> str | None:
    """'#' or 'No' whose cells are names is no car number."""
    if field == "car_number" and at.values[n] and value_shapes.are_names(at.values[n]):
        return ""
    return None


def _timed_status(n: int, field: str | None, at: _Context) -> str | None:
    """'Status' that holds times is the total of those who finished."""
    times = field == "status" and not at.has("total") and value_shapes.hold_times(at.values[n])
    return "total" if times else None


def _mark(n: int, field: str | None, at: _Context) -> str | None:
    """'Fastest lap: yes' is a mark, no time."""
    marks = {value.strip().lower() for value in at.values[n]} <= {"yes", "no", "true", "false"}
    return "" if field in _NO_MARKS and at.values[n] and marks else None


_NO_MARKS = ("best_lap", "total", "lap", "grid", "reason", "status")
"""Fields that yes and no say nothing about; `json_records` reads those of fates itself."""


_RULES: tuple[Rule, ...] = (
    _timed_status,
    _mark,
    _seat, _car, _constructor, _codriver, _crews, _time, _lap, _qualifying, _fastest, _stop_lap,
    _wordless,
)  # fmt: skip


def _once(found: list[str | None], why: list[str], values: Sequence[Sequence[str]]) -> None:
    """Let the first column of a field have it, but an empty one gives way to a filled one."""
    first: dict[str, int] = {}
    for n, field in enumerate(found):
        if field is None:
            continue
        other = first.setdefault(field, n)
        if other == n:
            continue
        loser = other if not values[other] and values[n] else n
        if loser == other:
            first[field] = n
        found[loser], why[loser] = None, f"another column is {field}"
