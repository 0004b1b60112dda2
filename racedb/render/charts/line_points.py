"""Points of charts with a line for each car, driver or team."""

from racedb.render.charts.drawing import (
    MAX_NAMES,
    Drawing,
    Point,
    Row,
    are_drivers,
    is_number,
    join_others,
    leave_out,
    name_of,
    names,
    set_colours,
    shade,
    shortened,
)
from racedb.render.charts.scales import axis_time, useful_end

_LISTED = 5
"""Cars that are named; of more the number is stated."""


def add(made: Drawing, rows: list[Row]) -> None:
    """Add `x`, `y`, `line`, `label` and `colour`; the line that ends on top is the first."""
    picture, y = made.picture, made.picture.y[0]
    _number_rounds(made, rows)
    named = [row for row in rows if name_of(row, picture.label)] if picture.label else rows
    if len(named) < len(rows):
        leave_out(made, len(rows) - len(named), len(rows), picture.label)
    set_colours(made, named)
    # Drivers change, the car stays: a line is a car if its number is known.
    found = [
        {"x": row[picture.x], "y": row[y], "line": name_of(row, picture.label),
         "colour": shade(made, row), "driver": row.get("driver")}
        for row in named
        if is_number(row[picture.x]) and is_number(row[y])
    ]  # fmt: skip
    _label(made, found)
    if picture.kind == "totals":
        found = _carried(found)
    if picture.kind == "gaps":
        found = _clipped(made, found)
    made.points = _sorted(made, found)
    join_others(made.points, names(made.points, "colour"))


def _number_rounds(made: Drawing, rows: list[Row]) -> None:
    """Count the events where a series does not number its rounds."""
    x = made.picture.x
    if x == "round" and any(row[x] is None and "event" in row for row in rows):
        events = dict.fromkeys(row["event"] for row in rows)
        number = {event: at for at, event in enumerate(events, 1)}
        for row in rows:
            row[x] = number[row["event"]]
        made.x_title = "event"


def _label(made: Drawing, found: list[Point]) -> None:
    """Label each line by its driver if he has no other line and it no other driver."""
    drivers: dict[str, set[str]] = {}
    for point in found:
        drivers.setdefault(point["line"], set()).add(point.pop("driver") or "")
    alone = {line: next(iter(it)) for line, it in drivers.items() if len(it) == 1}
    is_his = len(alone) == len(drivers) == len({*alone.values()}) and "" not in alone.values()
    label = alone if is_his and are_drivers(made.picture.label) else {it: it for it in drivers}
    short = shortened(label.values()) if are_drivers(made.picture.label) and is_his else {}
    for point in found:
        point["label"] = short.get(label[point["line"]], label[point["line"]])


def _carried(found: list[Point]) -> list[Point]:
    """Continue each sum through the rounds that add nothing, from zero."""
    rounds = sorted({point["x"] for point in found})
    by_line: dict[str, dict[float, Point]] = {}
    for point in found:
        by_line.setdefault(point["line"], {})[point["x"]] = point
    carried = []
    for line in by_line.values():
        last = next(iter(line.values())) | {"y": 0}
        for at in rounds:
            last = line.get(at, last) | {"x": at}
            carried.append(last)
    return carried


def _clipped(made: Drawing, found: list[Point]) -> list[Point]:
    """Leave out gaps far beyond those of most cars, which would flatten them."""
    if not found:
        return found
    end = useful_end([point["y"] for point in found])
    beyond = list(dict.fromkeys(point["label"] for point in found if point["y"] > end))
    if beyond:
        cars = f"{len(beyond)} cars" if len(beyond) > _LISTED else ", ".join(beyond)
        made.notes.append(f"Gaps beyond {axis_time(end, 0)} are not drawn ({cars}).")
    return [point for point in found if point["y"] <= end]


def _sorted(made: Drawing, found: list[Point]) -> list[Point]:
    """Sort the lines by their ends: who came furthest, then who is on top there."""
    last: dict[str, Point] = {}
    for point in found:
        if point["line"] not in last or point["x"] >= last[point["line"]]["x"]:
            last[point["line"]] = point
    sign = 1 if made.kind.falls else -1
    order = sorted(last, key=lambda line: (-last[line]["x"], sign * last[line]["y"], line))
    if len(order) > MAX_NAMES:
        made.notes.append(f"The first {MAX_NAMES} of {len(order):,} lines are drawn.")
    place = {line: at for at, line in enumerate(order[:MAX_NAMES])}
    kept = [point for point in found if point["line"] in place]
    return sorted(kept, key=lambda point: (place[point["line"]], point["x"]))
