"""Reads the rows of a result, and makes a drawing of them."""

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

from racedb.counted import counted
from racedb.errors import UsageError, did_you_mean
from racedb.render.charts import line_points, plane_points, row_points
from racedb.render.charts.drawing import Drawing, Row
from racedb.render.charts.kinds import FREE, KINDS, Picture, kind_of
from racedb.render.places import common
from racedb.safe_text import escape

if TYPE_CHECKING:
    from racedb.db.readonly import Result

_CHOOSES = {
    "series": "series=...", "season": "season=...", "event": "event=... season=...",
    "session": "event=... session=...", "championship": "of=... class=...",
}  # fmt: skip
MAX_ROWS = 100_000
"""With more rows a chart is a blot, and too big for a browser."""


def drawing(result: "Result", picture: Picture) -> Drawing:
    """
    Return what is drawn of a result.

    Raises:
        UsageError: a column is missing, or these rows do not make a chart of this kind.
    """
    for name in picture.columns():
        if name not in result.columns:
            message = f"nothing to draw: the result has no column {name!r}"
            raise UsageError(message)
    rows = [
        dict(zip(result.columns, row, strict=True)) for row in islice(result.rows, MAX_ROWS + 1)
    ]
    if len(rows) > MAX_ROWS:
        message = f"a chart has at most {MAX_ROWS:,} rows; query less, such as one session"
        raise UsageError(message)
    made = Drawing(picture=_of_known_kind(rows, picture))
    rows = _only(rows, made)
    for row in rows:
        for name, value in row.items():
            row[name] = escape(value) if isinstance(value, str) else value
    _require_one(rows, made.kind.one)
    made.common, made.is_of_event = common(rows), _one_of(rows, "event") is not None
    made.session = _one_of(rows, "session")
    {"lines": line_points, "rows": row_points, "plane": plane_points}[made.kind.shape].add(
        made, rows
    )
    return made


def _of_known_kind(rows: list[Row], picture: Picture) -> Picture:
    if picture.kind != FREE and picture.kind not in KINDS:
        message = f"no chart is named {picture.kind!r}; {did_you_mean(picture.kind, list(KINDS))}"
        raise UsageError(message)
    if picture.kind != FREE:
        return picture
    values = ((row[picture.x], row[picture.y[0]]) for row in rows)
    x, y = next((it for it in values if None not in it), (None, None))
    return kind_of(x, y, picture)


def _only(rows: list[Row], made: Drawing) -> list[Row]:
    column, _, value = made.picture.only.partition("=")
    if not column:
        return rows
    kept = [row for row in rows if row[column] == value]
    if len(kept) < len(rows):
        made.notes.append(f"Only rows of {column.replace('_', ' ')} {value}.")
    return kept


def _require_one(rows: list[Row], columns: Sequence[str]) -> None:
    for what in columns:
        known = list(dict.fromkeys(row[what] for row in rows if what in row))
        if len(known) > 1:
            some = ", ".join(map(str, known[:3])) + (" ..." if len(known) > 3 else "")
            word = what.removesuffix("_id")
            message = (
                f"the rows are of {counted(len(known), word if word == 'series' else f'{word}s')}"
                f" ({some}), but this chart shows one; choose it with {_CHOOSES[word]}"
            )
            raise UsageError(message)


def _one_of(rows: list[Row], column: str) -> str | None:
    """Return the only value of a column; None: there are several, or none."""
    known = {row.get(column) for row in rows}
    return str(known.pop()) if len(known) == 1 and None not in known else None
