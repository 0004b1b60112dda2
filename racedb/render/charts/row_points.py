"""Points of charts with a row for each name: boxes, bars, dots, stints, shares, timelines."""

from statistics import quantiles

from racedb.render.charts.drawing import (
    MAX_COLOURS,
    MAX_NAMES,
    NOT_KNOWN,
    Drawing,
    Point,
    Row,
    is_number,
    join_others,
    leave_out,
    name_of,
    names,
    set_colours,
    shade,
    shortened,
)
from racedb.render.charts.scales import axis_time, is_time, title, useful_end, value_text

_MAX_SHARES = 30
_IN_TIME = ("season", "round", "event")
"""Rows that stay in their order."""
_SEATS = ("first driver", "second driver", "third driver", "fourth driver", "fifth driver")


def add(made: Drawing, rows: list[Row]) -> None:
    """Add `x`, `y`, `colour` and `text`; of boxes the quartiles, of stints `x2`."""
    picture = made.picture
    drawn = [row for row in rows if _drawable(row, made)]
    if len(drawn) < len(rows) and picture.kind in ("best", "box"):
        leave_out(made, len(rows) - len(drawn), len(rows), [picture.x])
    set_colours(made, drawn)
    if picture.kind == "shares":  # all of a row are something
        made.colour = picture.colour[0] if picture.colour else ""
    says = _telling(drawn, picture.label)
    if says and picture.kind in ("best", "bars"):
        words = ", ".join(title(name) for name in (picture.x, *says))
        made.notes.append(f"Beside the {'dots' if picture.kind == 'best' else 'bars'}: {words}.")
    found = [
        {"x": row[picture.x], "x2": row.get(picture.to), "y": name, "colour": shade(made, row),
         "extra": _extra(row, says, name), "row": row}
        for row, name in zip(drawn, _row_names(drawn, picture.y), strict=True)
    ]  # fmt: skip
    {"box": _boxes, "bars": _bars, "shares": _shares, "stints": _stints, "best": _dots}.get(
        picture.kind, _moments
    )(made, found)
    join_others(made.points, names(made.points, "colour"))
    _first_names(made)
    for point in made.points:
        point.pop("row", None)


def _drawable(row: Row, made: Drawing) -> bool:
    """Return whether a row has what the chart needs: numbers where lengths are drawn."""
    ends = [row[it] for it in (made.picture.x, made.picture.to) if it]
    return None not in ends and (made.picture.kind == "timeline" or all(map(is_number, ends)))


def _row_names(rows: list[Row], columns: tuple[str, ...]) -> list[str]:
    """Return the names of rows by the first column that names all of them, and not too many."""
    if "+" in columns[0]:
        return _joined(rows, columns[0].split("+"))
    for column in columns:
        found = [row[column] for row in rows]
        if None not in found and len({*found}) <= MAX_NAMES:
            break
    else:
        column = columns[0]
    texts = [str(row[column]) if row[column] is not None else name_of(row, columns) for row in rows]
    drivers: dict[str, set[str]] = {}
    for text, row in zip(texts, rows, strict=True):
        drivers.setdefault(text, set()).add(row.get("driver") or "")
    if column != "car_number" or any(len(it) > 1 or "" in it for it in drivers.values()):
        return [text or NOT_KNOWN for text in texts]
    short = shortened(next(iter(it)) for it in drivers.values())
    return [f"{text} {short[next(iter(drivers[text]))]}" for text in texts]


def _joined(rows: list[Row], columns: list[str]) -> list[str]:
    """Return names of several columns, without those that are the same in all rows."""
    told = _telling(rows, tuple(columns)) or columns[-1:]
    return [" ".join(str(row[it]) for it in told if row[it] is not None) for row in rows]


def _telling(rows: list[Row], columns: tuple[str, ...]) -> list[str]:
    """Return the columns that differ from row to row: others would repeat the title."""
    return [name for name in columns if len({row.get(name) for row in rows}) > 1 or not rows[1:]]


def _extra(row: Row, columns: list[str], of: str) -> str:
    """Return what a text adds to the value, but not the name of the row."""
    known = [(name, row[name]) for name in columns if row[name] not in (None, of)]
    return ", ".join(
        f"{value_text(name, value)} {title(name)}" if is_number(value) and not is_time(name)
        else value_text(name, value)
        for name, value in known
    )  # fmt: skip


def _text(made: Drawing, value: float, point: Point) -> str:
    text, extra = value_text(made.picture.x, value), point["extra"]
    return f"{text}, {extra}" if extra else text


def _boxes(made: Drawing, found: list[Point]) -> None:
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
             "low": min(low, *inside), "high": max(high, *inside), "count": len(values)}
        )  # fmt: skip
    made.points = sorted(boxes, key=lambda box: box["x"])
    if is_time(made.picture.x):
        _cut_boxes(made)
    made.notes.append("Box: the middle half; line: the median; beyond 1.5 boxes nothing is drawn.")


def _cut_boxes(made: Drawing) -> None:
    """Cut boxes that would flatten the others, such as that of a car that drove three laps."""
    low = min((box["low"] for box in made.points), default=0)
    end = low + useful_end([box["high"] - low for box in made.points], 3)
    far = [box for box in made.points if box["high"] > end]
    for box in far:
        for side in ("low", "q1", "x", "q3", "high"):
            box[side] = min(box[side], end)
    if far:
        made.notes.append(f"Times end at {axis_time(end, 0)} ({', '.join(names(far))}).")


def _bars(made: Drawing, found: list[Point]) -> None:
    """Add up the rows of one name and colour: the wins of many seasons are one bar."""
    parts: dict[tuple[str, str], Point] = {}
    totals: dict[str, float] = {}
    for point in found:
        part = parts.setdefault((point["y"], point["colour"]), {**point, "x": 0})
        part["x"] += point["x"]
        totals[point["y"]] = totals.get(point["y"], 0) + point["x"]
    made.points = list(parts.values())
    is_summed = len(found) > len(totals)
    if is_summed and made.picture.y[0] not in _IN_TIME:  # the result is in another order
        made.points.sort(key=lambda point: -totals[point["y"]])
    last = {point["y"]: point for point in made.points}
    for point in made.points:
        point["total"] = totals[point["y"]]
        point["extra"] = "" if is_summed else point["extra"]
        point["text"] = _text(made, point["total"], point) if point is last[point["y"]] else ""
    if is_time(made.picture.x) and len(last) == len(made.points):
        _cut(made)


def _cut(made: Drawing) -> None:
    """Cut bars that would flatten the others; their texts have the whole value."""
    end = useful_end([point["x"] for point in made.points], 3)
    cut = [point for point in made.points if point["x"] > end]
    for point in cut:
        point["x"] = point["total"] = end
    if cut:
        made.notes.append(f"Bars are cut at {axis_time(end, 0)} ({', '.join(names(cut))}).")


def _shares(made: Drawing, found: list[Point]) -> None:
    """Make the parts of each name per cent of their sum."""
    _bars(made, found)
    order = names(found)[:_MAX_SHARES]
    if len(names(found)) > len(order):
        made.notes.append(f"The first {len(order)} of {len(names(found)):,} rows are drawn.")
    weight: dict[str, float] = {}
    for point in made.points:
        weight[point["colour"]] = weight.get(point["colour"], 0) + point["x"]
    colours = sorted(weight, key=lambda it: -weight[it])
    join_others(made.points, colours)
    colours = [it for it in colours if it in names(made.points, "colour")]
    parts: dict[tuple[str, str], float] = {}
    sums: dict[str, float] = {}
    for point in made.points:
        key = (point["y"], point["colour"])
        parts[key] = parts.get(key, 0) + point["x"]
        sums[point["y"]] = sums.get(point["y"], 0) + point["x"]
    made.points = [
        {"y": name, "colour": colour, "x": 100 * parts[name, colour] / sums[name],
         "rank": at, "total": sums[name]}
        for name in order
        for at, colour in enumerate([*colours, *{"others"} - {*colours}])
        if parts.get((name, colour))
    ]  # fmt: skip


def _stints(made: Drawing, found: list[Point]) -> None:
    """Draw from the start of the first lap to the end of the last, with driver and pace."""
    if made.colour == "driver" and len(names(found, "colour")) > MAX_COLOURS:
        _seat_colours(made, found)
    drivers = shortened(str(it["row"]["driver"]) for it in found if it["row"].get("driver"))
    cars: dict[str, set[str]] = {}
    for point in found:
        cars.setdefault(point["y"], set()).add(point["row"].get("driver") or "")
    for point in found:
        row, pace = point["row"], point["row"].get("mean_clean_us")
        point["x"] -= 1
        point["pace"] = axis_time(pace, 1) if pace is not None else ""
        is_shared = len(cars[point["y"]]) > 1
        point["who"] = drivers.get(str(row.get("driver")), "") if is_shared else ""
    if any(point["pace"] for point in found):
        made.notes.append("In the bars: the mean of the clean laps of the stint.")
    made.points = found


def _seat_colours(made: Drawing, found: list[Point]) -> None:
    """Colour the drivers of each car by the order in which they drove: there are too many names."""
    seats: dict[str, list[str]] = {}
    for point in found:
        crew = seats.setdefault(point["y"], [])
        if point["colour"] not in crew:
            crew.append(point["colour"])
        point["colour"] = _SEATS[min(crew.index(point["colour"]), len(_SEATS) - 1)]
    made.colour = "driver of the car"
    found.sort(key=lambda point: _SEATS.index(point["colour"]))
    order = {name: at for at, name in enumerate(seats)}
    found.sort(key=lambda point: (order[point["y"]], point["x"]))


def _dots(made: Drawing, found: list[Point]) -> None:
    for point in found:
        point["text"] = _text(made, point["x"], point)
    made.points = found


def _moments(made: Drawing, found: list[Point]) -> None:
    made.points = [point | {"x": str(point["x"])} for point in found]


def _first_names(made: Drawing) -> None:
    """Leave out what is beyond the first names, of seasons what is before the last ones."""
    known = names(made.points)
    if len(known) > MAX_NAMES:
        is_season = made.picture.y[0] == "season"
        shown = set(known[-MAX_NAMES:] if is_season else known[:MAX_NAMES])
        made.points = [point for point in made.points if point["y"] in shown]
        which = "last" if is_season else "first"
        made.notes.append(f"The {which} {MAX_NAMES} of {len(known):,} rows are drawn.")
