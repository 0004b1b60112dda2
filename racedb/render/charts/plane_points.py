"""Points of charts between two axes: scatters, careers, slopes."""

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
from racedb.render.charts.scales import is_time, useful_end, value_text

_MAX_COLOURED = 400
"""With more dots colours mix."""


def add(made: Drawing, rows: list[Row]) -> None:
    """Add `x`, `y`, `colour`, `label`; of slopes a line from `y` to `y2`, with `label2`."""
    picture = made.picture
    ends = [picture.x, picture.to or picture.y[0]]
    drawn = [row for row in rows if _drawable(row, made, ends)]
    if len(drawn) < len(rows):
        leave_out(made, len(rows) - len(drawn), len(rows), ends)
    if len(drawn) <= _MAX_COLOURED:
        set_colours(made, drawn)
    labels = [name_of(row, picture.label) for row in drawn]
    others = [name_of(row, picture.to_label) for row in drawn]
    if are_drivers(picture.label):
        short = shortened(it for it in [*labels, *others] if it)
        labels, others = ([short.get(it, it) for it in side] for side in (labels, others))
    found = [
        {"x": row[ends[0]], "y": row[ends[1]], "colour": shade(made, row), "label": label,
         "label2": other}
        for row, label, other in zip(drawn, labels, others, strict=True)
    ]  # fmt: skip
    if picture.kind == "slope":
        _slopes(made, found)
    else:
        _dots(made, found)
    join_others(made.points, names(made.points, "colour"))


def _drawable(row: Row, made: Drawing, columns: list[str]) -> bool:
    x, y = (row[it] for it in columns)
    return is_number(y) and (is_number(x) or (made.picture.kind != "slope" and x is not None))


def _slopes(made: Drawing, found: list[Point]) -> None:
    """Make lines with both ends; times of several classes are those behind the best of each."""
    picture = made.picture
    if len(found) > MAX_NAMES:
        made.notes.append(f"The first {MAX_NAMES} of {len(found):,} rows are drawn.")
    for point in found[:MAX_NAMES]:
        one, other = value_text(picture.x, point["x"]), value_text(picture.to, point["y"])
        point["label2"] = f"{other} {point['label2'] or point['label']}".strip()
        point["label"] = f"{point['label']} {one}".strip()
        made.points.append(point)
    if is_time(picture.x) and found:
        _compare_classes(made)
        _cut(made)


def _compare_classes(made: Drawing) -> None:
    """Draw how far behind the best of its class a time is, where there are several classes."""
    if made.colour != "class":
        return
    for name in names(made.points, "colour"):
        of_class = [point for point in made.points if point["colour"] == name]
        best = min(min(point["x"], point["y"]) for point in of_class)
        for point in of_class:
            point["x"], point["y"] = point["x"] - best, point["y"] - best
    made.notes.append("The times of each class are drawn from its best one.")


def _cut(made: Drawing) -> None:
    """Draw times that would flatten the others at the end of theirs."""
    values = [point[side] for point in made.points for side in ("x", "y")]
    low = min(values)
    end = low + useful_end([it - low for it in values])
    if max(values) > end:
        made.notes.append("Times far beyond the others are drawn at the end.")
    for point in made.points:
        point["x"], point["y"] = min(point["x"], end), min(point["y"], end)


def _dots(made: Drawing, found: list[Point]) -> None:
    """Count the rows that fall on one dot; several have no name."""
    dots: dict[tuple[object, object, str], Point] = {}
    for point in found:
        key = (point["x"], point["y"], point["colour"])
        if key in dots:
            dots[key]["count"] += 1
            dots[key]["label"] = ""
        else:
            dots[key] = point | {"count": 1}
    made.points = list(dots.values())
    if len(dots) < len(found):
        made.notes.append("A bigger dot is more rows.")
    if len(dots) > MAX_NAMES:  # nobody could read their names
        for point in made.points:
            point["label"] = ""
