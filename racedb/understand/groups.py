"""What is said once for several rows: titles, headings of classes and heats, merged cells."""

from collections.abc import Sequence

from racedb.reference.session_words import session_kind
from racedb.table import Column
from racedb.text_keys import fold
from racedb.understand import vocabulary
from racedb.understand.frames import HEADINGS
from racedb.understand.header import Row
from racedb.understand.rows import Data
from racedb.understand.value_shapes import shapes_of
from racedb.understand.wide import WHO

_GROUP = Column(source=HEADINGS, field="class", why="headings", confidence=0.8)
_OUTCOME = _GROUP._replace(field="status")
_COUNTERS = ("lap_number", "class_position", "position")
_FEWEST_GROUPS = 2
MERGED = "its cells are of all rows up to the next one"


def of_grid(columns: Sequence[Column]) -> tuple[Column, ...]:
    """
    Read the places below the title of a starting grid as the grid; nobody has finished.

    A time beside them was driven in the qualifying.
    """
    fields_ = {column.field for column in columns}
    if "laps" in fields_ or {"grid", "position"} <= fields_:
        return tuple(columns)
    return tuple(
        column._replace(field="grid", why="the title says that it is a grid")
        if column.field == "position"
        else column._replace(field=None, why="a lap of the qualifying is none of the race")
        if column.field in ("total", "best_lap", "gap")
        else column
        for column in columns
    )


def says_grid(title: str) -> bool:
    """Say whether a title is that of a starting grid: 'Startaufstellung Rennen 1'."""
    words = vocabulary.key(title).split()
    if vocabulary.fields(" ".join(words))[:1] == ("grid",):
        return True
    if any(vocabulary.means("qualifying", word) for word in words):  # of which it is the result
        return False
    some = (" ".join(words[n : n + size]) for size in (1, 2, 3, 4) for n in range(len(words)))
    return any(vocabulary.is_doubtful("title of a grid", one) for one in some)


def with_headings(columns: Sequence[Column], data: Data) -> tuple[tuple[Column, ...], list[Row]]:
    """Add a column of classes, or of outcomes, where headings between the rows name them."""
    groups, names = _GROUP, data.classes
    if names and all(map(session_kind, {fold(name) for name in names})):
        groups = _GROUP._replace(field="session")
        names = [name.partition("(")[0].strip() for name in names]
    added = [(groups, names), (_OUTCOME, data.outcomes)]
    added = [(column, texts) for column, texts in added if any(texts)]
    rows: list[Row] = [
        (line, [*cells, *more])
        for (line, cells), *more in zip(data.rows, *(texts for _, texts in added), strict=True)
    ]
    if groups is _GROUP and any(names):
        columns = _with_class_positions(columns, rows)
    return (*columns, *(column for column, _ in added)), rows


def _with_class_positions(columns: Sequence[Column], rows: Sequence[Row]) -> Sequence[Column]:
    """Read places that begin anew below the headings of classes as those of the class."""
    if any(column.field == "class_position" for column in columns):
        return columns
    return [
        column._replace(field="class_position", why="places begin anew in each class")
        if column.field == "position" and shapes_of([cells[n] for _, cells in rows]).restarts
        else column
        for n, column in enumerate(columns)
    ]


def with_merged_cells(columns: Sequence[Column], rows: Sequence[Row]) -> tuple[Column, ...]:
    """
    Find columns whose cells were merged: only the first row of a class or of a car is filled.

    They are filled exactly where the places begin anew, or the numbers of laps.
    """
    place = {column.field: n for n, column in enumerate(columns) if column.field}
    counter = next((place[name] for name in _COUNTERS if name in place), None)
    if counter is None:
        return tuple(columns)
    fields = WHO if columns[counter].field == "lap_number" else ("class",)
    firsts = [cells[counter].strip().strip(".") == "1" for _, cells in rows]
    if not firsts[0] or sum(firsts) < _FEWEST_GROUPS or all(firsts):
        return tuple(columns)
    return tuple(
        column._replace(why=MERGED)
        if column.field in fields and [bool(cells[n].strip()) for _, cells in rows] == firsts
        else column
        for n, column in enumerate(columns)
    )
