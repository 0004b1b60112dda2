"""What is drawn of the rows of a result: points, with their names and colours, and notes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from racedb.names import parse_person
from racedb.render.charts.kinds import KINDS, Kind, Picture
from racedb.render.charts.scales import title

MAX_NAMES = 60
"""Names that can be read in one chart; only the first ones of a longer result are drawn."""
MAX_COLOURS = 12
OTHERS = "others"
NOT_KNOWN = "not known"

Row = dict[str, Any]
Point = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Drawing:
    """A picture, and the points of it."""

    picture: Picture
    points: list[Point] = field(default_factory=list)
    """`x`, `y`, `colour`; what else there is depends on the kind."""
    colour: str = ""
    """What the colours mean; '': nothing, there is one."""
    x_title: str = ""
    """Of an axis that has another meaning than its column."""
    notes: list[str] = field(default_factory=list)
    """What a reader must know, such as what is left out."""
    common: str = ""
    """The season, event and session of all rows."""
    is_of_event: bool = False
    """All rows are of one event."""
    session: str | None = None
    """The session of all rows; None: there are several."""

    @property
    def kind(self) -> Kind:
        """Its kind."""
        return KINDS[self.picture.kind]


def leave_out(made: Drawing, count: int, of: int, columns: Sequence[str]) -> None:
    """Note that some rows are not drawn, for want of a value."""
    what = " or ".join(title(it).partition(" (")[0] for it in columns)
    made.notes.append(f"Without {what}: {count:,} of {of:,} rows, not drawn.")


# ---- names ---------------------------------------------------------------------------------------

_CREW = " / "


def name_of(row: Row, columns: Sequence[str]) -> str:
    """Return the first name that is filled; a crew of several drivers only if there is no other."""
    filled = [str(row[it]) for it in columns if row.get(it) not in (None, "")]
    return next((it for it in filled if _CREW not in it), filled[0] if filled else "")


def surname(name: str) -> str:
    """
    Return the last name of a driver; of a crew all its names.

    >>> surname("Carlos Sainz Jr."), surname("Nyck de Vries")
    ('Sainz Jr.', 'de Vries')
    """
    if _CREW in name:
        return name
    person = parse_person(name)
    last = " ".join(filter(None, (person.family_name, person.suffix)))
    return " ".join(name.split()[-len(last.split()) :])  # as it is written: all of it without parts


def shortened(names: Iterable[str]) -> dict[str, str]:
    """Return the surname of each driver; of those who share one the whole name."""
    known = list(dict.fromkeys(names))
    short = [surname(name) for name in known]
    return {
        name: last if short.count(last) == 1 else name
        for name, last in zip(known, short, strict=True)
    }


def are_drivers(columns: Sequence[str]) -> bool:
    """Return whether names are those of people, which can be shortened."""
    return bool({"driver", "drivers"} & {*columns})


def names(found: Iterable[Point], of: str = "y") -> list[str]:
    """Return the rows or colours of a chart, each once, in the order of the points."""
    return list(dict.fromkeys(point[of] for point in found))


# ---- colours -------------------------------------------------------------------------------------


def colour_column(rows: Sequence[Row], candidates: Sequence[str]) -> str:
    """
    Return the first column with more than one value and few enough for a legend.

    Without one it is the first that has too many values, or ''.
    """
    many = ""
    for name in candidates:
        count = len({row.get(name) for row in rows} - {None})
        if 1 < count <= MAX_COLOURS:
            return name
        many = many or (name if count > MAX_COLOURS else "")
    return many


def set_colours(made: Drawing, rows: Sequence[Row]) -> None:
    """Choose what the colours of a drawing mean, by the values of its rows."""
    made.colour = colour_column(rows, made.picture.colour)


def shade(made: Drawing, row: Row) -> str:
    """Return the value that colours a row."""
    if not made.colour:
        return ""
    value = row.get(made.colour)
    return NOT_KNOWN if value is None else str(value)


def join_others(points: list[Point], order: Sequence[str]) -> None:
    """Of too many colours leave the first ones of *order*, and grey ones for the others."""
    if len(order) > MAX_COLOURS:
        kept = {*order[: MAX_COLOURS - 1]}
        for point in points:
            point["colour"] = point["colour"] if point["colour"] in kept else OTHERS


def is_number(value: object) -> bool:
    """Return whether a value has a length."""
    return isinstance(value, int | float) and not isinstance(value, bool)
