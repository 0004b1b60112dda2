"""Kinds of charts, and the pictures that headers of queries, options and columns describe."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from racedb.errors import UsageError, did_you_mean


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What all charts of one kind have in common."""

    shape: str
    """lines: a line for each name; rows: a row for each name; plane: dots between two axes."""
    shows: str
    one: tuple[str, ...] = ()
    """Columns that have one value in a picture of this kind: one session, one season."""
    falls: bool = False
    """The smallest value is on top: positions and gaps."""
    needs_to: bool = False
    """It needs the column of another end: of a stint, or of a slope."""


_SESSION = ("season", "event", "session", "session_id")
_TABLE = ("series", "season", "championship")
KINDS = {
    "laps": Kind(shape="lines", shows="positions lap by lap", one=_SESSION, falls=True),
    "gaps": Kind(shape="lines", shows="gaps lap by lap, clipped", one=_SESSION, falls=True),
    "ranks": Kind(shape="lines", shows="positions by round", one=_TABLE, falls=True),
    "totals": Kind(shape="lines", shows="sums so far by round", one=_TABLE),
    "lines": Kind(shape="lines", shows="a value along an axis"),
    "stints": Kind(
        shape="rows", shows="bars from one lap to another", one=_SESSION, needs_to=True
    ),
    "box": Kind(shape="rows", shows="the spread of times: median and quartiles"),
    "best": Kind(shape="rows", shows="dots on an axis that does not begin at zero"),
    "bars": Kind(shape="rows", shows="bars from zero"),
    "shares": Kind(shape="rows", shows="parts of a whole, each row 100 %"),
    "timeline": Kind(shape="rows", shows="dots in time"),
    "scatter": Kind(shape="plane", shows="one number against another"),
    "career": Kind(shape="plane", shows="positions in time", falls=True),
    "slope": Kind(
        shape="plane", shows="lines from one column to another", one=_SESSION, needs_to=True,
        falls=True,
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A kind of chart, and the columns that it draws."""

    kind: str
    x: str
    y: tuple[str, ...]
    """
    Names of rows: the first column that names all of them, and not too many. Else one column.

    `circuit+layout` is one name of several columns.
    """
    to: str = ""
    """The other end of a bar or a slope."""
    colour: tuple[str, ...] = ()
    """The first of them with few values is drawn in colours."""
    label: tuple[str, ...] = ()
    """The name of a line or a dot: the first column that is filled. Of rows: what the text adds."""
    to_label: tuple[str, ...] = ()
    """The name of the other end of a slope."""
    only: str = ""
    """column=value: the rows that are drawn."""

    def columns(self) -> list[str]:
        """Return the columns without which there is no picture."""
        only = self.only.partition("=")[0]
        names = "+".join(self.y).split("+")
        return [it for it in (self.x, *names, self.to, only) if it]


_TUPLES = ("y", "colour", "label", "to_label")
_KEYS = ("x", *_TUPLES, "to", "only")


def named(text: str) -> Picture:
    """
    Parse the picture in the header of a query.

    >>> named("laps x=lap_number y=position colour=class,team").colour
    ('class', 'team')

    Raises:
        UsageError: the kind is unknown, or an axis has no column.
    """
    kind, *words = text.split() or [""]
    parts = {key: value for key, _, value in (word.partition("=") for word in words)}
    is_whole = {"x", "y"} <= parts.keys() <= {*_KEYS} and all(parts.values())
    if kind not in KINDS or not is_whole or (KINDS[kind].needs_to and "to" not in parts):
        message = f"chart: {text!r} is not KIND x=COLUMN y=COLUMN colour=COLUMN; kinds are "
        raise UsageError(message + ", ".join(KINDS))
    lists = {key: tuple(parts[key].split(",")) for key in _TUPLES if key in parts}
    return Picture(
        kind=kind, x=parts["x"], to=parts.get("to", ""), only=parts.get("only", ""), **lists
    )


_NAMES = ("driver", "drivers", "manufacturer", "team", "car_number", "class", "car", "name")
_NUMBERS = ("wins", "points", "starts", "laps", "count")
_COLOURS = ("class", "manufacturer", "team", "compound", "driver")


def guess(columns: Sequence[str]) -> Picture | None:
    """
    Choose a picture by the names of the columns; None: none suits.

    >>> guess(["car_number", "lap_number", "position"]).kind
    'laps'
    """
    # The first column with a name tells what the rows are about.
    name = next((it for it in columns if it in _NAMES), "")
    time = next((it for it in columns if it.endswith("_us")), "")
    number = next((it for it in _NUMBERS if it in columns), "")
    line = [it for it in ("car_number", "driver") if it in columns]
    candidates = (
        ("laps", "lap_number", "position", line),
        ("gaps", "lap_number", "gap_us", line),
        ("stints", "first_lap", "car_number", "last_lap" in columns),
        ("box", "lap_us", name, name),
        ("best", time, name, name),
        ("bars", number, name, name),
    )
    for kind, x, y, needed in candidates:
        if x in columns and y in columns and needed:
            return Picture(
                kind=kind, x=x, y=(y,), to="last_lap" if kind == "stints" else "",
                colour=_colours(columns, {x, y}),
                label=tuple(line) if KINDS[kind].shape == "lines" else (),
            )  # fmt: skip
    return None


def _colours(columns: Sequence[str], drawn: set[str]) -> tuple[str, ...]:
    return tuple(it for it in _COLOURS if it in columns and it not in drawn)


def chosen(
    columns: Sequence[str], header: Picture | None, x: str, y: str, colour: str
) -> Picture | None:
    """
    Return the picture that options ask for, what they leave open from a header or the columns.

    With another axis the kind is another one: 'free', which depends on the values. None: nothing
    suits.

    Raises:
        UsageError: an option names no column.
    """
    for option, name in (("--x", x), ("--y", y), ("--color", colour)):
        if name and name not in columns:
            message = f"{option} {name}: no such column; {did_you_mean(name, list(columns))}"
            raise UsageError(message)
    base = header or guess(columns)
    if x or y:
        x, y = x or (base.x if base else ""), y or (base.y[0] if base else "")
        if not (x and y):
            return None
        names = tuple(it for it in _NAMES if it in columns and it not in {x, y})
        colours = _colours(columns, {x, y}) or names
        base = Picture(kind=FREE, x=x, y=(y,), label=names, colour=colours)
    return replace(base, colour=(colour,)) if base and colour else base


FREE = "free"
"""Stands for a kind until the values of the two axes are known."""
_COUNTED = ("lap_number", "round")


def kind_of(x: object, y: object, picture: Picture) -> Picture:
    """
    Choose the kind of a picture of which only the columns are known, by a value of each.

    >>> kind_of(90_000_000, "Bo Li", Picture(kind=FREE, x="lap_us", y=("driver",))).kind
    'best'
    """
    is_x, is_y = _is_number(x), _is_number(y)
    if is_x and is_y and picture.x in _COUNTED:
        return replace(picture, kind="ranks" if _is_place(picture.y[0]) else "lines")
    if is_x and is_y:
        return replace(picture, kind="scatter")
    if is_x:
        is_best = picture.x.endswith(("_us", "_kph", "_s")) or _is_place(picture.x)
        return replace(picture, kind="best" if is_best else "bars", label=())
    if is_y and not _is_date(x):  # names belong beside rows
        turned = replace(picture, x=picture.y[0], y=(picture.x,))
        return kind_of(y, x, turned)
    if is_y:
        return replace(picture, kind="career" if _is_place(picture.y[0]) else "scatter")
    return replace(picture, kind="timeline", label=())


def _is_place(column: str) -> bool:
    return column.endswith("position")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_date(value: object) -> bool:
    return isinstance(value, str) and len(value) >= 10 and value[:4].isdigit() and value[4] == "-"
