"""From rows to the points of a picture: what can be drawn, and nothing that would mislead."""

from collections.abc import Iterable
from itertools import islice
from statistics import quantiles
from typing import TYPE_CHECKING, Any

from racedb.errors import UsageError, did_you_mean
from racedb.render.charts.picture import GAPS, KINDS, LAPS, STINTS, TIMELINE, Picture

if TYPE_CHECKING:
    from racedb.db.readonly import Result

MOST_ROWS = 100_000
"""More would be a picture that no browser opens, and a blot."""
MOST_NAMES = 60
"""Rows of a picture of names: more cannot be read; the first ones of the answer are drawn."""
Point = dict[str, Any]
_OF_ONE_SESSION = (LAPS, GAPS, STINTS)
_OTHER_END = "last_lap"


def points(result: "Result", picture: Picture) -> list[Point]:
    """
    Give what is drawn: `x`, `y`, `colour`, of lines `line` and `label`, of boxes their quartiles.

    Raises:
        UsageError: a column is missing, or no picture can be made of these rows.
    """
    if picture.kind not in KINDS:
        message = f"no picture is named {picture.kind!r}; {did_you_mean(picture.kind, KINDS)}"
        raise UsageError(message)
    wanted = [picture.x, picture.y, *([picture.colour] if picture.colour else [])]
    for name in [*wanted, *([_OTHER_END] if picture.kind == STINTS else [])]:
        if name not in result.columns:
            message = f"nothing to draw: the answer has no column {name!r}"
            raise UsageError(message)
    rows = [
        dict(zip(result.columns, row, strict=True)) for row in islice(result.rows, MOST_ROWS + 1)
    ]
    if len(rows) > MOST_ROWS:
        message = f"more than {MOST_ROWS:,} rows are no picture: ask for less, such as one session"
        raise UsageError(message)
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


def _drawable(row: Point, picture: Picture) -> bool:
    """Say whether a row has what the picture needs: numbers where lengths are drawn."""
    length = [row[picture.x], row[picture.y]] if picture.kind in {LAPS, GAPS} else [row[picture.x]]
    if picture.kind == TIMELINE:
        return row[picture.x] is not None and row[picture.y] is not None
    if picture.kind == GAPS and row[picture.y] is None:
        return False
    return row[picture.y] is not None and all(isinstance(it, int | float) for it in length)


def _point(row: Point, picture: Picture) -> Point:
    point = {"x": row[picture.x], "y": row[picture.y]}
    point["colour"] = _word(row[picture.colour]) if picture.colour else ""
    if picture.kind in {LAPS, GAPS}:
        # Drivers change, the car stays: a line is a car where cars are known.
        point["line"] = _word(row.get("car_number") or point["colour"])
    else:
        point["y"] = _word(point["y"])
    if picture.kind == STINTS:
        point["x"], point["x2"] = row[picture.x] - 1, row[_OTHER_END]
    return point


def _word(value: object) -> str:
    return "not known" if value is None else str(value)


def _require_one_session(rows: list[Point]) -> None:
    for what in ("event", "session", "session_id"):
        known = list(dict.fromkeys(row[what] for row in rows if what in row))
        if len(known) > 1:
            some = ", ".join(map(str, known[:3])) + (" ..." if len(known) > 3 else "")
            message = (
                f"the rows are of {len(known):,} {what.removesuffix('_id')}s ({some}), and a"
                " picture is of one: choose one, such as event=... session=..."
            )
            raise UsageError(message)


def _name_lines(found: list[Point]) -> None:
    """Label lines by their colour where each has one of its own, else by the car."""
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
    Sum up the times of each name: median, quartiles, and Tukey's whiskers.

    Laps beyond the whiskers, such as those through the pits, are left out: they would squeeze what
    the picture is about.
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
    """Add up the rows of one name and colour: points of many rounds are one bar."""
    sums: dict[tuple[str, str], Point] = {}
    for point in found:
        kept = sums.setdefault((point["y"], point["colour"]), {**point, "x": 0})
        kept["x"] += point["x"]
    return list(sums.values())


def _first_names(found: list[Point]) -> list[Point]:
    kept = set(islice(names(found), MOST_NAMES))
    return [point for point in found if point["y"] in kept]


def names(found: Iterable[Point], of: str = "y") -> list[str]:
    """Name the rows or colours of a picture in the order of the answer."""
    return list(dict.fromkeys(point[of] for point in found))
