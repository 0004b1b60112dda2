"""Kinds of charts, which one suits a result, and the points that are drawn of its rows."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from statistics import quantiles
from typing import TYPE_CHECKING, Any

from racedb.errors import UsageError, did_you_mean
from racedb.safe_text import escape

if TYPE_CHECKING:
    from racedb.db.readonly import Result

LAPS = "laps"
"""A lap chart: positions by lap, one line per car."""
GAPS = "gaps"
"""Gaps by lap, one line per car, the leader on top."""
BOX = "box"
"""The spread of lap times: one box per driver."""
STINTS = "stints"
"""A bar from the first to the last lap of each stint, one row per car."""
BEST = "best"
"""One time per name: a dot on an axis that does not begin at zero."""
BARS = "bars"
"""One number per name: a bar from zero."""
TIMELINE = "timeline"
"""Dots in time, one row per name, such as wins."""
KINDS = (LAPS, GAPS, BOX, STINTS, BEST, BARS, TIMELINE)
MAX_ROWS = 100_000
"""With more rows a chart is a blot, and too big for a browser."""
MAX_NAMES = 60
"""Names that can be read in one chart; only the first ones of a longer result are drawn."""
Point = dict[str, Any]
_OF_ONE_SESSION = (LAPS, GAPS, STINTS)
_OTHER_END = "last_lap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A kind of chart, and the columns that it draws."""

    kind: str
    x: str
    y: str
    colour: str | None = None


_NAMES = ("driver", "drivers", "manufacturer", "team", "car_number", "class", "car", "name")
_NUMBERS = ("wins", "points", "starts", "laps", "count")
_COLOURS = ("class", "manufacturer", "team", "driver")


def guess(columns: Sequence[str]) -> Picture | None:
    """
    Choose a picture by the names of the columns; None: none suits.

    >>> guess(["car_number", "lap_number", "position"]).kind
    'laps'
    """
    # The first column with a name tells what the rows are about.
    name = _first(_NAMES.__contains__, columns)
    colour = _first(lambda it: it in columns and it != name, _COLOURS)
    line = _first(columns.__contains__, ("driver", "car_number"))
    time = _first(lambda it: it.endswith("_us"), columns)
    number = _first(columns.__contains__, _NUMBERS)
    driver = _first(columns.__contains__, ("driver",))
    # Kind, x, y, colour, and the column without which the kind does not suit.
    kinds = (
        (LAPS, "lap_number", "position", line, line),
        (GAPS, "lap_number", "gap_us", line, line),
        (STINTS, "first_lap", "car_number", driver, _first(columns.__contains__, ("last_lap",))),
        (BOX, "lap_us", name, colour, name),
        (BEST, time, name, colour, name),
        (BARS, number, name, colour, name),
    )
    for kind, x, y, shade, needed in kinds:
        if x in columns and y in columns and needed:
            return Picture(kind=kind, x=str(x), y=str(y), colour=shade)
    return None


def named(text: str) -> Picture:
    """
    Parse the picture in the header of a query.

    >>> named("laps x=lap_number y=position colour=car_number").y
    'position'

    Raises:
        UsageError: the kind is unknown, or an axis has no column.
    """
    kind, *words = text.split() or [""]
    parts = {key: column for key, _, column in (word.partition("=") for word in words)}
    is_whole = {"x", "y"} <= parts.keys() <= {"x", "y", "colour"} and all(parts.values())
    if kind not in KINDS or not is_whole:
        message = f"chart: {text!r} is not KIND x=COLUMN y=COLUMN colour=COLUMN; kinds are "
        raise UsageError(message + ", ".join(KINDS))
    return Picture(kind=kind, x=parts["x"], y=parts["y"], colour=parts.get("colour"))


def _first(fits: Callable[[str], bool], names: Sequence[str]) -> str | None:
    return next(filter(fits, names), None)


def rows_of(result: "Result", picture: Picture) -> list[Point]:
    """
    Return the rows of a result by the names of their columns.

    Raises:
        UsageError: there are too many, or a column of the picture is missing.
    """
    _require_columns(result.columns, picture)
    rows = [
        dict(zip(result.columns, row, strict=True)) for row in islice(result.rows, MAX_ROWS + 1)
    ]
    if len(rows) > MAX_ROWS:
        message = f"a chart has at most {MAX_ROWS:,} rows; query less, such as one session"
        raise UsageError(message)
    return rows


def points(rows: list[Point], picture: Picture) -> list[Point]:
    """
    Return what is drawn: `x`, `y`, `colour`; of lines `line` and `label`, of boxes the quartiles.

    Raises:
        UsageError: these rows do not make a chart of this kind.
    """
    if picture.kind in _OF_ONE_SESSION:
        _require_one_session(rows)
    found = [_point(row, picture) for row in rows if _drawable(row, picture)]
    match picture.kind:
        case "laps" | "gaps":
            _name_lines(found)
        case "box":
            found = _boxes(found)
        case "bars":
            found = _summed(found)
    return found if picture.kind in {LAPS, GAPS} else _first_names(found)


def _require_columns(columns: tuple[str, ...], picture: Picture) -> None:
    if picture.kind not in KINDS:
        message = f"no chart is named {picture.kind!r}; {did_you_mean(picture.kind, KINDS)}"
        raise UsageError(message)
    needed = [picture.x, picture.y, picture.colour, _OTHER_END if picture.kind == STINTS else None]
    for name in filter(None, needed):
        if name not in columns:
            message = f"nothing to draw: the result has no column {name!r}"
            raise UsageError(message)


def _drawable(row: Point, picture: Picture) -> bool:
    """Return whether a row has what the chart needs: numbers where lengths are drawn."""
    x, y = row[picture.x], row[picture.y]
    if x is None or y is None:
        return False
    if picture.kind == TIMELINE:
        return True
    lengths = [x, y] if picture.kind in {LAPS, GAPS} else [x]
    return all(isinstance(it, int | float) for it in lengths)


def _point(row: Point, picture: Picture) -> Point:
    at = row[picture.x]
    point = {"x": _word(at) if isinstance(at, str) else at, "y": row[picture.y]}
    point["colour"] = _word(row[picture.colour]) if picture.colour else ""
    if picture.kind in {LAPS, GAPS}:
        # Drivers change, the car stays: a line is a car if cars are known.
        point["line"] = _word(row.get("car_number") or point["colour"])
    else:
        point["y"] = _word(point["y"])
    if picture.kind == STINTS:
        point["x"], point["x2"] = row[picture.x] - 1, row[_OTHER_END]
    return point


def _word(value: object) -> str:
    return "not known" if value is None else escape(str(value))


def _require_one_session(rows: list[Point]) -> None:
    for what in ("season", "event", "session", "session_id"):
        known = list(dict.fromkeys(row[what] for row in rows if what in row))
        if len(known) > 1:
            some = ", ".join(map(str, known[:3])) + (" ..." if len(known) > 3 else "")
            message = (
                f"the rows are of {len(known):,} {what.removesuffix('_id')}s ({some}), but this"
                " chart shows one; choose it with event=... session=..."
            )
            raise UsageError(message)


def _name_lines(found: list[Point]) -> None:
    """Label lines by their colour if each line has its own, else by the car."""
    colours: dict[str, set[str]] = {}
    for point in found:
        colours.setdefault(point["line"], set()).add(point["colour"])
    single = all(len(it) == 1 for it in colours.values())
    distinct = len({next(iter(it)) for it in colours.values()}) == len(colours)
    for point in found:
        label = point["colour"] if single and distinct and point["colour"] else point["line"]
        point["label"] = label


def _boxes(found: list[Point]) -> list[Point]:
    """
    Summarise the times of each name: median, quartiles, and Tukey's whiskers.

    Laps beyond the whiskers, such as those through the pits, are omitted: they would squeeze the
    boxes.
    """
    times: dict[tuple[str, str], list[float]] = {}
    for point in found:
        times.setdefault((point["y"], point["colour"]), []).append(point["x"])
    boxes = []
    for (name, colour), values in times.items():
        low, middle, high = quantiles(values, method="inclusive") if values[1:] else values * 3
        reach = 1.5 * (high - low)
        inside = [it for it in values if low - reach <= it <= high + reach]
        boxes.append(
            {"y": name, "colour": colour, "x": middle, "q1": low, "q3": high,
             "low": min(inside), "high": max(inside), "laps": len(values)}
        )  # fmt: skip
    return sorted(boxes, key=lambda box: box["x"])


def _summed(found: list[Point]) -> list[Point]:
    """Add up the rows of one name and colour: the points of many rounds are one bar."""
    sums: dict[tuple[str, str], Point] = {}
    for point in found:
        total = sums.setdefault((point["y"], point["colour"]), {**point, "x": 0})
        total["x"] += point["x"]
    return list(sums.values())


def _first_names(found: list[Point]) -> list[Point]:
    shown = set(islice(names(found), MAX_NAMES))
    return [point for point in found if point["y"] in shown]


def names(found: Iterable[Point], of: str = "y") -> list[str]:
    """Return the rows or colours of a chart, each once, in the order of the result."""
    return list(dict.fromkeys(point[of] for point in found))
